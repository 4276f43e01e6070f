//! The methods of JavaScript's texts, lists and maps that templates call.

use minijinja::value::ValueKind;
use minijinja::{Error, Value};

use super::operators::{argument, bounded};
use super::value::{as_number, equal, failed, items, list, list_items, text};

pub(super) fn call(method: &str, on: &Value, given: &[Value]) -> Result<Value, Error> {
    let result = match on.kind() {
        ValueKind::String => of_text(method, on.as_str().unwrap_or_default(), given)?,
        ValueKind::Seq | ValueKind::Iterable => of_list(method, on, given),
        ValueKind::Undefined | ValueKind::None => {
            return Err(failed(format!("`{method}` is called on a value that is missing")));
        }
        _ => of_any(method, on, given),
    };
    result.ok_or_else(|| failed(format!("{} has no method `{method}`", sort(on))))
}

fn sort(value: &Value) -> &'static str {
    match value.kind() {
        ValueKind::String => "a text",
        ValueKind::Number => "a number",
        ValueKind::Bool => "a truth value",
        ValueKind::Map => "a mapping",
        _ => "a list",
    }
}

/// An index as JavaScript takes it: from the end where it is negative, and never outside.
fn index(given: &[Value], at: usize, length: usize, default: usize) -> usize {
    match given.get(at).and_then(as_number) {
        None => default,
        Some(number) if number < 0.0 => (length as f64 + number).max(0.0) as usize,
        Some(number) => (number as usize).min(length),
    }
}

fn of_text(method: &str, on: &str, given: &[Value]) -> Result<Option<Value>, Error> {
    let first = text(&argument(given, 0));
    let letters = || on.chars().count();
    let part = |from: usize, to: usize| -> String { on.chars().take(to).skip(from).collect() };
    Ok(Some(match method {
        "toLowerCase" | "toLocaleLowerCase" | "lower" => Value::from(on.to_lowercase()),
        "toUpperCase" | "toLocaleUpperCase" | "upper" => Value::from(on.to_uppercase()),
        "trim" | "strip" => Value::from(on.trim()),
        "trimStart" | "trimLeft" | "lstrip" => Value::from(on.trim_start()),
        "trimEnd" | "trimRight" | "rstrip" => Value::from(on.trim_end()),
        "toString" | "valueOf" => Value::from(on),
        "includes" => Value::from(on.contains(&first)),
        "startsWith" | "startswith" => Value::from(on.starts_with(&first)),
        "endsWith" | "endswith" => Value::from(on.ends_with(&first)),
        "indexOf" => found(on, on.find(&first)),
        "lastIndexOf" => found(on, on.rfind(&first)),
        "charAt" | "at" => {
            let at = index(given, 0, letters(), 0);
            Value::from(part(at, at.saturating_add(1)))
        }
        "concat" => {
            let joined = given.iter().fold(on.to_owned(), |all, next| all + &text(next));
            Value::from(joined)
        }
        "split" => split(on, given),
        "replace" => Value::from(on.replacen(&first, &text(&argument(given, 1)), 1)),
        "replaceAll" => replaced(on, &first, &text(&argument(given, 1)), None)?,
        "slice" => Value::from(part(
            index(given, 0, letters(), 0),
            index(given, 1, letters(), letters()),
        )),
        "substring" => {
            let at = |i: usize, default: usize| match given.get(i).and_then(as_number) {
                Some(number) => (number.max(0.0) as usize).min(letters()),
                None => default,
            };
            let (from, to) = (at(0, 0), at(1, letters()));
            Value::from(part(from.min(to), from.max(to)))
        }
        "substr" => {
            let from = index(given, 0, letters(), 0);
            let length = given
                .get(1)
                .and_then(as_number)
                .map_or(letters(), |n| n.max(0.0) as usize);
            Value::from(part(from, from.saturating_add(length)))
        }
        "repeat" => {
            let times = given.first().and_then(as_number).unwrap_or(0.0).max(0.0) as usize;
            bounded(on.len().saturating_mul(times))?;
            Value::from(on.repeat(times))
        }
        "padStart" | "padEnd" => padded(method, on, given)?,
        _ => return Ok(None),
    }))
}

fn found(on: &str, byte: Option<usize>) -> Value {
    Value::from(byte.map_or(-1, |byte| on[..byte].chars().count() as i64))
}

fn split(on: &str, given: &[Value]) -> Value {
    let parts: Vec<Value> = match given.first() {
        None => vec![Value::from(on)],
        Some(by) => match text(by).as_str() {
            "" => items(&Value::from(on)),
            by => on.split(by).map(Value::from).collect(),
        },
    };
    let most = given
        .get(1)
        .and_then(as_number)
        .map_or(usize::MAX, |n| n.max(0.0) as usize);
    list(parts.into_iter().take(most).collect())
}

/// A text with another one in place of all or the first `most` of one.
pub(super) fn replaced(on: &str, from: &str, to: &str, most: Option<usize>) -> Result<Value, Error> {
    let times = match from {
        "" => on.chars().count() + 1,
        from => on.matches(from).count(),
    }
    .min(most.unwrap_or(usize::MAX));
    bounded(on.len().saturating_add(times.saturating_mul(to.len())))?;
    Ok(Value::from(on.replacen(from, to, times)))
}

fn padded(method: &str, on: &str, given: &[Value]) -> Result<Value, Error> {
    let width = given.first().and_then(as_number).unwrap_or(0.0).max(0.0) as usize;
    bounded(width)?;
    let with = match given.get(1).map(text) {
        Some(with) if !with.is_empty() => with,
        _ => " ".to_owned(),
    };
    let missing = width.saturating_sub(on.chars().count());
    let padding: String = with.chars().cycle().take(missing).collect();
    Ok(Value::from(match method {
        "padStart" => padding + on,
        _ => on.to_owned() + &padding,
    }))
}

fn of_list(method: &str, on: &Value, given: &[Value]) -> Option<Value> {
    let all = list_items(on);
    let first = argument(given, 0);
    let position = |item: &Value| equal(item, &first, true);
    Some(match method {
        "includes" => Value::from(all.iter().any(position)),
        "indexOf" => Value::from(all.iter().position(position).map_or(-1, |at| at as i64)),
        "join" => {
            let by = if given.is_empty() {
                ",".to_owned()
            } else {
                text(&first)
            };
            return super::lists::joined(&all, &by).ok();
        }
        "concat" => {
            let more = given.iter().flat_map(|next| match super::value::is_list(next) {
                true => list_items(next),
                false => vec![next.clone()],
            });
            list(all.into_iter().chain(more).collect())
        }
        "slice" => {
            let (from, to) = (
                index(given, 0, all.len(), 0),
                index(given, 1, all.len(), all.len()),
            );
            list(all.into_iter().take(to).skip(from).collect())
        }
        "at" => all
            .get(index(given, 0, all.len(), 0))
            .cloned()
            .unwrap_or(Value::UNDEFINED),
        "reverse" => list(all.into_iter().rev().collect()),
        "sort" => list(super::lists::sorted(all, |item| item.clone(), true)),
        "flat" => list(
            all.iter()
                .flat_map(|item| match super::value::is_list(item) {
                    true => list_items(item),
                    false => vec![item.clone()],
                })
                .collect(),
        ),
        "toString" => Value::from(text(on)),
        _ => return None,
    })
}

fn of_any(method: &str, on: &Value, given: &[Value]) -> Option<Value> {
    let key = text(&argument(given, 0));
    Some(match (method, on.kind()) {
        ("toString" | "toLocaleString", _) => Value::from(text(on)),
        ("toFixed", ValueKind::Number) => {
            let digits = given.first().and_then(as_number).unwrap_or(0.0).clamp(0.0, 20.0) as usize;
            Value::from(format!("{:.digits$}", as_number(on)?))
        }
        ("hasOwnProperty", ValueKind::Map) => Value::from(!on.get_attr(&key).ok()?.is_undefined()),
        ("get", ValueKind::Map) => match on.get_attr(&key).ok()? {
            value if value.is_undefined() => argument(given, 1),
            value => value,
        },
        ("keys", ValueKind::Map) => list(items(on)),
        ("values", ValueKind::Map) => {
            list(items(on).iter().filter_map(|key| on.get_item(key).ok()).collect())
        }
        ("items" | "entries", ValueKind::Map) => list(
            items(on)
                .into_iter()
                .filter_map(|key| Some(Value::from(vec![key.clone(), on.get_item(&key).ok()?])))
                .collect(),
        ),
        _ => return None,
    })
}
