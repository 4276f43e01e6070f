//! How one entity stands with its attestation, and what it says otherwise than when it was attested last.

use jiff::Timestamp;
use jiff::civil::Date;
use serde_json::Value;

use super::Standing;
use crate::model::journal::Hash;

/// An attestation, as the journal has it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attested {
    pub at: Timestamp,
    /// Whoever said so: the accountable person, or somebody for them.
    pub by: String,
    /// Canonical ref of who was accountable then.
    pub accountable: String,
    /// The version that was looked at.
    pub version: Hash,
    /// The day on which it runs out.
    pub until: Date,
}

/// What is new since an entity was attested last.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Since {
    /// Canonical ref.
    pub entity: String,
    /// Canonical ref of who answers for it now.
    pub accountable: Option<String>,
    /// The last attestation, whoever was accountable then; none before the first.
    pub attested: Option<Attested>,
    pub due: Option<Date>,
    pub standing: Standing,
    /// What differs, by path; empty where nothing does or nothing was attested.
    pub fields: Vec<FieldChange>,
    /// Why the fields cannot be told, where they cannot.
    pub untold: Option<String>,
}

/// A field that says something else than before.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FieldChange {
    /// As `metadata.annotations.muster/deputy`.
    pub path: String,
    /// Null where it said nothing.
    pub before: Value,
    /// Null where it says nothing.
    pub after: Value,
}

/// What two documents say differently, in the order of their paths; a mapping that only one of them has is one difference.
pub fn differences(before: &Value, after: &Value) -> Vec<FieldChange> {
    let mut found = Vec::new();
    compare(&mut String::new(), before, after, &mut found);
    found.sort_by(|a, b| a.path.cmp(&b.path));
    found
}

fn compare(path: &mut String, before: &Value, after: &Value, found: &mut Vec<FieldChange>) {
    if before == after {
        return;
    }
    let (Value::Object(old), Value::Object(new)) = (before, after) else {
        found.push(FieldChange {
            path: path.clone(),
            before: before.clone(),
            after: after.clone(),
        });
        return;
    };
    let keys = old.keys().chain(new.keys().filter(|key| !old.contains_key(*key)));
    for key in keys {
        let length = path.len();
        if length > 0 {
            path.push('.');
        }
        path.push_str(key);
        let side = |map: &serde_json::Map<String, Value>| map.get(key).cloned().unwrap_or(Value::Null);
        compare(path, &side(old), &side(new), found);
        path.truncate(length);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_difference_has_its_path_and_both_sides() {
        let before = json!({ "spec": { "owner": "a", "type": "x" }, "metadata": { "tags": ["a"] } });
        let after = json!({ "spec": { "owner": "b", "type": "x" }, "metadata": { "tags": ["a", "b"], "title": "T" } });
        let told: Vec<String> = differences(&before, &after)
            .iter()
            .map(|change| format!("{} {} {}", change.path, change.before, change.after))
            .collect();
        assert_eq!(
            told,
            [
                r#"metadata.tags ["a"] ["a","b"]"#,
                r#"metadata.title null "T""#,
                r#"spec.owner "a" "b""#
            ]
        );
        assert!(differences(&before, &before).is_empty());
    }
}
