//! Who must agree before something is created: by blueprint, by what was answered, by what it is about.

use super::cel::Program;
use crate::model::catalog::Position;

#[derive(Clone, Debug, PartialEq)]
pub struct ApprovalRule {
    pub id: String,
    /// Names of blueprints, `*` for any letters; empty means every one.
    pub blueprints: Vec<String>,
    /// Asked of the answers; none means always.
    pub when: Option<Program>,
    /// One of them must agree; never the requester.
    pub by: Vec<Approver>,
    pub reason: String,
    pub principles: Vec<String>,
    pub at: Position,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Approver {
    /// The accountable person of the entity that it is about.
    Accountable,
    /// Its change approver.
    ChangeApprover,
    /// The lead of its owner.
    OwnerLead,
    /// A person, or each member of a group: canonical ref.
    Named(String),
}
