//! What exists outside, looked at place by place: the topics and groups of a Kafka cluster, the repositories and teams of an
//! organisation on GitHub. Only looks; what it means beside the catalog is `model::discovery`'s.

pub mod github;
pub mod kafka;

use crate::model::discovery::Survey;

/// Looks at one place.
pub trait Surveyor {
    /// As in [`Survey::place`].
    fn place(&self) -> &str;

    /// Looks at everything there, or goes on where an earlier look was stopped ([`Survey::cursor`]). What could not be seen
    /// is among the survey's problems; whoever is told to stop hands back what there is so far, not complete.
    fn survey(&mut self, earlier: Option<&Survey>, watch: &mut dyn Watch) -> Survey;
}

/// Who watches a look.
pub trait Watch {
    /// How much has been seen, of how much where that is known.
    fn seen(&mut self, seen: usize, of: Option<usize>);

    /// What there is so far, worth keeping should the program end now.
    fn keep(&mut self, so_far: &Survey);

    /// Whether to stop.
    fn stopped(&self) -> bool;
}
