//! Answers in their places: reading and writing by JSON Pointer (RFC 6901).

use serde_json::{Map, Value};

/// More items than this are no list that a person fills in.
const MOST_ITEMS: usize = 10_000;

/// Puts a value where a pointer leads, with the objects and lists that lead there. A number makes an item of a list, which
/// is filled up with nothing before it.
pub fn put(values: &mut Value, pointer: &str, value: Value) {
    let mut place = values;
    for step in steps(pointer) {
        place = match step.parse::<usize>() {
            Ok(at) if !place.is_object() && at < MOST_ITEMS => {
                if !place.is_array() {
                    *place = Value::Array(Vec::new());
                }
                let Value::Array(items) = place else { return };
                if items.len() <= at {
                    items.resize(at + 1, Value::Null);
                }
                &mut items[at]
            }
            _ => {
                if !place.is_object() {
                    *place = Value::Object(Map::new());
                }
                let Value::Object(pairs) = place else { return };
                pairs.entry(step).or_insert(Value::Null)
            }
        };
    }
    *place = value;
}

/// Takes away what a pointer leads to; the items after it in a list move up.
pub fn remove(values: &mut Value, pointer: &str) -> Option<Value> {
    let (parent, key) = pointer.rsplit_once('/')?;
    let key = unescaped(key);
    match values.pointer_mut(parent)? {
        Value::Object(pairs) => pairs.shift_remove(&key),
        Value::Array(items) => {
            let at = key.parse().ok().filter(|at| *at < items.len())?;
            Some(items.remove(at))
        }
        _ => None,
    }
}

fn steps(pointer: &str) -> impl Iterator<Item = String> + '_ {
    pointer.split('/').skip(1).map(unescaped)
}

fn unescaped(step: &str) -> String {
    step.replace("~1", "/").replace("~0", "~")
}

/// Whether a field counts as not filled in.
pub(super) fn is_empty(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::String(text) => text.is_empty(),
        _ => false,
    }
}

/// Takes away nested objects in which nothing was answered.
pub(super) fn without_empty_groups(value: &mut Value) {
    match value {
        Value::Object(pairs) => {
            for item in pairs.values_mut() {
                without_empty_groups(item);
            }
            pairs.retain(|_, item| !matches!(item, Value::Object(inner) if inner.is_empty()));
        }
        Value::Array(items) => {
            items.iter_mut().for_each(without_empty_groups);
            items.retain(|item| !item.is_null());
        }
        _ => {}
    }
}
