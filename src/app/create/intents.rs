//! What can be done in the gallery.

use crate::app::intent::{Entry, Intent, Scope};

/// What only the gallery can do, and how it is opened for an entity.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Action {
    /// Open what can be created for the selected entity.
    ForEntity,
    /// Throw the selected draft away.
    Drop,
    /// Open the list of all runs.
    Runs,
    /// Show the selected blueprint in the catalog.
    Blueprint,
}

pub const INTENTS: &[Entry] = &[
    Entry::new(
        "create.for-entity",
        Scope::Entity,
        Intent::Create(Action::ForEntity),
        "Create something for the selected entity",
    )
    .keys(&["n"])
    .synonyms(&["new", "blueprint", "wizard", "template"])
    .hint("new"),
    Entry::new(
        "create.filter",
        Scope::Create,
        Intent::Filter,
        "Filter the blueprints",
    )
    .keys(&["/"])
    .synonyms(&["search", "find"])
    .hint("filter"),
    Entry::new(
        "create.runs",
        Scope::Create,
        Intent::Create(Action::Runs),
        "Show all runs",
    )
    .keys(&["L"])
    .synonyms(&["history", "executions", "list"])
    .hint("all runs"),
    Entry::new(
        "create.drop-draft",
        Scope::Create,
        Intent::Create(Action::Drop),
        "Throw the draft away",
    )
    .keys(&["x"])
    .writes()
    .synonyms(&["delete", "remove", "discard"])
    .hint("drop draft"),
    Entry::new(
        "create.blueprint",
        Scope::Create,
        Intent::Create(Action::Blueprint),
        "Show the blueprint in the catalog",
    )
    .keys(&["b"])
    .synonyms(&["template", "entity", "source"]),
];
