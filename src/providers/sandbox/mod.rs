//! A system inside muster that answers in place of a real one: for demos, tests of blueprints and tests of faults. Whatever
//! it is asked to change, it changes, in a folder of the workspace; and it can be told to fail. One `Service` is one system;
//! the rest is the same for all: a lock between processes, documents on disk, faults.

mod faults;
pub mod github;
pub mod jira;
pub mod kafka;
mod shelf;

use std::fs::{File, OpenOptions};
use std::io;
use std::path::{Path, PathBuf};

use jiff::Timestamp;
use serde_json::{Value, json};

pub use faults::{Fault, PlannedFault};
pub use shelf::Shelf;

use crate::remote::{HeaderMap, HeaderName, HeaderValue, Method, Request, Response, SendError, Transport};

/// What a sandbox is a sandbox of.
pub trait Service: Send + Sync {
    /// Answers a request, and changes what is on the shelf as the real system would.
    fn answer(&self, asked: &Asked<'_>, shelf: &mut Shelf) -> io::Result<Answer>;
}

/// A request, taken apart.
#[derive(Debug)]
pub struct Asked<'a> {
    pub method: &'a Method,
    /// Of the path, unescaped.
    pub segments: Vec<String>,
    pub query: Vec<(String, String)>,
    pub body: &'a Value,
    pub now: Timestamp,
}

/// What is answered.
#[derive(Clone, Debug, PartialEq)]
pub struct Answer {
    pub status: u16,
    pub body: Option<Value>,
    pub headers: Vec<(&'static str, String)>,
}

impl Answer {
    pub fn new(status: u16, body: Value) -> Self {
        Self {
            status,
            body: Some(body),
            headers: vec![],
        }
    }

    pub fn empty(status: u16) -> Self {
        Self {
            status,
            body: None,
            headers: vec![],
        }
    }
}

impl Asked<'_> {
    pub fn is_write(&self) -> bool {
        self.method != Method::GET
    }

    pub fn query(&self, name: &str) -> Option<&str> {
        let found = self.query.iter().find(|(key, _)| key == name)?;
        Some(&found.1)
    }

    /// A text of the body.
    pub fn text(&self, name: &str) -> Option<&str> {
        self.body.get(name)?.as_str()
    }

    pub fn texts(&self, name: &str) -> Vec<String> {
        let items = self.body.get(name).and_then(Value::as_array);
        let texts = items.into_iter().flatten().filter_map(Value::as_str);
        texts.map(str::to_owned).collect()
    }
}

/// A system that answers in this process, and keeps its state in a folder.
pub struct Sandbox<S> {
    folder: PathBuf,
    address: String,
    service: S,
}

impl<S: Service> Sandbox<S> {
    /// `folder` is made when first needed; several processes may use it at once.
    pub fn new(folder: impl Into<PathBuf>, address: impl Into<String>, service: S) -> Self {
        Self {
            folder: folder.into(),
            address: address.into(),
            service,
        }
    }

    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// Makes a write fail: the next one, or one after it.
    pub fn fail(&self, fault: PlannedFault) -> io::Result<()> {
        let _lock = lock(&self.folder)?;
        faults::add(&self.folder, fault)
    }

    fn answer(&self, request: &Request) -> io::Result<Result<Response, SendError>> {
        let _lock = lock(&self.folder)?;
        let (path, query) = request.path.split_once('?').unwrap_or((&request.path, ""));
        let asked = Asked {
            method: &request.method,
            segments: path
                .split('/')
                .filter(|part| !part.is_empty())
                .map(unescaped)
                .collect(),
            query: query
                .split('&')
                .filter_map(|pair| pair.split_once('='))
                .map(|(key, value)| (unescaped(key), unescaped(value)))
                .collect(),
            body: request.body.as_ref().unwrap_or(&Value::Null),
            now: Timestamp::now(),
        };
        let fault = if asked.is_write() {
            faults::due(&self.folder, path)?
        } else {
            None
        };
        if let Some(instead) = fault.as_ref().and_then(Fault::instead) {
            return Ok(instead.map(|answer| respond(answer, asked.now)));
        }
        let mut shelf = Shelf::new(&self.folder);
        let answer = self.service.answer(&asked, &mut shelf)?;
        shelf.save()?;
        match fault.and_then(Fault::afterwards) {
            Some(instead) => Ok(instead.map(|answer| respond(answer, asked.now))),
            None => Ok(Ok(respond(answer, asked.now))),
        }
    }
}

impl<S: Service> Transport for Sandbox<S> {
    fn send(&self, request: &Request) -> Result<Response, SendError> {
        self.answer(request).unwrap_or_else(|error| {
            // Nobody can tell how far it came.
            Err(SendError::Lost(format!(
                "the sandbox in {}: {error}",
                self.folder.display()
            )))
        })
    }

    fn address(&self) -> &str {
        &self.address
    }
}

/// Keeps other processes, and other threads, from the folder until the answer is dropped. Makes it where there is none.
fn lock(folder: &Path) -> io::Result<File> {
    if !folder.is_dir() {
        std::fs::create_dir_all(folder)?;
        keep_out_of_git(folder)?;
    }
    let mut options = OpenOptions::new();
    options.create(true).truncate(false).write(true);
    let file = options.open(folder.join("lock"))?;
    file.lock()?;
    Ok(file)
}

/// What muster keeps in a workspace is nothing to share: Git is told so in the topmost folder that is muster's own.
pub(super) fn keep_out_of_git(folder: &Path) -> io::Result<()> {
    let own = folder
        .ancestors()
        .find(|dir| dir.file_name().is_some_and(|name| name == ".muster"));
    match own.map(|dir| dir.join(".gitignore")) {
        Some(file) if !file.exists() => std::fs::write(file, "*\n"),
        _ => Ok(()),
    }
}

fn respond(answer: Answer, now: Timestamp) -> Response {
    let mut headers = HeaderMap::new();
    let date = jiff::fmt::rfc2822::to_string(&now.to_zoned(jiff::tz::TimeZone::UTC)).unwrap_or_default();
    let usual = [
        ("content-type", "application/json; charset=utf-8".to_owned()),
        ("date", date),
    ];
    for (name, value) in usual.into_iter().chain(answer.headers) {
        if let Ok(value) = HeaderValue::from_str(&value) {
            headers.insert(HeaderName::from_static(name), value);
        }
    }
    Response {
        status: answer.status,
        headers,
        body: answer
            .body
            .map(|body| body.to_string().into_bytes())
            .unwrap_or_default(),
    }
}

/// Percent-encoding undone (RFC 3986, 2.1); what is no encoding stays.
fn unescaped(text: &str) -> String {
    let bytes = text.as_bytes();
    let mut out = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while let Some(byte) = bytes.get(at) {
        let code = (*byte == b'%')
            .then(|| text.get(at + 1..at + 3))
            .flatten()
            .and_then(|code| u8::from_str_radix(code, 16).ok());
        match code {
            Some(code) => {
                out.push(code);
                at += 3;
            }
            None => {
                out.push(*byte);
                at += 1;
            }
        }
    }
    String::from_utf8_lossy(&out).into_owned()
}

/// A refusal in the words that GitHub and many others use.
fn refusal(status: u16, message: &str) -> Answer {
    Answer::new(
        status,
        json!({"message": message, "documentation_url": "https://docs.github.com/rest", "status": status.to_string()}),
    )
}
