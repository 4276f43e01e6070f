//! Asks another system, waits where it asks for that, tries again where that does no harm, and gives up where it does not
//! help. Time passes only through [`Waiter`], so tests need none.

use std::time::Duration;

use jiff::Timestamp;
use serde::de::DeserializeOwned;
use serde_json::Value;

use super::limits::{is_limited, seconds_to_wait};
use super::{Method, RemoteError, Request, Response, SendError, Transport};

/// Who lets time pass, and says so.
pub trait Waiter {
    fn now(&self) -> Timestamp;

    /// Waits; `why` is a sentence for the person.
    fn wait(&mut self, time: Duration, why: &str);
}

/// One system, asked politely.
pub struct Caller {
    transport: Box<dyn Transport>,
    waiter: Box<dyn Waiter>,
    /// Seconds spent waiting for permission.
    waited: u64,
}

/// Why something was not made, or nobody knows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CreateError {
    /// It was not made.
    Failed(RemoteError),
    /// The answer was lost: it may have been made.
    Unknown(RemoteError),
}

/// Tries of one question that nobody answers.
const TRIES: u32 = 5;
/// In seconds: the first pause between two tries, doubled from one to the next.
const FIRST_PAUSE: u64 = 1;
/// In seconds: the pause where a system is busy but does not say for how long, as GitHub advises.
const BUSY_PAUSE: u64 = 60;
/// In seconds: waiting for permission, at once and all together. An hour is GitHub's own period.
const LONGEST_WAIT: u64 = 3700;
const LONGEST_WAITS: u64 = 2 * LONGEST_WAIT;

impl Caller {
    pub fn new(transport: Box<dyn Transport>, waiter: Box<dyn Waiter>) -> Self {
        Self {
            transport,
            waiter,
            waited: 0,
        }
    }

    pub fn address(&self) -> &str {
        self.transport.address()
    }

    pub fn now(&self) -> Timestamp {
        self.waiter.now()
    }

    /// Asks, as often as it takes, and reads the answer. A truncated answer is asked for again.
    pub fn get<T: DeserializeOwned>(&mut self, path: &str) -> Result<(T, Response), RemoteError> {
        let request = Request::get(path);
        let mut pause = FIRST_PAUSE;
        let mut busy = BUSY_PAUSE;
        let mut tries = 1;
        loop {
            let error = match self.transport.send(&request) {
                Ok(response) if is_limited(&response) => {
                    self.wait_for_permission(&response, &mut busy)?;
                    continue;
                }
                Ok(response) if response.status >= 500 => refused(self.address(), &response),
                Ok(response) if response.status >= 300 => return Err(refused(self.address(), &response)),
                Ok(response) => match serde_json::from_slice(&response.body) {
                    Ok(value) => return Ok((value, response)),
                    Err(error) => RemoteError::Malformed {
                        address: self.address().to_owned(),
                        message: error.to_string(),
                    },
                },
                Err(error) => self.unreachable(&error),
            };
            if tries == TRIES {
                return Err(error);
            }
            let why = format!("{error}; trying again in {pause} s");
            self.waiter.wait(Duration::from_secs(pause), &why);
            tries += 1;
            pause *= 2;
        }
    }

    /// Makes something, once. Only a plain refusal to listen is tried again: whatever else happens on the way, it may have
    /// been made.
    pub fn create<T: DeserializeOwned>(&mut self, path: &str, body: Value) -> Result<T, CreateError> {
        let request = Request::write(Method::POST, path, Some(body));
        let mut busy = BUSY_PAUSE;
        loop {
            let response = match self.transport.send(&request) {
                Ok(response) => response,
                Err(error @ SendError::NotSent(_)) => {
                    return Err(CreateError::Failed(self.unreachable(&error)));
                }
                Err(error) => return Err(CreateError::Unknown(self.unreachable(&error))),
            };
            if is_limited(&response) {
                self.wait_for_permission(&response, &mut busy)
                    .map_err(CreateError::Failed)?;
                continue;
            }
            return match response.status {
                200..=299 => serde_json::from_slice(&response.body).map_err(|error| {
                    CreateError::Unknown(RemoteError::Malformed {
                        address: self.address().to_owned(),
                        message: error.to_string(),
                    })
                }),
                300..=499 => Err(CreateError::Failed(refused(self.address(), &response))),
                _ => Err(CreateError::Unknown(refused(self.address(), &response))),
            };
        }
    }

    /// Lets some time pass before the next look at what may have been made.
    pub fn pause(&mut self, seconds: u64, why: &str) {
        self.waiter.wait(Duration::from_secs(seconds), why);
    }

    fn wait_for_permission(&mut self, response: &Response, busy: &mut u64) -> Result<(), RemoteError> {
        let seconds = seconds_to_wait(response, self.waiter.now()).unwrap_or_else(|| {
            let pause = *busy;
            *busy = pause.saturating_mul(2);
            pause
        });
        // A system that says "at once" again and again would be asked for ever.
        let counted = seconds.max(1);
        if counted > LONGEST_WAIT || self.waited.saturating_add(counted) > LONGEST_WAITS {
            return Err(RemoteError::Busy {
                address: self.address().to_owned(),
                seconds,
            });
        }
        self.waited += counted;
        let why = format!("{} is busy and asks to wait {seconds} s", self.address());
        self.waiter.wait(Duration::from_secs(counted), &why);
        Ok(())
    }

    fn unreachable(&self, error: &SendError) -> RemoteError {
        RemoteError::Unreachable {
            address: self.address().to_owned(),
            cause: error.to_string(),
        }
    }
}

/// A refusal, in the system's own words where there are some.
fn refused(address: &str, response: &Response) -> RemoteError {
    RemoteError::Refused {
        address: address.to_owned(),
        status: response.status,
        message: words(response),
    }
}

/// What an answer says in words: Jira's `errorMessages` and `errors`, GitHub's `message`; where a redirect leads.
pub fn words(response: &Response) -> String {
    let mut words: Vec<String> = vec![];
    if let Ok(said) = serde_json::from_slice::<Value>(&response.body) {
        for name in ["errorMessages", "message", "errors"] {
            words.extend(said.get(name).map(texts).unwrap_or_default());
        }
    }
    if let Some(place) = response.header("location").filter(|_| response.status < 400) {
        words.push(format!("it leads to {place}"));
    }
    words.join("; ").chars().take(LONGEST_WORDS).collect()
}

fn texts(value: &Value) -> Vec<String> {
    let of_item = |item: &Value| {
        let text = item.as_str().or_else(|| item.get("message")?.as_str());
        // GitHub names the field where it has no sentence.
        text.map(str::to_owned).or_else(|| {
            Some(format!(
                "{}: {}",
                item.get("field")?.as_str()?,
                item.get("code")?.as_str()?
            ))
        })
    };
    match value {
        Value::Array(items) => items.iter().filter_map(of_item).collect(),
        Value::Object(fields) => fields
            .iter()
            .filter_map(|(name, text)| Some(format!("{name}: {}", text.as_str()?)))
            .collect(),
        Value::String(text) => vec![text.clone()],
        _ => vec![],
    }
}

const LONGEST_WORDS: usize = 500;
