//! Queue: the tasks, triaged and worked on by keys alone. Each act is shown with its undo; what changes several tasks, or
//! cannot simply be taken back, is asked for or shown before it is done.

mod acting;
mod clock;
mod copies;
pub mod detail;
mod intents;
mod keys;
pub(in crate::app) mod moment;
mod preview;
mod prompt;
mod rows;
mod state;
mod subject;
mod verbs;
mod views;

pub use clock::Clock;
pub use intents::{Action, INTENTS};
pub use preview::{Preview, PreviewRow};
pub use prompt::{Choice, Prompt};
pub use rows::{COLUMNS, Column, Rows, Sum};
pub use state::{State, detail_place};
pub use subject::Subject;
pub use verbs::Verb;

use super::geometry::ViewId;

/// The tasks, for the mouse and for moving by pages.
pub const LIST: ViewId = ViewId("queue.rows");
/// The detail: how many of its lines are seen.
pub const DETAIL: ViewId = ViewId("queue.detail");
/// The detail: how many lines it has, broken to its width.
pub const DETAIL_LINES: ViewId = ViewId("queue.detail-lines");
/// What a prompt offers, or a preview tells.
pub const OFFERS: ViewId = ViewId("queue.offers");
