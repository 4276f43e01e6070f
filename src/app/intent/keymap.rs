//! The keymap: for each scope a trie from keys to intents, made from the table and the person's own keys. Knows the words
//! for its inner nodes, from which the box of continuations after a first key is drawn.

use std::collections::BTreeMap;
use std::fmt;

use super::{Danger, Entry, Scope, entries, entry, table};
use crate::app::key::{Key, KeySequence};
use crate::model::text::nearest;

/// What the keys before the last one of a sequence are called.
const NODES: &[(&str, &str)] = &[("g", "Go"), ("p", "Period"), ("s", "Sort by")];

/// From keys to intents.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Keymap {
    read_only: bool,
    scopes: BTreeMap<Scope, Node>,
}

#[derive(Debug, Clone, Default, PartialEq, Eq)]
struct Node {
    children: BTreeMap<Key, Node>,
    entry: Option<&'static Entry>,
}

/// What some keys mean.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Lookup {
    Found(&'static Entry),
    /// They begin one or more sequences.
    Pending(Continuations),
    Nothing,
}

/// What can follow the keys pressed so far.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Continuations {
    pub title: String,
    pub next: Vec<(Key, &'static str)>,
}

/// Keys a person wants for an action, from settings. No keys at all unbinds it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeyOverride {
    pub action: String,
    pub keys: Vec<String>,
}

/// What is wrong with an override. The offending text is a part of it, so settings can say where it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum KeyOverrideError {
    UnknownAction {
        action: String,
        nearest: Option<&'static str>,
    },
    /// The action's keys are fixed.
    Fixed {
        action: String,
    },
    BadKey {
        action: String,
        key: String,
    },
    /// Two overrides want the same keys, or one's keys begin the other's.
    Taken {
        action: String,
        key: String,
        by: &'static str,
    },
}

impl KeyOverrideError {
    /// The text in the settings that is wrong: a key, or the name of an action.
    pub fn offending(&self) -> &str {
        match self {
            Self::UnknownAction { action, .. } | Self::Fixed { action } => action,
            Self::BadKey { key, .. } | Self::Taken { key, .. } => key,
        }
    }
}

impl fmt::Display for KeyOverrideError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::UnknownAction {
                action,
                nearest: Some(nearest),
            } => {
                write!(f, "there is no action `{action}`; did you mean `{nearest}`?")
            }
            Self::UnknownAction {
                action,
                nearest: None,
            } => {
                write!(f, "there is no action `{action}`; `muster keys` lists them all")
            }
            Self::Fixed { action } => write!(f, "the keys of `{action}` cannot be changed"),
            Self::BadKey { action, key } => write!(
                f,
                "`{key}` is not a key for `{action}`; write a character, `ctrl-d`, `space`, `enter`, `f5` or a sequence such as `g g`"
            ),
            Self::Taken { action, key, by } => {
                write!(f, "`{key}` cannot mean `{action}`: it is given to `{by}` already")
            }
        }
    }
}

impl std::error::Error for KeyOverrideError {}

impl Default for Keymap {
    fn default() -> Self {
        Self::new(false)
    }
}

impl Keymap {
    /// The default keys; in read-only mode without those that write.
    pub fn new(read_only: bool) -> Self {
        let mut keymap = Self {
            read_only,
            scopes: BTreeMap::new(),
        };
        for entry in table() {
            for keys in entry.keys {
                if let Ok(sequence) = keys.parse() {
                    keymap.bind(entry, &sequence);
                }
            }
        }
        keymap
    }

    /// Puts the person's keys in place of the defaults. A key that was something else's default in the same scope is
    /// taken from it. All errors are reported, not the first only.
    pub fn with_overrides(mut self, overrides: &[KeyOverride]) -> Result<Self, Vec<KeyOverrideError>> {
        let mut errors = Vec::new();
        let mut wanted: Vec<(&'static Entry, KeySequence)> = Vec::new();
        for item in overrides {
            match check(item) {
                Ok((entry, sequences)) => {
                    self.unbind(entry);
                    for sequence in sequences {
                        match taken(&wanted, entry, &sequence) {
                            Some(by) => errors.push(KeyOverrideError::Taken {
                                action: item.action.clone(),
                                key: sequence.to_string(),
                                by,
                            }),
                            None => wanted.push((entry, sequence)),
                        }
                    }
                }
                Err(mut found) => errors.append(&mut found),
            }
        }
        for (entry, sequence) in &wanted {
            self.free(entry.scope, sequence);
            self.bind(entry, sequence);
        }
        if errors.is_empty() { Ok(self) } else { Err(errors) }
    }

    /// Whether an action can be done at all: in read-only mode those that write cannot.
    pub fn offers(&self, entry: &Entry) -> bool {
        !self.read_only || entry.danger == Danger::Safe
    }

    /// What keys mean in some scopes, named from the inside out.
    pub fn lookup(&self, scopes: &[Scope], keys: &[Key]) -> Lookup {
        let mut next: Vec<(Key, &'static str)> = Vec::new();
        for node in scopes.iter().filter_map(|scope| self.node(*scope, keys)) {
            if let (Some(entry), true) = (node.entry, next.is_empty()) {
                return Lookup::Found(entry);
            }
            for (key, child) in &node.children {
                if next.iter().all(|(known, _)| known != key) {
                    next.push((*key, child.text(keys, *key)));
                }
            }
        }
        if next.is_empty() {
            return Lookup::Nothing;
        }
        let prefix = KeySequence(keys.to_vec()).to_string();
        let title = node_title(&prefix).map_or_else(|| prefix.clone(), str::to_owned);
        Lookup::Pending(Continuations { title, next })
    }

    /// The keys of an action, as they are now.
    pub fn keys_of(&self, entry: &Entry) -> Vec<KeySequence> {
        let mut found = Vec::new();
        if let Some(node) = self.scopes.get(&entry.scope) {
            node.collect(entry.name, &mut Vec::new(), &mut found);
        }
        let position =
            |sequence: &KeySequence| entry.keys.iter().position(|key| *key == sequence.to_string());
        found.sort_by_key(|sequence| position(sequence).unwrap_or(usize::MAX));
        found
    }

    fn node(&self, scope: Scope, keys: &[Key]) -> Option<&Node> {
        let root = self.scopes.get(&scope)?;
        keys.iter().try_fold(root, |node, key| node.children.get(key))
    }

    fn bind(&mut self, entry: &'static Entry, sequence: &KeySequence) {
        if !self.offers(entry) {
            return;
        }
        let root = self.scopes.entry(entry.scope).or_default();
        let node = sequence
            .0
            .iter()
            .fold(root, |node, key| node.children.entry(*key).or_default());
        node.entry = Some(entry);
    }

    fn unbind(&mut self, entry: &Entry) {
        if let Some(root) = self.scopes.get_mut(&entry.scope) {
            root.remove(&|node| node.entry.is_some_and(|bound| bound.name == entry.name));
        }
    }

    /// Takes a sequence, and every one that begins it or goes on from it, from whatever has it.
    fn free(&mut self, scope: Scope, sequence: &KeySequence) {
        let Some(mut node) = self.scopes.get_mut(&scope) else {
            return;
        };
        for key in &sequence.0 {
            node.entry = None;
            match node.children.get_mut(key) {
                Some(child) => node = child,
                None => return,
            }
        }
        *node = Node::default();
    }
}

impl Node {
    fn text(&self, before: &[Key], key: Key) -> &'static str {
        let mut keys = before.to_vec();
        keys.push(key);
        match self.entry {
            Some(entry) => entry.text,
            None => node_title(&KeySequence(keys).to_string()).unwrap_or("…"),
        }
    }

    fn collect(&self, name: &str, keys: &mut Vec<Key>, found: &mut Vec<KeySequence>) {
        if self.entry.is_some_and(|entry| entry.name == name) {
            found.push(KeySequence(keys.clone()));
        }
        for (key, child) in &self.children {
            keys.push(*key);
            child.collect(name, keys, found);
            keys.pop();
        }
    }

    /// Clears the nodes that match, and branches that lead nowhere then.
    fn remove(&mut self, matches: &dyn Fn(&Node) -> bool) {
        if matches(self) {
            self.entry = None;
        }
        self.children.values_mut().for_each(|child| child.remove(matches));
        self.children
            .retain(|_, child| child.entry.is_some() || !child.children.is_empty());
    }
}

fn node_title(keys: &str) -> Option<&'static str> {
    NODES
        .iter()
        .find(|(prefix, _)| *prefix == keys)
        .map(|(_, title)| *title)
}

fn check(item: &KeyOverride) -> Result<(&'static Entry, Vec<KeySequence>), Vec<KeyOverrideError>> {
    let action = item.action.clone();
    let Some(entry) = entry(&action) else {
        let nearest = nearest(&action, table().iter().map(|entry| entry.name));
        return Err(vec![KeyOverrideError::UnknownAction { action, nearest }]);
    };
    if entry.scope == Scope::System {
        return Err(vec![KeyOverrideError::Fixed { action }]);
    }
    let mut sequences = Vec::new();
    let mut errors = Vec::new();
    for key in &item.keys {
        match key.parse() {
            Ok(sequence) => sequences.push(sequence),
            Err(_) => errors.push(KeyOverrideError::BadKey {
                action: action.clone(),
                key: key.clone(),
            }),
        }
    }
    if errors.is_empty() {
        Ok((entry, sequences))
    } else {
        Err(errors)
    }
}

/// Who has keys already: another override of the same scope, or one of the fixed actions, which must work everywhere.
fn taken(
    wanted: &[(&'static Entry, KeySequence)],
    entry: &Entry,
    sequence: &KeySequence,
) -> Option<&'static str> {
    let fixed = entries(Scope::System).flat_map(|fixed| {
        let keys = fixed
            .keys
            .iter()
            .filter_map(|key| key.parse::<KeySequence>().ok());
        keys.map(move |keys| (fixed.name, keys))
    });
    let given = wanted
        .iter()
        .filter(|(other, _)| other.scope == entry.scope)
        .map(|(other, keys)| (other.name, keys.clone()));
    fixed
        .chain(given)
        .find(|(_, keys)| overlap(keys, sequence))
        .map(|(name, _)| name)
}

/// Whether two sequences cannot live in one scope: they are the same, or one begins the other.
pub fn overlap(one: &KeySequence, other: &KeySequence) -> bool {
    one.0.starts_with(&other.0) || other.0.starts_with(&one.0)
}

#[cfg(test)]
mod tests;
