//! Answers by where they are: JSON Pointers (RFC 6901) into one tree of values. Knows neither fields nor screens.

use serde_json::{Map, Value};

/// Puts a value at a pointer; what is missing on the way is made. In a list, a position behind its end adds an item.
pub(super) fn put(values: &mut Value, pointer: &str, value: Value) {
    let mut at = values;
    for token in tokens(pointer) {
        at = match at {
            Value::Array(items) => {
                let index = token
                    .parse::<usize>()
                    .map_or(items.len(), |index| index.min(items.len()));
                if index == items.len() {
                    items.push(Value::Null);
                }
                let Some(item) = items.get_mut(index) else { return };
                item
            }
            other => {
                if !other.is_object() {
                    *other = Value::Object(Map::new());
                }
                let Value::Object(members) = other else { return };
                members.entry(token).or_insert(Value::Null)
            }
        };
    }
    *at = value;
}

/// Takes the value at a pointer away; the items behind it move up.
pub(super) fn take(values: &mut Value, pointer: &str) -> Option<Value> {
    let (parent, last) = pointer.rsplit_once('/')?;
    match values.pointer_mut(parent)? {
        Value::Array(items) => {
            let index = last.parse::<usize>().ok().filter(|index| *index < items.len())?;
            Some(items.remove(index))
        }
        Value::Object(members) => members.shift_remove(&unescape(last)),
        _ => None,
    }
}

/// Adds an empty item to the list at a pointer; returns the item's pointer.
pub(super) fn push(values: &mut Value, pointer: &str) -> String {
    if !values.pointer(pointer).is_some_and(Value::is_array) {
        put(values, pointer, Value::Array(Vec::new()));
    }
    let items = values.pointer_mut(pointer).and_then(Value::as_array_mut);
    let at = items.map_or(0, |items| {
        items.push(Value::Null);
        items.len() - 1
    });
    format!("{pointer}/{at}")
}

/// Swaps an item of a list with a neighbour; returns where it went, if it went anywhere.
pub(super) fn shift(values: &mut Value, item: &str, down: bool) -> Option<String> {
    let (list, last) = item.rsplit_once('/')?;
    let items = values.pointer_mut(list)?.as_array_mut()?;
    let from = last.parse::<usize>().ok()?;
    let to = if down { from + 1 } else { from.checked_sub(1)? };
    if from.max(to) >= items.len() {
        return None;
    }
    items.swap(from, to);
    Some(format!("{list}/{to}"))
}

/// The innermost item of a list that a pointer is in, or is.
pub(super) fn item_of(values: &Value, pointer: &str) -> Option<String> {
    let mut at = pointer;
    while let Some((parent, _)) = at.rsplit_once('/') {
        if values.pointer(parent).is_some_and(Value::is_array) {
            return Some(at.to_owned());
        }
        at = parent;
    }
    None
}

/// Whether a pointer is in what another one points to.
pub(super) fn is_inside(pointer: &str, outer: &str) -> bool {
    pointer
        .strip_prefix(outer)
        .is_some_and(|rest| rest.starts_with('/'))
}

fn tokens(pointer: &str) -> impl Iterator<Item = String> {
    pointer.split('/').skip(1).map(unescape)
}

fn unescape(token: &str) -> String {
    token.replace("~1", "/").replace("~0", "~")
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use serde_json::json;

    #[test]
    fn values_are_put_where_pointers_say() {
        let mut values = json!({});
        put(&mut values, "/name", json!("cart"));
        put(&mut values, "/a~1b/c", json!(1));
        assert_eq!(push(&mut values, "/topics"), "/topics/0");
        put(&mut values, "/topics/0/name", json!("x"));
        put(&mut values, "/topics/7", json!("y"));
        assert_eq!(
            values,
            json!({"name": "cart", "a/b": {"c": 1}, "topics": [{"name": "x"}, "y"]})
        );
        assert_eq!(
            shift(&mut values, "/topics/1", false).as_deref(),
            Some("/topics/0")
        );
        assert_eq!(shift(&mut values, "/topics/1", true), None);
        assert_eq!(item_of(&values, "/topics/1/name").as_deref(), Some("/topics/1"));
        assert_eq!(item_of(&values, "/name"), None);
        assert_eq!(take(&mut values, "/topics/0"), Some(json!("y")));
        assert_eq!(take(&mut values, "/nothing/here"), None);
        assert_eq!(values.pointer("/topics"), Some(&json!([{"name": "x"}])));
    }

    proptest! {
        #[test]
        fn what_is_put_is_there(path in prop::collection::vec("[a-z0-9]{1,3}", 1..4), text in ".{0,5}") {
            let mut values = json!({});
            let pointer = format!("/{}", path.join("/"));
            put(&mut values, &pointer, json!(text));
            prop_assert_eq!(values.pointer(&pointer), Some(&json!(text)));
            prop_assert_eq!(take(&mut values, &pointer), Some(json!(text)));
        }
    }
}
