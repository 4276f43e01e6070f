//! Who has what and why: what is over, what nothing explains; taking back, letting last longer, looking through.
//! What is known and what is under way is shared, so that Home and the pages of entities say the same and it outlives the screen.

mod board;
mod copies;
mod deciding;
pub mod detail;
pub mod filter;
mod intents;
mod keys;
mod rows;
mod state;
mod taking;
pub mod words;

pub use board::Board;
pub use deciding::{ASKED, Deciding, What};
pub use intents::{Action, INTENTS};
pub use rows::{Group, Grouping, Item, Rows, Tab};
pub use state::State;

use super::geometry::ViewId;

/// The rights in their groups.
pub const LIST: ViewId = ViewId("access.rows");
/// The detail: how many of its lines are seen.
pub const DETAIL: ViewId = ViewId("access.detail");
/// The detail: how many lines it has, broken to its width.
pub const DETAIL_LINES: ViewId = ViewId("access.detail-lines");

/// What another screen wants to see here.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Aim {
    pub tab: Tab,
    /// The filter.
    pub words: String,
}

impl Aim {
    /// Who may use a resource; of a person, group or service what they have. By canonical ref.
    pub fn of(entity_ref: &str) -> Self {
        Self {
            tab: Tab::All,
            words: format!("{}{entity_ref}", super::states::REF),
        }
    }

    /// The command that shows much the same.
    pub fn command(&self) -> &'static str {
        match self.tab {
            Tab::Over => "muster access ended",
            Tab::Unexplained => "muster access review --unexplained",
            Tab::All => "muster access review",
        }
    }

    /// What is on that of which whoever looks is accountable.
    pub fn mine(tab: Tab) -> Self {
        Self {
            tab,
            words: "is:mine".to_owned(),
        }
    }
}
