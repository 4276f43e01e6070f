//! A system as actions speak to it: JSON in and out, each write once and paced, and what an answer means for the step. Knows
//! no system in particular.

use std::sync::Arc;
use std::time::Duration;

use jiff::Timestamp;
use serde_json::Value;

use super::action::{ActionError, ErrorKind, World};
use crate::remote::{Method, Request, Response, SendError, Transport, is_limited, seconds_to_wait, words};

/// One system, for one step.
pub(super) struct Client<'c> {
    pub(super) transport: Arc<dyn Transport>,
    pub(super) world: &'c dyn World,
    /// As [`World`] knows it.
    pub(super) host: String,
    /// As people know it.
    pub(super) name: String,
    pub(super) now: Timestamp,
}

/// Where a system says that it is busy but not for how long: what GitHub advises
/// (docs.github.com/en/rest/using-the-rest-api/best-practices-for-using-the-rest-api).
const BUSY: Duration = Duration::from_secs(60);

/// A plain no.
#[derive(Debug)]
pub(super) struct Refusal {
    pub status: u16,
    pub words: String,
}

impl Client<'_> {
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
                    self.name, response.status
                );
                Err(ActionError::new(ErrorKind::Unknown, message))
            }
            _ => Ok(Err(refusal(&response))),
        }
    }

    /// A plain no, as an error of the step.
    pub(super) fn refused(&self, refusal: &Refusal, doing: &str, path: &str) -> ActionError {
        let (status, name) = (refusal.status, &self.name);
        let path = path.split('?').next().unwrap_or(path);
        let message = format!("{name} {doing} {path}: {status} {}", refusal.words);
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
            let message = format!("{} fails with status {}", self.name, response.status);
            return Err(ActionError::new(retry, message));
        }
        Ok(response)
    }

    fn read(&self, response: &Response) -> Result<Value, ActionError> {
        serde_json::from_slice(&response.body).map_err(|error| {
            let message = format!("{} gave an answer that cannot be read: {error}", self.name);
            ActionError::new(ErrorKind::Retry { after: None }, message)
        })
    }

    fn busy(&self, response: &Response) -> ActionError {
        busy(&self.name, response, self.now)
    }

    fn unreachable(&self, kind: ErrorKind, error: &SendError) -> ActionError {
        unreachable(&self.name, kind, error)
    }
}

/// A system that wants to be left alone for a while.
pub(super) fn busy(name: &str, response: &Response, now: Timestamp) -> ActionError {
    let after = seconds_to_wait(response, now).map_or(BUSY, Duration::from_secs);
    let message = format!("{name} asks to wait {} s", after.as_secs());
    ActionError::new(ErrorKind::Retry { after: Some(after) }, message)
}

pub(super) fn unreachable(name: &str, kind: ErrorKind, error: &SendError) -> ActionError {
    ActionError::new(kind, format!("{name} does not answer: {error}"))
        .hint("check the network and the address")
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
