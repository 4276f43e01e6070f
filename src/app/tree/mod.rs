//! Tree: what one entity depends on, what depends on it, and who is to be told when it fails.

mod branch;
mod copy;
mod counting;
mod finder;
mod mouse;
mod outline;
mod state;
pub mod words;

pub use branch::Branch;
pub use finder::Finder;
pub use outline::{Fold, Item, Level, Line, Node, Outline};
pub use state::{DOWN, PEOPLE, Pane, Planted, State, UP};

use super::intent::{Entry, Intent, Scope};
use super::screen::Screen;

/// The screen with the tree of an entity, by its canonical ref, to be pushed by whoever has one selected.
pub fn open(entity_ref: impl Into<String>) -> Screen {
    Screen::Tree(Box::new(State::of(entity_ref)))
}

/// What only the tree can do, and how it is opened.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Action {
    /// Open the tree of the selected entity.
    Open,
    Show(Pane),
    Toggle,
    UnfoldLevel,
    FoldLevel,
    Systems,
}

pub const INTENTS: &[Entry] = &[
    Entry::new(
        "tree.open",
        Scope::List,
        Intent::Tree(Action::Open),
        "Show the dependency tree of the selected entity",
    )
    .keys(&["t"])
    .synonyms(&["dependencies", "dependants", "graph", "blast radius", "impact"])
    .hint("tree"),
    Entry::new(
        "tree.down",
        Scope::Tree,
        Intent::Tree(Action::Show(Pane::Down)),
        "Show what it depends on",
    )
    .keys(&["d"])
    .synonyms(&["dependencies", "downstream", "needs", "deps"])
    .hint("depends on"),
    Entry::new(
        "tree.up",
        Scope::Tree,
        Intent::Tree(Action::Show(Pane::Up)),
        "Show what depends on it",
    )
    .keys(&["u"])
    .synonyms(&["dependants", "dependents", "upstream", "consumers", "impact"])
    .hint("needed by"),
    Entry::new(
        "tree.people",
        Scope::Tree,
        Intent::Tree(Action::Show(Pane::People)),
        "Show what is hit when it fails, and who is to be told",
    )
    .keys(&["p"])
    .synonyms(&["blast radius", "impact", "contacts", "notify", "outage"])
    .hint("people"),
    Entry::new(
        "tree.toggle",
        Scope::Tree,
        Intent::Tree(Action::Toggle),
        "Unfold or fold the line",
    )
    .keys(&["space"])
    .synonyms(&["expand", "collapse"])
    .hint("unfold"),
    Entry::new(
        "tree.unfold-level",
        Scope::Tree,
        Intent::Tree(Action::UnfoldLevel),
        "Unfold one level more everywhere",
    )
    .keys(&["+", "="])
    .synonyms(&["expand all", "deeper"]),
    Entry::new(
        "tree.fold-level",
        Scope::Tree,
        Intent::Tree(Action::FoldLevel),
        "Fold the deepest level",
    )
    .keys(&["-"])
    .synonyms(&["collapse all", "shallower"]),
    Entry::new(
        "tree.find",
        Scope::Tree,
        Intent::Filter,
        "Look for words among the unfolded lines",
    )
    .keys(&["/"])
    .synonyms(&["search", "filter"]),
    Entry::new(
        "tree.next-match",
        Scope::Tree,
        Intent::NextMatch,
        "To the next line with the words; else create something for the entity",
    )
    .keys(&["n"])
    .synonyms(&["new", "create", "blueprint"]),
    Entry::new(
        "tree.previous-match",
        Scope::Tree,
        Intent::PreviousMatch,
        "To the previous line with the words",
    )
    .keys(&["N"]),
    Entry::new(
        "tree.systems",
        Scope::Tree,
        Intent::Tree(Action::Systems),
        "Show systems instead of entities, or entities again",
    )
    .keys(&["s"])
    .synonyms(&["roll up", "aggregate", "group"])
    .hint("systems"),
];
