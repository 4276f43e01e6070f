//! My clock that runs: on which task and since when. It is in the journal, so it runs on when the program is left.

use jiff::{SignedDuration, Timestamp};

use crate::model::task::{Tasks, is_running_for};

/// The clock of the person at the keyboard.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Clock {
    pub task: String,
    pub title: String,
    pub since: Timestamp,
}

impl Clock {
    /// The clock that runs for somebody, if one does.
    pub fn of(tasks: &Tasks, person: &str) -> Option<Clock> {
        let running = tasks.iter().find(|task| is_running_for(*task, Some(person)))?;
        Some(Clock {
            task: running.name().to_owned(),
            title: running.title().to_owned(),
            since: running.timer_since()?,
        })
    }

    /// Whole minutes it has run.
    pub fn minutes(&self, now: Timestamp) -> i64 {
        (now.as_second() - self.since.as_second()).max(0) / 60
    }

    /// When it shows another minute.
    pub fn next_minute(&self, now: Timestamp) -> Timestamp {
        let minutes = SignedDuration::from_mins(self.minutes(now) + 1);
        self.since.saturating_add(minutes).unwrap_or(Timestamp::MAX)
    }
}
