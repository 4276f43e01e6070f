//! The pure core of the full-screen program: state, messages, intents, update. Knows `model` only.
//!
//! Everything here is data and functions of data: no clock, no file, no channel, no terminal. The time arrives as a
//! message, what should happen outside leaves as an [`Effect`], and its result comes back as a message. A screen is a
//! folder here and a file of the same name in `ui`; `screen.rs` is the one place that knows them all.

pub mod access;
pub mod catalog;
pub mod context;
pub mod cost;
pub mod create;
pub mod discovery;
pub mod effect;
pub mod geometry;
pub mod health;
pub mod home;
pub mod input;
pub mod insights;
pub mod intent;
pub mod journal;
pub mod key;
pub mod link;
pub mod list;
pub mod load;
pub mod msg;
pub mod nav;
pub mod overlay;
pub mod owned;
pub mod panes;
pub mod past;
pub mod problems;
pub mod queue;
pub mod run;
pub mod screen;
pub mod shared;
pub mod state;
pub mod states;
pub mod term;
pub mod text_area;
pub mod toast;
pub mod tree;
mod update;
pub mod vision;
pub mod welcome;
pub mod wizard;

pub use effect::{Effect, Generation, Request};
pub use msg::{Answer, Failure, Msg};
pub use state::State;
pub use update::update;
