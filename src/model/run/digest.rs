//! Digests of what a run is made of: the same value has the same digest, in whatever order its keys were written.

use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use super::plan::Plan;
use crate::model::text::hex;

/// SHA-256 of a value in hexadecimal, over its JSON with sorted keys and no spaces.
pub fn digest(value: &Value) -> String {
    let mut text = Vec::new();
    canonical(value, &mut text);
    hex(Sha256::digest(&text))
}

/// SHA-256 over what a plan would do: the blueprint, the answers, and of each step all but the words for people.
pub fn plan_hash(plan: &Plan, document: &Value) -> String {
    let steps: Vec<Value> = plan
        .steps
        .iter()
        .map(|step| {
            json!([
                step.id,
                step.action,
                step.effect,
                step.target,
                step.input_digest,
                step.changes,
            ])
        })
        .collect();
    digest(&json!({
        "blueprint": plan.blueprint,
        "document": digest(document),
        "values": plan.values,
        "secrets": plan.secrets,
        "approvals": plan.approvals,
        "sandbox": plan.sandbox,
        "steps": steps,
    }))
}

fn canonical(value: &Value, out: &mut Vec<u8>) {
    match value {
        Value::Array(items) => {
            out.push(b'[');
            for (at, item) in items.iter().enumerate() {
                if at > 0 {
                    out.push(b',');
                }
                canonical(item, out);
            }
            out.push(b']');
        }
        Value::Object(map) => {
            let mut entries: Vec<_> = map.iter().collect();
            entries.sort_unstable_by_key(|(key, _)| *key);
            out.push(b'{');
            for (at, (key, value)) in entries.into_iter().enumerate() {
                if at > 0 {
                    out.push(b',');
                }
                canonical(&Value::String(key.clone()), out);
                out.push(b':');
                canonical(value, out);
            }
            out.push(b'}');
        }
        scalar => out.extend_from_slice(scalar.to_string().as_bytes()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_order_of_keys_does_not_count() {
        assert_eq!(
            digest(&json!({"a": [1, {"x": null, "y": "é"}], "b": 2.5})),
            digest(&json!({"b": 2.5, "a": [1, {"y": "é", "x": null}]}))
        );
        assert_ne!(digest(&json!({"a": "1"})), digest(&json!({"a": 1})));
    }
}
