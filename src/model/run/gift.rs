//! What a step gives somebody, for a time or for good. Its output says so, the same whether the step made it just now, found it
//! made, or a person said that it happened: `until` is the last moment of it, `gives` are the rights, `had` those that were there.

use jiff::Timestamp;
use serde_json::Value;

use super::state::StepRecord;

/// The key of the moment when what a step gave is taken back by itself; null where it stays.
pub const UNTIL: &str = "until";
/// The key of the rights that a step gave and that were not there before.
pub const GIVES: &str = "gives";
/// The key of the rights that were there before.
pub const HAD: &str = "had";
/// The key of those that stayed when the step was taken back, for others need them.
pub const KEPT: &str = "kept";
/// The key of the reason why what a step gave has no end.
const STAYS: &str = "stays";

/// When what a step gave is taken back by itself, as its output says it. None where it stays.
pub fn end(output: &Value) -> Option<Timestamp> {
    output.get(UNTIL)?.as_str()?.parse().ok()
}

/// Whether an output names rights that the step gave.
pub fn gives(output: &Value) -> bool {
    let gives = output.get(GIVES).and_then(Value::as_array);
    gives.is_some_and(|gives| !gives.is_empty())
}

/// Whether an output says why what was given has no end.
pub fn stays(output: &Value) -> bool {
    let stays = output.get(STAYS).and_then(Value::as_str);
    stays.is_some_and(|stays| !stays.trim().is_empty())
}

/// Whether an output tells of access at all: of what was given, or of what was found.
pub fn tells(output: &Value) -> bool {
    // Steps of earlier versions kept only the rules of Kafka.
    let keys = [GIVES, HAD, "added"];
    keys.into_iter()
        .any(|key| output.get(key).is_some_and(Value::is_array))
}

/// Notes with a step that was taken back what stayed of it.
pub(super) fn keep(step: &mut StepRecord, kept: &[Value]) {
    if kept.is_empty() {
        return;
    }
    if let Some(Value::Object(output)) = &mut step.output {
        output.insert(KEPT.to_owned(), kept.into());
    }
}

impl StepRecord {
    /// Whether it gave something that can be taken back when its time is over.
    pub fn is_gift(&self) -> bool {
        self.expires.is_some() || self.output.as_ref().is_some_and(gives)
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn an_output_says_when_it_ends() {
        for (output, expected) in [
            (
                json!({"until": "2026-01-31T00:00:00Z"}),
                Some("2026-01-31T00:00:00Z"),
            ),
            (json!({"until": null}), None),
            (json!({"until": "soon"}), None),
            (json!({"until": 7}), None),
            (json!({}), None),
            (json!(null), None),
        ] {
            let end = end(&output).map(|end| end.to_string());
            assert_eq!(end.as_deref(), expected, "{output}");
        }
    }
}
