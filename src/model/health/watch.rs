//! From single answers to a state that holds: so many failures in a row are down, so many successes are up again, and what
//! flaps has to hold longer. Pure: times are passed in.

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use super::Health;

/// Changes within [`RECENT`] from which on something flaps.
const FLAPS: usize = 4;
/// How long a change counts as recent.
const RECENT: SignedDuration = SignedDuration::from_hours(1);

/// How many answers in a row a change takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Patience {
    /// Failures until it is down.
    pub fall: u32,
    /// Successes until it is up again.
    pub rise: u32,
}

impl Default for Patience {
    fn default() -> Self {
        Self { fall: 3, rise: 2 }
    }
}

/// What is remembered of one probe between its answers.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Watch {
    pub state: Health,
    /// Whether it was ever told how it is: a first success counts at once.
    asked: bool,
    ups: u32,
    downs: u32,
    /// In a row: not down, not up, not to be told.
    answers: u32,
    short: u32,
    untold: u32,
    /// When it changed lately, the oldest first.
    changes: Vec<Timestamp>,
}

impl Watch {
    /// One that is known to be in a state.
    pub fn of(state: Health) -> Self {
        let mut watch = Self::default();
        watch.stand(state);
        watch
    }

    /// Takes it for known that it is in a state.
    pub fn stand(&mut self, state: Health) {
        self.state = state;
        self.asked |= state != Health::Unknown;
    }

    /// Takes one answer in; the state that it has from now on, where that is another one.
    pub fn hear(&mut self, heard: Health, now: Timestamp, patience: Patience) -> Option<Health> {
        self.count(heard);
        let factor = if self.is_flapping(now) { 2 } else { 1 };
        let next = self.judged(
            heard,
            patience.fall.max(1) * factor,
            patience.rise.max(1) * factor,
        );
        self.asked |= heard != Health::Unknown;
        if next == self.state {
            return None;
        }
        self.state = next;
        self.changes.push(now);
        let surplus = self.changes.len().saturating_sub(FLAPS);
        self.changes.drain(..surplus);
        Some(next)
    }

    /// Whether it changed so often of late that a change has to hold twice as long.
    pub fn is_flapping(&self, now: Timestamp) -> bool {
        let recent = self.changes.iter().filter(|at| now.duration_since(**at) < RECENT);
        recent.count() >= FLAPS
    }

    fn count(&mut self, heard: Health) {
        if heard == Health::Unknown {
            self.untold += 1;
            return;
        }
        let next = |count: u32, holds: bool| if holds { count.saturating_add(1) } else { 0 };
        self.untold = 0;
        self.ups = next(self.ups, heard == Health::Up);
        self.downs = next(self.downs, heard == Health::Down);
        self.answers = next(self.answers, heard != Health::Down);
        self.short = next(self.short, heard != Health::Up);
    }

    fn judged(&self, heard: Health, fall: u32, rise: u32) -> Health {
        if heard == Health::Unknown {
            return if self.untold >= fall {
                Health::Unknown
            } else {
                self.state
            };
        }
        let is_up = self.ups >= rise || heard == Health::Up && !self.asked;
        match self.state {
            _ if self.downs >= fall => Health::Down,
            _ if is_up => Health::Up,
            Health::Down if self.answers >= rise => Health::Degraded,
            Health::Up | Health::Unknown if self.short >= fall => Health::Degraded,
            state => state,
        }
    }
}

/// What one probe saw last, as far as it tells whether this machine reaches anybody.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Reached<'a> {
    pub host: &'a str,
    /// Whether anybody was there; a refusal is an answer too.
    pub anybody: bool,
}

/// Whether this machine seems to be offline: of several hosts not one was there. Then nothing can be told of any of them.
pub fn seems_offline(latest: &[Reached<'_>]) -> bool {
    let nobody = latest.iter().all(|reached| !reached.anybody);
    let several = latest.iter().any(|reached| reached.host != latest[0].host);
    nobody && several
}
