//! The blueprints of a workspace's catalog.

use std::path::PathBuf;
use std::sync::Arc;

use super::{Library, Source};
use crate::engine::Documents;
use crate::model::blueprint;
use crate::model::catalog::{Catalog, Entity};
use crate::sources::files::Scope;

/// The templates among the entities of a catalog, read from their files as they are now.
pub struct CatalogLibrary {
    scope: Scope,
    catalog: Arc<Catalog>,
}

impl CatalogLibrary {
    pub fn new(scope: Scope, catalog: Arc<Catalog>) -> Self {
        Self { scope, catalog }
    }

    fn templates(&self) -> impl Iterator<Item = Entity<'_>> {
        self.catalog
            .entities()
            .filter(|entity| entity.entity_ref().starts_with("template:"))
    }
}

impl Library for CatalogLibrary {
    fn open(&self, entity_ref: &str) -> Option<Source> {
        let entity = self.catalog.entity(self.catalog.find(entity_ref)?);
        if !entity.entity_ref().starts_with("template:") {
            return None;
        }
        let document = Documents::new(self.scope.clone()).of(entity)?;
        let folder = self.scope.path(entity.file()).parent().map(PathBuf::from);
        Some(Source {
            document: blueprint::read(&document, entity.entity_ref()).document,
            folder,
        })
    }

    fn refs(&self) -> Vec<String> {
        self.templates().map(|entity| entity.entity_ref().to_owned()).collect()
    }
}
