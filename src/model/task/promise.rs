//! What was promised: by when a task of a category is to be done, and how much of that time is left. Pure; the time now
//! is passed in.

use std::collections::BTreeMap;

use jiff::{SignedDuration, Timestamp};

use super::table::TaskRef;
use crate::model::vision;

/// How soon tasks are promised to be done, counted from when they were asked for. A task that rests goes on counting:
/// whoever waits for it does not rest.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Promises {
    /// For categories without a promise of their own, and for tasks without a category.
    pub default: Option<SignedDuration>,
    pub by_category: BTreeMap<String, SignedDuration>,
}

/// How a promise stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Standing {
    /// Done, later than promised.
    Broken,
    /// Open, later than promised.
    Late,
    /// Less than a quarter of the time is left.
    Soon,
    Ahead,
    /// Done in time.
    Kept,
}

/// How a promise stands, and the words for it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Countdown {
    pub standing: Standing,
    /// As `in 3 h`, `2 d late`, `in time`, `5 h over`.
    pub text: String,
}

impl Promises {
    pub fn is_empty(&self) -> bool {
        self.default.is_none() && self.by_category.is_empty()
    }

    /// These, and for categories that are not among them those of the vision.
    pub fn or(mut self, vision: &[vision::Promise]) -> Self {
        for promise in vision {
            self.by_category
                .entry(promise.category.clone())
                .or_insert(promise.within);
        }
        self
    }

    /// The time a task of a category is given.
    pub fn of(&self, category: Option<&str>) -> Option<SignedDuration> {
        let own = category.and_then(|category| self.by_category.get(category));
        own.copied().or(self.default)
    }

    /// By when a task of a category is to be done that was asked for at `created`.
    pub fn due_at(&self, category: Option<&str>, created: Timestamp) -> Option<Timestamp> {
        created.checked_add(self.of(category)?).ok()
    }

    /// By when a task is promised to be done.
    pub fn due(&self, task: TaskRef<'_>) -> Option<Timestamp> {
        self.due_at(task.category(), task.created())
    }

    /// How the promise for a task stands at a moment.
    pub fn countdown(&self, task: TaskRef<'_>, now: Timestamp) -> Option<Countdown> {
        let given = self.of(task.category())?;
        let due = self.due(task)?;
        let closed = task.closed().filter(|_| !task.status().is_open());
        Some(match closed {
            Some(closed) if closed > due => Countdown {
                standing: Standing::Broken,
                text: format!("{} over", span(closed, due)),
            },
            Some(_) => Countdown {
                standing: Standing::Kept,
                text: "in time".to_owned(),
            },
            None if now > due => Countdown {
                standing: Standing::Late,
                text: format!("{} late", span(now, due)),
            },
            None => Countdown {
                standing: if due.duration_since(now) * 4 < given {
                    Standing::Soon
                } else {
                    Standing::Ahead
                },
                text: format!("in {}", span(now, due)),
            },
        })
    }
}

const MINUTE: i64 = 60;
const HOUR: i64 = 60 * MINUTE;
const DAY: i64 = 24 * HOUR;

/// The time between two moments in its largest fitting unit.
fn span(one: Timestamp, other: Timestamp) -> String {
    match (one.as_second() - other.as_second()).abs() {
        under if under < MINUTE => "1 min".to_owned(),
        under if under < HOUR => format!("{} min", under / MINUTE),
        under if under < 2 * DAY => format!("{} h", under / HOUR),
        under => format!("{} d", under / DAY),
    }
}
