//! What the vision journals, as typed bodies: what it said, how well it was met, and exceptions from it.

use std::collections::BTreeMap;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::{Hash, Unknown};

/// The vision says something else than when it was last read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct VisionStated {
    /// Digest of all its files.
    pub vision: Hash,
    /// What it said before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub before: Option<Hash>,
    /// Its files, relative to the workspace, each with the digest under which the text is kept.
    pub files: BTreeMap<String, Hash>,
    pub rules: u64,
    #[serde(flatten)]
    pub unknown: Unknown,
}

/// How well the catalog met the vision on a day; journaled when it is not as it was, at most once a day.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct VisionScored {
    pub vision: Hash,
    /// Entities that at least one rule is about, and how many of them pass.
    pub entities: u64,
    pub passing: u64,
    /// By canonical ref of the group: entities and passing ones.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub owners: BTreeMap<String, (u64, u64)>,
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub systems: BTreeMap<String, (u64, u64)>,
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub domains: BTreeMap<String, (u64, u64)>,
    #[serde(flatten)]
    pub unknown: Unknown,
}

/// An entity may fall short of a rule until a day.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct WaiverGranted {
    pub rule: String,
    /// Canonical ref.
    #[serde(rename = "ref")]
    pub entity: String,
    /// Who answers for the exception.
    pub owner: String,
    pub reason: String,
    pub until: Date,
    /// The task that asked for it; none where somebody waived a warning of their own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub task: Option<String>,
    /// Who asked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub requester: Option<String>,
    /// The run that makes the entity, where it was granted for what is new.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub run: Option<String>,
    #[serde(flatten)]
    pub unknown: Unknown,
}

/// An exception was taken back before its end.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct WaiverEnded {
    pub rule: String,
    /// Canonical ref.
    #[serde(rename = "ref")]
    pub entity: String,
    pub reason: String,
    #[serde(flatten)]
    pub unknown: Unknown,
}

/// The exception that a task asks for: rides in the event that creates the task.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct WaiverRequested {
    pub rule: String,
    /// Canonical ref.
    #[serde(rename = "ref")]
    pub entity: String,
    pub reason: String,
    pub until: Date,
    #[serde(flatten)]
    pub unknown: Unknown,
}

/// What a task is to mend: one person's share of what falls short of one rule. Rides in the event that creates the task.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MendRequested {
    pub rule: String,
    /// Who answers for all of it: canonical ref; none where nobody does.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub accountable: Option<String>,
    #[serde(flatten)]
    pub unknown: Unknown,
}
