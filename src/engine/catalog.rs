//! The catalog of one workspace: read through its cache, its documents fetched on demand, its changes journaled.

use std::path::PathBuf;
use std::sync::Arc;

use super::documents::Documents;
use crate::model::catalog::{Catalog, Entity, Node};
use crate::model::journal::{Entry, Hash, Manifest};
use crate::sources::cache;
use crate::sources::files::{self, Reading, Scope, Snapshot};
use crate::store::{self, Journal, JournalError, Recorded};
use jiff::Timestamp;

/// Reads one workspace, again and again.
#[derive(Debug, Clone)]
pub struct CatalogReader {
    scope: Scope,
    /// None leaves no trace on disk.
    cache: Option<PathBuf>,
    /// Whether the cache is only read.
    leaves_cache: bool,
    /// Whether what was read before is on a screen meanwhile.
    beside_a_screen: bool,
}

impl CatalogReader {
    /// `cache` is where the snapshot is kept between two starts; without one every start reads everything.
    pub fn new(scope: Scope, cache: Option<PathBuf>) -> Self {
        Self {
            scope,
            cache,
            leaves_cache: false,
            beside_a_screen: false,
        }
    }

    /// Reads the cache, but never writes it.
    pub fn leaving_the_cache(self) -> Self {
        Self {
            leaves_cache: true,
            ..self
        }
    }

    /// Leaves a core to the screen that shows what was read before.
    pub fn beside_a_screen(self) -> Self {
        Self {
            beside_a_screen: true,
            ..self
        }
    }

    pub fn scope(&self) -> &Scope {
        &self.scope
    }

    /// What the last reading of any process found. The files may say otherwise by now.
    pub fn cached(&self) -> Option<Snapshot> {
        cache::load(self.cache.as_deref()?)
    }

    /// Reads what has changed since a snapshot. The reading holds none when nothing has.
    pub fn read(&self, before: Option<&Snapshot>) -> Reading {
        if self.beside_a_screen {
            files::read_aside(&self.scope, before)
        } else {
            files::read(&self.scope, before)
        }
    }

    /// Keeps a snapshot for the next start. A cache that cannot be written costs time, not truth.
    pub fn keep(&self, snapshot: &Snapshot) {
        if let Some(path) = self.cache.as_ref().filter(|_| !self.leaves_cache)
            && let Err(error) = cache::save(path, snapshot)
        {
            tracing::warn!(%error, file = %path.display(), "cannot write the cache");
        }
    }

    /// The snapshot as the files are now, by way of the cache.
    pub fn current(&self) -> Snapshot {
        let before = self.cached();
        let reading = self.read(before.as_ref());
        let newer = reading.snapshot.or(reading.restamped);
        if let Some(newer) = &newer {
            self.keep(newer);
        }
        newer.or(before).unwrap_or_default()
    }

    /// The whole document of an entity, read from its file. None where the file no longer says so.
    pub fn document(&self, entity: Entity<'_>) -> Option<Node> {
        if entity.is_stale() {
            return None;
        }
        let path = self.scope.path(entity.file());
        files::document_of_entity(&self.scope, &files::text(&path)?, entity)
    }
}

/// Journals what differs from the last reading that the journal knows. `actor` is whom the events are ascribed to.
pub fn record(
    journal: &Journal,
    reader: &CatalogReader,
    catalog: &Arc<Catalog>,
    read_at: Timestamp,
    actor: &str,
) -> Result<Recorded, JournalError> {
    let manifest = manifest(catalog);
    let reading = store::Reading {
        manifest: &manifest,
        read_at,
        actor,
    };
    let mut documents = Documents::new(reader.scope().clone());
    journal.record_reading(&reading, &mut |entity_ref| {
        let entity = catalog.entity(catalog.find(entity_ref)?);
        // A body of another version, because the file has changed since, is not kept; the next reading brings it.
        Some(documents.of(entity)?.canonical_json().into_bytes())
    })
}

/// Every entity of a catalog with its version and file.
pub fn manifest(catalog: &Catalog) -> Manifest {
    let entry = |entity: Entity<'_>| Entry {
        entity: entity.entity_ref().into(),
        version: Hash(*entity.version()),
        file: entity.file().into(),
    };
    Manifest::new(catalog.entities().map(entry).collect())
}
