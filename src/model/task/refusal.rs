//! Why something cannot happen to a task, in a sentence for the person who wanted it.

use std::fmt;

use super::status::Status;

/// Why the fold does not accept an event.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// There is no task of this id.
    NoSuchTask,
    /// There is one of this id already.
    Exists,
    /// It is somebody's: a claim expects it to be nobody's.
    Taken { by: String },
    /// It is not, or no longer, whose the assignment expected.
    NotTheirs { expected: String, found: Option<String> },
    /// Somebody works on it.
    Running { by: String },
    /// Nobody's clock runs on it.
    NotRunning,
    /// It is closed already.
    Closed(Status),
    /// It has been accepted already.
    Accepted(Status),
    /// It is open, so it cannot be opened again.
    Open,
    /// A task cannot be the same as itself.
    SameTask,
    /// The other task is itself merged into a third.
    MergedAway { into: String },
    /// It was touched since, so what is to be undone is no longer the last thing.
    TouchedSince,
    /// It follows a ticket of another system already.
    Follows { key: String },
    /// The text that is asked for is empty.
    Empty(&'static str),
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Refusal::NoSuchTask => f.write_str("there is no such task"),
            Refusal::Exists => f.write_str("there is a task of this id already"),
            Refusal::Taken { by } => write!(f, "{by} has it already"),
            Refusal::NotTheirs {
                expected,
                found: Some(found),
            } => {
                write!(f, "it is no longer {expected}'s: {found} has it")
            }
            Refusal::NotTheirs {
                expected,
                found: None,
            } => write!(f, "it is no longer {expected}'s: nobody has it"),
            Refusal::Running { by } => write!(f, "{by} is working on it"),
            Refusal::NotRunning => f.write_str("no clock runs on it"),
            Refusal::Closed(status) => write!(f, "it is {status} already; reopen it first"),
            Refusal::Accepted(status) => write!(f, "it is {status} already"),
            Refusal::Open => f.write_str("it is open"),
            Refusal::SameTask => f.write_str("a task cannot be merged into itself"),
            Refusal::MergedAway { into } => {
                write!(f, "that task is itself merged into {into}; merge into that one")
            }
            Refusal::TouchedSince => f.write_str("it was changed since, so this can no longer be undone"),
            Refusal::Follows { key } => write!(f, "it follows {key} already"),
            Refusal::Empty(what) => write!(f, "the {what} is empty"),
        }
    }
}

impl std::error::Error for Refusal {}
