//! Links from one screen to something on another, as data: from a row of Home, from the palette, from a problem.

use super::screen::{SCREENS, ScreenId};
use crate::model::catalog::Code;
use crate::model::catalog::query::Query;

/// Something that a screen can show.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Link {
    /// An entity, by its canonical ref.
    Entity(String),
    /// The entities that match.
    Search(Query),
    /// The problems of one code, or all.
    Problems(Option<Code>),
}

impl Link {
    /// The screen that answers `Event::Follow` with this link.
    pub fn screen(&self) -> Option<ScreenId> {
        let name = match self {
            Link::Entity(_) | Link::Search(_) => "catalog",
            Link::Problems(_) => "problems",
        };
        SCREENS
            .iter()
            .find(|screen| screen.name == name)
            .map(|screen| screen.id)
    }
}
