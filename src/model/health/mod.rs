//! What probes say of entities: which probes there are, what each last saw and since when, who is to be told. Pure: knows
//! neither networks nor clocks.

use std::collections::BTreeMap;

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

/// What one probe of an entity last saw.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Seen {
    /// Unique for its entity.
    pub probe: String,
    pub state: Health,
    /// Since when it is in this state.
    pub since: Timestamp,
    /// When it was looked at last.
    pub at: Timestamp,
    /// What was seen, in a sentence; untrusted.
    pub what: String,
}

/// What all probes of a workspace last saw.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Healths {
    /// By canonical ref; at least one each.
    pub by_entity: BTreeMap<String, Vec<Seen>>,
}

impl Healths {
    /// The worst that is seen of an entity, and since when; nothing where it has no probe.
    pub fn of(&self, entity_ref: &str) -> Option<(Health, Timestamp)> {
        let seen = self.by_entity.get(entity_ref)?.iter();
        seen.map(|seen| (seen.state, seen.since))
            .max_by(|a, b| a.0.cmp(&b.0).then(b.1.cmp(&a.1)))
    }
}
