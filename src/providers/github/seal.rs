//! Secrets of repositories and environments, sealed as GitHub asks: a libsodium sealed box for its public key, in base64
//! (docs.github.com/en/rest/guides/encrypting-secrets-for-the-rest-api). The plain text is nowhere but in the box.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use crypto_box::PublicKey;
use crypto_box::aead::OsRng;
use serde_json::{Value, json};

use super::client::Client;
use super::repo::one_segment;
use crate::model::secret;
use crate::providers::action::{ActionError, Call, Log};
use crate::providers::input::wrong;
use crate::remote::Method;

/// Names and values of an object that a step gives, as `secrets` or `variables`: texts, numbers and truth values as text.
pub(super) fn pairs(input: &Value, key: &str) -> Result<Vec<(String, String)>, ActionError> {
    let Some(given) = input.get(key).filter(|given| !given.is_null()) else {
        return Ok(vec![]);
    };
    let fields = given
        .as_object()
        .ok_or_else(|| wrong(format!("`{key}` must be a mapping of names to values")))?;
    let pair = |(name, value): (&String, &Value)| {
        let text = match value {
            Value::String(text) => text.clone(),
            Value::Number(_) | Value::Bool(_) => value.to_string(),
            _ => return Err(wrong(format!("`{key}.{name}` must be a text"))),
        };
        // GitHub keeps names in capitals, and a name must be found again.
        let name = name.to_uppercase();
        let is_name = |c: char| c.is_ascii_uppercase() || c.is_ascii_digit() || c == '_';
        let is_well = name.chars().all(is_name) && !name.starts_with(|c: char| c.is_ascii_digit());
        if name.is_empty() || !is_well || name.starts_with("GITHUB_") {
            return Err(
                wrong(format!("`{name}` cannot be the name of a secret or variable"))
                    .hint("letters, digits and `_`, not beginning with a digit or GITHUB_"),
            );
        }
        Ok((name, text))
    };
    fields.iter().map(pair).collect()
}

/// Seals secrets and puts them to `path`: `/repos/o/r/actions/secrets`, or those of an environment.
pub(super) fn put_secrets(
    call: &Call<'_>,
    client: &Client<'_>,
    path: &str,
    secrets: &[(String, String)],
    log: &mut dyn Log,
) -> Result<(), ActionError> {
    if secrets.is_empty() {
        return Ok(());
    }
    let key = client.get(&format!("{path}/public-key"))?;
    let public = key["key"]
        .as_str()
        .and_then(|text| STANDARD.decode(text).ok())
        .and_then(|bytes| PublicKey::from_slice(&bytes).ok())
        .ok_or_else(|| wrong("GitHub's public key for secrets cannot be read"))?;
    for (name, text) in secrets {
        let plain = revealed(call, name, text)?;
        let sealed = public
            .seal(&mut OsRng, plain.as_bytes())
            .map_err(|_| wrong(format!("the secret {name} cannot be sealed")))?;
        let body = json!({"encrypted_value": STANDARD.encode(sealed), "key_id": key["key_id"]});
        client.write(Method::PUT, &format!("{path}/{}", one_segment(name)), Some(body))?;
        log.line(&format!("secret {name} set"));
    }
    Ok(())
}

/// A text with every reference replaced by its secret.
fn revealed(call: &Call<'_>, name: &str, text: &str) -> Result<String, ActionError> {
    let mut missing = None;
    let plain = secret::replaced(text, |reference| match call.world.secret(reference) {
        Some(secret) => secret.reveal().to_owned(),
        None => {
            missing = Some(reference.to_owned());
            String::new()
        }
    });
    match missing {
        None => Ok(plain),
        Some(reference) => Err(wrong(format!(
            "the secret `{reference}`, for {name}, is not known any more"
        ))
        .hint("retry the step with it: secrets are kept only for as long as a run needs them")),
    }
}

/// Puts variables to `path`: those that are missing or have another value.
pub(super) fn put_variables(
    client: &Client<'_>,
    path: &str,
    wanted: &[(String, String)],
    log: &mut dyn Log,
) -> Result<(), ActionError> {
    if wanted.is_empty() {
        return Ok(());
    }
    let there = client.list(path, Some("variables"))?;
    for (name, value) in wanted {
        let body = json!({"name": name, "value": value});
        match there.iter().find(|variable| variable["name"] == **name) {
            Some(variable) if variable["value"] == **value => continue,
            Some(_) => client.write(
                Method::PATCH,
                &format!("{path}/{}", one_segment(name)),
                Some(body),
            )?,
            None => client.write(Method::POST, path, Some(body))?,
        };
        log.line(&format!("variable {name} set"));
    }
    Ok(())
}

/// The names of the secrets that are there.
pub(super) fn names(client: &Client<'_>, path: &str) -> Result<Vec<String>, ActionError> {
    let there = client.list(path, Some("secrets"))?;
    Ok(there
        .iter()
        .filter_map(|secret| secret["name"].as_str().map(str::to_owned))
        .collect())
}
