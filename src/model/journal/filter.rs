//! A question to the journal, as data: which events, and in which order. Knows no database; the store answers it.

use jiff::Timestamp;

use super::Subject;

/// Which events, and in which order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Filter {
    /// Only events at a later position.
    pub after: Option<u64>,
    /// Only events at an earlier position.
    pub before: Option<u64>,
    /// Only events of this time or later.
    pub since: Option<Timestamp>,
    /// Only events of this time or earlier.
    pub until: Option<Timestamp>,
    /// Only events about this.
    pub subject: Option<Subject>,
    /// Only events whose type begins so, as `entity.`.
    pub type_prefix: Option<String>,
    /// Only events of this actor.
    pub actor: Option<String>,
    /// Only events that hold this text in subject, type, actor or body; letters A to Z in either case.
    pub text: Option<String>,
    /// From the latest event backwards.
    pub newest_first: bool,
    /// At most so many.
    pub limit: Option<usize>,
}
