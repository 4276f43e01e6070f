//! One entity that falls short of one rule, told for people.

use super::rule::Severity;
use crate::model::catalog::{EntityId, NodeId};

/// Something of the catalog falls short.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// Of [`super::Vision::rules`].
    pub rule: usize,
    pub entity: EntityId,
    pub severity: Severity,
    /// What is wrong, in a sentence.
    pub message: String,
    /// The far ends of the relations that it is about.
    pub others: Vec<NodeId>,
    /// Of [`super::Judged::waivers`], where one holds.
    pub waiver: Option<usize>,
    /// It could not be told; the message says why.
    pub is_untold: bool,
}

/// Something that is about to be made would fall short.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DraftFinding {
    pub rule: usize,
    /// Canonical ref.
    pub entity: String,
    /// As for what is new.
    pub severity: Severity,
    pub message: String,
    pub is_untold: bool,
}

/// What a rule that is being written says of the live catalog.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Trial {
    /// What is wrong with it, each with its line and column; then nothing else is known.
    pub wrong: Vec<super::cel::Wrong>,
    pub applies: usize,
    pub falls_short: usize,
    pub untold: usize,
    /// The first of those that fall short, with what is said of them.
    pub examples: Vec<(EntityId, String)>,
}
