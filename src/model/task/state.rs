//! A task as the events leave it.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::act::Act;
use super::fold::apply;
use super::status::{Priority, Status};
use crate::model::journal::Event;

/// A task as a whole.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Task {
    pub id: String,
    pub title: String,
    pub description: Option<String>,
    /// Who asked: a canonical ref, or a name that the catalog does not know.
    pub requester: Option<String>,
    /// The team that asked.
    pub team: Option<String>,
    /// Where it was recorded: `log`, `do`, `queue`, `run`, or the system that it was imported from.
    pub source: String,
    /// The ticket in another system that it follows.
    pub origin: Option<Origin>,
    pub labels: Vec<String>,
    pub created: Timestamp,
    /// When anything about it changed last.
    pub changed: Timestamp,
    pub comments: u32,
    /// Of a command that was run: the status it ended with.
    pub exit_status: Option<i32>,
    pub state: TaskState,
}

/// A task with all that ever happened to it, the oldest first.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TaskRecord {
    pub task: Task,
    pub events: Vec<Event>,
}

impl TaskRecord {
    /// What takes back the last thing that was done to the task; none where that cannot be taken back: a task that was
    /// made stays, and so do comments and tickets.
    pub fn undo_last(&self) -> Option<Act> {
        let (last, earlier) = self.events.split_last()?;
        let mut before: Option<Task> = None;
        for event in earlier {
            let Ok(fact) = event.fact() else { continue };
            if let Ok(task) = apply(before.clone(), &self.task.id, &fact, event.time, &event.actor) {
                before = task;
            }
        }
        let before = before?;
        (before.state != self.task.state && before.origin == self.task.origin).then(|| Act::Undo {
            undoes: last.id,
            from: Box::new(self.task.state.clone()),
            to: Box::new(before.state),
        })
    }
}

/// The ticket that a task came from or was pushed to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Origin {
    pub system: String,
    pub key: String,
    pub url: Option<String>,
    /// The system's own word for how far it is.
    pub status: Option<String>,
}

/// What people decide about a task: all that an undo brings back.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct TaskState {
    pub status: Status,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub category: Option<String>,
    #[serde(skip_serializing_if = "Priority::is_normal")]
    pub priority: Priority,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub assignee: Option<String>,
    /// What it is about, the main one first.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub entities: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub blueprint: Option<String>,
    /// Why it was declined.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// The id of the task that it is the same as.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub duplicate_of: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub snoozed_until: Option<Timestamp>,
    /// When somebody first judged it, began it, and when it was last closed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub triaged: Option<Timestamp>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub started: Option<Timestamp>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub closed: Option<Timestamp>,
    /// The clock that runs now.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub timer: Option<Timer>,
    /// Milliseconds that a timer has measured.
    #[serde(skip_serializing_if = "is_zero")]
    pub measured: u64,
    /// Minutes that were logged beside the timer.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub logged: Option<u32>,
    /// Minutes that somebody gave when it was done, which stand for all others.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub stated: Option<u32>,
}

/// A clock that runs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Timer {
    pub since: Timestamp,
    pub by: String,
}

fn is_zero(number: &u64) -> bool {
    *number == 0
}

const MINUTE: u64 = 60_000;

impl TaskState {
    /// Minutes of work on record, without those of a clock that still runs. None where nothing was ever recorded, which
    /// is not the same as no work.
    pub fn minutes(&self) -> Option<u32> {
        if self.stated.is_some() {
            return self.stated;
        }
        if self.measured == 0 && self.logged.is_none() {
            return None;
        }
        // A moment of work is a minute of work: nobody would call it none.
        let measured = u32::try_from(self.measured.div_ceil(MINUTE)).unwrap_or(u32::MAX);
        Some(measured.saturating_add(self.logged.unwrap_or(0)))
    }

    /// Minutes of work up to `now`, with those of the clock that runs.
    pub fn minutes_at(&self, now: Timestamp) -> Option<u32> {
        let mut state = self.clone();
        state.stop_timer(now);
        state.minutes()
    }

    /// How far it is at a moment: what was snoozed until then is back where it was.
    pub fn status_at(&self, now: Timestamp) -> Status {
        match (self.status, self.snoozed_until) {
            (Status::Snoozed, Some(until)) if until <= now => self.status_awake(),
            (status, _) => status,
        }
    }

    /// What it is when it does not rest.
    pub(super) fn status_awake(&self) -> Status {
        match (self.started, self.triaged) {
            (Some(_), _) => Status::Paused,
            (None, Some(_)) => Status::Accepted,
            (None, None) => Status::New,
        }
    }

    /// Stops the clock; what it measured is kept. A clock that ran backwards measured nothing.
    pub(super) fn stop_timer(&mut self, now: Timestamp) {
        if let Some(timer) = self.timer.take() {
            let milliseconds = now.as_millisecond() - timer.since.as_millisecond();
            self.measured += u64::try_from(milliseconds).unwrap_or(0);
        }
    }
}
