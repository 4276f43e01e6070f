//! The wizard: a blueprint's form page by page, then the review of what running it would do. What is typed is never lost:
//! it is kept as a draft whenever the page is left, the program ends, or nothing was typed for a moment.

mod answers;
mod command;
pub mod diff;
mod differences;
mod form;
mod held;
mod intents;
mod keys;
mod lines;
pub mod popup;
mod repository;
pub mod review;
mod rings;
mod state;
mod taken;
mod typed;
mod values;
mod waiving;

pub use form::{Form, label_of};
pub use intents::{Action, INTENTS};
pub use lines::{Line, Manner, Stop, stop_of};
pub use popup::{Offer, Popup};
pub use repository::Part;
pub use review::Review;
pub use state::{Purpose, Stage, State};
pub use waiving::Weight;

use super::geometry::ViewId;
use super::screen::Screen;

/// The lines of the page, for the mouse.
pub const FIELDS: ViewId = ViewId("wizard.fields");
/// The lines of the review.
pub const REVIEW: ViewId = ViewId("wizard.review");
/// What a field offers.
pub const OFFERS: ViewId = ViewId("wizard.offers");
/// The editor of a text of several lines.
pub const AREA: ViewId = ViewId("wizard.area");

/// The wizard of a blueprint, perhaps opened on an entity, to be pushed by whoever has one selected.
pub fn open(blueprint: impl Into<String>, entity: Option<String>) -> Screen {
    Screen::Wizard(Box::new(State::new(Purpose::New {
        blueprint: blueprint.into(),
        entity,
    })))
}

/// The wizard with a draft, as it was left.
pub fn resume(draft: impl Into<String>) -> Screen {
    Screen::Wizard(Box::new(State::new(Purpose::Draft(draft.into()))))
}
