//! What only Insights can do, and its keys.

use super::table::View;
use crate::app::intent::{Entry, Intent, Scope};
use crate::model::insight::Part;

/// What only Insights can do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Action {
    NextView,
    PreviousView,
    Show(View),
    /// The last so many days.
    Period(u32),
    Effort,
    Sort(Part),
    Reverse,
    /// Give the tasks of the selected group a category: ask for it.
    Categorise,
    /// Do so, after the question.
    CategoriseNow,
    Undo,
}

/// The periods there are, in days, with what they are called.
pub const PERIODS: [(u32, &str); 4] = [
    (30, "30 days"),
    (90, "90 days"),
    (180, "180 days"),
    (365, "365 days"),
];

const fn own(name: &'static str, action: Action, text: &'static str, keys: &'static [&'static str]) -> Entry {
    Entry::new(name, Scope::Insights, Intent::Insights(action), text).keys(keys)
}

const fn sort(name: &'static str, part: Part, text: &'static str, keys: &'static [&'static str]) -> Entry {
    own(name, Action::Sort(part), text, keys)
}

pub const INTENTS: &[Entry] = &[
    own("insights.next", Action::NextView, "To the next view", &["]"])
        .synonyms(&["tab", "trend", "self-served", "uncategorised"])
        .hint("next view"),
    own(
        "insights.previous",
        Action::PreviousView,
        "To the view before",
        &["["],
    ),
    own(
        "insights.effort",
        Action::Effort,
        "Enter what automating would take",
        &["e"],
    )
    .synonyms(&["hours", "break-even", "cost", "pays"])
    .hint("effort"),
    own(
        "insights.categorise",
        Action::Categorise,
        "Give all tasks of the group a category",
        &["c"],
    )
    .synonyms(&["bulk", "triage"])
    .hint("categorise")
    .writes(),
    own(
        "insights.undo",
        Action::Undo,
        "Take the last categories back",
        &["z"],
    )
    .writes(),
    own(
        "insights.reverse",
        Action::Reverse,
        "Turn the order round",
        &["S"],
    )
    .synonyms(&["ascending", "descending"]),
    own("insights.month", Action::Period(30), "The last 30 days", &["p m"]),
    own(
        "insights.quarter",
        Action::Period(90),
        "The last 90 days",
        &["p q"],
    ),
    own(
        "insights.half-year",
        Action::Period(180),
        "The last 180 days",
        &["p h"],
    ),
    own(
        "insights.year",
        Action::Period(365),
        "The last 365 days",
        &["p y"],
    )
    .hint("year"),
    sort("insights.sort-score", Part::Score, "Sort by score", &["s s"]).hint("sort"),
    sort(
        "insights.sort-category",
        Part::Category,
        "Sort by category",
        &["s c"],
    ),
    sort(
        "insights.sort-hours",
        Part::Hours,
        "Sort by hours a month",
        &["s h"],
    ),
    sort(
        "insights.sort-tasks",
        Part::Tasks,
        "Sort by tasks by hand",
        &["s t"],
    ),
    sort("insights.sort-growth", Part::Growth, "Sort by growth", &["s g"]),
    sort("insights.sort-fit", Part::Fit, "Sort by fit", &["s f"]),
    sort(
        "insights.sort-requesters",
        Part::Requesters,
        "Sort by requesters",
        &["s r"],
    ),
    sort("insights.sort-wait", Part::Wait, "Sort by median wait", &["s w"]),
    sort(
        "insights.sort-p90",
        Part::LongWait,
        "Sort by wait, 90th percentile",
        &["s p"],
    ),
    sort(
        "insights.sort-self-served",
        Part::SelfServed,
        "Sort by self-served tasks",
        &["s v"],
    ),
    sort(
        "insights.sort-blueprint",
        Part::Blueprint,
        "Sort by blueprint",
        &["s b"],
    ),
    own(
        "insights.automate",
        Action::Show(View::Automate),
        "Show what to automate next",
        &[],
    ),
    own(
        "insights.trend",
        Action::Show(View::Trend),
        "Show how work came in over time",
        &[],
    ),
    own(
        "insights.self-served",
        Action::Show(View::SelfServed),
        "Show what was self-served, before and after",
        &[],
    ),
    own(
        "insights.uncategorised",
        Action::Show(View::Uncategorised),
        "Show what recurs without a category",
        &[],
    ),
];
