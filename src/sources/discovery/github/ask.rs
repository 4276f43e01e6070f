//! Asks GitHub one question at a time and tells why one has no answer. Asking changes nothing, so a lost answer is asked for
//! again at once, a few times; nothing is waited for.

use std::fmt;
use std::sync::Arc;

use jiff::Timestamp;
use serde_json::{Value, json};

use crate::remote::{Method, Request, Response, SendError, Transport, is_limited, seconds_to_wait, words};

/// Tries of one question.
const TRIES: u32 = 3;
/// The longest answer that is read, in bytes.
const LONGEST: usize = 64 * 1024 * 1024;

pub(in crate::sources) struct Asker {
    transport: Arc<dyn Transport>,
    /// Until when nothing may be asked.
    until: Option<Timestamp>,
}

/// Why there is no answer.
#[derive(Debug)]
pub(in crate::sources) enum Refused {
    /// For now.
    Limited {
        until: Option<Timestamp>,
    },
    /// GitHub says no.
    Status {
        status: u16,
        words: String,
    },
    /// GraphQL says no, with 200.
    Errors(Vec<GraphError>),
    Unreachable(String),
    Malformed(String),
}

#[derive(Clone, Debug, PartialEq)]
pub(in crate::sources) struct GraphError {
    pub sort: String,
    pub message: String,
}

impl Refused {
    /// Whether asking again another time would give the same.
    pub(in crate::sources) fn is_refusal(&self) -> bool {
        match self {
            Self::Status { status, .. } => (300..500).contains(status),
            Self::Errors(_) => true,
            _ => false,
        }
    }

    /// Whether a smaller question may have an answer.
    pub(in crate::sources) fn is_too_much(&self) -> bool {
        matches!(
            self,
            Self::Status { status: 500.., .. } | Self::Malformed(_) | Self::Unreachable(_)
        )
    }
}

impl fmt::Display for Refused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Limited { .. } => f.write_str("it asks to wait"),
            Self::Status { status, words } if words.is_empty() => write!(f, "GitHub says {status}"),
            Self::Status { status, words } => write!(f, "GitHub says {status}, {words}"),
            Self::Errors(errors) => {
                let said: Vec<&str> = errors.iter().map(|error| error.message.as_str()).collect();
                write!(f, "GitHub says {}", said.join("; "))
            }
            Self::Unreachable(cause) => write!(f, "GitHub does not answer: {cause}"),
            Self::Malformed(cause) => write!(f, "GitHub gave an answer that cannot be read: {cause}"),
        }
    }
}

impl Asker {
    pub(in crate::sources) fn new(transport: Arc<dyn Transport>) -> Self {
        Self {
            transport,
            until: None,
        }
    }

    pub(in crate::sources) fn address(&self) -> &str {
        self.transport.address()
    }

    pub(in crate::sources) fn get(&mut self, path: &str) -> Result<(Value, Response), Refused> {
        self.ask(&Request::get(path))
    }

    /// Asks GraphQL. `data` may have holes, of which the errors tell.
    pub(in crate::sources) fn query(
        &mut self,
        name: &str,
        query: &str,
        variables: Value,
    ) -> Result<(Value, Vec<GraphError>), Refused> {
        // A company's own GitHub has it beside the rest, and not below it.
        let path = match self.address().strip_suffix("/api/v3") {
            Some(root) => format!("{root}/api/graphql"),
            None => "/graphql".to_owned(),
        };
        let body = json!({"query": query, "operationName": name, "variables": variables});
        let (answer, response) = self.ask(&Request::write(Method::POST, path, Some(body)))?;
        let errors: Vec<GraphError> = answer["errors"]
            .as_array()
            .into_iter()
            .flatten()
            .map(error)
            .collect();
        if errors.iter().any(|error| error.sort == "RATE_LIMITED") {
            return Err(self.limited(&response));
        }
        let data = &answer["data"];
        if !data.is_object()
            || data
                .as_object()
                .is_some_and(|fields| fields.values().all(Value::is_null))
                && !errors.is_empty()
        {
            return Err(match errors.is_empty() {
                true => Refused::Malformed("it holds no data".to_owned()),
                false => Refused::Errors(errors),
            });
        }
        Ok((data.clone(), errors))
    }

    fn ask(&mut self, request: &Request) -> Result<(Value, Response), Refused> {
        if let Some(until) = self.until.filter(|until| *until > Timestamp::now()) {
            return Err(Refused::Limited { until: Some(until) });
        }
        let mut tries = 1;
        loop {
            match self.ask_once(request) {
                Err(refused) if refused.is_too_much() && tries < TRIES => tries += 1,
                answer => return answer,
            }
        }
    }

    fn ask_once(&mut self, request: &Request) -> Result<(Value, Response), Refused> {
        let response = self
            .transport
            .send(request)
            .map_err(|(SendError::NotSent(cause) | SendError::Lost(cause))| Refused::Unreachable(cause))?;
        if is_limited(&response) {
            return Err(self.limited(&response));
        }
        if response.status >= 300 {
            return Err(Refused::Status {
                status: response.status,
                words: words(&response),
            });
        }
        if response.body.len() > LONGEST {
            return Err(Refused::Malformed(format!(
                "it has {} MB",
                response.body.len() / 1_000_000
            )));
        }
        // The last answer that is allowed is an answer; the next question has to wait.
        if response.header("x-ratelimit-remaining") == Some("0") {
            self.limited(&response);
        }
        let value =
            serde_json::from_slice(&response.body).map_err(|error| Refused::Malformed(error.to_string()))?;
        Ok((value, response))
    }

    fn limited(&mut self, response: &Response) -> Refused {
        let now = Timestamp::now();
        let seconds = seconds_to_wait(response, now).and_then(|seconds| i64::try_from(seconds).ok());
        let until =
            seconds.and_then(|seconds| now.checked_add(jiff::SignedDuration::from_secs(seconds)).ok());
        self.until = until;
        Refused::Limited { until }
    }
}

fn error(value: &Value) -> GraphError {
    let text = |name: &str| {
        value[name]
            .as_str()
            .unwrap_or_default()
            .chars()
            .take(300)
            .collect()
    };
    GraphError {
        sort: text("type"),
        message: text("message"),
    }
}
