//! Create: the gallery of blueprints, with the drafts to go on with and the runs in progress above it. Also the chooser of
//! what can be created for one entity.

mod intents;
mod lines;
mod state;

pub use intents::{Action, INTENTS};
pub use lines::Line;
pub use state::State;

use super::geometry::ViewId;
use super::screen::Screen;

/// The lines, for the mouse and for moving by pages.
pub const LIST: ViewId = ViewId("create.rows");

/// What can be created for an entity, by its canonical ref, to be pushed by whoever has one selected.
pub fn open_for(entity_ref: impl Into<String>) -> Screen {
    Screen::Create(Box::new(State::for_entity(entity_ref)))
}
