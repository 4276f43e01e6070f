//! The catalog as it was at a moment. What has not changed since is taken from the snapshot of now; the rest is made of the
//! versions that the journal keeps.

use std::fmt;
use std::sync::Arc;

use jiff::Timestamp;
use jiff::tz::TimeZone;
use rustc_hash::FxHashMap;
use serde_json::json;

use crate::model::catalog::{
    Builder, Catalog, DEFAULT_NAMESPACE, EntityId, EntityRef, Place, Record, Standing, descriptor,
    known_kind, read_json,
};
use crate::model::journal::{Entry, Filter, Hash, Manifest};
use crate::store::{Journal, JournalError};

/// In the documents that are made of other tools' declarations.
const DECLARED_BY: [&str; 3] = ["metadata", "annotations", "muster/declared-by"];

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

impl PastError {
    /// The day on which the record begins, where the person's clock is.
    pub fn first_day(&self) -> Option<String> {
        match self {
            Self::Before(first) => {
                let first = first.as_ref()?.to_zoned(TimeZone::system());
                Some(first.strftime("%Y-%m-%d").to_string())
            }
            Self::Journal(_) => None,
        }
    }
}

impl fmt::Display for PastError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self, self.first_day()) {
            (Self::Journal(error), _) => error.fmt(f),
            (_, Some(first)) => {
                write!(f, "the journal knows the catalog since {first} and not before")
            }
            (_, None) => f.write_str("the journal has no catalog yet"),
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
///
/// What other files add to an entity is not journaled and told as it is now: declarations of other tools for every entity that
/// there was, whatever it said; CODEOWNERS for those that were in the same file.
pub fn past(journal: &Journal, now: &Catalog, at: Timestamp) -> Result<Past, PastError> {
    // What is taken over needs nothing of the journal: it is got ready meanwhile.
    let (builder, told) = std::thread::scope(|scope| {
        let builder = scope.spawn(|| Builder::rewinding(now));
        let told = journal.manifest_at(at);
        (builder.join(), told)
    });
    let Some(manifest) = told? else {
        return Err(PastError::Before(first(journal)?));
    };
    let mut builder = builder.unwrap_or_else(|_| Builder::rewinding(now));
    let compared = compare(now, &manifest);
    let records = records(journal, &compared.others, now)?;
    let mut files = FxHashMap::default();
    for (id, file) in &compared.kept {
        let file = match file {
            Some(path) => builder.file_then(path, &mut files),
            None => now.entity(*id).file_id(),
        };
        builder.keep_entity(*id, file);
    }
    let mut unkept = Vec::new();
    for (entry, record) in compared.others.iter().zip(records) {
        let record = record.or_else(|| {
            unkept.push(entry.entity.to_string());
            named(entry, now)
        });
        if let Some(record) = record {
            let file = builder.file_then(&entry.file, &mut files);
            builder.add(file, &record);
        }
    }
    Ok(Past {
        catalog: Arc::new(builder.finish_rewound()),
        at,
        unkept,
    })
}

/// What the versions of these say; nothing where one was not kept.
fn records(
    journal: &Journal,
    entries: &[&Entry],
    now: &Catalog,
) -> Result<Vec<Option<Record>>, JournalError> {
    let digests: Vec<Hash> = entries.iter().map(|entry| entry.version).collect();
    journal.map_versions(&digests, &|at, body| {
        let text = std::str::from_utf8(body).ok()?;
        record(text, entries.get(at)?, now)
    })
}

/// A manifest held against the snapshot of now.
struct Compared<'a> {
    /// Entities that said what they say now; with the file where they were in another one.
    kept: Vec<(EntityId, Option<&'a str>)>,
    /// All others of the manifest.
    others: Vec<&'a Entry>,
}

/// Walks both side by side: they are sorted by reference.
fn compare<'a>(now: &Catalog, manifest: &'a Manifest) -> Compared<'a> {
    let mut compared = Compared {
        kept: Vec::with_capacity(manifest.entries().len()),
        others: Vec::new(),
    };
    let mut entities = now.entities().peekable();
    for entry in manifest.entries() {
        while entities
            .next_if(|entity| *entity.entity_ref() < *entry.entity)
            .is_some()
        {}
        let same = entities
            .next_if(|entity| *entity.entity_ref() == *entry.entity)
            .filter(|entity| *entity.version() == entry.version.0);
        match same {
            Some(entity) => {
                let moved = entity.file() != &*entry.file;
                compared.kept.push((entity.id, moved.then_some(&*entry.file)));
            }
            None => compared.others.push(entry),
        }
    }
    compared
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

/// An entity as a version of it says.
fn record(text: &str, entry: &Entry, now: &Catalog) -> Option<Record> {
    let document = read_json(text)?;
    let mut record = descriptor::read(&document, Place::default(), entry.version.0, &mut Vec::new())?;
    if document.at_path(&DECLARED_BY).is_some() {
        record.standing = declared(entry, now);
    }
    Some(record)
}

/// How a declared entity came into the catalog: as it does now, where it is still in the same file.
fn declared(entry: &Entry, now: &Catalog) -> Standing {
    now.find(&entry.entity)
        .filter(|id| now.entity(*id).file() == &*entry.file)
        .map(|id| now.standing(id))
        .filter(|standing| *standing != Standing::Written)
        .unwrap_or(Standing::Declared)
}

/// What is known of an entity whose text was not kept.
fn named(entry: &Entry, now: &Catalog) -> Option<Record> {
    let name = EntityRef::parse(&entry.entity, None, DEFAULT_NAMESPACE).ok()?;
    let document = json!({
        "apiVersion": "backstage.io/v1alpha1",
        "kind": known_kind(name.kind()).unwrap_or(name.kind()),
        "metadata": { "name": name.name(), "namespace": name.namespace() },
    });
    record(&document.to_string(), entry, now)
}
