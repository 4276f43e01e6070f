//! What ownership journals, as typed bodies: who attested what, who was asked when nobody did, hand-overs, departures, and
//! entity files that were changed.

use std::collections::BTreeMap;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{Hash, Unknown};

/// Somebody looked at an entity and says that what the catalog says of it holds, and that they answer for it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OwnershipAttested {
    /// Canonical ref.
    #[serde(rename = "ref")]
    pub entity: String,
    /// Canonical ref of who was accountable; the actor may be their deputy or lead.
    pub accountable: String,
    /// The version of the entity that was looked at.
    pub version: Hash,
    /// The day on which it runs out.
    pub until: Date,
    #[serde(flatten)]
    pub unknown: Unknown,
}

/// An attestation ran out and somebody is asked: the accountable person first, then the next in turn.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AttestationAsked {
    /// Canonical ref.
    #[serde(rename = "ref")]
    pub entity: String,
    /// Canonical ref of who is asked now.
    pub whom: String,
    /// What they are to it: `accountable`, `deputy`, `lead`.
    pub role: String,
    /// The day on which it was due.
    pub due: Date,
    #[serde(flatten)]
    pub unknown: Unknown,
}

/// Entities are offered to somebody, who is not accountable before they accept. Subject: `handover/ID`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct HandoverOffered {
    pub id: String,
    /// Canonical refs.
    pub refs: Vec<String>,
    /// Canonical ref of who is accountable now; none where nobody is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<String>,
    /// Canonical ref of who is asked.
    pub to: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub reason: String,
    /// Whether it is because `from` leaves.
    #[serde(default)]
    pub leaving: bool,
    #[serde(flatten)]
    pub unknown: Unknown,
}

/// Who was asked answers for these from now on; the files say so.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct HandoverAccepted {
    pub id: String,
    /// Canonical refs; those that are not among them stay offered.
    pub refs: Vec<String>,
    #[serde(flatten)]
    pub unknown: Unknown,
}

/// Who was asked will not.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct HandoverRefused {
    pub id: String,
    /// Canonical refs.
    pub refs: Vec<String>,
    pub reason: String,
    #[serde(flatten)]
    pub unknown: Unknown,
}

/// Who offered took it back, or somebody who decides about it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct HandoverWithdrawn {
    pub id: String,
    /// Canonical refs; all that is still offered where none are named.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub refs: Vec<String>,
    #[serde(flatten)]
    pub unknown: Unknown,
}

/// Somebody leaves: everything they answer for is due at once. Subject: the person.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PersonLeaving {
    /// Canonical ref of the User.
    #[serde(rename = "ref")]
    pub person: String,
    /// Their last day.
    pub on: Date,
    #[serde(flatten)]
    pub unknown: Unknown,
}

/// Somebody stays after all.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PersonStaying {
    /// Canonical ref of the User.
    #[serde(rename = "ref")]
    pub person: String,
    #[serde(flatten)]
    pub unknown: Unknown,
}

/// Fields of an entity were changed in its file, or are proposed to be by a run.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct EntityEdited {
    /// Canonical ref.
    #[serde(rename = "ref")]
    pub entity: String,
    /// By path, as `metadata.annotations.muster/deputy`: what it said before and says now; null where it said nothing.
    pub fields: BTreeMap<String, (Value, Value)>,
    /// The file, relative to the workspace.
    pub file: String,
    /// The run that changed it or proposes the change.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub run: Option<String>,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub reason: String,
    #[serde(flatten)]
    pub unknown: Unknown,
}

/// A step waits for somebody else than before, as who was asked has not answered in time. Subject: the run.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ApprovalEscalated {
    pub step: String,
    /// Canonical refs of all who may agree from now on.
    pub by: Vec<String>,
    /// What the one that was added is: `deputy`, `lead`.
    pub role: String,
    #[serde(flatten)]
    pub unknown: Unknown,
}
