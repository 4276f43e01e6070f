//! What exists outside, beside what the catalog says: things that nobody registered, entities that are gone, dependencies
//! that differ. Looking, claiming and declaring outlive the screen, so what is known and what is under way is shared.

mod claiming;
mod copies;
pub(in crate::app) mod declaring;
pub mod detail;
mod intents;
mod keys;
mod known;
pub(in crate::app) mod lookout;
mod rows;
mod state;
pub mod words;

pub use claiming::{Claiming, Draft, Field, Written};
pub use declaring::{Declaring, Edge};
pub use detail::{Line, Tone};
pub use intents::{Action, INTENTS};
pub use known::Known;
pub use lookout::{Looking, Lookout, Progress};
pub use rows::{Column, Item, Row, Rows, Tab};
pub use state::{State, Table};

use super::geometry::ViewId;

/// The rows of the tab in front.
pub const LIST: ViewId = ViewId("discovery.rows");
/// The detail: how many of its lines are seen.
pub const DETAIL: ViewId = ViewId("discovery.detail");
/// The detail: how many lines it has, broken to its width.
pub const DETAIL_LINES: ViewId = ViewId("discovery.detail-lines");
/// What is about to be claimed or declared.
pub const DRAFTS: ViewId = ViewId("discovery.drafts");
