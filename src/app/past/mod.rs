//! The catalog as it was: to a day and back. What is shown there is looked at and never changed; screens that show more than
//! the catalog are of now, so leaving for one of them is coming back.

mod asking;

use std::sync::Arc;

use jiff::{Timestamp, Zoned};

use super::catalog;
use super::create;
use super::discovery::Known;
use super::effect::{Effect, Generation, Request};
use super::intent::keymap::Keymap;
use super::intent::{Danger, Entry, Intent, Scope, entry};
use super::load::Load;
use super::overlay::CopyItem;
use super::screen::ScreenId;
use crate::model::catalog::Catalog;
use crate::model::health::Healths;
use crate::model::text::{day_or_moment, shell_word};
use crate::model::vision::Judged;

pub use asking::Asking;

/// Where in time one can go.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Action {
    /// Ask for the day.
    Ask,
    To(Timestamp),
    /// So many days on, or back.
    Step(i32),
    Now,
}

pub const INTENTS: &[Entry] = &[
    Entry::new(
        "past.day",
        Scope::Past,
        Intent::Past(Action::Ask),
        "Show the catalog as it was on a day",
    )
    .keys(&["@"])
    .synonyms(&["time travel", "history", "past", "as of", "date", "ago"]),
    Entry::new(
        "past.day-back",
        Scope::Past,
        Intent::Past(Action::Step(-1)),
        "A day back",
    )
    .keys(&["<"])
    .synonyms(&["time travel", "yesterday", "earlier"]),
    Entry::new(
        "past.day-on",
        Scope::Past,
        Intent::Past(Action::Step(1)),
        "A day forward",
    )
    .keys(&[">"])
    .synonyms(&["time travel", "later"]),
    Entry::new(
        "past.week-back",
        Scope::Past,
        Intent::Past(Action::Step(-7)),
        "A week back",
    )
    .keys(&["{"])
    .synonyms(&["time travel", "earlier"]),
    Entry::new(
        "past.week-on",
        Scope::Past,
        Intent::Past(Action::Step(7)),
        "A week forward",
    )
    .keys(&["}"])
    .synonyms(&["time travel", "later"]),
    Entry::new(
        "past.now",
        Scope::Past,
        Intent::Past(Action::Now),
        "Back to the catalog of now",
    )
    .keys(&["0"])
    .synonyms(&["time travel", "today", "present"]),
];

/// The catalog of a moment, and of whom.
#[derive(Debug, Clone, PartialEq)]
pub struct Then {
    pub catalog: Arc<Catalog>,
    pub at: Timestamp,
    /// Entities of which only the name is known.
    pub unkept: usize,
}

/// Where in time the screens are.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Travel {
    /// None is now.
    pub(in crate::app) away: Option<Away>,
    /// The moment that was asked for last.
    pub(in crate::app) asked: Option<(Generation, Timestamp)>,
}

/// What is put aside while one is in the past.
#[derive(Debug, Clone, PartialEq)]
pub(in crate::app) struct Away {
    pub at: Timestamp,
    pub catalog: Load<Arc<Catalog>>,
    pub vision: Load<Arc<Judged>>,
    pub discovery: Load<Arc<Known>>,
    pub health: Load<Arc<Healths>>,
}

impl Travel {
    /// The moment whose catalog is shown; none is now.
    pub fn at(&self) -> Option<Timestamp> {
        self.away.as_ref().map(|away| away.at)
    }
}

/// The moment that is shown, as a person writes it.
pub fn named(at: Timestamp, now: &Zoned) -> String {
    day_or_moment(&at.to_zoned(now.time_zone().clone()))
}

/// The key that leads back to now.
pub fn key_to_now(keymap: &Keymap) -> Option<String> {
    let keys = keymap.keys_of(entry("past.now")?);
    Some(keys.first()?.to_string())
}

/// Whether a screen shows nothing but the catalog, so that it can show it as it was.
pub(in crate::app) fn can_show(screen: ScreenId) -> bool {
    matches!(
        screen,
        ScreenId::Catalog | ScreenId::Entity | ScreenId::Document | ScreenId::Tree
    )
}

/// Whether an effect changes something, or leads to where it is changed.
pub(in crate::app) fn changes(effect: &Effect) -> bool {
    match effect {
        Effect::EditFile { .. } => true,
        Effect::Ask { request, .. } => matches!(
            request,
            Request::Act { .. }
                | Request::StartRun { .. }
                | Request::RunAct { .. }
                | Request::Claim { .. }
                | Request::Declare { .. }
                | Request::FileTasks { .. }
                | Request::Waive { .. }
                | Request::GrantWaiver { .. }
                | Request::EndWaiver { .. }
                | Request::Own { .. }
                | Request::AccessAct(_)
                | Request::HealthAct(_)
                | Request::SaveView { .. }
        ),
        Effect::Quit | Effect::Suspend | Effect::WakeAt(_) | Effect::OpenUrl(_) | Effect::Copy(_) => false,
    }
}

/// Whether an entry of the table leads to nothing but what is not done in the past.
pub fn refuses(entry: &Entry) -> bool {
    let leads_to_changes = matches!(
        entry.intent,
        Intent::Catalog(catalog::Action::Edit) | Intent::Create(create::Action::ForEntity)
    );
    entry.danger == Danger::Writes || leads_to_changes
}

/// Commands that are copied ask about the same moment.
pub(in crate::app) fn dated(mut items: Vec<CopyItem>, at: Timestamp, now: &Zoned) -> Vec<CopyItem> {
    let named = named(at, now);
    let when = match named.contains(' ') {
        true => at.to_string(),
        false => named,
    };
    for item in items.iter_mut().filter(|item| item.text.starts_with("muster ")) {
        item.text = format!("{} --at {}", item.text, shell_word(&when));
    }
    items
}
