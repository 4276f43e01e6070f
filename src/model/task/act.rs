//! What a person can do to a task, as data: screens and commands hand it on, the store makes an event of it.

use jiff::Timestamp;

use super::refusal::Refusal;
use super::state::TaskState;
use super::status::Priority;
use crate::model::journal::{
    NewEvent, Subject, TaskAccepted, TaskAssigned, TaskCategorised, TaskCommented, TaskCreated, TaskDeclined,
    TaskDone, TaskLinked, TaskMerged, TaskPaused, TaskPrioritised, TaskPushed, TaskReopened, TaskRestored,
    TaskSnoozed, TaskStarted, TaskWorked, Unknown,
};
use uuid::Uuid;

/// What came of an act.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Acted {
    /// The id of the task.
    pub task: String,
    pub outcome: Result<Change, Refusal>,
}

/// A task before and after an act: all that is needed to say what happened, and to take it back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// The event that was journaled.
    pub event: Uuid,
    pub title: String,
    /// For a task that was created, as it is after it.
    pub before: TaskState,
    pub after: TaskState,
}

impl Change {
    /// What takes it back; none where nothing that can be taken back changed.
    pub fn undo(&self) -> Option<Act> {
        (self.before != self.after).then(|| Act::Undo {
            undoes: self.event,
            from: Box::new(self.after.clone()),
            to: Box::new(self.before.clone()),
        })
    }
}

/// One thing done to one task.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Act {
    Create(Box<TaskCreated>),
    Accept,
    Decline {
        reason: String,
    },
    /// It is the same request as the task of this id.
    Merge {
        into: String,
    },
    Snooze {
        until: Timestamp,
    },
    /// `expects` is whose it was when the person decided; a claim expects nobody.
    Assign {
        to: Option<String>,
        expects: Option<String>,
    },
    Start,
    Pause,
    Work {
        minutes: u32,
    },
    Comment {
        text: String,
    },
    Link {
        entities: Vec<String>,
        blueprint: Option<String>,
    },
    Categorise {
        category: Option<String>,
    },
    Prioritise {
        priority: Priority,
    },
    Finish {
        minutes: Option<u32>,
    },
    /// The command that it was has ended, with this status.
    End {
        exit_status: i32,
    },
    Reopen,
    Push {
        system: String,
        key: String,
        url: Option<String>,
    },
    /// Take back what the event `undoes` did, which had found the task as `to` and left it as `from`.
    Undo {
        undoes: Uuid,
        from: Box<TaskState>,
        to: Box<TaskState>,
    },
}

impl Act {
    /// The event that it is.
    pub fn event(self, task: &str, time: Timestamp, actor: &str) -> NewEvent {
        let subject = Subject::task(task);
        let unknown = Unknown::new;
        macro_rules! event {
            ($body:expr) => {
                NewEvent::new(&$body, subject, time, actor)
            };
        }
        match self {
            Act::Create(created) => event!(*created),
            Act::Accept => event!(TaskAccepted::default()),
            Act::Decline { reason } => event!(TaskDeclined {
                reason,
                unknown: unknown()
            }),
            Act::Merge { into } => event!(TaskMerged {
                into,
                unknown: unknown()
            }),
            Act::Snooze { until } => event!(TaskSnoozed {
                until,
                unknown: unknown()
            }),
            Act::Assign { to, expects } => event!(TaskAssigned {
                to,
                expects,
                unknown: unknown()
            }),
            Act::Start => event!(TaskStarted::default()),
            Act::Pause => event!(TaskPaused::default()),
            Act::Work { minutes } => event!(TaskWorked {
                minutes,
                unknown: unknown()
            }),
            Act::Comment { text } => event!(TaskCommented {
                text,
                unknown: unknown()
            }),
            Act::Link { entities, blueprint } => event!(TaskLinked {
                entities,
                blueprint,
                unknown: unknown()
            }),
            Act::Categorise { category } => event!(TaskCategorised {
                category,
                unknown: unknown()
            }),
            Act::Prioritise { priority } => event!(TaskPrioritised {
                priority,
                unknown: unknown()
            }),
            Act::Finish { minutes } => event!(TaskDone {
                minutes,
                ..TaskDone::default()
            }),
            Act::End { exit_status } => event!(TaskDone {
                exit_status: Some(exit_status),
                ..TaskDone::default()
            }),
            Act::Reopen => event!(TaskReopened::default()),
            Act::Push { system, key, url } => event!(TaskPushed {
                system,
                key,
                url,
                unknown: unknown()
            }),
            Act::Undo { undoes, from, to } => event!(TaskRestored {
                undoes,
                from,
                to,
                unknown: unknown()
            }),
        }
    }
}
