//! What can be done in the catalog, beyond what every list can do.

use crate::app::intent::{Entry, Intent, Scope};

/// What only the catalog can do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Action {
    /// Choose what the rows are sorted by.
    Sort,
    /// Turn the order round.
    Reverse,
    Facets,
    ClearFacets,
    /// Show or hide the selected entity beside the table.
    Detail,
    Grow,
    Shrink,
    Edit,
    Document,
    /// What exists outside, beside what the catalog says.
    Outside,
    /// List what an entity owns, holds or answers for.
    Holdings,
}

const fn on_table(
    name: &'static str,
    action: Action,
    text: &'static str,
    keys: &'static [&'static str],
) -> Entry {
    Entry::new(name, Scope::Catalog, Intent::Catalog(action), text).keys(keys)
}

const fn on_entity(
    name: &'static str,
    action: Action,
    text: &'static str,
    keys: &'static [&'static str],
) -> Entry {
    Entry::new(name, Scope::Entity, Intent::Catalog(action), text).keys(keys)
}

pub const INTENTS: &[Entry] = &[
    on_table("catalog.sort", Action::Sort, "Sort by a column", &["s"])
        .synonyms(&["order", "column"])
        .hint("sort"),
    on_table("catalog.reverse", Action::Reverse, "Turn the order round", &["S"]).synonyms(&[
        "descending",
        "ascending",
        "sort",
    ]),
    on_table(
        "catalog.facets",
        Action::Facets,
        "Narrow by kind, type, owner, system, tag",
        &["f"],
    )
    .synonyms(&["facets", "filter", "group", "count"])
    .hint("facets"),
    on_table(
        "catalog.outside",
        Action::Outside,
        "Show what exists outside: unregistered, gone, seen to depend",
        &["D"],
    )
    .synonyms(&[
        "discover",
        "unregistered",
        "gone",
        "observed",
        "kafka",
        "github",
        "survey",
    ]),
    on_table(
        "catalog.clear-facets",
        Action::ClearFacets,
        "Take all facets away",
        &["F"],
    )
    .synonyms(&["reset", "all"]),
    on_table(
        "catalog.detail",
        Action::Detail,
        "Show or hide the selected entity beside the table",
        &["p"],
    )
    .synonyms(&["preview", "split", "pane"]),
    on_table(
        "catalog.grow",
        Action::Grow,
        "Give the detail more room",
        &["+", "="],
    )
    .synonyms(&["resize", "larger", "split"]),
    on_table(
        "catalog.shrink",
        Action::Shrink,
        "Give the detail less room",
        &["-"],
    )
    .synonyms(&["resize", "smaller", "split"]),
    Entry::new(
        "facets.toggle",
        Scope::Facets,
        Intent::Mark,
        "Choose the value, or give it up",
    )
    .keys(&["space"])
    .synonyms(&["facet", "select"])
    .hint("choose"),
    Entry::new(
        "facets.filter",
        Scope::Facets,
        Intent::Filter,
        "Narrow the values",
    )
    .keys(&["/"])
    .synonyms(&["search", "facet"])
    .hint("narrow"),
    on_entity(
        "catalog.edit",
        Action::Edit,
        "Edit the entity's file at its line",
        &["e"],
    )
    .synonyms(&["editor", "change", "fix"])
    .hint("edit"),
    on_entity(
        "catalog.document",
        Action::Document,
        "Show the whole document",
        &["d"],
    )
    .synonyms(&["yaml", "raw", "source", "descriptor"]),
    on_entity(
        "catalog.holdings",
        Action::Holdings,
        "List what it owns, holds or answers for",
        &["w"],
    )
    .synonyms(&["owned", "parts", "members", "accountable for"]),
];
