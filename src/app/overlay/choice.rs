//! What pickers offer: actions with their keys, entities, themes.

use crate::app::intent::keymap::Keymap;
use crate::app::intent::{Entry, Scope, table};
use crate::app::link::Link;
use crate::model::catalog::{Catalog, EntityId};

/// Something to pick.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Choice {
    /// What identifies it, whatever its position.
    pub(super) id: String,
    /// What it belongs to.
    pub group: String,
    pub text: String,
    /// Its keys, or another short remark for the right edge.
    pub note: String,
    /// Further words it is found by.
    pub(super) words: String,
    /// An action that cannot be done on the screen in front.
    pub(super) is_elsewhere: bool,
    pub(super) deed: Deed,
}

/// What picking does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Deed {
    Do(&'static Entry),
    Follow(Link),
    Theme(String),
}

impl Choice {
    /// Whether it is an action, whose note is its keys.
    pub fn is_action(&self) -> bool {
        matches!(self.deed, Deed::Do(_))
    }
}

/// All actions: those that can be done now first, then the rest by scope.
pub(super) fn all_actions(keymap: &Keymap, live: &[Scope]) -> Vec<Choice> {
    actions(keymap, live, |_| true)
}

/// The actions that have a meaning on a screen, rather than inside a field or an overlay, in the same order.
pub(super) fn screen_actions(keymap: &Keymap, live: &[Scope]) -> Vec<Choice> {
    actions(keymap, live, |entry| !entry.scope.is_inside())
}

fn actions(keymap: &Keymap, live: &[Scope], wanted: impl Fn(&Entry) -> bool) -> Vec<Choice> {
    let place = |scope: Scope| live.iter().position(|known| *known == scope);
    let offered = table()
        .iter()
        .filter(|entry| keymap.offers(entry) && wanted(entry));
    let mut entries: Vec<&'static Entry> = offered.collect();
    entries.sort_by_key(|entry| place(entry.scope).unwrap_or(live.len() + entry.scope as usize));
    entries
        .into_iter()
        .map(|entry| action(entry, keymap, place(entry.scope).is_none()))
        .collect()
}

fn action(entry: &'static Entry, keymap: &Keymap, is_elsewhere: bool) -> Choice {
    let keys: Vec<String> = keymap.keys_of(entry).iter().map(ToString::to_string).collect();
    Choice {
        id: entry.name.to_owned(),
        group: entry.scope.title().to_owned(),
        text: entry.text.to_owned(),
        note: keys.join("  "),
        words: format!("{} {}", entry.name, entry.synonyms.join(" ")),
        is_elsewhere,
        deed: Deed::Do(entry),
    }
}

pub(super) fn theme(name: &str) -> Choice {
    Choice {
        id: name.to_owned(),
        group: String::new(),
        text: name.to_owned(),
        note: String::new(),
        words: String::new(),
        is_elsewhere: false,
        deed: Deed::Theme(name.to_owned()),
    }
}

pub(super) fn entity(catalog: &Catalog, id: EntityId) -> Choice {
    let entity = catalog.entity(id);
    let entity_ref = entity.entity_ref().to_owned();
    Choice {
        id: entity_ref.clone(),
        group: entity.kind().to_owned(),
        text: entity.name().to_owned(),
        note: entity
            .title()
            .filter(|title| *title != entity.name())
            .unwrap_or_default()
            .to_owned(),
        words: entity_ref.clone(),
        is_elsewhere: false,
        deed: Deed::Follow(Link::Entity(entity_ref)),
    }
}
