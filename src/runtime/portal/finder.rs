//! Search that remembers: the index of the snapshot in use, and the last result, so that typing on only looks at what is
//! left. Knows catalogs and queries.

use std::sync::{Arc, Mutex};

use super::lock;
use crate::model::catalog::query::{Index, Query};
use crate::model::catalog::{Catalog, EntityId};

/// Searches one catalog at a time; another one takes its place.
#[derive(Default)]
pub(super) struct Finder {
    index: Mutex<Option<(Arc<Catalog>, Arc<Index>)>>,
    last: Mutex<Option<Last>>,
}

struct Last {
    catalog: Arc<Catalog>,
    query: Query,
    ids: Arc<[EntityId]>,
}

impl Finder {
    /// The entities that match; none when told to stop, as then nobody looks.
    pub fn search(
        &self,
        catalog: &Arc<Catalog>,
        query: &Query,
        stop: &(dyn Fn() -> bool + Sync),
    ) -> Vec<EntityId> {
        let index = self.index(catalog);
        let among = lock(&self.last)
            .as_ref()
            .filter(|last| Arc::ptr_eq(&last.catalog, catalog) && query.narrows(&last.query))
            .map(|last| Arc::clone(&last.ids));
        let Ok(ids) = index.search(catalog, query, among.as_deref(), stop) else {
            return Vec::new();
        };
        let last = Last {
            catalog: Arc::clone(catalog),
            query: query.clone(),
            ids: ids.as_slice().into(),
        };
        *lock(&self.last) = Some(last);
        ids
    }

    /// The entities that match, without remembering it: for questions beside the one on screen.
    pub fn search_once(
        &self,
        catalog: &Arc<Catalog>,
        query: &Query,
        stop: &(dyn Fn() -> bool + Sync),
    ) -> Vec<EntityId> {
        self.index(catalog)
            .search(catalog, query, None, stop)
            .unwrap_or_default()
    }

    /// The best matches for what a person types.
    pub fn find(
        &self,
        catalog: &Arc<Catalog>,
        words: &str,
        stop: &(dyn Fn() -> bool + Sync),
    ) -> Vec<EntityId> {
        self.search_once(catalog, &Query::parse(words), stop)
    }

    pub fn index(&self, catalog: &Arc<Catalog>) -> Arc<Index> {
        let mut known = lock(&self.index);
        match known.as_ref().filter(|(of, _)| Arc::ptr_eq(of, catalog)) {
            Some((_, index)) => Arc::clone(index),
            None => {
                let index = Arc::new(Index::new(catalog));
                *known = Some((Arc::clone(catalog), Arc::clone(&index)));
                *lock(&self.last) = None;
                index
            }
        }
    }
}
