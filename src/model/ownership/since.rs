//! How one entity stands with its attestation, and what it says otherwise than when it was attested last.

use jiff::Timestamp;
use jiff::civil::Date;

use super::Standing;
use crate::model::journal::{FieldChange, Hash};

/// An attestation, as the journal has it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attested {
    pub at: Timestamp,
    /// Whoever said so: the accountable person, or somebody for them.
    pub by: String,
    /// Canonical ref of who was accountable then.
    pub accountable: String,
    /// The version that was looked at.
    pub version: Hash,
    /// The day on which it runs out.
    pub until: Date,
}

/// What is new since an entity was attested last.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Since {
    /// Canonical ref.
    pub entity: String,
    /// Canonical ref of who answers for it now.
    pub accountable: Option<String>,
    /// Their last day, where it is over.
    pub left: Option<Date>,
    /// The last attestation, whoever was accountable then; none before the first.
    pub attested: Option<Attested>,
    pub due: Option<Date>,
    pub standing: Standing,
    /// What differs, by path; empty where nothing does or nothing was attested.
    pub fields: Vec<FieldChange>,
    /// Why the fields cannot be told, where they cannot.
    pub untold: Option<String>,
}
