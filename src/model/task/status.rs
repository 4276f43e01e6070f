//! How far a task is and how urgent: the few words that everything else is sorted by.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// How far a task is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Status {
    /// Nobody has judged it yet.
    #[default]
    New,
    /// It is to be done.
    Accepted,
    /// Somebody works on it now, and time runs.
    Started,
    /// Somebody has begun and does something else now.
    Paused,
    /// It rests until a moment.
    Snoozed,
    Done,
    /// It will not be done, for a reason that is given.
    Declined,
    /// It is the same request as another task.
    Duplicate,
}

/// How urgent a task is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Priority {
    Urgent,
    High,
    #[default]
    Normal,
    Low,
}

/// A word that is none of those that were expected.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnknownWord {
    pub word: String,
    pub expected: Vec<&'static str>,
}

impl Status {
    pub const ALL: [Status; 8] = [
        Status::New,
        Status::Accepted,
        Status::Started,
        Status::Paused,
        Status::Snoozed,
        Status::Done,
        Status::Declined,
        Status::Duplicate,
    ];

    pub fn word(self) -> &'static str {
        match self {
            Status::New => "new",
            Status::Accepted => "accepted",
            Status::Started => "started",
            Status::Paused => "paused",
            Status::Snoozed => "snoozed",
            Status::Done => "done",
            Status::Declined => "declined",
            Status::Duplicate => "duplicate",
        }
    }

    /// Whether there is still something to do about it.
    pub fn is_open(self) -> bool {
        !matches!(self, Status::Done | Status::Declined | Status::Duplicate)
    }
}

impl Priority {
    pub const ALL: [Priority; 4] = [Priority::Urgent, Priority::High, Priority::Normal, Priority::Low];

    pub fn word(self) -> &'static str {
        match self {
            Priority::Urgent => "urgent",
            Priority::High => "high",
            Priority::Normal => "normal",
            Priority::Low => "low",
        }
    }

    pub fn is_normal(&self) -> bool {
        *self == Priority::Normal
    }
}

macro_rules! by_word {
    ($name:ident) => {
        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.pad(self.word())
            }
        }

        impl FromStr for $name {
            type Err = UnknownWord;

            fn from_str(text: &str) -> Result<Self, UnknownWord> {
                let found = Self::ALL
                    .into_iter()
                    .find(|value| value.word().eq_ignore_ascii_case(text));
                found.ok_or_else(|| UnknownWord {
                    word: text.to_owned(),
                    expected: Self::ALL.iter().map(|value| value.word()).collect(),
                })
            }
        }
    };
}

by_word!(Status);
by_word!(Priority);

impl fmt::Display for UnknownWord {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "`{}` is none of {}", self.word, self.expected.join(", "))
    }
}

impl std::error::Error for UnknownWord {}
