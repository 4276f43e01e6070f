//! What is under way about the vision, whichever screen is in front when it comes back. Changed only by `update`.

use crate::app::effect::Generation;
use crate::app::toast::Level;
use crate::model::text::counted;

/// Judging, exceptions that are asked for, tasks that are filed.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Work {
    /// Something changed while the vision was judged: it is to be judged again.
    pub(in crate::app) outdated: bool,
    pub(in crate::app) waiving: Vec<Generation>,
    pub(in crate::app) filing: Vec<Generation>,
}

impl Work {
    /// How much is being written.
    pub fn under_way(&self) -> usize {
        self.waiving.len() + self.filing.len()
    }

    /// Whether an answer is one to what is under way.
    pub(in crate::app) fn expects(&self, generation: Generation) -> bool {
        self.waiving.contains(&generation) || self.filing.contains(&generation)
    }
}

/// What came of exceptions or tasks that were asked for, as there is room to say it: one in its own words, many as numbers,
/// and what did not work.
pub(in crate::app) fn told(
    (one, many): (&str, &str),
    outcomes: &[Result<String, String>],
) -> Vec<(Level, String)> {
    const NAMED: usize = 2;
    let mut lines = Vec::new();
    let done: Vec<&String> = outcomes
        .iter()
        .filter_map(|outcome| outcome.as_ref().ok())
        .collect();
    let failed: Vec<&String> = outcomes
        .iter()
        .filter_map(|outcome| outcome.as_ref().err())
        .collect();
    match &done[..] {
        [] => {}
        [only] => lines.push((Level::Done, (*only).clone())),
        all => lines.push((Level::Done, format!("{} done", counted(all.len(), one, many)))),
    }
    lines.extend(
        failed
            .iter()
            .take(NAMED)
            .map(|cause| (Level::Error, (*cause).clone())),
    );
    if failed.len() > NAMED {
        lines.push((Level::Error, format!("{} more failed.", failed.len() - NAMED)));
    }
    lines
}
