//! Secrets and variables, of a repository or of an environment. A secret must be sealed for the key that was shown; its text
//! is opened to see that, and only its digest is kept.

use std::collections::BTreeMap;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use crypto_box::SecretKey;
use crypto_box::aead::OsRng;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use super::shape::moment;
use super::state::{Sealed, Variable};
use super::{Handled, not_found};
use crate::model::text::hex;
use crate::providers::sandbox::{Answer, Asked, refusal};
use crate::remote::Method;

pub(super) fn secrets(
    rest: &[&str],
    secrets: &mut BTreeMap<String, Sealed>,
    key: &mut Option<String>,
    asked: &Asked<'_>,
) -> Handled {
    Ok(match (asked.method, rest) {
        (&Method::GET, []) => {
            let all: Vec<Value> = secrets.iter().map(|(name, sealed)| shape(name, sealed)).collect();
            Answer::new(200, json!({"total_count": all.len(), "secrets": all}))
        }
        (&Method::GET, ["public-key"]) => {
            let own = own_key(key);
            Answer::new(
                200,
                json!({"key_id": key_id(&own), "key": STANDARD.encode(own.public_key().as_bytes())}),
            )
        }
        (&Method::PUT, [name]) => put(name, secrets, &own_key(key), asked),
        (&Method::DELETE, [name]) => match secrets.remove(&name.to_uppercase()) {
            Some(_) => Answer::empty(204),
            None => not_found(),
        },
        _ => not_found(),
    })
}

fn put(name: &str, secrets: &mut BTreeMap<String, Sealed>, own: &SecretKey, asked: &Asked<'_>) -> Answer {
    if asked.text("key_id") != Some(key_id(own).as_str()) {
        return refusal(422, "Bad request - key_id is not that of the current public key");
    }
    let sealed = asked
        .text("encrypted_value")
        .and_then(|text| STANDARD.decode(text).ok());
    let Some(plain) = sealed.and_then(|sealed| own.unseal(&sealed).ok()) else {
        return refusal(
            422,
            "Bad request - the value is not encrypted with the public key",
        );
    };
    let digest = hex(Sha256::digest(&plain));
    let before = secrets.get(&name.to_uppercase()).map(|sealed| sealed.created);
    secrets.insert(
        name.to_uppercase(),
        Sealed {
            digest,
            created: before.unwrap_or(asked.now),
            updated: asked.now,
        },
    );
    match before {
        Some(_) => Answer::empty(204),
        None => Answer::new(201, json!({})),
    }
}

fn shape(name: &str, sealed: &Sealed) -> Value {
    json!({"name": name, "created_at": moment(sealed.created), "updated_at": moment(sealed.updated)})
}

/// The key pair, made when it is first needed.
fn own_key(key: &mut Option<String>) -> SecretKey {
    let kept = key.as_deref().and_then(|text| STANDARD.decode(text).ok());
    if let Some(kept) = kept.and_then(|bytes| SecretKey::from_slice(&bytes).ok()) {
        return kept;
    }
    let fresh = SecretKey::generate(&mut OsRng);
    *key = Some(STANDARD.encode(fresh.to_bytes()));
    fresh
}

fn key_id(key: &SecretKey) -> String {
    let digest = Sha256::digest(key.public_key().as_bytes());
    digest
        .iter()
        .take(8)
        .fold(0_u64, |id, byte| id << 8 | u64::from(*byte))
        .to_string()
}

pub(super) fn variables(
    rest: &[&str],
    variables: &mut BTreeMap<String, Variable>,
    asked: &Asked<'_>,
) -> Answer {
    let shape = |(name, variable): (&String, &Variable)| json!({"name": name, "value": variable.value, "created_at": moment(variable.created), "updated_at": moment(variable.updated)});
    match (asked.method, rest) {
        (&Method::GET, []) => {
            let all: Vec<Value> = variables.iter().map(shape).collect();
            Answer::new(200, json!({"total_count": all.len(), "variables": all}))
        }
        (&Method::POST, []) => {
            let name = asked.text("name").unwrap_or_default().to_uppercase();
            if variables.contains_key(&name) {
                return refusal(409, "Already exists - Variable already exists");
            }
            let variable = Variable {
                value: asked.text("value").unwrap_or_default().to_owned(),
                created: asked.now,
                updated: asked.now,
            };
            variables.insert(name, variable);
            Answer::new(201, json!({}))
        }
        (&Method::PATCH, [name]) => {
            let Some(variable) = variables.get_mut(&name.to_uppercase()) else {
                return not_found();
            };
            if let Some(value) = asked.text("value") {
                value.clone_into(&mut variable.value);
            }
            variable.updated = asked.now;
            Answer::empty(204)
        }
        (&Method::DELETE, [name]) => match variables.remove(&name.to_uppercase()) {
            Some(_) => Answer::empty(204),
            None => not_found(),
        },
        _ => not_found(),
    }
}
