//! The rows of the table: the entities that were found, of the snapshot in which they were.

use std::borrow::Cow;
use std::sync::Arc;

use crate::app::list::Rows;
use crate::model::catalog::{Catalog, Entity, EntityId, ProblemIndex};

/// A catalog and its problems by entity.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Snapshot {
    pub catalog: Arc<Catalog>,
    pub problems: Arc<ProblemIndex>,
}

impl Snapshot {
    pub fn new(catalog: &Arc<Catalog>) -> Self {
        Self {
            catalog: catalog.clone(),
            problems: Arc::new(ProblemIndex::new(catalog)),
        }
    }

    /// Takes another catalog; looks for its problems only if it is one.
    pub fn renew(&mut self, catalog: &Arc<Catalog>) {
        if !Arc::ptr_eq(&self.catalog, catalog) {
            *self = Self::new(catalog);
        }
    }

    pub fn find(&self, entity_ref: &str) -> Option<Entity<'_>> {
        self.catalog.find(entity_ref).map(|id| self.catalog.entity(id))
    }
}

/// The entities that were found, in order.
#[derive(Debug, Clone, PartialEq)]
pub struct Found {
    pub snapshot: Snapshot,
    ids: Arc<[EntityId]>,
}

impl Default for Found {
    fn default() -> Self {
        Self {
            snapshot: Snapshot::default(),
            ids: Arc::new([]),
        }
    }
}

impl Found {
    /// Takes what a search found.
    pub fn renew(&mut self, catalog: &Arc<Catalog>, ids: &Arc<[EntityId]>) {
        self.snapshot.renew(catalog);
        self.ids = ids.clone();
    }

    /// The entity in a row.
    pub fn entity(&self, row: usize) -> Option<Entity<'_>> {
        self.ids.get(row).map(|id| self.snapshot.catalog.entity(*id))
    }
}

impl Rows for Found {
    fn len(&self) -> usize {
        self.ids.len()
    }

    fn id(&self, index: usize) -> Cow<'_, str> {
        self.entity(index).map_or("", |entity| entity.entity_ref()).into()
    }

    fn find(&self, id: &str) -> Option<usize> {
        let id = self.snapshot.catalog.find(id)?;
        self.ids.iter().position(|known| *known == id)
    }

    fn knows(&self, id: &str) -> bool {
        self.snapshot.catalog.find(id).is_some()
    }
}
