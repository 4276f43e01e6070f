//! What can happen to a task, as typed bodies of events. Each says what it needs to be true, so that the fold can accept
//! or refuse it wherever it is read.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::Unknown;
use super::fact::uuid_text;
use super::vision_fact::{MendRequested, WaiverRequested};
use crate::model::task::{Priority, TaskState};

/// Somebody asked for something, or did something that somebody had asked for.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct TaskCreated {
    pub title: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub category: Option<String>,
    #[serde(default, skip_serializing_if = "Priority::is_normal")]
    pub priority: Priority,
    /// Who asked: a canonical ref, or a name that the catalog does not know.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub requester: Option<String>,
    /// The team that asked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub team: Option<String>,
    /// What it is about, the main one first: canonical refs.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub entities: Vec<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub labels: Vec<String>,
    /// Where it was recorded: `log`, `do`, `queue`, `run`.
    pub source: String,
    /// The blueprint that did it or could have, as a canonical ref.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub blueprint: Option<String>,
    /// The exception from the vision that it asks for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub waiver: Option<WaiverRequested>,
    /// What falls short of the vision that it is to mend.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mends: Option<MendRequested>,
    #[serde(flatten)]
    pub unknown: Unknown,
}

/// A ticket of another system, as it was when it was imported. The same ticket comes again when it has changed there.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct TaskImported {
    /// `jira`, `github`, or the name given to a file's origin.
    pub system: String,
    /// What the system calls the ticket: `OPS-12`, `acme/ops#12`. With `system` it tells tickets apart.
    pub key: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    pub title: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    pub progress: Progress,
    /// The system's own word for how far it is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub status: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub category: Option<String>,
    #[serde(default, skip_serializing_if = "Priority::is_normal")]
    pub priority: Priority,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub requester: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub team: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub assignee: Option<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub labels: Vec<String>,
    pub created: Timestamp,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub changed: Option<Timestamp>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub closed: Option<Timestamp>,
    #[serde(default, skip_serializing_if = "is_zero")]
    pub comments: u32,
    /// Work that was logged there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub minutes: Option<u32>,
    #[serde(flatten)]
    pub unknown: Unknown,
}

/// How far a ticket of another system is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Progress {
    #[default]
    Open,
    Started,
    Done,
    Declined,
}

fn is_zero(number: &u32) -> bool {
    *number == 0
}

macro_rules! task_bodies {
    ($($(#[$doc:meta])* $name:ident { $($(#[$field_doc:meta])* $field:ident: $type:ty,)* })*) => {
        $($(#[$doc])*
        #[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
        pub struct $name {
            $($(#[$field_doc])* pub $field: $type,)*
            #[serde(flatten)]
            pub unknown: Unknown,
        })*
    };
}

task_bodies! {
    /// It is to be done.
    TaskAccepted {}
    /// It will not be done.
    TaskDeclined { reason: String, }
    /// It is the same request as another task.
    TaskMerged {
        /// The id of the task that stays.
        into: String,
    }
    /// It rests until a moment.
    TaskSnoozed { until: Timestamp, }
    /// Whose it is from now on. A claim is an assignment to oneself of what is nobody's.
    TaskAssigned {
        #[serde(default)] to: Option<String>,
        /// Whose it was: void where it is somebody else's by now.
        #[serde(default)] expects: Option<String>,
    }
    /// The actor works on it from now on, and time is measured.
    TaskStarted {}
    /// The actor has stopped working on it.
    TaskPaused {}
    /// Work that nothing measured.
    TaskWorked { minutes: u32, }
    TaskCommented { text: String, }
    /// What it is about now, the main one first, and which blueprint does such things.
    TaskLinked {
        #[serde(default)] entities: Vec<String>,
        #[serde(default)] blueprint: Option<String>,
    }
    /// What sort of task it is now.
    TaskCategorised { #[serde(default)] category: Option<String>, }
    TaskPrioritised { priority: Priority, }
    /// It is done. Minutes that are given here stand for all that was measured or logged before.
    TaskDone {
        #[serde(default)] minutes: Option<u32>,
        /// Of a command that was run: the status it ended with.
        #[serde(default, skip_serializing_if = "Option::is_none")] exit_status: Option<i32>,
    }
    TaskReopened {}
    /// A ticket was made for it in another system, which it follows from now on.
    TaskPushed {
        system: String,
        key: String,
        #[serde(default)] url: Option<String>,
    }
}

/// What was done last to the task was a mistake. Void where it was touched since.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TaskRestored {
    /// The event that was a mistake.
    #[serde(with = "uuid_text")]
    pub undoes: Uuid,
    /// As it must be for the restoration to hold.
    pub from: Box<TaskState>,
    /// As it was before the mistake.
    pub to: Box<TaskState>,
    #[serde(flatten)]
    pub unknown: Unknown,
}
