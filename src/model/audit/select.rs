//! Which events a report is about: those that name it, and with each run, task and hand-over among them all that happened to that.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use serde_json::Value;

use crate::model::journal::{Event, Fact, Subject};
use crate::model::run::Wait;

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

/// What the rest of such a stream stands on: who asked, by which plan, who agreed. Told where something of the stream comes after
/// it in the period, however long before the period it was.
const GROUNDS: [&str; 6] = [
    "run.requested",
    "run.edited",
    "run.approved",
    "task.created",
    "task.imported",
    "handover.offered",
];

/// The places of the events that belong into a report, in their order.
pub fn chosen(events: &[Event], about: &About) -> Vec<usize> {
    let belonging: Vec<usize> = match &about.entity {
        Some(entity) => belonging(events, entity),
        None => (0..events.len()).collect(),
    };
    let is_within = |at: usize| about.is_within(&events[at]);
    let mut last: BTreeMap<&str, usize> = BTreeMap::new();
    for at in belonging.iter().copied().filter(|at| is_within(*at)) {
        last.extend(whole_stream(&events[at]).map(|stream| (stream, at)));
    }
    let is_ground = |at: usize| {
        let stream = whole_stream(&events[at]).filter(|_| GROUNDS.contains(&events[at].type_.as_str()));
        stream
            .and_then(|stream| last.get(stream))
            .is_some_and(|last| at < *last)
    };
    let is_chosen = |at: &usize| is_within(*at) || is_ground(*at);
    belonging.into_iter().filter(is_chosen).collect()
}

impl About {
    /// Whether an event is of the period.
    fn is_within(&self, event: &Event) -> bool {
        self.since.is_none_or(|since| event.time >= since)
            && self.until.is_none_or(|until| event.time < until)
    }
}

/// All that is about an entity, whenever it was: what names it, and what else happened in the streams of that.
fn belonging(events: &[Event], entity: &str) -> Vec<usize> {
    let direct: Vec<bool> = events.iter().map(|event| is_direct(event, entity)).collect();
    let named = events.iter().zip(&direct).filter(|(_, direct)| **direct);
    let mut streams: BTreeSet<String> = named
        .filter_map(|(event, _)| whole_stream(event).map(str::to_owned))
        .collect();
    let tasks: Vec<String> = events
        .iter()
        .filter(|event| streams.contains(event.subject.as_str()))
        .filter_map(task_of)
        .collect();
    streams.extend(tasks);
    let belongs = |at: &usize| direct[*at] || streams.contains(events[*at].subject.as_str());
    (0..events.len()).filter(belongs).collect()
}

/// Whether an event itself is about an entity, or was done by them.
pub fn is_direct(event: &Event, entity: &str) -> bool {
    event.subject.entity_ref() == Some(entity) || event.actor == entity || is_named(event, entity)
}

/// The stream of an event, where it is told as a whole.
fn whole_stream(event: &Event) -> Option<&str> {
    let stream = event.subject.as_str();
    WHOLE
        .iter()
        .any(|whole| stream.starts_with(whole))
        .then_some(stream)
}

/// The stream of a task that an event of a run names: the run's own, or one that it leaves to people.
fn task_of(event: &Event) -> Option<String> {
    event.subject.run_id()?;
    let task = match event.fact().ok()? {
        Fact::RunRequested(requested) => requested.task,
        Fact::RunHandedOver(handed) => handed.task,
        Fact::StepWaiting(waiting) => match waiting.wait {
            Wait::Task(task) | Wait::Approval { task, .. } => task,
            Wait::Until(_) | Wait::Outside { .. } => return None,
        },
        _ => return None,
    };
    Some(Subject::task(&task).to_string())
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
