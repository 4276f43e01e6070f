//! Insights: what to automate next with its arithmetic, how work came in, what was self-served and whether automating
//! paid, and what recurs among tasks without a category.

mod bulk;
mod detail;
mod intents;
mod keys;
mod prompt;
mod state;
mod table;

pub use detail::{Line, Tone};
pub use intents::{Action, INTENTS, PERIODS};
pub use keys::COLUMN_PARTS;
pub use prompt::{Asks, Prompt};
pub use state::State;
pub use table::{Table, View};

use super::geometry::ViewId;

/// The rows of the view in front, for the mouse and for moving by pages.
pub const LIST: ViewId = ViewId("insights.rows");
/// The detail: how many of its lines are seen.
pub const DETAIL: ViewId = ViewId("insights.detail");
/// The detail: how many lines it has, broken to its width.
pub const DETAIL_LINES: ViewId = ViewId("insights.detail-lines");
