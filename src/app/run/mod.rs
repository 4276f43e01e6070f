//! Runs: the list of them, and one of them live: its steps, what they say, what it waits for, and what can be done about
//! it. What cannot simply be taken back is asked for first, with what exactly it would do.

pub mod detail;
mod intents;
mod keys;
mod list;
mod outputs;
mod planned;
mod question;
mod state;
mod verbs;
pub mod words;

pub use intents::{Action, INTENTS};
pub use list::ListState;
pub use outputs::{Link, Output};
pub use question::{About, Question};
pub use state::{Pane, Row, State};

use super::geometry::ViewId;
use super::screen::Screen;

/// The steps and links, for the mouse.
pub const STEPS: ViewId = ViewId("run.steps");
/// What the selected step says: how many lines of it are seen.
pub const LOG: ViewId = ViewId("run.log");
/// How many lines it has, broken to its width.
pub const LOG_LINES: ViewId = ViewId("run.log-lines");
/// The list of runs.
pub const RUNS: ViewId = ViewId("runs.rows");

/// The screen of a run, by its id, to be pushed by whoever has one selected.
pub fn open(id: impl Into<String>) -> Screen {
    Screen::Run(Box::new(State::of(id)))
}
