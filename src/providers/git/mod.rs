//! Repositories that muster keeps itself: bare Git repositories on this machine, which any Git can clone, fetch from and
//! push to. An action a file; `repository` is what they share.

mod commit;
mod publish;
mod repository;

use super::action::Action;

pub use repository::{file_at, local_contents};

/// All of them.
pub fn actions() -> Vec<Box<dyn Action>> {
    vec![publish::action(), commit::action()]
}
