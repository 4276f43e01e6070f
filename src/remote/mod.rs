//! How other systems are reached over HTTP: one rule for waiting, trying again and giving up, and secrets that show
//! themselves to nobody. Knows neither tickets nor settings; `sources` and `providers` speak through here.

mod address;
mod caller;
mod error;
mod github;
mod http;
pub mod jira;
pub mod jira_text;
pub mod kafka;
mod limits;
pub mod notify;
pub mod pace;
pub mod probe;
mod redact;
mod secret;
pub mod web;

pub use crate::model::secret::Secret;
pub use caller::{Caller, CreateError, Waiter, words};
pub use error::RemoteError;
pub use github::GitHubTransport;
pub use http::HttpTransport;
pub use limits::{is_limited, seconds_to_wait};
pub use redact::Redactor;
pub use secret::{SecretError, TokenPlaces};

use std::fmt;

pub use reqwest::Method;
pub use reqwest::header::{HeaderMap, HeaderName, HeaderValue};
use serde_json::Value;

/// A request to the system that a transport leads to.
#[derive(Clone, Debug)]
pub struct Request {
    /// With its query, below the system's address; or a whole address that the system gave itself.
    pub path: String,
    pub method: Method,
    pub body: Option<Value>,
}

impl Request {
    /// A request that only asks.
    pub fn get(path: impl Into<String>) -> Self {
        Self {
            path: path.into(),
            method: Method::GET,
            body: None,
        }
    }

    /// A request that may change something.
    pub fn write(method: Method, path: impl Into<String>, body: Option<Value>) -> Self {
        Self {
            path: path.into(),
            method,
            body,
        }
    }
}

/// What came back, whole.
#[derive(Clone, Debug, Default)]
pub struct Response {
    pub status: u16,
    pub headers: HeaderMap,
    pub body: Vec<u8>,
}

/// The way to one system. Sends once and never tries again by itself.
pub trait Transport: Send + Sync {
    /// The answer, or why there is none.
    fn send(&self, request: &Request) -> Result<Response, SendError>;

    /// The system's address, without secrets.
    fn address(&self) -> &str;
}

/// Why there is no answer: the difference decides whether a request that changes something may be sent again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SendError {
    /// No byte of the request left: no such host, nobody listening, no safe connection.
    NotSent(String),
    /// Something may have left, and no whole answer came back.
    Lost(String),
}

impl fmt::Display for SendError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (Self::NotSent(cause) | Self::Lost(cause)) = self;
        f.write_str(cause)
    }
}

impl std::error::Error for SendError {}

impl Response {
    /// The value of a header, where it is text.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }
}

/// A text as part of a query, with everything escaped that means something there.
pub fn query_escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len() + 16);
    for byte in text.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => escaped.push(byte.into()),
            _ => escaped.push_str(&format!("%{byte:02X}")),
        }
    }
    escaped
}

/// An error and all its causes in one line.
fn chain(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        let words = error.to_string();
        if !text.contains(&words) {
            text.push_str(": ");
            text.push_str(&words);
        }
        cause = error.source();
    }
    text
}
