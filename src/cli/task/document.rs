//! A task as commands print it: as JSON with stable names, and as lines for people.

use jiff::Timestamp;
use serde::Serialize;

use crate::cli::Context;
use crate::model::task::{Priority, SHORT_ID, Status, Task, TaskRef};
use crate::model::text::ago;
use color_eyre::Result;

/// A task as JSON.
#[derive(Debug, Serialize)]
pub struct Document {
    id: String,
    title: String,
    category: Option<String>,
    status: Status,
    priority: Priority,
    requester: Option<String>,
    team: Option<String>,
    assignee: Option<String>,
    /// The main one of `entities`.
    entity: Option<String>,
    entities: Vec<String>,
    blueprint: Option<String>,
    labels: Vec<String>,
    /// Recorded; null where nothing was.
    minutes: Option<u32>,
    source: String,
    /// What the ticket that it follows is called.
    key: Option<String>,
    created: Timestamp,
    triaged: Option<Timestamp>,
    started: Option<Timestamp>,
    closed: Option<Timestamp>,
    changed: Timestamp,
    snoozed_until: Option<Timestamp>,
    /// Since when a clock runs.
    running_since: Option<Timestamp>,
    reason: Option<String>,
    duplicate_of: Option<String>,
    comments: u32,
    #[serde(skip_serializing_if = "Option::is_none")]
    due: Option<Timestamp>,
    #[serde(skip_serializing_if = "Option::is_none")]
    url: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    exit_status: Option<i32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    description: Option<String>,
}

impl From<TaskRef<'_>> for Document {
    fn from(task: TaskRef<'_>) -> Self {
        let text = |text: Option<&str>| text.map(str::to_owned);
        Self {
            id: task.name().to_owned(),
            title: task.title().to_owned(),
            category: text(task.category()),
            status: task.status(),
            priority: task.priority(),
            requester: text(task.requester()),
            team: text(task.team()),
            assignee: text(task.assignee()),
            entity: text(task.entity()),
            entities: task.entities().map(str::to_owned).collect(),
            blueprint: text(task.blueprint()),
            labels: task.labels().map(str::to_owned).collect(),
            minutes: task.minutes(),
            source: task.source().to_owned(),
            key: text(task.key()),
            created: task.created(),
            triaged: task.triaged(),
            started: task.started(),
            closed: task.closed(),
            changed: task.changed(),
            snoozed_until: task.snoozed_until(),
            running_since: task.timer_since(),
            reason: text(task.reason()),
            duplicate_of: text(task.duplicate_of()),
            comments: task.comments(),
            due: None,
            url: None,
            exit_status: None,
            description: None,
        }
    }
}

impl From<Task> for Document {
    fn from(task: Task) -> Self {
        let state = task.state;
        let minutes = state.minutes();
        Self {
            id: task.id,
            title: task.title,
            category: state.category,
            status: state.status,
            priority: state.priority,
            requester: task.requester,
            team: task.team,
            assignee: state.assignee,
            entity: state.entities.first().cloned(),
            entities: state.entities,
            blueprint: state.blueprint,
            labels: task.labels,
            minutes,
            source: task.source,
            key: task.origin.as_ref().map(|origin| origin.key.clone()),
            created: task.created,
            triaged: state.triaged,
            started: state.started,
            closed: state.closed,
            changed: task.changed,
            snoozed_until: state.snoozed_until,
            running_since: state.timer.map(|timer| timer.since),
            reason: state.reason,
            duplicate_of: state.duplicate_of,
            comments: task.comments,
            due: None,
            url: task.origin.and_then(|origin| origin.url),
            exit_status: task.exit_status,
            description: task.description,
        }
    }
}

impl Document {
    /// With the moment by which it is promised to be done.
    pub fn due(self, due: Option<Timestamp>) -> Self {
        Self { due, ..self }
    }
}

/// As much of an id as people are shown.
pub fn short(id: &str) -> &str {
    id.get(..SHORT_ID).unwrap_or(id)
}

/// A person without what all people's refs have in common.
pub fn person(name: &str) -> &str {
    name.strip_prefix("user:default/").unwrap_or(name)
}

/// All about one task, for people.
pub fn print(task: &Task, now: Timestamp, context: &Context) -> Result<()> {
    let state = &task.state;
    let out = context.output();
    out.line(&format!("{}  {}", short(&task.id), task.title))?;
    let mut facts: Vec<String> = Vec::new();
    let mut fact = |name: &str, value: Option<String>| {
        facts.extend(value.map(|value| format!("  {name:<12}  {value}")));
    };
    let when = |time: Option<Timestamp>| time.map(|time| format!("{time:.0}  ({})", ago(time, now)));
    let names = |names: &[String]| (!names.is_empty()).then(|| names.join(", "));
    fact("status", Some(state.status_at(now).to_string()));
    fact("priority", Some(state.priority.to_string()));
    fact("category", state.category.clone());
    fact(
        "requester",
        task.requester.as_deref().map(|name| person(name).to_owned()),
    );
    fact("team", task.team.clone());
    fact(
        "assignee",
        state.assignee.as_deref().map(|name| person(name).to_owned()),
    );
    fact("about", names(&state.entities));
    fact("blueprint", state.blueprint.clone());
    fact("labels", names(&task.labels));
    fact("reason", state.reason.clone());
    fact(
        "same as",
        state.duplicate_of.as_deref().map(|id| short(id).to_owned()),
    );
    fact(
        "minutes",
        state.minutes_at(now).map(|minutes| minutes.to_string()),
    );
    fact("exit status", task.exit_status.map(|status| status.to_string()));
    fact(
        "ticket",
        task.origin
            .as_ref()
            .map(|origin| format!("{} in {}", origin.key, origin.system)),
    );
    fact("at", task.origin.as_ref().and_then(|origin| origin.url.clone()));
    fact("from", Some(task.source.clone()));
    fact("created", when(Some(task.created)));
    fact("begun", when(state.started));
    fact(
        "snoozed",
        state.snoozed_until.map(|until| format!("until {until:.0}")),
    );
    fact("clock runs", when(state.timer.as_ref().map(|timer| timer.since)));
    fact("closed", when(state.closed));
    facts.iter().try_for_each(|fact| out.line(fact))?;
    if let Some(description) = &task.description {
        out.line("")?;
        description
            .lines()
            .try_for_each(|line| out.line(&format!("  {line}")))?;
    }
    Ok(())
}
