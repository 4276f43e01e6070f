//! Everything that is known of the selected task, as lines. Pure data: how a line looks is not known here.

use jiff::Timestamp;

use super::moment;
use super::state::State;
use super::verbs::short;
use crate::app::shared::Shared;
use crate::model::journal::{Event, Fact, sentence};
use crate::model::task::{LookAlike, Standing, Status, TaskRef};
use crate::model::text::{ago, counted};

/// More events than this are not shown: the journal screen has them all.
const EVENTS: usize = 200;

/// A line of the detail.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// What it is about; none where the text has the whole width.
    pub label: Option<&'static str>,
    pub text: String,
    pub tone: Tone,
}

/// How a line is meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tone {
    Headline,
    Heading,
    Plain,
    Quiet,
    /// A good thing to know: a blueprint does this.
    Good,
    Warning,
}

fn line(text: impl Into<String>, tone: Tone) -> Line {
    Line {
        label: None,
        text: text.into(),
        tone,
    }
}

fn labelled(label: &'static str, text: impl Into<String>, tone: Tone) -> Line {
    Line {
        label: Some(label),
        ..line(text, tone)
    }
}

/// All lines about the selected task; none where nothing is selected.
pub fn lines(state: &State, shared: &Shared) -> Vec<Line> {
    let Some(task) = state.selected() else {
        return Vec::new();
    };
    let mut lines = vec![line(task.title(), Tone::Headline)];
    lines.extend(covered(task, state));
    lines.extend(facts(task, state, shared));
    let subject = Some(&state.subject).filter(|subject| subject.id == task.name());
    let record = subject.and_then(|subject| subject.record.as_ref());
    if let Some(text) = record.and_then(|record| record.task.description.as_ref()) {
        lines.push(line("", Tone::Plain));
        lines.extend(text.lines().map(|text| line(text, Tone::Plain)));
    }
    if let Some(failure) = subject.and_then(|subject| subject.failure.as_ref()) {
        lines.push(line(
            format!("{} {}", failure.message, failure.next),
            Tone::Warning,
        ));
    }
    if let Some(alike) = subject.and_then(|subject| subject.alike.as_ref()) {
        lines.extend(look_alikes(alike, shared.now));
    }
    match record {
        Some(record) => lines.extend(history(&record.events, shared.now)),
        None if subject.is_none_or(|subject| subject.failure.is_none()) => {
            lines.push(line("", Tone::Plain));
            lines.push(line("Reading its history…", Tone::Quiet));
        }
        None => {}
    }
    lines
}

/// A blueprint that does such things, by settings or by what was done before.
pub(super) fn covering<'s>(task: TaskRef<'s>, state: &'s State) -> Option<&'s str> {
    let by_settings = task
        .category()
        .and_then(|category| state.facts().blueprints.get(category));
    let by_past = || {
        let alike = state
            .subject
            .alike
            .as_ref()
            .filter(|_| state.subject.id == task.name())?;
        alike.iter().find_map(|alike| alike.blueprint.as_ref())
    };
    task.blueprint()
        .or(by_settings.map(String::as_str))
        .or_else(|| by_past().map(String::as_str))
}

fn covered(task: TaskRef<'_>, state: &State) -> Option<Line> {
    let blueprint = covering(task, state)?;
    Some(line(
        format!("A blueprint already covers this: {blueprint}. W opens it."),
        Tone::Good,
    ))
}

fn facts(task: TaskRef<'_>, state: &State, shared: &Shared) -> Vec<Line> {
    let now = shared.now;
    let mut lines = vec![labelled("Status", status(task, shared), Tone::Plain)];
    if let Some(countdown) = state.facts().promises.countdown(task, now) {
        let (words, tone) = match countdown.standing {
            Standing::Late => ("overdue", Tone::Warning),
            Standing::Broken => ("done too late", Tone::Warning),
            Standing::Soon => ("due soon", Tone::Warning),
            Standing::Ahead => ("due", Tone::Plain),
            Standing::Kept => ("done", Tone::Plain),
        };
        let due = state
            .facts()
            .promises
            .due(task)
            .map(|due| moment::shown(due, &shared.zone));
        let text = format!("{words}: {} ({})", countdown.text, due.unwrap_or_default());
        lines.push(labelled("Promise", text, tone));
    }
    lines.push(labelled("Minutes", worked(task, now), Tone::Plain));
    let mut given = |label, text: Option<&str>| {
        if let Some(text) = text.filter(|text| !text.is_empty()) {
            lines.push(labelled(label, text, Tone::Plain));
        }
    };
    given(
        "Category",
        Some(task.category().unwrap_or("none; c gives it one")),
    );
    given("Priority", Some(task.priority().word()));
    given("Assignee", Some(task.assignee().unwrap_or("nobody; i claims it")));
    given("Requester", task.requester());
    given("Team", task.team());
    let entities = task.entities().collect::<Vec<_>>().join(", ");
    given("About", Some(entities.as_str()));
    given(
        "Labels",
        Some(task.labels().collect::<Vec<_>>().join(", ").as_str()),
    );
    given("Blueprint", task.blueprint());
    given("Ticket", ticket(task, state).as_deref());
    let source = format!(
        "{} · {} · {}",
        task.name(),
        task.source(),
        ago(task.created(), now)
    );
    lines.push(labelled("Task", source, Tone::Quiet));
    lines
}

fn status(task: TaskRef<'_>, shared: &Shared) -> String {
    let now = shared.now;
    let word = task.status_at(now).word();
    match (task.status(), task.status_at(now)) {
        (_, Status::Snoozed) => {
            let until = task
                .snoozed_until()
                .map(|until| moment::shown(until, &shared.zone));
            format!("{word} until {}", until.unwrap_or_default())
        }
        (Status::Snoozed, awake) => format!("{awake}, back from its rest"),
        (Status::Declined, _) => format!("{word}: {}", task.reason().unwrap_or("no reason was given")),
        (Status::Duplicate, _) => format!("{word} of {}", short(task.duplicate_of().unwrap_or("?"))),
        (Status::Done, _) => match task.closed() {
            Some(closed) => format!("{word} {}", ago(closed, now)),
            None => word.to_owned(),
        },
        _ => word.to_owned(),
    }
}

/// Minutes on record, and those of the clock that runs.
fn worked(task: TaskRef<'_>, now: Timestamp) -> String {
    let recorded = task.minutes();
    match (task.timer_since(), recorded) {
        (Some(_), _) => {
            let minutes = task.state().minutes_at(now).unwrap_or(0);
            format!(
                "{minutes}, and the clock of {} runs",
                person(task.assignee().unwrap_or("somebody"))
            )
        }
        (None, Some(minutes)) => minutes.to_string(),
        (None, None) => "none on record".to_owned(),
    }
}

fn ticket(task: TaskRef<'_>, state: &State) -> Option<String> {
    let key = task.key()?;
    let record = state
        .subject
        .record
        .as_ref()
        .filter(|record| record.task.id == task.name());
    let status = record.and_then(|record| record.task.origin.as_ref()?.status.clone());
    let system = task.system().unwrap_or_default();
    Some(match status {
        Some(status) => format!("{key} ({system}: {status}); o opens it"),
        None => format!("{key} ({system}); o opens it"),
    })
}

/// How such a thing was done before, and whether it was asked for twice.
fn look_alikes(alike: &[LookAlike], now: Timestamp) -> Vec<Line> {
    let (open, past): (Vec<&LookAlike>, Vec<&LookAlike>) =
        alike.iter().partition(|task| task.status.is_open());
    let mut lines = Vec::new();
    if !open.is_empty() {
        lines.push(line("", Tone::Plain));
        lines.push(line("Perhaps the same request; m merges", Tone::Heading));
        lines.extend(open.into_iter().map(|task| {
            line(
                format!(
                    "{} {} · {} · {}",
                    short(&task.id),
                    task.title,
                    task.status,
                    ago(task.created, now)
                ),
                Tone::Plain,
            )
        }));
    }
    if !past.is_empty() {
        lines.push(line("", Tone::Plain));
        lines.push(line("Look-alikes of the past", Tone::Heading));
        for task in past {
            lines.push(line(format!("{} {}", short(&task.id), task.title), Tone::Plain));
            lines.push(labelled("", solved(task, now), Tone::Quiet));
        }
    }
    lines
}

/// How a task ended, in a line.
fn solved(task: &LookAlike, now: Timestamp) -> String {
    let mut parts = vec![match &task.reason {
        Some(reason) if task.status == Status::Declined => format!("declined: {reason}"),
        _ => task.status.word().to_owned(),
    }];
    parts.extend(
        task.minutes
            .map(|minutes| counted(minutes as usize, "minute", "minutes")),
    );
    parts.extend(
        task.assignee
            .as_ref()
            .map(|assignee| format!("by {}", person(assignee))),
    );
    parts.extend(
        task.blueprint
            .as_ref()
            .map(|blueprint| format!("with {blueprint}")),
    );
    parts.extend(task.category.clone());
    parts.extend(task.closed.map(|closed| ago(closed, now)));
    parts.join(" · ")
}

/// What happened, the latest first, comments whole.
fn history(events: &[Event], now: Timestamp) -> Vec<Line> {
    let mut lines = vec![line("", Tone::Plain), line("History", Tone::Heading)];
    for event in events.iter().rev().take(EVENTS) {
        let head = format!("{} · {}", ago(event.time, now), person(&event.actor));
        lines.push(line(head, Tone::Quiet));
        let text = match event.fact() {
            Ok(Fact::TaskCommented(comment)) => comment.text,
            _ => without_name(sentence(event)),
        };
        lines.extend(text.lines().map(|text| labelled("", text, Tone::Plain)));
    }
    lines
}

/// A sentence without the name of the task, which each event here is about.
fn without_name(sentence: String) -> String {
    let what = sentence
        .strip_prefix("Task ")
        .and_then(|rest| rest.split_once(": "));
    what.map_or(sentence.clone(), |(_, what)| what.to_owned())
}

/// A person in short: those of the usual namespace by their names.
fn person(reference: &str) -> &str {
    reference.strip_prefix("user:default/").unwrap_or(reference)
}
