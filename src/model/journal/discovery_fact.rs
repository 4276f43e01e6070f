//! What discovery journals, as typed bodies: a look at a place that found something new, and what was made of it.

use serde::{Deserialize, Serialize};

use super::Unknown;
use crate::model::discovery::ClaimBy;

/// A place outside was looked at, and something there is not as it was at the look before.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlaceSurveyed {
    /// As `kafka:main`.
    pub place: String,
    /// How much there is.
    pub seen: u64,
    /// How much of that was not there at the look before.
    pub appeared: u64,
    /// How much was there at the look before and is not any more.
    pub vanished: u64,
    #[serde(flatten)]
    pub unknown: Unknown,
}

/// Something that was seen outside became an entity, or is proposed to.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct EntityClaimed {
    /// Canonical ref.
    #[serde(rename = "ref")]
    pub entity: String,
    /// The external id of what it stands for.
    pub id: String,
    /// Canonical ref of the one User who answers for it.
    pub accountable: String,
    /// Canonical ref of a Group or User.
    pub owner: String,
    pub by: ClaimBy,
    /// The file that was written, relative to the workspace.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub file: Option<String>,
    /// The run that proposes it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub run: Option<String>,
    #[serde(flatten)]
    pub unknown: Unknown,
}

/// A dependency that was seen was written into the file of who depends.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct DependencyDeclared {
    /// Canonical ref of who depends.
    #[serde(rename = "ref")]
    pub entity: String,
    /// Canonical ref of what it depends on.
    pub on: String,
    /// The file that says so now, relative to the workspace.
    pub file: String,
    #[serde(flatten)]
    pub unknown: Unknown,
}
