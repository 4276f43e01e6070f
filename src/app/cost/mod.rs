//! What everything costs, month on month: by entity, system, team, person and service, what falls to nobody, what moved, and
//! budgets. Each currency stands by itself.

mod copies;
pub mod detail;
pub mod filter;
mod intents;
mod keys;
mod rows;
mod state;
mod tab;
pub mod words;

pub use intents::{Action, INTENTS};
pub use rows::{Row, Rows};
pub use state::State;
pub use tab::{Column, Tab};

use super::geometry::ViewId;
use crate::model::cost::{By, listed_by};

/// The rows of the tab in front.
pub const LIST: ViewId = ViewId("cost.rows");
/// The detail: how many of its lines are seen.
pub const DETAIL: ViewId = ViewId("cost.detail");
/// The detail: how many lines it has, broken to its width.
pub const DETAIL_LINES: ViewId = ViewId("cost.detail-lines");

/// What another screen wants to see here.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Aim {
    pub tab: Tab,
    /// The filter.
    pub words: String,
}

impl Aim {
    pub fn tab(tab: Tab) -> Self {
        Self {
            tab,
            ..Self::default()
        }
    }

    /// What somebody watches the cost of.
    pub fn of_person(person: &str) -> Self {
        Self {
            words: format!("person:{person}"),
            ..Self::default()
        }
    }

    /// What something costs, and only that.
    pub fn of_entity(entity_ref: &str) -> Self {
        let tab = match listed_by(entity_ref) {
            By::System => Tab::Systems,
            By::Team => Tab::Teams,
            By::Person => Tab::People,
            _ => Tab::Entities,
        };
        Self {
            tab,
            words: format!("ref:{entity_ref}"),
        }
    }
}
