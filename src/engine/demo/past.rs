//! What the demo company's catalog said before: people handed over, dependencies came and went, some things are new and some
//! are gone, over a year and more. From the seed and the catalog of now alone; the files say only what is now.

use std::hash::Hasher;

use jiff::Timestamp;
use rustc_hash::{FxHashMap, FxHasher};
use serde_json::{Value, json};

use crate::engine::{CatalogReader, Documents};
use crate::model::catalog::graph::{Direction, has_neighbours};
use crate::model::catalog::{Catalog, Entity, read_json};
use crate::model::journal::{Entry, Hash, Manifest};
use crate::store::{Journal, JournalError, Reading};

/// How many days ago the catalog was read, the first time first.
pub(super) const DAYS: [i64; 11] = [400, 352, 311, 268, 225, 181, 140, 98, 61, 35, 15];

/// One thing that was otherwise, up to one of the days.
struct Otherwise {
    /// Canonical ref of what was.
    name: String,
    file: String,
    /// What it said; nothing where it was not there.
    body: Option<Vec<u8>>,
    /// It was so at the first so many readings.
    until: usize,
}

/// The company's catalog of the past.
pub(super) struct Past<'a> {
    catalog: &'a Catalog,
    documents: Documents,
    otherwise: Vec<Otherwise>,
}

impl<'a> Past<'a> {
    pub(super) fn new(reader: &CatalogReader, catalog: &'a Catalog, seed: u64) -> Self {
        let mut documents = Documents::new(reader.scope().clone());
        let people: Vec<&str> = named(catalog, "User");
        let needs: Vec<&str> = named(catalog, "Resource");
        let written = catalog
            .entities()
            .filter(|entity| !entity.is_declared() && !entity.is_kind("User") && !entity.is_kind("Group"));
        let otherwise = written
            .filter_map(|entity| {
                let number = number(seed, entity.entity_ref());
                let pick =
                    |from: &[&str]| Some((*from.get(number as usize / 7 % from.len().max(1))?).to_owned());
                let was = match number % 12 {
                    0 => Was::Answered(pick(&people)?),
                    1 => Was::Needed(None),
                    2 => Was::Needed(Some(pick(&needs)?)),
                    3 if !has_neighbours(catalog, entity.node(), Direction::Up) => Was::Missing,
                    4 if number.is_multiple_of(5) => Was::Twice,
                    _ => return None,
                };
                let until = 1 + (number as usize / 12) % DAYS.len();
                otherwise(entity, &was, until, &mut documents)
            })
            .collect();
        Self {
            catalog,
            documents,
            otherwise,
        }
    }

    /// Journals the reading of one of the days.
    pub(super) fn record(
        &mut self,
        journal: &Journal,
        reading: usize,
        time: Timestamp,
        actor: &str,
    ) -> Result<(), JournalError> {
        let entry = |entity: Entity<'_>| Entry {
            entity: entity.entity_ref().into(),
            version: Hash(*entity.version()),
            file: entity.file().into(),
        };
        let mut entries: FxHashMap<&str, Entry> = self
            .catalog
            .entities()
            .map(|entity| (entity.entity_ref(), entry(entity)))
            .collect();
        let mut bodies: FxHashMap<&str, &[u8]> = FxHashMap::default();
        for one in self.otherwise.iter().filter(|one| reading < one.until) {
            match &one.body {
                Some(body) => {
                    bodies.insert(&one.name, body);
                    let entry = Entry {
                        entity: one.name.as_str().into(),
                        version: Hash::of(body),
                        file: one.file.as_str().into(),
                    };
                    entries.insert(&one.name, entry);
                }
                None => {
                    entries.remove(one.name.as_str());
                }
            }
        }
        let manifest = Manifest::new(entries.into_values().collect());
        let reading = Reading {
            manifest: &manifest,
            read_at: time,
            actor,
        };
        let (catalog, documents) = (self.catalog, &mut self.documents);
        journal.record_reading(&reading, &mut |name| match bodies.get(name) {
            Some(body) => Some(body.to_vec()),
            None => {
                let entity = catalog.entity(catalog.find(name)?);
                Some(documents.of(entity)?.canonical_json().into_bytes())
            }
        })?;
        Ok(())
    }
}

/// How something was otherwise.
enum Was {
    /// This person answered for it.
    Answered(String),
    /// It needed this one too, or one less than now.
    Needed(Option<String>),
    /// It was not there.
    Missing,
    /// There was another one beside it, which is gone.
    Twice,
}

fn otherwise(entity: Entity<'_>, was: &Was, until: usize, documents: &mut Documents) -> Option<Otherwise> {
    let mut name = entity.entity_ref().to_owned();
    let file = entity.file().to_owned();
    if let Was::Missing = was {
        return Some(Otherwise {
            name,
            file,
            body: None,
            until,
        });
    }
    let text = documents.of(entity)?.canonical_json();
    let mut document: Value = serde_json::from_str(&text).ok()?;
    match was {
        Was::Answered(person) => {
            let annotations = document.get_mut("metadata")?.as_object_mut()?;
            let annotations = annotations.entry("annotations").or_insert_with(|| json!({}));
            annotations
                .as_object_mut()?
                .insert("muster/accountable".to_owned(), json!(person));
        }
        Was::Needed(Some(other)) => {
            let spec = document.get_mut("spec")?.as_object_mut()?;
            let needs = spec.entry("dependsOn").or_insert_with(|| json!([]));
            needs.as_array_mut()?.push(json!(other));
        }
        Was::Needed(None) => {
            document.pointer_mut("/spec/dependsOn")?.as_array_mut()?.pop()?;
        }
        Was::Twice => {
            let old = format!("{}-old", entity.name());
            name = format!("{name}-old");
            *document.pointer_mut("/metadata/name")? = json!(old);
        }
        Was::Missing => {}
    }
    // As any document is written down, so that its version is the one of its text.
    let body = read_json(&document.to_string())?.canonical_json().into_bytes();
    Some(Otherwise {
        name,
        file,
        body: Some(body),
        until,
    })
}

fn named<'a>(catalog: &'a Catalog, kind: &str) -> Vec<&'a str> {
    let of_kind = catalog.entities().filter(|entity| entity.is_kind(kind));
    of_kind.map(|entity| entity.entity_ref()).collect()
}

/// The same for one seed and name on every machine.
fn number(seed: u64, name: &str) -> u64 {
    let mut hasher = FxHasher::default();
    hasher.write_u64(seed);
    hasher.write(name.as_bytes());
    hasher.finish() >> 8
}
