//! What probes journal: that something became unresponsive or well again, who was told and how that went, and silence.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::Unknown;
use crate::model::health::Health;

/// A probe sees another state than before. Subject: the entity.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct HealthChanged {
    /// Canonical ref.
    #[serde(rename = "ref")]
    pub entity: String,
    /// The probe's name, unique for its entity.
    pub probe: String,
    pub state: Health,
    /// What was seen, in a sentence.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub seen: String,
    #[serde(flatten)]
    pub unknown: Unknown,
}

/// Somebody is about to be told of a change: written first, so that nobody is told twice. Subject: the entity.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct HealthTelling {
    /// Canonical ref.
    #[serde(rename = "ref")]
    pub entity: String,
    pub probe: String,
    pub state: Health,
    /// Since when it has been in this state: what is told once for each.
    pub since: Timestamp,
    /// Canonical ref of who is told.
    pub whom: String,
    /// What they are to it: `contact`, `deputy`, `lead`.
    pub role: String,
    /// The way, by its name in `muster.toml`.
    pub by: String,
    /// What they should know about this telling itself: that they may have been told before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    #[serde(flatten)]
    pub unknown: Unknown,
}

/// Somebody was told of it, or could not be. Subject: the entity.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct HealthTold {
    /// Canonical ref.
    #[serde(rename = "ref")]
    pub entity: String,
    pub probe: String,
    pub state: Health,
    /// Since when it has been in this state: what is told once for each.
    pub since: Timestamp,
    /// Canonical ref of who is told.
    pub whom: String,
    /// What they are to it: `contact`, `deputy`, `lead`.
    pub role: String,
    /// The way, by its name in `muster.toml`.
    pub by: String,
    /// Why it did not reach them; none where it did.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub failed: Option<String>,
    /// Where that was no try: it was put off, and is tried again from then on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub not_before: Option<Timestamp>,
    #[serde(flatten)]
    pub unknown: Unknown,
}

/// Nobody is told of an entity for a while. Subject: the entity.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct HealthSilenced {
    /// Canonical ref.
    #[serde(rename = "ref")]
    pub entity: String,
    /// A moment that is over ends a silence early.
    pub until: Timestamp,
    pub reason: String,
    #[serde(flatten)]
    pub unknown: Unknown,
}

impl HealthSilenced {
    /// Whether it ends a silence, given when it was journaled. The journal keeps milliseconds, so that what ends one is a part of
    /// one later than its own event.
    pub fn is_end(&self, at: Timestamp) -> bool {
        self.until.as_millisecond() <= at.as_millisecond()
    }
}
