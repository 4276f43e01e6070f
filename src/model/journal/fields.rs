//! Which fields of an entity differ between two versions, as paths that a person can read: `spec.owner`.

use serde_json::{Map, Value};

/// The paths of the fields that differ between two JSON documents, sorted. A list counts as one field. Where more than
/// `limit` fields differ, the paths are shortened until they fit, so that `spec` may stand for all that is below it.
pub fn changed_fields(before: &Value, after: &Value, limit: usize) -> Vec<String> {
    let mut paths = Vec::new();
    collect(before, after, &mut Vec::new(), &mut paths);
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

fn collect<'a>(before: &'a Value, after: &'a Value, path: &mut Vec<&'a str>, paths: &mut Vec<Vec<&'a str>>) {
    match (before, after) {
        (Value::Object(before), Value::Object(after)) => {
            for (key, value) in before {
                path.push(key);
                collect(value, after.get(key).unwrap_or(&Value::Null), path, paths);
                path.pop();
            }
            for (key, value) in added(before, after) {
                path.push(key);
                collect(&Value::Null, value, path, paths);
                path.pop();
            }
        }
        (before, after) if before == after => {}
        _ => paths.push(path.clone()),
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
}
