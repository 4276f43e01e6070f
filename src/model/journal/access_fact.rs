//! What is journaled of access: what was given until when, taken back, and looked through.

use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::Unknown;

/// Somebody or something may do something with a resource until a day. Subject: the resource.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AccessGranted {
    /// Of this grant; extending it keeps it.
    pub id: String,
    /// Canonical ref of the resource.
    #[serde(rename = "ref")]
    pub entity: String,
    /// Who has it, as the provider calls them: `User:checkout`, `octocat`.
    pub principal: String,
    /// Canonical ref of whom that is in the catalog, where it is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub holder: Option<String>,
    /// As the provider says it: `read`, `push`, `consume`.
    pub access: String,
    /// What it is given on, as `kafka:main/orders.placed`, `github.com/acme/cart`.
    pub target: String,
    /// The last moment of it; none where it has no end.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<Timestamp>,
    /// The run that gave it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub run: Option<String>,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub reason: String,
    #[serde(flatten)]
    pub unknown: Unknown,
}

/// A grant is over: taken back by a run, or found to be gone.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AccessEnded {
    pub id: String,
    /// Canonical ref of the resource.
    #[serde(rename = "ref")]
    pub entity: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub run: Option<String>,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub reason: String,
    #[serde(flatten)]
    pub unknown: Unknown,
}

/// Somebody looked through who has what on a resource, and lets it stand.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AccessReviewed {
    /// Canonical ref of the resource.
    #[serde(rename = "ref")]
    pub entity: String,
    /// How many could do something with it.
    pub holders: u64,
    /// How many of those nothing explained.
    pub unexplained: u64,
    /// The day of the look.
    pub on: Date,
    #[serde(flatten)]
    pub unknown: Unknown,
}
