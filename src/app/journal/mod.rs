//! Journal: the record, newest first; filtered, followed as it grows, verified.

mod detail;
mod feed;
mod filter;
mod glance;
mod pages;
mod state;

pub use detail::{Line, Tone, of_event, of_verification};
pub use feed::Feed;
pub use filter::{FilterError, parse};
pub use glance::{Glance, Sort};
pub use pages::Pages;
pub use state::{DETAIL, DETAIL_LINES, LIST, State};

use super::intent::{Entry, Intent, Scope};

/// What only the Journal can do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Action {
    Follow,
    Verify,
    OnlySubject,
    OnlyType,
}

pub const INTENTS: &[Entry] = &[
    Entry::new(
        "journal.filter",
        Scope::Journal,
        Intent::Filter,
        "Filter the events: type:entity. actor:ana since:7d, or words",
    )
    .keys(&["/"])
    .synonyms(&["search", "find"])
    .hint("filter"),
    Entry::new(
        "journal.follow",
        Scope::Journal,
        Intent::Journal(Action::Follow),
        "Follow: stay on the newest event",
    )
    .keys(&["f"])
    .synonyms(&["tail", "live", "watch"])
    .hint("follow"),
    Entry::new(
        "journal.verify",
        Scope::Journal,
        Intent::Journal(Action::Verify),
        "Verify that the record is as it was written",
    )
    .keys(&["V"])
    .synonyms(&["check", "chain", "hash", "tamper", "integrity"])
    .hint("verify"),
    Entry::new(
        "journal.only-subject",
        Scope::Journal,
        Intent::Journal(Action::OnlySubject),
        "Only events about the same thing",
    )
    .keys(&["s"])
    .synonyms(&["entity", "history", "subject"])
    .hint("same subject"),
    Entry::new(
        "journal.only-type",
        Scope::Journal,
        Intent::Journal(Action::OnlyType),
        "Only events of the same type",
    )
    .keys(&["S"])
    .synonyms(&["kind"]),
];
