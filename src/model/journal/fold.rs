//! The fold that gives the catalog's manifest at any moment: the first reading, then every change since. A pure function
//! of the events in their order; what does not fit is rejected and changes nothing.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::manifest::{Entry, Manifest};
use super::{Fact, Hash};

/// What the catalog held after some of the journal's events.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CatalogFold {
    baseline: Option<Hash>,
    entries: BTreeMap<Box<str>, (Hash, Arc<str>)>,
}

/// What the fold made of an event.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    Applied,
    /// The event's precondition does not hold: the entity has another version, or the catalog had been read before.
    Rejected,
    /// The event is not about the catalog.
    Ignored,
    /// The first reading's manifest is not to be had: without it there is nothing to fold onto.
    NoManifest(Hash),
}

impl CatalogFold {
    /// Before the first event.
    pub fn new() -> CatalogFold {
        CatalogFold::default()
    }

    /// Folds in the next event. `manifest` finds a manifest by its digest.
    pub fn apply(&mut self, fact: &Fact, manifest: impl FnOnce(Hash) -> Option<Manifest>) -> Verdict {
        match fact {
            Fact::CatalogRead(read) => {
                if self.baseline.is_some() {
                    return Verdict::Rejected;
                }
                let Some(manifest) = manifest(read.manifest) else {
                    return Verdict::NoManifest(read.manifest);
                };
                self.baseline = Some(read.manifest);
                let placed = |entry: &Entry| (entry.entity.clone(), (entry.version, entry.file.clone()));
                self.entries = manifest.entries().iter().map(placed).collect();
                Verdict::Applied
            }
            Fact::EntityAppeared(appeared) => {
                self.change(&appeared.entity, None, Some((appeared.version, &appeared.file)))
            }
            Fact::EntityChanged(changed) => self.change(
                &changed.entity,
                Some(changed.from),
                Some((changed.to, &changed.file)),
            ),
            Fact::EntityDisappeared(gone) => self.change(&gone.entity, Some(gone.version), None),
            _ => Verdict::Ignored,
        }
    }

    fn change(&mut self, entity: &str, expected: Option<Hash>, now: Option<(Hash, &str)>) -> Verdict {
        let found = self.entries.get(entity).map(|(version, _)| *version);
        if self.baseline.is_none() || found != expected {
            return Verdict::Rejected;
        }
        match now {
            Some((version, file)) => self.entries.insert(entity.into(), (version, file.into())),
            None => self.entries.remove(entity),
        };
        Verdict::Applied
    }

    /// One entity of what the catalog holds.
    pub fn entry(&self, entity: &str) -> Option<Entry> {
        let (version, file) = self.entries.get(entity)?;
        Some(entry(entity, *version, file))
    }

    /// The digest of the first reading's manifest; nothing before the first reading.
    pub fn baseline(&self) -> Option<Hash> {
        self.baseline
    }

    /// What the catalog holds.
    pub fn manifest(&self) -> Manifest {
        Manifest::new(
            self.entries
                .iter()
                .map(|(entity, (version, file))| entry(entity, *version, file))
                .collect(),
        )
    }
}

fn entry(entity: &str, version: Hash, file: &Arc<str>) -> Entry {
    Entry {
        entity: entity.into(),
        version,
        file: file.clone(),
    }
}
