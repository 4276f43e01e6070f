//! A topic as it is held against a topic as it is wished, in words and line by line. Pure.

use super::topic_config::shown;
use crate::model::run::Change;
use crate::remote::kafka::{NewTopic, Settings, Topic};

/// What stands in a plan for what is left to the cluster.
const OWN: &str = "the cluster's own";

/// A topic that is made, as lines.
pub(super) fn made(new: &NewTopic) -> Vec<Change> {
    let number = |number: Option<u32>| number.map_or_else(|| OWN.to_owned(), |number| number.to_string());
    let mut lines = vec![
        line("partitions", None, Some(number(new.partitions))),
        line("replication", None, Some(number(new.replication))),
    ];
    for (name, value) in &new.settings {
        lines.push(line(name, None, Some(shown(name, value))));
    }
    lines
}

/// Where a topic that is there is otherwise than wished: what it has, and what was wished.
pub(super) fn differences(topic: &Topic, has: &Settings, new: &NewTopic) -> Vec<Change> {
    let mut lines = Vec::new();
    for (what, has, wished) in [
        ("partitions", topic.partitions, new.partitions),
        ("replication", topic.replication, new.replication),
    ] {
        if let Some(wished) = wished.filter(|wished| *wished != has) {
            lines.push(line(what, Some(has.to_string()), Some(wished.to_string())));
        }
    }
    let mut names: Vec<&String> = has.keys().chain(new.settings.keys()).collect();
    names.sort_unstable();
    names.dedup();
    for name in names {
        let (has, wished) = (has.get(name), new.settings.get(name));
        if has != wished {
            let text =
                |value: Option<&String>| value.map_or_else(|| OWN.to_owned(), |value| shown(name, value));
            lines.push(line(name, Some(text(has)), Some(text(wished))));
        }
    }
    lines
}

/// Differences in a sentence's end: `partitions 6, not 12; retention.ms …`.
pub(super) fn told(lines: &[Change]) -> String {
    let parts = lines.iter().map(|line| {
        let has = line.before.as_deref().unwrap_or(OWN);
        let wished = line.after.as_deref().unwrap_or(OWN);
        format!("{} {has}, not {wished}", line.what)
    });
    parts.collect::<Vec<_>>().join("; ")
}

/// A setting before and after; none is the cluster's own.
pub(super) fn setting(name: &str, before: Option<&String>, after: Option<&String>) -> Change {
    let text = |value: Option<&String>| value.map_or_else(|| OWN.to_owned(), |value| shown(name, value));
    line(name, Some(text(before)), Some(text(after)))
}

pub(super) fn line(what: &str, before: Option<String>, after: Option<String>) -> Change {
    Change {
        what: what.to_owned(),
        before,
        after,
    }
}
