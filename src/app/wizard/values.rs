//! Items of lists among the answers, by their JSON Pointers (RFC 6901). Knows neither fields nor screens.

use serde_json::Value;

pub(super) use crate::model::blueprint::form::{put, remove as take};

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

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn values_are_put_where_pointers_say() {
        let mut values = json!({});
        put(&mut values, "/name", json!("cart"));
        put(&mut values, "/a~1b/c", json!(1));
        assert_eq!(push(&mut values, "/topics"), "/topics/0");
        put(&mut values, "/topics/0/name", json!("x"));
        put(&mut values, "/topics/1", json!("y"));
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
}
