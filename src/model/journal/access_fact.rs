//! What is journaled of access: that it was looked through, and that a grant lasts longer.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::Unknown;

/// Somebody looked through who has what on a resource, and lets it stand. Subject: the resource.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AccessReviewed {
    /// Canonical ref of the resource.
    #[serde(rename = "ref")]
    pub entity: String,
    /// How many rights there were.
    pub rights: u64,
    /// How many of those nothing explained.
    pub unexplained: u64,
    #[serde(flatten)]
    pub unknown: Unknown,
}

/// What a step of a run gave lasts longer, or ends earlier. Subject: the run.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StepExtended {
    pub step: String,
    /// The new last moment of it.
    pub until: Timestamp,
    pub reason: String,
    #[serde(flatten)]
    pub unknown: Unknown,
}
