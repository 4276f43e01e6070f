//! Problems: the files that fall short, worked through one by one.

mod copy;
mod rows;
mod state;

pub use rows::{Row, Shown};
pub use state::{LIST, State};

use super::intent::{Entry, Intent, Scope};
use crate::model::catalog::Severity;

/// What only Problems can do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Action {
    /// Show or hide the problems of one severity.
    Toggle(Severity),
    /// Gather them under something else.
    Regroup,
    /// Fold a group, or unfold it.
    Fold,
    Edit,
    /// Show the entity that falls short.
    Entity,
}

const fn entry(name: &'static str, action: Action, text: &'static str) -> Entry {
    Entry::new(name, Scope::Problems, Intent::Problems(action), text)
}

pub const INTENTS: &[Entry] = &[
    entry("problems.edit", Action::Edit, "Edit the file at the line")
        .keys(&["e"])
        .synonyms(&["open", "fix", "editor", "vi"])
        .hint("edit"),
    entry(
        "problems.entity",
        Action::Entity,
        "Show the entity that falls short",
    )
    .keys(&["i"])
    .synonyms(&["inspect", "go to", "detail"])
    .hint("entity"),
    entry(
        "problems.group",
        Action::Regroup,
        "Group by file, by code or by who is accountable",
    )
    .keys(&["b"])
    .synonyms(&["group by", "sort", "person", "owner"])
    .hint("group"),
    entry(
        "problems.errors",
        Action::Toggle(Severity::Error),
        "Show or hide errors",
    )
    .keys(&["E"])
    .synonyms(&["severity"]),
    entry(
        "problems.warnings",
        Action::Toggle(Severity::Warning),
        "Show or hide warnings",
    )
    .keys(&["W"])
    .synonyms(&["severity"]),
    entry(
        "problems.info",
        Action::Toggle(Severity::Info),
        "Show or hide what is only said for information",
    )
    .keys(&["I"])
    .synonyms(&["severity", "remarks", "skipped", "left out"])
    .hint("info"),
    Entry::new(
        "problems.filter",
        Scope::Problems,
        Intent::Filter,
        "Filter by words in code, file, entity or message",
    )
    .keys(&["/"])
    .synonyms(&["search", "find"])
    .hint("filter"),
    Entry::new(
        "problems.next-group",
        Scope::Problems,
        Intent::NextMatch,
        "To the next group",
    )
    .keys(&["n"]),
    Entry::new(
        "problems.previous-group",
        Scope::Problems,
        Intent::PreviousMatch,
        "To the previous group",
    )
    .keys(&["N"]),
    entry("problems.fold", Action::Fold, "Fold or unfold the group")
        .keys(&["space"])
        .synonyms(&["expand", "collapse"]),
];
