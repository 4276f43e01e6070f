//! A message posted to an address that is a secret: whatever is said of how that went, the address is taken out of.

use std::time::Duration;

use jiff::Timestamp;
use reqwest::Url;
use serde_json::Value;

use super::{Untold, Ways};
use crate::model::secret::{Secret, Secrets};
use crate::model::text::safe;
use crate::remote::probe::span;
use crate::remote::web::{WebError, WebRequest, checked, host_of};
use crate::remote::{HeaderMap, HeaderValue, Method, Redactor, Response, SendError, seconds_to_wait};

/// In bytes: shorter parts of a path are words.
const SHORTEST_KEY: usize = 10;
/// In characters, of the other side's own words.
const WORDS: usize = 200;
/// Who asks for more is not waited for.
const LONGEST_WAIT: Duration = Duration::from_secs(600);

impl Ways {
    pub(super) fn post(&self, address: &Secret, body: &Value) -> Result<(), Untold> {
        let url = checked(address.reveal().trim())
            .map_err(|error| Untold::Failed(format!("its address is none: {error}")))?;
        let host = host_of(&url);
        let site = self.places.site(&host).map_err(Untold::Failed)?;
        let site = self.look_ups.in_time(site, self.patience);
        let mut headers = HeaderMap::new();
        headers.insert("content-type", HeaderValue::from_static("application/json"));
        let redactor = Redactor::of(&secrets_of(address.reveal(), &url));
        let request = WebRequest {
            method: Method::POST,
            headers,
            body: Some(body.to_string().into_bytes()),
            timeout: self.patience,
            url,
        };
        match site.send(&request) {
            Ok(answer) if (200..300).contains(&answer.status) => Ok(()),
            Ok(answer) => {
                let words = String::from_utf8_lossy(&answer.body);
                let words: String = safe(redactor.text(words.trim()).as_str())
                    .chars()
                    .take(WORDS)
                    .collect();
                let words = if words.is_empty() {
                    words
                } else {
                    format!(": {words}")
                };
                let why = format!("{host} answers with status {}{words}", answer.status);
                Err(match wait(&answer) {
                    Some(wait) => Untold::Later(format!("{why}; it asks to wait for {}", span(wait)), wait),
                    None => Untold::Failed(why),
                })
            }
            Err(WebError::Forbidden(message)) => {
                let message = redactor.text(&message);
                Err(Untold::Failed(format!(
                    "{host} was not told: {message}; see [http.hosts.\"{host}\"] of muster.toml"
                )))
            }
            Err(error) => {
                let why = format!("{host} was not told: {}", redactor.text(&error.to_string()));
                Err(match error {
                    WebError::Failed(SendError::NotSent(_)) => Untold::Unreached(why),
                    _ => Untold::Failed(why),
                })
            }
        }
    }
}

/// How long it asks to be left alone, where it takes too much at once; none where that is too long, and so no better than a failure.
fn wait(answer: &Response) -> Option<Duration> {
    let is_busy = matches!(answer.status, 429 | 503) && answer.header("retry-after").is_some();
    let seconds = is_busy.then(|| seconds_to_wait(answer, Timestamp::now()))??;
    let wait = Duration::from_secs(seconds.max(1));
    (wait <= LONGEST_WAIT).then_some(wait)
}

/// What of an address nobody may see: all of it but its host, and long parts of its path by themselves, for they are keys.
fn secrets_of(address: &str, url: &Url) -> Secrets {
    let below = [url.path().trim_matches('/'), url.query().unwrap_or_default()];
    let keys = url.path().split('/').filter(|part| part.len() >= SHORTEST_KEY);
    let all = [address.trim()].into_iter().chain(below).chain(keys).enumerate();
    all.map(|(number, text)| (format!("address {number}"), Secret::new(text)))
        .collect()
}
