//! Who really may do what, looked at place by place: the access rules of a Kafka cluster, collaborators and teams of an owner's
//! repositories on GitHub. Only looks; what explains a right is `model::access`'s.

mod cursor;
mod github;
mod kafka;

pub use github::{asked_for, github};
pub use kafka::{kafka, plain};

use crate::model::access::AccessSurvey;

/// Who watches a look.
pub trait Watch {
    /// How much has been looked at, of how much where that is known.
    fn seen(&mut self, seen: usize, of: Option<usize>);

    /// What there is so far, worth keeping should the program end now.
    fn keep(&mut self, so_far: &AccessSurvey);

    /// Whether to stop.
    fn stopped(&self) -> bool;
}
