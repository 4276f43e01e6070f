//! The catalog as it was at a moment. What has not changed since is taken from the snapshot of now; the rest is made of the
//! versions that the journal keeps.

use std::fmt;
use std::sync::Arc;

use jiff::Timestamp;
use rustc_hash::FxHashMap;
use serde_json::json;

use crate::model::catalog::descriptor;
use crate::model::catalog::{Builder, Catalog, Entity, EntityRef, FileCounts, FileId, Place, Record};
use crate::model::journal::{Entry, Filter, Hash, Manifest};
use crate::sources::files::document_of;
use crate::store::{Journal, JournalError};

/// A catalog as it was.
#[derive(Clone, Debug)]
pub struct Past {
    pub catalog: Arc<Catalog>,
    pub at: Timestamp,
    /// Entities of which only the name is known: their text was not kept.
    pub unkept: Vec<String>,
}

/// Why the past cannot be told.
#[derive(Debug)]
pub enum PastError {
    /// The journal begins later: at this moment, where it holds anything.
    Before(Option<Timestamp>),
    Journal(JournalError),
}

impl fmt::Display for PastError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Before(Some(first)) => {
                write!(f, "the journal knows the catalog since {first} and not before")
            }
            Self::Before(None) => f.write_str("the journal has no catalog yet"),
            Self::Journal(error) => error.fmt(f),
        }
    }
}

impl std::error::Error for PastError {}

impl From<JournalError> for PastError {
    fn from(error: JournalError) -> Self {
        Self::Journal(error)
    }
}

/// The catalog as the journal knows it at a moment; `now` is the snapshot of now.
pub fn past(journal: &Journal, now: &Catalog, at: Timestamp) -> Result<Past, PastError> {
    let Some(manifest) = journal.manifest_at(at)? else {
        return Err(PastError::Before(first(journal)?));
    };
    let by_file = by_file(&manifest);
    let mut counts: FxHashMap<FileId, usize> = FxHashMap::default();
    for entity in now.entities() {
        *counts.entry(entity.file_id()).or_default() += 1;
    }
    let mut builder = Builder::new(Some(now));
    let mut made: Vec<(FileId, &Entry)> = Vec::new();
    for (path, entries) in by_file {
        if let Some(kept) = unchanged(now, path, &entries, &counts) {
            builder.keep_file(kept);
            continue;
        }
        let file = builder.file(path, FileCounts::default());
        made.extend(entries.into_iter().map(|entry| (file, entry)));
    }
    let (kept, changed): (Vec<_>, Vec<_>) = made
        .into_iter()
        .map(|(file, entry)| (file, entry, same(now, entry)))
        .partition(|(.., same)| same.is_some());
    for (file, _, entity) in kept {
        if let Some(record) = entity.and_then(|entity| now.record(entity.id)) {
            builder.add(file, &record);
        }
    }
    let digests: Vec<Hash> = changed.iter().map(|(_, entry, _)| entry.version).collect();
    let bodies = journal.version_bodies(&digests)?;
    let mut unkept = Vec::new();
    for ((file, entry, _), body) in changed.into_iter().zip(bodies) {
        let record = body.and_then(|body| record(&String::from_utf8(body).ok()?, entry.version));
        let record = record.or_else(|| {
            unkept.push(entry.entity.to_string());
            named(&entry.entity, entry.version)
        });
        if let Some(record) = record {
            builder.add(file, &record);
        }
    }
    Ok(Past {
        catalog: Arc::new(builder.finish()),
        at,
        unkept,
    })
}

/// When the journal read the catalog for the first time.
fn first(journal: &Journal) -> Result<Option<Timestamp>, JournalError> {
    let first = journal.events(&Filter {
        type_prefix: Some("catalog.read".to_owned()),
        limit: Some(1),
        ..Filter::default()
    })?;
    Ok(first.first().map(|event| event.time))
}

/// The entries of each file, files in the order in which they come.
fn by_file(manifest: &Manifest) -> Vec<(&str, Vec<&Entry>)> {
    let mut places: FxHashMap<&str, usize> = FxHashMap::default();
    let mut files: Vec<(&str, Vec<&Entry>)> = Vec::new();
    for entry in manifest.entries() {
        let place = *places.entry(&*entry.file).or_insert_with(|| {
            files.push((&*entry.file, Vec::new()));
            files.len() - 1
        });
        files[place].1.push(entry);
    }
    files
}

/// The file of now that holds just these.
fn unchanged(
    now: &Catalog,
    path: &str,
    entries: &[&Entry],
    counts: &FxHashMap<FileId, usize>,
) -> Option<FileId> {
    let file = now.find_file(path)?;
    let is_whole = counts.get(&file) == Some(&entries.len());
    (is_whole && entries.iter().all(|entry| same(now, entry).is_some())).then_some(file)
}

/// The entity of now that says what an entry says, in the same file.
fn same<'a>(now: &'a Catalog, entry: &Entry) -> Option<Entity<'a>> {
    let entity = now.entity(now.find(&entry.entity)?);
    (*entity.version() == entry.version.0 && entity.file() == &*entry.file).then_some(entity)
}

fn record(text: &str, version: Hash) -> Option<Record> {
    descriptor::read(&document_of(text)?, Place::default(), version.0, &mut Vec::new())
}

/// What is known of an entity whose text was not kept.
fn named(entity: &str, version: Hash) -> Option<Record> {
    let name = EntityRef::parse(entity, None, crate::model::catalog::DEFAULT_NAMESPACE).ok()?;
    let document = json!({
        "apiVersion": "backstage.io/v1alpha1",
        "kind": crate::model::catalog::known_kind(name.kind()).unwrap_or(name.kind()),
        "metadata": { "name": name.name(), "namespace": name.namespace() },
    });
    record(&document.to_string(), version)
}
