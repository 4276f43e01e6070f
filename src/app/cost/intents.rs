//! What can be done with costs.

use crate::app::intent::{Entry, Intent, Scope};

/// What only this screen can do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Action {
    /// Show what everything costs, on top of whatever is in front.
    Open,
    NextTab,
    PreviousTab,
    /// Show one tab, by its position.
    Show(usize),
    MonthBefore,
    MonthAfter,
    /// Another currency, or all of them.
    Currency,
    Sort,
    Reverse,
}

const fn entry(
    name: &'static str,
    action: Action,
    text: &'static str,
    keys: &'static [&'static str],
) -> Entry {
    Entry::new(name, Scope::Cost, Intent::Cost(action), text).keys(keys)
}

pub const INTENTS: &[Entry] = &[
    entry("cost.month-before", Action::MonthBefore, "A month back", &["<"])
        .synonyms(&["previous", "earlier", "back"]),
    entry("cost.month-after", Action::MonthAfter, "A month on", &[">"])
        .synonyms(&["next", "later", "forward"])
        .hint("month"),
    entry("cost.next-tab", Action::NextTab, "To the next view", &["]"])
        .synonyms(&[
            "tab",
            "unmatched",
            "moved",
            "budgets",
            "systems",
            "teams",
            "people",
        ])
        .hint("next view"),
    entry(
        "cost.previous-tab",
        Action::PreviousTab,
        "To the view before",
        &["["],
    )
    .synonyms(&["tab"]),
    entry(
        "cost.currency",
        Action::Currency,
        "One currency, the next one, or all",
        &["c"],
    )
    .synonyms(&["money", "dollar", "euro"])
    .hint("currency"),
    entry("cost.sort", Action::Sort, "Sort by a column", &["s"])
        .synonyms(&["order", "column", "dearest"])
        .hint("sort"),
    entry("cost.reverse", Action::Reverse, "Turn the order round", &["S"]).synonyms(&[
        "descending",
        "ascending",
        "sort",
    ]),
    // Without a key of its own: the palette finds it.
    Entry::new(
        "go.cost",
        Scope::Global,
        Intent::Cost(Action::Open),
        "Go to what everything costs",
    )
    .synonyms(&["costs", "money", "spend", "budget", "finops", "invoice", "cloud"]),
];
