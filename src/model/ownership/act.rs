//! What a person can do about ownership, as data: screens and commands say it in these words.

use jiff::civil::Date;

use crate::model::catalog::{Entity, Relation};
use crate::model::journal::Hash;

/// Something that somebody wants done. Refs are canonical.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum OwnAct {
    /// What the catalog says of these holds, as it was looked at, and who is accountable answers for them.
    Attest { seen: Vec<Seen> },
    /// Offer these to somebody.
    Transfer {
        refs: Vec<String>,
        to: String,
        reason: String,
    },
    /// Take what was offered: these, or all of it where none are named.
    Accept { id: String, refs: Vec<String> },
    /// Do not take these, or any of it where none are named.
    Refuse {
        id: String,
        refs: Vec<String>,
        reason: String,
    },
    /// Take an offer back.
    Withdraw { id: String },
    /// Somebody for a role of these, or nobody: then it falls to the accountable person.
    Role {
        refs: Vec<String>,
        role: OwnRole,
        person: Option<String>,
    },
    /// Somebody leaves; with `to`, all that they answer for is offered to that person.
    Leave {
        person: String,
        on: Date,
        to: Option<String>,
    },
    /// They stay after all.
    Stay { person: String },
}

/// An entity as somebody looked at it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Seen {
    /// Canonical ref.
    pub entity: String,
    pub version: Hash,
}

impl Seen {
    pub fn of(entity: Entity<'_>) -> Self {
        Self {
            entity: entity.entity_ref().to_owned(),
            version: Hash(*entity.version()),
        }
    }
}

/// A role beside the accountable person's.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum OwnRole {
    Deputy,
    ChangeApprover,
    Contact,
    CostOwner,
}

impl OwnRole {
    pub const ALL: [OwnRole; 4] = [Self::Deputy, Self::ChangeApprover, Self::Contact, Self::CostOwner];

    /// As commands say it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Deputy => "deputy",
            Self::ChangeApprover => "change-approver",
            Self::Contact => "contact",
            Self::CostOwner => "cost-owner",
        }
    }

    /// In a sentence.
    pub fn words(self) -> &'static str {
        match self {
            Self::Deputy => "deputy",
            Self::ChangeApprover => "change approver",
            Self::Contact => "contact",
            Self::CostOwner => "cost owner",
        }
    }

    /// The annotation that names who has it.
    pub fn annotation(self) -> &'static str {
        match self {
            Self::Deputy => "muster/deputy",
            Self::ChangeApprover => "muster/change-approver",
            Self::Contact => "muster/contact",
            Self::CostOwner => "muster/cost-owner",
        }
    }

    /// From the entity to who has it.
    pub fn relation(self) -> Relation {
        match self {
            Self::Deputy => Relation::Deputy,
            Self::ChangeApprover => Relation::ChangeApprover,
            Self::Contact => Relation::Contact,
            Self::CostOwner => Relation::CostOwner,
        }
    }
}
