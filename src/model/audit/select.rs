//! Which events a report is about: those that name it, and with each run, task and hand-over among them all that happened to that.

use std::collections::BTreeSet;

use jiff::Timestamp;
use serde_json::Value;

use crate::model::journal::Event;

/// What a report is about.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct About {
    /// Canonical ref of an entity or a person; none means everything.
    pub entity: Option<String>,
    pub since: Option<Timestamp>,
    /// Not itself in it.
    pub until: Option<Timestamp>,
}

/// Streams that are told as a whole where one of their events is.
const WHOLE: [&str; 3] = ["run/", "task/", "handover/"];

/// The places of the events that belong into a report, in their order.
pub fn chosen(events: &[Event], about: &About) -> Vec<usize> {
    let is_within = |event: &Event| {
        about.since.is_none_or(|since| event.time >= since)
            && about.until.is_none_or(|until| event.time < until)
    };
    let Some(entity) = &about.entity else {
        return (0..events.len()).filter(|at| is_within(&events[*at])).collect();
    };
    let subject = format!("entity/{entity}");
    let is_direct = |event: &Event| {
        event.subject.as_str() == subject || event.actor == *entity || is_named(event, entity)
    };
    let direct: Vec<bool> = events.iter().map(is_direct).collect();
    let streams: BTreeSet<&str> = events
        .iter()
        .zip(&direct)
        .filter(|(event, direct)| **direct && is_within(event))
        .map(|(event, _)| event.subject.as_str())
        .filter(|subject| WHOLE.iter().any(|whole| subject.starts_with(whole)))
        .collect();
    let belongs = |at: &usize| direct[*at] || streams.contains(events[*at].subject.as_str());
    let all = (0..events.len()).filter(belongs);
    all.filter(|at| is_within(&events[*at])).collect()
}

/// Whether an event's body names an entity: as a value, or as a key.
fn is_named(event: &Event, entity: &str) -> bool {
    let Some(body) = &event.body else { return false };
    // Most bodies do not hold it at all.
    let holds = body.windows(entity.len()).any(|part| part == entity.as_bytes());
    holds && serde_json::from_slice(body).is_ok_and(|body| names(&body, entity))
}

fn names(value: &Value, entity: &str) -> bool {
    match value {
        Value::String(text) => text == entity,
        Value::Array(items) => items.iter().any(|item| names(item, entity)),
        Value::Object(map) => map
            .iter()
            .any(|(key, value)| key == entity || names(value, entity)),
        _ => false,
    }
}
