//! Home: what needs me now. The first screen of a workspace: what falls short, who answers, what changed, what exists.
//! Every line leads somewhere.

mod access;
pub mod content;
mod cost;
mod health;
pub mod layout;
mod outside;
mod owned;
pub mod parts;
mod state;
mod under_way;
mod vision;

pub use state::State;

use super::intent::{Entry, Intent, Scope};

/// What only Home can do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Action {
    /// Open the file a line is about, at its line.
    Edit,
}

pub const INTENTS: &[Entry] = &[
    Entry::new("home.search", Scope::Home, Intent::Filter, "Search the catalog")
        .keys(&["/"])
        .synonyms(&["filter", "find", "entities"])
        .hint("search"),
    Entry::new(
        "home.edit",
        Scope::Home,
        Intent::Home(Action::Edit),
        "Edit the file of the problem or entity, at its line",
    )
    .keys(&["e"])
    .synonyms(&["editor", "fix", "open the file"])
    .hint("edit"),
];
