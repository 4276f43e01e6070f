//! What one answers for: review it, attest it, hand it over; what is handed over to one; who leaves. What is under way is
//! shared, so that it outlives the screen that began it.

mod asking;
mod copies;
pub mod detail;
pub mod filter;
mod intents;
mod keys;
mod rows;
mod seen;
mod source;
mod state;
mod tab;
mod verbs;
pub mod words;

pub use asking::{Asking, Choice, Deed, Field};
pub use intents::{Action, INTENTS};
pub use rows::{Group, Row, Rows, Totals};
pub use source::{Held, Item, Source, Word, word};
pub use state::{State, Table};
pub use tab::{Column, Tab, Whose};

use super::geometry::ViewId;

/// The rows of the tab in front.
pub const LIST: ViewId = ViewId("owned.rows");
/// The detail: how many of its lines are seen.
pub const DETAIL: ViewId = ViewId("owned.detail");
/// The detail: how many lines it has, broken to its width.
pub const DETAIL_LINES: ViewId = ViewId("owned.detail-lines");
/// What is about to be done.
pub const CHOICES: ViewId = ViewId("owned.choices");

/// What another screen wants to see here.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Aim {
    pub tab: Tab,
    pub whose: Whose,
    /// The filter.
    pub words: String,
}

impl Aim {
    /// What one answers for oneself, through a filter.
    pub fn review(words: &str) -> Self {
        Self {
            words: words.to_owned(),
            ..Self::default()
        }
    }

    pub fn tab(tab: Tab) -> Self {
        Self {
            tab,
            ..Self::default()
        }
    }
}
