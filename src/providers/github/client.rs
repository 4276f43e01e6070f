//! GitHub as actions speak to it: JSON in and out, each write once and paced, and what an answer means for the step. Knows
//! nothing of repositories.

use std::sync::Arc;
use std::time::Duration;

use jiff::Timestamp;
use serde_json::Value;

use crate::providers::action::{ActionError, Call, ErrorKind, World};
use crate::remote::{Method, Request, Response, SendError, Transport, is_limited, seconds_to_wait, words};

/// One GitHub, for one step.
pub(super) struct Client<'c> {
    transport: Arc<dyn Transport + Send + Sync>,
    world: &'c dyn World,
    host: String,
    now: Timestamp,
}

/// Where GitHub says that it is busy but not for how long, it advises a minute
/// (docs.github.com/en/rest/using-the-rest-api/best-practices-for-using-the-rest-api).
const BUSY: Duration = Duration::from_secs(60);
/// Pages of a list that are read at most, a hundred items each.
const PAGES: usize = 20;
/// Looks for what was just made, and the pause before each in seconds.
const PAUSES: [u64; 5] = [0, 1, 2, 3, 5];

/// A plain no.
#[derive(Debug)]
pub(super) struct Refusal {
    pub status: u16,
    pub words: String,
}

impl<'c> Client<'c> {
    pub(super) fn of(call: &Call<'c>, host: &str) -> Result<Self, ActionError> {
        Ok(Self {
            transport: call.world.github(host)?,
            world: call.world,
            host: host.to_owned(),
            now: call.now,
        })
    }

    /// What must be there.
    pub(super) fn get(&self, path: &str) -> Result<Value, ActionError> {
        let response = self.ask(path)?;
        match response.status {
            200..=299 => self.read(&response),
            _ => Err(self.refused(&refusal(&response), "does not show", path)),
        }
    }

    /// What may be there. What the token may not see is not there either: GitHub answers the same.
    pub(super) fn find(&self, path: &str) -> Result<Option<Value>, ActionError> {
        let response = self.ask(path)?;
        match response.status {
            200..=299 => self.read(&response).map(Some),
            404 => Ok(None),
            _ => Err(self.refused(&refusal(&response), "does not show", path)),
        }
    }

    /// All items of a list; below `key` where the list is in an object.
    pub(super) fn list(&self, path: &str, key: Option<&str>) -> Result<Vec<Value>, ActionError> {
        let mut items = vec![];
        let sign = if path.contains('?') { '&' } else { '?' };
        for page in 1..=PAGES {
            let mut answer = self.get(&format!("{path}{sign}per_page=100&page={page}"))?;
            let part = match key {
                Some(key) => answer[key].take(),
                None => answer,
            };
            let Value::Array(part) = part else { break };
            let is_last = part.len() < 100;
            items.extend(part);
            if is_last {
                break;
            }
        }
        Ok(items)
    }

    /// Looks until something shows that was just made: GitHub tells of it only after a moment.
    pub(super) fn await_shown<T>(
        &self,
        what: &str,
        look: impl Fn() -> Result<Option<T>, ActionError>,
    ) -> Result<T, ActionError> {
        for seconds in PAUSES {
            if !self.world.is_sandbox(&self.host) {
                std::thread::sleep(Duration::from_secs(seconds));
            }
            if let Some(found) = look()? {
                return Ok(found);
            }
        }
        let message = format!("{} does not show {what} yet, which was just made", self.host);
        Err(ActionError::new(
            ErrorKind::Retry {
                after: Some(Duration::from_secs(10)),
            },
            message,
        ))
    }

    /// Changes something, once; what is refused is an error.
    pub(super) fn write(
        &self,
        method: Method,
        path: &str,
        body: Option<Value>,
    ) -> Result<Value, ActionError> {
        let doing = verb(&method);
        self.attempt(method, path, body)?
            .map_err(|refusal| self.refused(&refusal, doing, path))
    }

    /// Changes something, once; a plain no is for the caller to judge.
    pub(super) fn attempt(
        &self,
        method: Method,
        path: &str,
        body: Option<Value>,
    ) -> Result<Result<Value, Refusal>, ActionError> {
        self.world.pace(&self.host)?;
        let request = Request::write(method, path, body);
        let response = self.transport.send(&request).map_err(|error| match error {
            SendError::NotSent(_) => self.unreachable(ErrorKind::Retry { after: None }, &error),
            SendError::Lost(_) => self.unreachable(ErrorKind::Unknown, &error),
        })?;
        if is_limited(&response) {
            return Err(self.busy(&response));
        }
        match response.status {
            204 | 205 => Ok(Ok(Value::Null)),
            200..=299 if response.body.is_empty() => Ok(Ok(Value::Null)),
            // It was done, but what is said of it cannot be read: that is a lost answer.
            200..=299 => self.read(&response).map(Ok).map_err(|error| ActionError {
                kind: ErrorKind::Unknown,
                ..error
            }),
            500.. => {
                let message = format!(
                    "{} failed with status {} and may have done it",
                    self.host, response.status
                );
                Err(ActionError::new(ErrorKind::Unknown, message))
            }
            _ => Ok(Err(refusal(&response))),
        }
    }

    /// A plain no, as an error of the step.
    pub(super) fn refused(&self, refusal: &Refusal, doing: &str, path: &str) -> ActionError {
        let (status, host) = (refusal.status, &self.host);
        let path = path.split('?').next().unwrap_or(path);
        let message = format!("{host} {doing} {path}: {status} {}", refusal.words);
        let (kind, hint) = match status {
            401 => (
                ErrorKind::Final,
                "the token is wrong or has expired: `muster doctor --online` shows which one is used",
            ),
            403 => (
                ErrorKind::Final,
                "the token's account may not do that; ask an owner, or use another token",
            ),
            404 => (
                ErrorKind::Final,
                "it is not there, or the token may not see it; check the names",
            ),
            409 => (
                ErrorKind::Retry { after: None },
                "something else is going on with it; it is tried again",
            ),
            300..=399 => (ErrorKind::Final, "it has moved; use its new name"),
            _ => (ErrorKind::Final, "correct what it complains about"),
        };
        ActionError::new(kind, message.trim_end()).hint(hint)
    }

    fn ask(&self, path: &str) -> Result<Response, ActionError> {
        let retry = ErrorKind::Retry { after: None };
        let response = self
            .transport
            .send(&Request::get(path))
            .map_err(|error| self.unreachable(retry, &error))?;
        if is_limited(&response) {
            return Err(self.busy(&response));
        }
        if response.status >= 500 {
            let message = format!("{} fails with status {}", self.host, response.status);
            return Err(ActionError::new(retry, message));
        }
        Ok(response)
    }

    fn read(&self, response: &Response) -> Result<Value, ActionError> {
        serde_json::from_slice(&response.body).map_err(|error| {
            let message = format!("{} gave an answer that cannot be read: {error}", self.host);
            ActionError::new(ErrorKind::Retry { after: None }, message)
        })
    }

    fn busy(&self, response: &Response) -> ActionError {
        let after = seconds_to_wait(response, self.now).map_or(BUSY, Duration::from_secs);
        let message = format!("{} asks to wait {} s", self.host, after.as_secs());
        ActionError::new(ErrorKind::Retry { after: Some(after) }, message)
    }

    fn unreachable(&self, kind: ErrorKind, error: &SendError) -> ActionError {
        ActionError::new(kind, format!("{} does not answer: {error}", self.host))
            .hint("check the network and the address")
    }
}

fn refusal(response: &Response) -> Refusal {
    Refusal {
        status: response.status,
        words: words(response),
    }
}

fn verb(method: &Method) -> &'static str {
    if *method == Method::DELETE {
        "does not delete"
    } else {
        "does not change"
    }
}
