//! Home: what needs me now. The first screen of a workspace.

mod state;

pub use state::State;

use super::intent::Entry;

/// What only Home can do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Action {}

pub const INTENTS: &[Entry] = &[];
