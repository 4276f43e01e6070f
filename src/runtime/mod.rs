//! The terminal, the event loop, effects and signals: the only place where the screens meet the world.
//!
//! [`run`] is the program on a terminal; [`headless::Headless`] is the same loop without one, for `muster view`, for output
//! that is not a terminal, and for tests.

pub mod clipboard;
pub mod event_loop;
pub mod headless;
pub mod host;
pub mod inbox;
mod input;
pub mod open;
mod panics;
pub mod portal;
pub mod services;
mod signals;
pub mod terminal;
mod workers;

pub use event_loop::{Exit, Screens};
pub use services::{Services, Ticket};
pub use terminal::{TerminalSettings, run};
