//! Which fields of an entity differ between two versions, as paths that a person can read: `spec.owner`.

use std::fmt;

use serde::Serialize;
use serde_json::{Map, Value};

/// The paths of the fields that differ between two JSON documents, sorted. A list counts as one field. Where more than
/// `limit` fields differ, the paths are shortened until they fit, so that `spec` may stand for all that is below it.
pub fn changed_fields(before: &Value, after: &Value, limit: usize) -> Vec<String> {
    let mut found = Vec::new();
    collect(before, after, &mut Vec::new(), &mut found);
    let paths: Vec<Vec<&str>> = found.into_iter().map(|(path, ..)| path).collect();
    let deepest = paths.iter().map(Vec::len).max().unwrap_or(0);
    let mut written = written_to(&paths, deepest);
    for depth in (1..deepest).rev() {
        if written.len() <= limit {
            break;
        }
        written = written_to(&paths, depth);
    }
    written.truncate(limit.max(1));
    written
}

/// A field that says something else than before.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct FieldChange {
    /// As `metadata.annotations["muster/deputy"]`.
    pub path: String,
    /// Null where it said nothing.
    pub before: Value,
    /// Null where it says nothing.
    pub after: Value,
}

/// The fields that differ between two JSON documents with what each says, in the order of their paths. A list is one field.
pub fn field_changes(before: &Value, after: &Value) -> Vec<FieldChange> {
    let mut found = Vec::new();
    collect(before, after, &mut Vec::new(), &mut found);
    let change = |(path, before, after): Difference<'_>| FieldChange {
        path: written(&path),
        before: before.clone(),
        after: after.clone(),
    };
    let mut changes: Vec<FieldChange> = found.into_iter().map(change).collect();
    changes.sort_by(|a, b| a.path.cmp(&b.path));
    changes
}

impl fmt::Display for FieldChange {
    /// In a line: `spec.owner: a -> b`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let told = |value: &Value| match value {
            Value::Null => "nothing".to_owned(),
            Value::String(text) => text.clone(),
            other => other.to_string(),
        };
        write!(
            f,
            "{}: {} -> {}",
            self.path,
            told(&self.before),
            told(&self.after)
        )
    }
}

/// A path, and what stands there in each of two documents.
type Difference<'a> = (Vec<&'a str>, &'a Value, &'a Value);

fn collect<'a>(
    before: &'a Value,
    after: &'a Value,
    path: &mut Vec<&'a str>,
    found: &mut Vec<Difference<'a>>,
) {
    match (before, after) {
        (Value::Object(before), Value::Object(after)) => {
            for (key, value) in before {
                path.push(key);
                collect(value, after.get(key).unwrap_or(&Value::Null), path, found);
                path.pop();
            }
            for (key, value) in added(before, after) {
                path.push(key);
                collect(&Value::Null, value, path, found);
                path.pop();
            }
        }
        (before, after) if before == after => {}
        _ => found.push((path.clone(), before, after)),
    }
}

fn added<'a>(
    before: &'a Map<String, Value>,
    after: &'a Map<String, Value>,
) -> impl Iterator<Item = (&'a String, &'a Value)> {
    after.iter().filter(|(key, _)| !before.contains_key(*key))
}

fn written_to(paths: &[Vec<&str>], depth: usize) -> Vec<String> {
    let mut written: Vec<String> = paths
        .iter()
        .map(|path| written(&path[..path.len().min(depth)]))
        .collect();
    written.sort_unstable();
    written.dedup();
    written
}

/// Keys that hold a dot or other marks are quoted, as `metadata.annotations["backstage.io/techdocs-ref"]`.
fn written(path: &[&str]) -> String {
    let mut text = String::new();
    for key in path {
        let is_plain = !key.is_empty()
            && key
                .chars()
                .all(|c| c.is_alphanumeric() || matches!(c, '_' | '-' | '$'));
        if !is_plain {
            text.push_str(&format!("[{}]", Value::from(*key)));
        } else if text.is_empty() {
            text.push_str(key);
        } else {
            text.push('.');
            text.push_str(key);
        }
    }
    if text.is_empty() {
        "(everything)".to_owned()
    } else {
        text
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn differences_are_told_by_their_path() {
        let cases = [
            (
                json!({"spec": {"owner": "a"}}),
                json!({"spec": {"owner": "b"}}),
                vec!["spec.owner"],
            ),
            (
                json!({"spec": {}}),
                json!({"spec": {"system": "s"}}),
                vec!["spec.system"],
            ),
            (
                json!({"metadata": {"tags": ["x"]}}),
                json!({"metadata": {"tags": ["x", "y"]}}),
                vec!["metadata.tags"],
            ),
            (
                json!({"metadata": {"annotations": {"a.b/c": "1"}}}),
                json!({"metadata": {"annotations": {"a.b/c": "2"}}}),
                vec![r#"metadata.annotations["a.b/c"]"#],
            ),
            (
                json!({"b": 1, "a": 1}),
                json!({"a": 2, "c": 1}),
                vec!["a", "b", "c"],
            ),
            (json!({"spec": {"a": 1}}), json!({"spec": 5}), vec!["spec"]),
            (json!({"a": 1, "b": 2}), json!({"b": 2, "a": 1}), vec![]),
            (json!(1), json!(2), vec!["(everything)"]),
        ];
        for (before, after, expected) in cases {
            assert_eq!(
                changed_fields(&before, &after, 24),
                expected,
                "{before} → {after}"
            );
        }
    }

    #[test]
    fn many_differences_are_told_by_what_they_have_in_common() {
        let wide = |value: i32| {
            let fields = (0..30)
                .map(|i| (format!("k{i}"), json!(value)))
                .collect::<Map<_, _>>();
            json!({"kind": "Component", "spec": {"deep": fields}})
        };
        assert_eq!(changed_fields(&wide(1), &wide(2), 24), ["spec.deep"]);
    }

    #[test]
    fn a_change_has_both_sides() {
        let before = json!({ "spec": { "owner": "a", "type": "x" }, "metadata": { "tags": ["a"] } });
        let after =
            json!({ "spec": { "owner": "b", "type": "x" }, "metadata": { "tags": ["a", "b"], "a/b": "T" } });
        let told: Vec<String> = field_changes(&before, &after)
            .iter()
            .map(ToString::to_string)
            .collect();
        assert_eq!(
            told,
            [
                r#"metadata.tags: ["a"] -> ["a","b"]"#,
                r#"metadata["a/b"]: nothing -> T"#,
                "spec.owner: a -> b"
            ]
        );
        assert!(field_changes(&before, &before).is_empty());
    }
}
