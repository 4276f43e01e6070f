//! What probes say of entities: which probes there are, what each last saw and since when, who was told and what is silent.
//! Pure: knows neither networks nor clocks.

mod declared;
mod fold;
mod options;
mod schedule;
pub mod target;
mod telling;
mod view;
mod watch;

pub use declared::{ANNOTATION, Policy, Probe, Stated, UNNAMED, probe_fault, probes, valid_name};
pub use fold::{Outage, Record, Standing, TYPES, Try};
pub use schedule::{MOST, MOST_A_HOST, Schedule};
pub use telling::{AGAIN_NOTE, Around, Due, LOST, PUT_OFF, Reach, reaches_anybody};
pub use view::{KEPT, Seen, healths};
pub use watch::{Patience, Reached, Watch, seems_offline};

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// What a probe sees, the best first.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Health {
    /// It answers as it should.
    Up,
    /// It was not asked yet, or it cannot be told.
    #[default]
    Unknown,
    /// It answers, but not as it should: late, or behind.
    Degraded,
    /// It does not answer, or says that it failed.
    Down,
}

impl Health {
    /// As commands print it and the journal keeps it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Up => "up",
            Self::Unknown => "unknown",
            Self::Degraded => "degraded",
            Self::Down => "down",
        }
    }
}

/// What tells a probe from all others.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Key {
    /// Canonical ref of the entity.
    pub entity: String,
    /// Unique for its entity.
    pub probe: String,
}

impl Key {
    pub fn new(entity: &str, probe: &str) -> Self {
        Self {
            entity: entity.to_owned(),
            probe: probe.to_owned(),
        }
    }
}

/// One answer of a probe, kept for the small history.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Look {
    pub at: Timestamp,
    pub heard: Health,
    /// How long the answer took, in milliseconds; none where there was none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub took: Option<u32>,
}

/// Who was told of a change, and how that went.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Told {
    /// When it was known how it went; until then, when it began.
    pub at: Timestamp,
    /// Canonical ref.
    pub whom: String,
    /// What they are to it: `contact`, `deputy`, `lead`.
    pub role: String,
    /// The way, by its name in `muster.toml`.
    pub by: String,
    /// The state that they were told of.
    pub state: Health,
    pub went: Went,
}

/// How telling somebody went.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Went {
    /// It is not known yet.
    UnderWay,
    Arrived,
    /// Why it did not reach them.
    Failed(String),
}

impl Told {
    pub fn arrived(&self) -> bool {
        self.went == Went::Arrived
    }

    pub fn is_under_way(&self) -> bool {
        self.went == Went::UnderWay
    }

    /// Why it did not reach them.
    pub fn failed(&self) -> Option<&str> {
        match &self.went {
            Went::Failed(why) => Some(why),
            Went::UnderWay | Went::Arrived => None,
        }
    }
}

/// One probe with what it last saw.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Probed {
    /// Canonical ref of the entity.
    pub entity: String,
    /// Unique for its entity.
    pub probe: String,
    /// What it asks, as it is declared: `https://…`, `kafka:main/billing`. Untrusted.
    pub target: String,
    /// Where it is declared: `annotation muster/probe` of the entity, or `muster.toml`.
    pub declared: String,
    pub state: Health,
    /// Since when it is in this state; none where it was never asked.
    pub since: Option<Timestamp>,
    /// Whether it changed so often lately that a change has to hold twice as long.
    pub flaps: bool,
    /// What was seen last, in a sentence; untrusted.
    pub seen: String,
    /// The latest looks, the oldest first; bounded.
    pub looks: Vec<Look>,
    /// When it is looked at next, as far as this is known of another process that runs the probes; none where none does.
    pub next: Option<Timestamp>,
    /// Who was told of the present state, the first first.
    pub told: Vec<Told>,
}

/// Nobody is told of an entity for a while.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Silence {
    /// Canonical ref.
    pub entity: String,
    pub until: Timestamp,
    pub reason: String,
    /// Canonical ref of who asked for it.
    pub by: String,
}

/// All probes of a workspace with what they last saw.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Healths {
    /// The worst first, then by who has been so for longest, then by entity and probe.
    pub probes: Vec<Probed>,
    pub silences: Vec<Silence>,
    /// Declarations of probes that cannot be run: the entity or the file, and why.
    pub wrong: Vec<(String, String)>,
}

impl Healths {
    /// The worst that is seen of an entity, and since when; nothing where it has no probe.
    pub fn of(&self, entity_ref: &str) -> Option<(Health, Option<Timestamp>)> {
        let seen = self.probes.iter().filter(|probed| probed.entity == entity_ref);
        seen.map(|probed| (probed.state, probed.since))
            .max_by(|a, b| a.0.cmp(&b.0).then(b.1.cmp(&a.1)))
    }

    /// The silence that an entity is under now.
    pub fn silence(&self, entity_ref: &str, now: Timestamp) -> Option<&Silence> {
        self.silences
            .iter()
            .find(|silence| silence.entity == entity_ref && silence.until > now)
    }
}

/// What a person does about probes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum HealthAct {
    /// Tell nobody of an entity until then.
    Silence {
        entity: String,
        until: Timestamp,
        reason: String,
    },
    /// Tell again from now on.
    Speak { entity: String },
}
