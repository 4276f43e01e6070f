//! The manifest: what a catalog held at one moment, as the version and the file of every entity. The difference of two
//! manifests is what is journaled; a manifest's digest tells in one comparison that nothing changed.

use std::cmp::Ordering;
use std::collections::BTreeSet;
use std::fmt;
use std::iter::Peekable;
use std::sync::Arc;

use super::Hash;

/// The first line of a manifest in writing.
const HEADING: &str = "muster manifest 1";

/// One entity of a manifest.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Entry {
    /// Canonical ref.
    pub entity: Box<str>,
    /// SHA-256 of the entity's canonical JSON.
    pub version: Hash,
    /// Where it is declared, relative to the workspace.
    pub file: Arc<str>,
}

/// Everything a catalog held at one moment, sorted by ref, each ref once.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Manifest {
    entries: Vec<Entry>,
}

/// What happened to one entity between two manifests.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Change {
    Appeared {
        entity: Box<str>,
        version: Hash,
        file: Arc<str>,
    },
    /// `from` and `to` are equal where only the file is another.
    Changed {
        entity: Box<str>,
        from: Hash,
        to: Hash,
        file: Arc<str>,
    },
    Disappeared {
        entity: Box<str>,
        version: Hash,
    },
}

/// A text that is not a manifest.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ManifestError {
    /// From 1.
    pub line: usize,
    pub reason: &'static str,
}

impl Manifest {
    /// A manifest of `entries` in any order. Of entries with the same ref the first stays.
    pub fn new(mut entries: Vec<Entry>) -> Manifest {
        if !entries.is_sorted_by(|a, b| a.entity < b.entity) {
            entries.sort_by(|a, b| a.entity.cmp(&b.entity));
            entries.dedup_by(|later, earlier| later.entity == earlier.entity);
        }
        Manifest { entries }
    }

    /// The entries, sorted by ref.
    pub fn entries(&self) -> &[Entry] {
        &self.entries
    }

    /// The entry of one entity.
    pub fn get(&self, entity: &str) -> Option<&Entry> {
        let index = self
            .entries
            .binary_search_by(|entry| (*entry.entity).cmp(entity))
            .ok()?;
        self.entries.get(index)
    }

    /// How many files declare the entities.
    pub fn file_count(&self) -> usize {
        self.entries
            .iter()
            .map(|entry| &*entry.file)
            .collect::<BTreeSet<_>>()
            .len()
    }

    /// The digest of the manifest in writing.
    pub fn digest(&self) -> Hash {
        Hash::of(self.to_text().as_bytes())
    }

    /// The manifest in writing: a heading, then a line for each entity with ref, version and file between tabs.
    /// Tabs, line ends and backslashes inside a field are escaped.
    pub fn to_text(&self) -> String {
        let mut text = String::with_capacity(HEADING.len() + 1 + self.entries.len() * 160);
        text.push_str(HEADING);
        text.push('\n');
        for entry in &self.entries {
            push_escaped(&mut text, &entry.entity);
            text.push('\t');
            push_hex(&mut text, &entry.version);
            text.push('\t');
            push_escaped(&mut text, &entry.file);
            text.push('\n');
        }
        text
    }

    /// Reads what [`Manifest::to_text`] wrote.
    pub fn from_text(text: &str) -> Result<Manifest, ManifestError> {
        let mut lines = text.lines().enumerate();
        if lines.next().is_none_or(|(_, heading)| heading != HEADING) {
            return Err(ManifestError {
                line: 1,
                reason: "the heading is missing",
            });
        }
        let mut entries: Vec<Entry> = Vec::new();
        for (index, line) in lines {
            let refused = |reason| ManifestError {
                line: index + 1,
                reason,
            };
            let mut fields = line.split('\t');
            let (Some(entity), Some(version), Some(file), None) =
                (fields.next(), fields.next(), fields.next(), fields.next())
            else {
                return Err(refused("a line has three fields"));
            };
            let entity = unescaped(entity).into_boxed_str();
            if entries.last().is_some_and(|last| last.entity >= entity) {
                return Err(refused("the refs are not in order"));
            }
            let version = version
                .parse()
                .map_err(|_| refused("the version is not a digest"))?;
            let file = match entries.last() {
                Some(last) if *last.file == *file => last.file.clone(),
                _ => unescaped(file).into(),
            };
            entries.push(Entry {
                entity,
                version,
                file,
            });
        }
        Ok(Manifest { entries })
    }
}

/// What happened between two readings, in order of ref. Both sides come sorted by ref.
pub fn changes(before: impl IntoIterator<Item = Entry>, after: &Manifest) -> Vec<Change> {
    let mut before = before.into_iter().peekable();
    let mut changes = Vec::new();
    for now in &after.entries {
        while let Some(gone) = before.next_if(|entry| entry.entity < now.entity) {
            changes.push(Change::Disappeared {
                entity: gone.entity,
                version: gone.version,
            });
        }
        changes.extend(change_to(&mut before, now));
    }
    changes.extend(before.map(|gone| Change::Disappeared {
        entity: gone.entity,
        version: gone.version,
    }));
    changes
}

fn change_to(before: &mut Peekable<impl Iterator<Item = Entry>>, now: &Entry) -> Option<Change> {
    let was = before.next_if(|entry| entry.entity.cmp(&now.entity) == Ordering::Equal);
    Change::between(was.as_ref(), Some(now))
}

impl Change {
    /// What happened to one entity between two moments.
    pub fn between(before: Option<&Entry>, after: Option<&Entry>) -> Option<Change> {
        match (before, after) {
            (None, None) => None,
            (None, Some(now)) => Some(Change::Appeared {
                entity: now.entity.clone(),
                version: now.version,
                file: now.file.clone(),
            }),
            (Some(was), None) => Some(Change::Disappeared {
                entity: was.entity.clone(),
                version: was.version,
            }),
            (Some(was), Some(now)) if was.version == now.version && was.file == now.file => None,
            (Some(was), Some(now)) => Some(Change::Changed {
                entity: now.entity.clone(),
                from: was.version,
                to: now.version,
                file: now.file.clone(),
            }),
        }
    }

    /// The ref of the entity.
    pub fn entity(&self) -> &str {
        match self {
            Change::Appeared { entity, .. }
            | Change::Changed { entity, .. }
            | Change::Disappeared { entity, .. } => entity,
        }
    }

    /// The entity as it is after the change.
    pub fn after(&self) -> Option<Entry> {
        match self {
            Change::Appeared {
                entity,
                version,
                file,
            }
            | Change::Changed {
                entity,
                to: version,
                file,
                ..
            } => Some(Entry {
                entity: entity.clone(),
                version: *version,
                file: file.clone(),
            }),
            Change::Disappeared { .. } => None,
        }
    }

    /// The version that the entity has now and did not have before.
    pub fn new_version(&self) -> Option<Hash> {
        match self {
            Change::Appeared { version, .. } => Some(*version),
            Change::Changed { from, to, .. } => (from != to).then_some(*to),
            Change::Disappeared { .. } => None,
        }
    }
}

fn push_hex(text: &mut String, hash: &Hash) {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    for byte in hash.0 {
        text.push(char::from(DIGITS[usize::from(byte >> 4)]));
        text.push(char::from(DIGITS[usize::from(byte & 15)]));
    }
}

fn push_escaped(text: &mut String, field: &str) {
    if !field.contains(['\\', '\t', '\n', '\r']) {
        return text.push_str(field);
    }
    for c in field.chars() {
        match c {
            '\\' => text.push_str("\\\\"),
            '\t' => text.push_str("\\t"),
            '\n' => text.push_str("\\n"),
            '\r' => text.push_str("\\r"),
            c => text.push(c),
        }
    }
}

fn unescaped(field: &str) -> String {
    let mut text = String::with_capacity(field.len());
    let mut chars = field.chars();
    while let Some(c) = chars.next() {
        match c {
            '\\' => match chars.next() {
                Some('t') => text.push('\t'),
                Some('n') => text.push('\n'),
                Some('r') => text.push('\r'),
                other => text.extend(other),
            },
            c => text.push(c),
        }
    }
    text
}

impl fmt::Display for ManifestError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {} of the manifest: {}", self.line, self.reason)
    }
}

impl std::error::Error for ManifestError {}
