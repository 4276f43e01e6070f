//! One request sent, and what its answer means for the step. Secrets are put in here and nowhere else, and taken out of
//! whatever comes back.

use serde_json::Value;

use super::input::{Asked, address, is_safe};
use crate::model::secret::{Secret, Secrets, names_in, replaced};
use crate::providers::action::{ActionError, Call, ErrorKind};
use crate::providers::client::{busy, unreachable};
use crate::providers::input::wrong;
use crate::remote::web::{LARGEST, Site, WebError, WebRequest, host_of};
use crate::remote::{HeaderMap, HeaderName, HeaderValue, Redactor, Response, SendError, is_limited, words};

/// An answer, and what takes secrets out of it.
pub(super) struct Answer {
    /// None where its body is larger than anybody takes.
    pub response: Option<Response>,
    pub status: u16,
    pub host: String,
    redactor: Redactor,
}

/// The rules for the host of an address; and why the request is not allowed.
pub(super) fn allowed(call: &Call<'_>, method: &str, url: &str) -> Result<Site, ActionError> {
    let url = address(url)?;
    let site = call.world.web(&host_of(&url))?;
    match site.forbids(method, &url) {
        Some(message) => {
            Err(wrong(message).hint("change the step, or the host's table in [http.hosts] of muster.toml"))
        }
        None => Ok(site),
    }
}

/// Sends it, once.
pub(super) fn send(
    call: &Call<'_>,
    asked: &Asked,
    more: Option<(&HeaderName, String)>,
) -> Result<Answer, ActionError> {
    let site = allowed(call, asked.method.as_str(), &asked.url)?;
    let url = address(&asked.url)?;
    let mut secrets = Secrets::new();
    let headers = headers(call, asked, &site, more, &mut secrets)?;
    let body = asked.body.as_ref().map(|body| bytes(call, body, &mut secrets));
    let body = body.transpose()?;
    if let Some((_, value)) = &site.credential {
        // The token alone shows as much as the whole header.
        let token = value.reveal().rsplit(' ').next().unwrap_or_default();
        secrets.insert("of the host".to_owned(), Secret::new(token));
    }
    let redactor = Redactor::of(&secrets);
    let host = site.host.clone();
    let request = WebRequest {
        method: asked.method.clone(),
        url,
        headers,
        body,
        timeout: asked.timeout,
    };
    match site.send(&request) {
        Ok(response) => Ok(Answer {
            status: response.status,
            response: Some(response),
            host,
            redactor,
        }),
        Err(WebError::TooLarge(status)) => Ok(Answer {
            status,
            response: None,
            host,
            redactor,
        }),
        Err(WebError::Forbidden(message)) => Err(wrong(redactor.text(&message))
            .hint("change the step, or the host's table in [http.hosts] of muster.toml")),
        Err(WebError::Failed(error)) => {
            let kind = match &error {
                SendError::Lost(_) if !is_safe(&asked.method) => ErrorKind::Unknown,
                _ => ErrorKind::Retry { after: None },
            };
            let error = unreachable(&host, kind, &error);
            Err(ActionError {
                message: redactor.text(&error.message),
                ..error
            })
        }
    }
}

impl Answer {
    /// What an answer that is not expected means.
    pub(super) fn refused(&self, call: &Call<'_>, asked: &Asked) -> ActionError {
        let (status, host) = (self.status, &self.host);
        let place = address(&asked.url)
            .map(|url| url.path().to_owned())
            .unwrap_or_default();
        let empty = Response {
            status,
            ..Response::default()
        };
        let response = self.response.as_ref().unwrap_or(&empty);
        if is_limited(response) {
            return busy(host, response, call.now);
        }
        let said = self.redactor.text(&words(response));
        let message = format!("{host} answers {} {place} with {status} {said}", asked.method);
        let message = message.trim_end();
        let is_safe = is_safe(&asked.method);
        match status {
            300..=399 => ActionError::new(ErrorKind::Final, message)
                .hint("redirects are not followed: use the address that it leads to, if that may be reached"),
            401 | 403 => ActionError::new(ErrorKind::Final, message).hint(format!(
                "the token for {host} is missing or may not do that; name one in [http.hosts.\"{host}\"] of config.toml"
            )),
            408 | 425 => ActionError::new(ErrorKind::Retry { after: None }, message),
            501 | 505 => ActionError::new(ErrorKind::Final, message),
            500.. if is_safe => ActionError::new(ErrorKind::Retry { after: None }, message),
            500.. => ActionError::new(ErrorKind::Unknown, format!("{message}, and may have done it")),
            _ => ActionError::new(ErrorKind::Final, message)
                .hint("correct what it complains about, or name the status in `expect`"),
        }
    }

    /// The body, as JSON where it is JSON; without secrets.
    pub(super) fn body(&self) -> Value {
        let Some(response) = &self.response else {
            return Value::Null;
        };
        let body = match serde_json::from_slice::<Value>(&response.body) {
            Ok(value) => value,
            Err(_) if response.body.is_empty() => Value::Null,
            Err(_) => Value::String(String::from_utf8_lossy(&response.body).into_owned()),
        };
        self.redactor.value(body)
    }

    pub(super) fn location(&self) -> Option<String> {
        let place = self.response.as_ref()?.header("location")?;
        Some(self.redactor.text(place))
    }
}

fn headers(
    call: &Call<'_>,
    asked: &Asked,
    site: &Site,
    more: Option<(&HeaderName, String)>,
    secrets: &mut Secrets,
) -> Result<HeaderMap, ActionError> {
    let mut headers = HeaderMap::new();
    headers.insert("accept", HeaderValue::from_static("application/json, */*;q=0.5"));
    match &asked.body {
        None => {}
        Some(Value::String(_)) => drop(headers.insert(
            "content-type",
            HeaderValue::from_static("text/plain; charset=utf-8"),
        )),
        Some(_) => drop(headers.insert("content-type", HeaderValue::from_static("application/json"))),
    }
    for (name, text) in &asked.headers {
        if site.credential.as_ref().is_some_and(|(own, _)| own == name) {
            return Err(
                wrong(format!("the header `{name}` carries the token for {}", site.host))
                    .hint("leave it out of `headers`"),
            );
        }
        let value = revealed(call, text, secrets)?;
        let value = HeaderValue::from_str(&value)
            .map_err(|_| wrong(format!("the header `{name}` holds characters that no header has")))?;
        headers.insert(name.clone(), value);
    }
    if let Some((name, value)) = more {
        let value = HeaderValue::from_str(&value).map_err(|_| wrong("the key is no value of a header"))?;
        headers.insert(name.clone(), value);
    }
    Ok(headers)
}

fn bytes(call: &Call<'_>, body: &Value, secrets: &mut Secrets) -> Result<Vec<u8>, ActionError> {
    let bytes = match revealed_within(call, body, secrets)? {
        Value::String(text) => text.into_bytes(),
        other => other.to_string().into_bytes(),
    };
    match bytes.len() > LARGEST {
        true => Err(wrong(format!("`body` is larger than {} KiB", LARGEST / 1024))),
        false => Ok(bytes),
    }
}

fn revealed_within(call: &Call<'_>, value: &Value, secrets: &mut Secrets) -> Result<Value, ActionError> {
    Ok(match value {
        Value::String(text) => Value::String(revealed(call, text, secrets)?),
        Value::Array(items) => {
            let items = items.iter().map(|item| revealed_within(call, item, secrets));
            Value::Array(items.collect::<Result<_, _>>()?)
        }
        Value::Object(fields) => {
            let fields = fields
                .iter()
                .map(|(name, value)| Ok((name.clone(), revealed_within(call, value, secrets)?)));
            Value::Object(fields.collect::<Result<_, ActionError>>()?)
        }
        other => other.clone(),
    })
}

/// A text with its secrets in it, which are noted as sent.
fn revealed(call: &Call<'_>, text: &str, secrets: &mut Secrets) -> Result<String, ActionError> {
    for name in names_in(text) {
        let secret = call.world.secret(name);
        let secret = secret.ok_or_else(|| {
            wrong(format!("the secret `{name}` is not at hand")).hint("start the run again, and give it")
        })?;
        secrets.insert(name.to_owned(), secret);
    }
    Ok(replaced(text, |name| {
        secrets
            .get(name)
            .map(|secret| secret.reveal().to_owned())
            .unwrap_or_default()
    }))
}
