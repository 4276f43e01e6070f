//! What a step of `http:request` asks for, read from its input. Sends nothing.

use std::time::Duration;

use serde_json::{Map, Value};

use crate::model::secret;
use crate::providers::action::ActionError;
use crate::providers::input::{Input, wrong};
use crate::remote::web::{LONGEST, checked};
use crate::remote::{HeaderName, Method, query_escaped};

/// Everything that a step says.
pub(super) struct Wanted {
    pub request: Asked,
    /// What its answer may be; any success where none is given.
    pub expect: Vec<u16>,
    /// Names and where their values are in the answer, as JSON pointers.
    pub selection: Vec<(String, String)>,
    pub watch: Option<Watch>,
    /// The header that makes a second request of the same step harmless.
    pub key: Option<HeaderName>,
    /// Its address may hold `{name}` for a value of the selection.
    pub undo: Option<Undo>,
}

/// One request, with references in place of secrets.
#[derive(Clone)]
pub(super) struct Asked {
    pub method: Method,
    pub url: String,
    pub headers: Vec<(HeaderName, String)>,
    pub body: Option<Value>,
    pub timeout: Duration,
}

/// How to see that it was done.
pub(super) struct Watch {
    pub request: Asked,
    pub status: u16,
    pub pointer: Option<String>,
    /// None where it is enough that something is there.
    pub equals: Option<Value>,
    /// Whether it counts as done where it was so before.
    pub adopts: bool,
}

pub(super) struct Undo {
    pub request: Asked,
}

const METHODS: [Method; 6] = [
    Method::GET,
    Method::HEAD,
    Method::POST,
    Method::PUT,
    Method::PATCH,
    Method::DELETE,
];
/// Headers that are not a step's to give: they say how the message travels, or to whom.
const NOT_GIVEN: [&str; 11] = [
    "host",
    "content-length",
    "transfer-encoding",
    "connection",
    "keep-alive",
    "te",
    "trailer",
    "upgrade",
    "expect",
    "proxy-authorization",
    "proxy-connection",
];
/// In seconds.
const TIMEOUT: f64 = 30.0;

impl Wanted {
    pub(super) fn of(value: &Value) -> Result<Self, ActionError> {
        let input = Input::of(value);
        let timeout = timeout(&input)?;
        let watch = match input.get("observe") {
            None => None,
            Some(Value::Object(watch)) => Some(Watch::of(watch, timeout)?),
            Some(_) => return Err(wrong("`observe` must be a mapping").hint("give it `url`")),
        };
        let key = input.text("idempotencyKey")?.map(header_name).transpose()?;
        let wanted = Self {
            request: Asked::of(&input, "GET", timeout)?,
            expect: statuses(&input)?,
            selection: selection(&input)?,
            undo: match input.get("undo") {
                None => None,
                Some(undo) => Some(Undo::of(undo, timeout)?),
            },
            watch,
            key,
        };
        if let Some(name) = &wanted.key
            && wanted.request.headers.iter().any(|(given, _)| given == name)
        {
            return Err(wrong(format!(
                "`{name}` is the idempotency key, which muster writes itself"
            ))
            .hint("leave it out of `headers`"));
        }
        Ok(wanted)
    }

    /// Whether it only asks.
    pub(super) fn is_safe(&self) -> bool {
        is_safe(&self.request.method)
    }

    /// Whether a status is one that the step waits for.
    pub(super) fn expects(&self, status: u16) -> bool {
        match self.expect.is_empty() {
            true => (200..300).contains(&status),
            false => self.expect.contains(&status),
        }
    }
}

pub(super) fn is_safe(method: &Method) -> bool {
    matches!(*method, Method::GET | Method::HEAD)
}

impl Asked {
    fn of(input: &Input<'_>, usual: &str, timeout: Duration) -> Result<Self, ActionError> {
        let name = input.text("method")?.unwrap_or(usual).to_uppercase();
        let method = METHODS.iter().find(|method| method.as_str() == name);
        let Some(method) = method.cloned() else {
            let known: Vec<&str> = METHODS.iter().map(Method::as_str).collect();
            return Err(
                wrong(format!("`{name}` is no method")).hint(format!("there are {}", known.join(", ")))
            );
        };
        let url = input.required("url")?.to_owned();
        if secret::names_in(&url).next().is_some() {
            return Err(wrong("`url` holds a secret, and addresses are written down")
                .hint("send it in a header or in the body"));
        }
        let body = input.get("body").cloned();
        if body.is_some() && is_safe(&method) {
            return Err(wrong(format!("{method} has no body")).hint("leave out `body`, or use POST"));
        }
        let headers = match input.get("headers") {
            None => vec![],
            Some(Value::Object(headers)) => headers_of(headers)?,
            Some(_) => return Err(wrong("`headers` must be a mapping")),
        };
        Ok(Self {
            method,
            url,
            headers,
            body,
            timeout,
        })
    }

    /// The same with values in its address.
    pub(super) fn with_values(&self, values: &Value) -> Result<Self, ActionError> {
        let mut url = String::with_capacity(self.url.len());
        let mut rest = self.url.as_str();
        while let Some((before, after)) = rest.split_once('{') {
            let Some((name, after)) = after.split_once('}') else {
                break;
            };
            let value = match &values[name] {
                Value::String(text) => text.clone(),
                Value::Number(number) => number.to_string(),
                _ => {
                    return Err(wrong(format!(
                        "`{name}` is not known, which the address {} needs",
                        self.url
                    )));
                }
            };
            // As a part of a path these would lead elsewhere.
            if matches!(value.as_str(), "" | "." | "..") {
                return Err(wrong(format!(
                    "`{name}` is `{value}`, which is no part of an address"
                )));
            }
            url.push_str(before);
            url.push_str(&query_escaped(&value));
            rest = after;
        }
        url.push_str(rest);
        Ok(Self { url, ..self.clone() })
    }

    /// The names in braces in its address.
    fn names(&self) -> impl Iterator<Item = &str> {
        let parts = self.url.split('{').skip(1);
        parts.filter_map(|part| part.split_once('}').map(|(name, _)| name))
    }
}

impl Watch {
    fn of(watch: &Map<String, Value>, timeout: Duration) -> Result<Self, ActionError> {
        let value = Value::Object(watch.clone());
        let input = Input::of(&value);
        let request = Asked::of(&input, "GET", timeout)?;
        if !is_safe(&request.method) {
            return Err(wrong("`observe` only looks: its method is GET or HEAD"));
        }
        let pointer = input.text("pointer")?.map(pointer).transpose()?;
        let equals = input.get("equals").cloned();
        if equals.is_some() && pointer.is_none() {
            return Err(
                wrong("`observe.equals` needs `observe.pointer`").hint("say where in the answer, as /state")
            );
        }
        Ok(Self {
            request,
            status: statuses(&input)?.first().copied().unwrap_or(200),
            pointer,
            equals,
            adopts: input.flag("adopt")?,
        })
    }
}

impl Undo {
    fn of(undo: &Value, timeout: Duration) -> Result<Self, ActionError> {
        if !undo.is_object() {
            return Err(wrong("`undo` must be a mapping").hint("give it `method` and `url`"));
        }
        let request = Asked::of(&Input::of(undo), "DELETE", timeout)?;
        if is_safe(&request.method) {
            return Err(wrong(format!(
                "`undo` by {} would change nothing",
                request.method
            )));
        }
        let fixed = request.url.split('{').next().unwrap_or_default();
        let after_scheme = fixed.split_once("://").map_or("", |(_, rest)| rest);
        if request.names().next().is_some() && !after_scheme.contains('/') {
            return Err(wrong("the host of `undo.url` must be written out"));
        }
        Ok(Self { request })
    }

    /// The names that it needs of the selection and that are not there.
    pub(super) fn missing<'u>(&'u self, selection: &[(String, String)]) -> Vec<&'u str> {
        let is_known = |name: &str| selection.iter().any(|(known, _)| known == name);
        self.request.names().filter(|name| !is_known(name)).collect()
    }

    /// The same with something in place of each value, to see whether it is allowed.
    pub(super) fn sample(&self) -> String {
        let mut url = self.request.url.clone();
        for name in self.request.names().map(str::to_owned).collect::<Vec<_>>() {
            url = url.replace(&format!("{{{name}}}"), "x");
        }
        url
    }
}

/// An address that can be asked at.
pub(super) fn address(text: &str) -> Result<reqwest::Url, ActionError> {
    checked(text).map_err(|cause| {
        // Whatever stands before an `@` may be a secret.
        let shown = text.rsplit('@').next().unwrap_or_default();
        wrong(format!("`{shown}` is no address to ask at: {cause}"))
            .hint("write it as https://api.example.com/v1")
    })
}

fn timeout(input: &Input<'_>) -> Result<Duration, ActionError> {
    let seconds = input.number("timeout")?.unwrap_or(TIMEOUT);
    match Duration::try_from_secs_f64(seconds) {
        Ok(time) if time >= Duration::from_millis(100) && time <= LONGEST => Ok(time),
        _ => Err(wrong(format!(
            "`timeout` is not between 1 and {} seconds",
            LONGEST.as_secs()
        ))),
    }
}

fn headers_of(headers: &Map<String, Value>) -> Result<Vec<(HeaderName, String)>, ActionError> {
    let mut found = vec![];
    for (name, value) in headers {
        let text = match value {
            Value::Null => continue,
            Value::String(text) => text.clone(),
            Value::Number(number) => number.to_string(),
            Value::Bool(flag) => flag.to_string(),
            _ => return Err(wrong(format!("the header `{name}` must be a text"))),
        };
        found.push((header_name(name)?, text));
    }
    Ok(found)
}

fn header_name(name: &str) -> Result<HeaderName, ActionError> {
    let lower = name.to_lowercase();
    if NOT_GIVEN.contains(&lower.as_str()) {
        return Err(wrong(format!("the header `{name}` is not a step's to give"))
            .hint("leave it out; muster writes what the message needs"));
    }
    HeaderName::from_bytes(lower.as_bytes())
        .map_err(|_| wrong(format!("`{}` is no name of a header", secret::shown(name))))
}

/// `expect: 201`, `expect: [200, 201]`; `status` in `observe`.
fn statuses(input: &Input<'_>) -> Result<Vec<u16>, ActionError> {
    let Some(given) = input.get("expect").or_else(|| input.get("status")) else {
        return Ok(vec![]);
    };
    let items = match given {
        Value::Array(items) => items.clone(),
        one => vec![one.clone()],
    };
    let status = |item: &Value| {
        let number = item.as_u64().or_else(|| item.as_str()?.parse().ok());
        let known = number.filter(|number| (200..600).contains(number));
        known
            .and_then(|number| u16::try_from(number).ok())
            .ok_or_else(|| wrong(format!("`{item}` is no status of an answer")).hint("write it as 201"))
    };
    items.iter().map(status).collect()
}

/// `output: { id: /data/id }`
fn selection(input: &Input<'_>) -> Result<Vec<(String, String)>, ActionError> {
    let selected = match input.get("output") {
        None => return Ok(vec![]),
        Some(Value::Object(selected)) => selected,
        Some(_) => return Err(wrong("`output` must be a mapping").hint("write it as `id: /data/id`")),
    };
    let of = |(name, place): (&String, &Value)| match place {
        Value::String(place) => Ok((name.clone(), pointer(place)?)),
        _ => Err(wrong(format!(
            "`output.{name}` must be a place in the answer, as /data/id"
        ))),
    };
    selected.iter().map(of).collect()
}

/// A JSON pointer (RFC 6901).
fn pointer(text: &str) -> Result<String, ActionError> {
    match text.starts_with('/') {
        true => Ok(text.to_owned()),
        false => Err(wrong(format!("`{text}` is no place in an answer")).hint("write it as /data/id")),
    }
}
