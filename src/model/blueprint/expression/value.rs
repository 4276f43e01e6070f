//! Values as JavaScript sees them: what counts as true, how they read as text and as numbers, when two are equal.

use std::sync::Arc;

use minijinja::value::{Enumerator, Object, ObjectRepr, ValueKind};
use minijinja::{Error, ErrorKind, Value};
use serde_json::Value as Json;

/// A list or map without anything in it, which JavaScript takes for true.
#[derive(Debug)]
struct Empty(ObjectRepr);

impl Object for Empty {
    fn repr(self: &Arc<Self>) -> ObjectRepr {
        self.0
    }

    fn enumerate(self: &Arc<Self>) -> Enumerator {
        Enumerator::Empty
    }

    fn is_true(self: &Arc<Self>) -> bool {
        true
    }
}

pub(super) fn failed(message: impl Into<String>) -> Error {
    Error::new(ErrorKind::InvalidOperation, message.into())
}

pub(super) fn list(items: Vec<Value>) -> Value {
    match items.is_empty() {
        true => Value::from_object(Empty(ObjectRepr::Seq)),
        false => Value::from(items),
    }
}

pub(super) fn map(pairs: Vec<(String, Value)>) -> Value {
    match pairs.is_empty() {
        true => Value::from_object(Empty(ObjectRepr::Map)),
        false => Value::from_pairs(pairs),
    }
}

/// A number as JavaScript prints it: whole ones without a point.
pub(super) fn number(number: f64) -> Value {
    match number.fract() == 0.0 && number.abs() < 9e15 {
        true => Value::from(number as i64),
        false => Value::from(number),
    }
}

pub(super) fn of_json(json: &Json) -> Value {
    match json {
        Json::Null => Value::from(()),
        Json::Bool(truth) => Value::from(*truth),
        Json::Number(text) => match text.as_i64() {
            Some(whole) => Value::from(whole),
            None => number(text.as_f64().unwrap_or_default()),
        },
        Json::String(text) => Value::from(text.as_str()),
        Json::Array(items) => list(items.iter().map(of_json).collect()),
        Json::Object(pairs) => map(pairs
            .iter()
            .map(|(key, item)| (key.clone(), of_json(item)))
            .collect()),
    }
}

/// How many values one value may be made of, and how deep they may be nested.
const MOST: usize = 200_000;
const DEEPEST: usize = 64;

/// A value as JSON; nothing where it is undefined. Refuses what is larger than anything a step needs.
pub(super) fn to_json(value: &Value) -> Result<Option<Json>, Error> {
    json_of(value, &mut MOST.clone(), DEEPEST)
}

fn json_of(value: &Value, left: &mut usize, depth: usize) -> Result<Option<Json>, Error> {
    *left = left
        .checked_sub(1 + value.as_str().map_or(0, |text| text.len() / 64))
        .ok_or_else(|| failed("the value is too large"))?;
    let depth = depth
        .checked_sub(1)
        .ok_or_else(|| failed("the value is nested too deeply"))?;
    Ok(Some(match value.kind() {
        ValueKind::Undefined => return Ok(None),
        ValueKind::None => Json::Null,
        ValueKind::Bool => Json::Bool(value.is_true()),
        ValueKind::Number => number_json(value),
        ValueKind::Map => {
            let mut object = serde_json::Map::new();
            for key in value.try_iter()? {
                if let Some(item) = json_of(&value.get_item(&key)?, left, depth)? {
                    object.insert(text(&key), item);
                }
            }
            Json::Object(object)
        }
        ValueKind::Seq | ValueKind::Iterable => {
            let mut array = Vec::new();
            for item in value.try_iter()? {
                array.push(json_of(&item, left, depth)?.unwrap_or(Json::Null));
            }
            Json::Array(array)
        }
        _ => Json::String(text(value)),
    }))
}

fn number_json(value: &Value) -> Json {
    match value.as_i64() {
        Some(whole) if value.is_integer() => Json::from(whole),
        _ => match f64::try_from(value.clone()) {
            Ok(number) if number.fract() == 0.0 && number.abs() < 9e15 => Json::from(number as i64),
            Ok(number) => Json::from(number),
            Err(_) => Json::Null,
        },
    }
}

pub(super) fn is_nothing(value: &Value) -> bool {
    value.is_undefined() || value.is_none()
}

/// The items of a list, the keys of a map, the letters of a text.
pub(super) fn items(value: &Value) -> Vec<Value> {
    match value.as_str() {
        Some(text) => text
            .chars()
            .map(|letter| Value::from(letter.to_string()))
            .collect(),
        None => value.try_iter().map(Iterator::collect).unwrap_or_default(),
    }
}

/// The items of a list and nothing of anything else.
pub(super) fn list_items(value: &Value) -> Vec<Value> {
    match is_list(value) {
        true => items(value),
        false => Vec::new(),
    }
}

pub(super) fn is_list(value: &Value) -> bool {
    matches!(value.kind(), ValueKind::Seq | ValueKind::Iterable)
}

/// As printed: nothing for what is missing, lists with commas, maps as JSON. Longer than [`LARGEST`] it ends early.
pub(super) fn text(value: &Value) -> String {
    let mut out = String::new();
    push_text(&mut out, value);
    out
}

/// How long a text may be, in bytes.
pub(super) const LARGEST: usize = 1 << 20;

fn push_text(out: &mut String, value: &Value) {
    match value.kind() {
        ValueKind::Undefined | ValueKind::None => {}
        ValueKind::String => out.push_str(value.as_str().unwrap_or_default()),
        ValueKind::Bool => out.push_str(if value.is_true() { "true" } else { "false" }),
        ValueKind::Number => match number_json(value) {
            Json::Null => out.push_str("NaN"),
            number => out.push_str(&number.to_string()),
        },
        ValueKind::Seq | ValueKind::Iterable => {
            for (i, item) in items(value).iter().enumerate() {
                if out.len() > LARGEST {
                    return;
                }
                if i > 0 {
                    out.push(',');
                }
                push_text(out, item);
            }
        }
        ValueKind::Map => out.push_str(&to_json(value).ok().flatten().unwrap_or_default().to_string()),
        _ => out.push_str(&value.to_string()),
    }
}

/// As a number, where it is one or reads as one.
pub(super) fn as_number(value: &Value) -> Option<f64> {
    match value.kind() {
        ValueKind::Number => f64::try_from(value.clone()).ok(),
        ValueKind::Bool => Some(f64::from(u8::from(value.is_true()))),
        ValueKind::None => Some(0.0),
        ValueKind::String => match value.as_str().unwrap_or_default().trim() {
            "" => Some(0.0),
            text => text.parse().ok().filter(|number: &f64| number.is_finite()),
        },
        _ => None,
    }
}

/// Whether two values are equal, by `==` or by `===`.
pub(super) fn equal(a: &Value, b: &Value, strictly: bool) -> bool {
    use ValueKind::{Bool, None, Number, String, Undefined};
    match (a.kind(), b.kind()) {
        (Undefined, Undefined) | (None, None) => true,
        (Undefined, None) | (None, Undefined) => !strictly,
        (Undefined | None, _) | (_, Undefined | None) => false,
        (String, String) => a.as_str() == b.as_str(),
        (Number, Number) => as_number(a) == as_number(b),
        (Number | Bool | String, Number | Bool | String) if a.kind() != b.kind() => {
            !strictly && as_number(a).is_some() && as_number(a) == as_number(b)
        }
        _ => matches!((to_json(a), to_json(b)), (Ok(a), Ok(b)) if a == b),
    }
}
