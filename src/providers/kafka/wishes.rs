//! What is wished of a topic, read from a step's input and held against what Kafka takes before anything is sent. Pure.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::topic_config;
use crate::providers::action::ActionError;
use crate::providers::input::{Input, wrong};
use crate::remote::kafka::Settings;

/// More partitions than this are seldom meant (the advice for a broker is some thousand, of all its topics).
const MANY_PARTITIONS: u32 = 100;
/// Kafka counts replicas in 16 bits.
const MOST_REPLICAS: u32 = 32_767;

/// Settings by name; none for one that is given back to the cluster.
pub(super) type Wished = BTreeMap<String, Option<String>>;

pub(super) fn count(input: &Input<'_>, key: &str) -> Result<Option<u32>, ActionError> {
    let Some(number) = input.number(key)? else {
        return Ok(None);
    };
    let most = if key == "replication" {
        MOST_REPLICAS
    } else {
        i32::MAX as u32
    };
    if number.fract() != 0.0 || number < 1.0 || number > f64::from(most) {
        return Err(wrong(format!(
            "`{key}` must be a whole number from 1 to {most}, not {number}"
        )));
    }
    Ok(Some(number as u32))
}

/// The settings of `config`: texts, numbers and truth values; null gives one back.
pub(super) fn settings(input: &Input<'_>) -> Result<Wished, ActionError> {
    let pairs = match input.get("config") {
        None => return Ok(Wished::new()),
        Some(Value::Object(pairs)) => pairs,
        Some(_) => {
            return Err(wrong("`config` must be a mapping of Kafka's settings")
                .hint("write it as {retention.ms: 604800000}"));
        }
    };
    let mut wished = Wished::new();
    for (name, value) in pairs {
        if topic_config::sort_of(name).is_none() {
            let error = wrong(format!("Kafka has no setting `{name}` for topics"));
            return Err(match topic_config::meant(name) {
                Some(meant) => error.hint(format!("the nearest that there is: {meant}")),
                None => error.hint("see kafka.apache.org/documentation/#topicconfigs"),
            });
        }
        let value = match value {
            Value::Null => None,
            // What an expression leaves of an answer that was not given.
            Value::String(text) if text.is_empty() => continue,
            Value::String(text) => Some(text.clone()),
            Value::Number(_) | Value::Bool(_) => Some(value.to_string()),
            Value::Array(_) | Value::Object(_) => {
                return Err(wrong(format!("`config.{name}` must be a text or a number")));
            }
        };
        if let Some(value) = &value
            && let Some(complaint) = topic_config::complaint(name, value)
        {
            return Err(wrong(format!("`{name}` cannot be `{value}`: {complaint}")));
        }
        wished.insert(name.clone(), value);
    }
    Ok(wished)
}

/// What a person should know of a topic before it is so.
pub(super) fn findings(name: &str, partitions: Option<u32>, settings: &Settings) -> Vec<String> {
    let mut findings = Vec::new();
    let setting = |name: &str| settings.get(name).map(String::as_str);
    if let Some(partitions) = partitions.filter(|partitions| *partitions > MANY_PARTITIONS) {
        findings.push(format!(
            "{partitions} partitions are many: each costs the cluster memory, open files and time to recover, and their number can never be made smaller"
        ));
    }
    let is_compacted = setting("cleanup.policy").is_some_and(|policy| policy.contains("compact"));
    let is_limited = setting("retention.bytes").is_some_and(|bytes| bytes != "-1");
    if setting("retention.ms") == Some("-1") && !is_compacted && !is_limited {
        findings.push(format!(
            "nothing in {name} is ever deleted: it grows until the disks are full"
        ));
    }
    findings
}

/// How safe a topic with these replicas is: what should be known, and what keeps it from being made.
pub(super) fn safety(replication: Option<u32>, settings: &Settings) -> (Vec<String>, Vec<String>) {
    let (mut findings, mut blocking) = (Vec::new(), Vec::new());
    let Some(replication) = replication else {
        return (findings, blocking);
    };
    if replication == 1 {
        findings.push(
            "with one replica its records are gone with the broker that has them, and away while that restarts"
                .to_owned(),
        );
    }
    let in_sync = settings
        .get("min.insync.replicas")
        .and_then(|number| number.parse::<u32>().ok());
    match in_sync {
        Some(number) if number > replication => blocking.push(format!(
            "min.insync.replicas is {number} and there are {replication} replicas: nobody who waits for all of them (acks=all) could ever write"
        )),
        Some(number) if number == replication && number > 1 => findings.push(format!(
            "min.insync.replicas is as many as there are replicas ({replication}): nobody can write while one broker is away"
        )),
        _ => {}
    }
    (findings, blocking)
}

/// Of the schema: what `config` is.
pub(super) fn config_schema(words: &str) -> Value {
    json!({
        "type": "object",
        "description": words,
        "additionalProperties": { "type": ["string", "number", "boolean", "null"] },
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_kafka_would_not_take_is_told_before_it_is_sent() {
        for (input, sentence) in [
            (
                json!({"config": {"retenton.ms": 1}}),
                "Kafka has no setting `retenton.ms` for topics",
            ),
            (
                json!({"config": {"retention.ms": "7d"}}),
                "`retention.ms` cannot be `7d`: it is a whole number",
            ),
            (
                json!({"config": ["retention.ms"]}),
                "`config` must be a mapping of Kafka's settings",
            ),
            (
                json!({"config": {"retention.ms": [1]}}),
                "`config.retention.ms` must be a text or a number",
            ),
        ] {
            assert_eq!(settings(&Input::of(&input)).unwrap_err().message, sentence);
        }
        for (value, fine) in [
            (json!(0), false),
            (json!(1.5), false),
            (json!("12"), true),
            (json!(12), true),
        ] {
            let input = json!({ "partitions": value });
            assert_eq!(count(&Input::of(&input), "partitions").is_ok(), fine, "{input}");
        }
    }

    #[test]
    fn values_come_in_any_sort_and_null_gives_back() {
        let input = json!({"config": {"retention.ms": 1000, "preallocate": true, "cleanup.policy": "compact", "segment.ms": null, "flush.ms": ""}});
        let read = settings(&Input::of(&input)).unwrap();
        let shown: Vec<_> = read
            .iter()
            .map(|(name, value)| (name.as_str(), value.as_deref()))
            .collect();
        assert_eq!(
            shown,
            [
                ("cleanup.policy", Some("compact")),
                ("preallocate", Some("true")),
                ("retention.ms", Some("1000")),
                ("segment.ms", None)
            ]
        );
    }

    #[test]
    fn what_is_risky_is_found() {
        let with = |pairs: &[(&str, &str)]| -> Settings {
            pairs
                .iter()
                .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
                .collect()
        };
        let forever = with(&[("retention.ms", "-1")]);
        assert_eq!(findings("x", Some(6), &forever).len(), 1);
        assert_eq!(findings("x", Some(500), &forever).len(), 2);
        let compacted = with(&[("retention.ms", "-1"), ("cleanup.policy", "compact")]);
        assert!(findings("x", None, &compacted).is_empty());
        for (replication, in_sync, (found, blocked)) in [
            (Some(1), None, (1, 0)),
            (Some(3), Some("2"), (0, 0)),
            (Some(3), Some("3"), (1, 0)),
            (Some(3), Some("4"), (0, 1)),
            (None, Some("4"), (0, 0)),
        ] {
            let settings =
                in_sync.map_or_else(Settings::new, |number| with(&[("min.insync.replicas", number)]));
            let (findings, blocking) = safety(replication, &settings);
            assert_eq!(
                (findings.len(), blocking.len()),
                (found, blocked),
                "{replication:?} {in_sync:?}"
            );
        }
    }
}
