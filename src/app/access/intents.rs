//! What can be done about access.

use crate::app::intent::{Entry, Intent, Scope};
use crate::app::list::Motion;

/// What has to do with access.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Action {
    /// Show who has what.
    Open,
    /// Show that of what is in front: who may use an entity, or what somebody has; of Owned what is on one's own.
    OpenHere,
    /// Look at all places again.
    Look,
    /// Take back what is marked or selected.
    TakeBack,
    /// Let a grant end at another time.
    Extend,
    /// Say that one looked through who has what on the resource.
    Attest,
    /// By resource, or by who has it.
    Regroup,
    /// Open the run that gave it.
    Run,
    NextTab,
    PreviousTab,
    /// Show one tab, by its position.
    Show(usize),
}

const fn entry(
    name: &'static str,
    action: Action,
    text: &'static str,
    keys: &'static [&'static str],
) -> Entry {
    Entry::new(name, Scope::Access, Intent::Access(action), text).keys(keys)
}

const fn leading(name: &'static str, scope: Scope, text: &'static str) -> Entry {
    Entry::new(name, scope, Intent::Access(Action::OpenHere), text)
        .keys(&["A"])
        .synonyms(&["permissions", "rights", "acl", "grants", "who has what"])
}

const fn on_decision(
    name: &'static str,
    intent: Intent,
    text: &'static str,
    keys: &'static [&'static str],
) -> Entry {
    Entry::new(name, Scope::Deciding, intent, text).keys(keys)
}

pub const INTENTS: &[Entry] = &[
    Entry::new(
        "go.access",
        Scope::Global,
        Intent::Access(Action::Open),
        "Go to Access: who has what, and why",
    )
    .synonyms(&[
        "permissions",
        "rights",
        "acl",
        "grants",
        "who has what",
        "review",
        "expired",
        "unexplained",
    ]),
    // `r` does it too, as everywhere.
    entry("access.look", Action::Look, "Look at all places again", &[]).synonyms(&[
        "survey",
        "refresh",
        "again",
        "online",
        "providers",
    ]),
    entry(
        "access.take-back",
        Action::TakeBack,
        "Take back what is over or unexplained, by runs",
        &["x"],
    )
    .writes()
    .synonyms(&["revoke", "remove", "withdraw", "end", "delete"])
    .hint("take back"),
    entry(
        "access.extend",
        Action::Extend,
        "Let what a run gave end at another time",
        &["e"],
    )
    .writes()
    .synonyms(&["longer", "renew", "until", "date", "shorten"])
    .hint("extend"),
    entry(
        "access.attest",
        Action::Attest,
        "Say that I looked through who has what on the resource",
        &["a"],
    )
    .writes()
    .synonyms(&["review", "confirm", "recertify", "looked through"])
    .hint("looked through"),
    entry(
        "access.regroup",
        Action::Regroup,
        "Group by who has it, or by resource",
        &["p"],
    )
    .synonyms(&["person", "holder", "principal", "group", "resource"])
    .hint("by person"),
    entry("access.run", Action::Run, "Open the run that gave it", &["R"])
        .synonyms(&["grant", "why", "plan", "history"]),
    entry("access.next-tab", Action::NextTab, "To the next tab", &["]"]).hint("next tab"),
    entry(
        "access.previous-tab",
        Action::PreviousTab,
        "To the tab before",
        &["["],
    ),
    leading(
        "entity.access",
        Scope::Entity,
        "Show who may use it; of a person or group what they have",
    ),
    leading(
        "owned.access",
        Scope::Owned,
        "Show who may use what I am accountable for",
    ),
    on_decision("decision.do", Intent::Enter, "Do it", &["enter"]).hint("do it"),
    on_decision("decision.close", Intent::Escape, "Do nothing", &["esc"]).hint("close"),
    on_decision(
        "decision.next-field",
        Intent::NextPane,
        "To the other field",
        &["tab"],
    ),
    on_decision(
        "decision.previous-field",
        Intent::PreviousPane,
        "To the other field, backwards",
        &["shift-tab"],
    ),
    on_decision(
        "decision.earlier",
        Intent::Move(Motion::Up),
        "An earlier end, or a line up",
        &["up"],
    ),
    on_decision(
        "decision.later",
        Intent::Move(Motion::Down),
        "A later end, or a line down",
        &["down"],
    ),
];
