//! The vision: what the architecture is to be, what falls short of it, and what is allowed to for a while. What is known of
//! it and what is under way is shared, so that it outlives the screen that began it.

mod copies;
pub mod detail;
pub mod filing;
pub mod findings;
mod intents;
pub mod item;
mod keys;
pub mod mine;
pub mod radar;
mod rows;
mod source;
mod state;
mod tab;
mod table;
pub mod trial;
mod verbs;
pub mod waiving;
pub mod words;
pub(in crate::app) mod work;

pub use filing::Filing;
pub use findings::{Findings, Of};
pub use intents::{Action, INTENTS};
pub use rows::Rows;
pub use source::{Item, Source};
pub use state::{State, Table};
pub use tab::{Column, Tab};
pub use table::{Finding, FindingColumn, FindingRows};
pub use trial::Trial;
pub use waiving::Waiving;
pub use work::Work;

use super::geometry::ViewId;

/// The rows of the tab in front, and of a list of findings.
pub const LIST: ViewId = ViewId("vision.rows");
/// The detail: how many of its lines are seen.
pub const DETAIL: ViewId = ViewId("vision.detail");
/// The detail: how many lines it has, broken to its width.
pub const DETAIL_LINES: ViewId = ViewId("vision.detail-lines");
/// What is about to be waived or filed.
pub const DRAFTS: ViewId = ViewId("vision.drafts");
/// The text of the rule that is tried.
pub const RULE: ViewId = ViewId("vision.rule");
