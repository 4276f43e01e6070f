//! What probes say: what is down and since when, what was seen, who was told; asking again, silence. What is known and what
//! is under way is shared, so that Home and the pages of entities say the same and it outlives the screen.

mod board;
mod copies;
pub mod detail;
pub mod filter;
mod intents;
mod keys;
mod rows;
mod silencing;
mod state;
pub mod words;

pub(in crate::app) use board::Acting;
pub use board::Board;
pub use copies::ANNOTATION;
pub use intents::{Action, INTENTS};
pub use rows::{Item, Rows, Tab};
pub use silencing::{ASKED, Silencing};
pub use state::State;

use super::geometry::ViewId;

/// The probes.
pub const LIST: ViewId = ViewId("health.rows");
/// The detail: how many of its lines are seen.
pub const DETAIL: ViewId = ViewId("health.detail");
/// The detail: how many lines it has, broken to its width.
pub const DETAIL_LINES: ViewId = ViewId("health.detail-lines");

/// What another screen wants to see here.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Aim {
    /// The filter.
    pub words: String,
}

impl Aim {
    /// The probes of one entity, by its canonical ref.
    pub fn of(entity_ref: &str) -> Self {
        Self {
            words: format!("{}{entity_ref}", super::states::REF),
        }
    }

    /// Those of what concerns whoever looks.
    pub fn mine() -> Self {
        Self {
            words: "is:mine".to_owned(),
        }
    }
}
