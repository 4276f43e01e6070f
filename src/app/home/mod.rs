//! Home: what exists, what needs a look, what changed lately. The first screen of a workspace.

mod facts;
mod state;

pub use facts::{Fact, Facts, Weight};
pub use state::{Change, EXISTS, LATELY, NEEDS, Pane, State};
