//! What can be done with probes.

use crate::app::intent::{Entry, Intent, Scope};
use crate::app::list::Motion;

/// What has to do with health.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Action {
    /// Show all probes.
    Open,
    /// Show those of what is in front: of an entity, of what one answers for.
    OpenHere,
    /// Ask the probes of what is marked or selected at once.
    Ask,
    AskAll,
    /// Tell nobody of it for a while.
    Silence,
    /// Tell again.
    Speak,
    /// Who depends on it, and who is to be told.
    Dependants,
    /// What the journal has of it.
    Events,
    /// Open the entity's file, at its line.
    Edit,
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
    Entry::new(name, Scope::Health, Intent::Health(action), text).keys(keys)
}

const fn on_silence(
    name: &'static str,
    intent: Intent,
    text: &'static str,
    keys: &'static [&'static str],
) -> Entry {
    Entry::new(name, Scope::Silencing, intent, text).keys(keys)
}

pub const INTENTS: &[Entry] = &[
    Entry::new(
        "go.health",
        Scope::Global,
        Intent::Health(Action::Open),
        "Go to Health: what probes say",
    )
    .synonyms(&[
        "probes",
        "down",
        "outage",
        "unresponsive",
        "status",
        "monitoring",
        "uptime",
    ]),
    entry("health.ask", Action::Ask, "Ask its probes again, at once", &["a"])
        .synonyms(&["probe", "retry", "refresh", "check", "again"])
        .hint("ask again"),
    entry(
        "health.ask-all",
        Action::AskAll,
        "Ask all probes again, at once",
        &["A"],
    )
    .synonyms(&["probe", "refresh", "everything"]),
    entry(
        "health.silence",
        Action::Silence,
        "Silence it: tell nobody of it for a while",
        &["s"],
    )
    .writes()
    .synonyms(&[
        "mute",
        "snooze",
        "maintenance",
        "acknowledge",
        "downtime",
        "quiet",
    ])
    .hint("silence"),
    entry(
        "health.speak",
        Action::Speak,
        "End its silence: tell again",
        &["S"],
    )
    .writes()
    .synonyms(&["unmute", "unsilence", "loud"]),
    entry(
        "health.dependants",
        Action::Dependants,
        "Show what is hit while it is down, and who is to be told",
        &["f"],
    )
    .synonyms(&["blast radius", "impact", "dependants", "consumers", "who"])
    .hint("what is hit"),
    entry(
        "health.events",
        Action::Events,
        "Show what the journal has of it",
        &["e"],
    )
    .synonyms(&["history", "events", "past", "log"]),
    entry(
        "health.edit",
        Action::Edit,
        "Edit its file in the editor, at its line",
        &["E"],
    )
    .synonyms(&["editor", "change", "declare", "annotation", "file"]),
    entry("health.next-tab", Action::NextTab, "To the next state", &["]"]).hint("next state"),
    entry(
        "health.previous-tab",
        Action::PreviousTab,
        "To the state before",
        &["["],
    ),
    Entry::new(
        "entity.health",
        Scope::Entity,
        Intent::Health(Action::OpenHere),
        "Show what its probes say",
    )
    .keys(&["H"])
    .synonyms(&["probes", "down", "unresponsive", "status", "silence"]),
    Entry::new(
        "owned.health",
        Scope::Owned,
        Intent::Health(Action::OpenHere),
        "Show what probes say of what concerns me",
    )
    .keys(&["H"])
    .synonyms(&["probes", "down", "unresponsive", "status"]),
    on_silence("silence.do", Intent::Enter, "Silence it", &["enter"]).hint("silence"),
    on_silence("silence.close", Intent::Escape, "Do nothing", &["esc"]).hint("close"),
    on_silence(
        "silence.next-field",
        Intent::NextPane,
        "To the other field",
        &["tab"],
    )
    .hint("other field"),
    on_silence(
        "silence.previous-field",
        Intent::PreviousPane,
        "To the other field, backwards",
        &["shift-tab"],
    ),
    on_silence(
        "silence.shorter",
        Intent::Move(Motion::Up),
        "A shorter silence",
        &["up"],
    ),
    on_silence(
        "silence.longer",
        Intent::Move(Motion::Down),
        "A longer silence",
        &["down"],
    ),
];
