//! The catalog of the open workspace: read through the cache, followed as files change, searched. Knows sources and the
//! model; what a screen makes of it is not its business.

use std::path::PathBuf;
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError, Weak};

use super::inbox::Sender;
use super::services::Ticket;
use crate::app::Msg;
use crate::model::catalog::query::{Facet, Index, Query, count_values};
use crate::model::catalog::{Catalog, Entity, EntityId, Node};
use crate::sources::cache;
use crate::sources::files::{self, Scope, Snapshot, Watcher};

/// One workspace's catalog. Dropping it ends the watching.
pub struct CatalogService {
    scope: Scope,
    cache: PathBuf,
    /// Leaves the cache as it is.
    read_only: bool,
    reading: Mutex<Reading>,
    search: Mutex<Option<Search>>,
    listener: OnceLock<Listener>,
}

type Listener = Box<dyn Fn(Arc<Catalog>) + Send + Sync>;

/// What the last reading left; locked while one is going on, so that there is one at a time.
#[derive(Default)]
struct Reading {
    snapshot: Option<Snapshot>,
    watcher: Option<Watcher>,
}

/// For each facet its values with how many entities have each, most first.
pub type FacetCounts = Vec<(Facet, Vec<(String, usize)>)>;

/// What the last search left, for the next one to begin from.
struct Search {
    catalog: Arc<Catalog>,
    index: Arc<Index>,
    last: Option<(Query, Arc<Vec<EntityId>>)>,
}

impl CatalogService {
    pub fn new(scope: Scope, cache: PathBuf, read_only: bool) -> Arc<Self> {
        Arc::new(Self {
            scope,
            cache,
            read_only,
            reading: Mutex::default(),
            search: Mutex::default(),
            listener: OnceLock::new(),
        })
    }

    /// Has every reading that found something new told to a listener: one, for good.
    pub fn each_reading(&self, listener: impl Fn(Arc<Catalog>) + Send + Sync + 'static) {
        // A second listener would be a mistake of the caller, and is left out.
        let _ = self.listener.set(Box::new(listener));
    }

    /// Reads the catalog. The first time, what the cache remembers is sent ahead; from then on changes on disk are sent
    /// when they happen.
    pub fn load(self: &Arc<Self>, sender: &Sender) -> Arc<Catalog> {
        let mut reading = lock(&self.reading);
        if reading.snapshot.is_none() {
            reading.snapshot = cache::load(&self.cache);
            if let Some(snapshot) = &reading.snapshot {
                sender.send(Msg::Catalog(snapshot.catalog.clone()));
            }
        }
        let first = reading.watcher.is_none();
        if first {
            let (service, sender) = (Arc::downgrade(self), sender.clone());
            reading.watcher = Some(Watcher::start(move || changed(&service, &sender)));
        }
        if self.read(&mut reading) || first {
            self.tell(&reading);
        }
        reading
            .snapshot
            .as_ref()
            .map(|snapshot| snapshot.catalog.clone())
            .unwrap_or_default()
    }

    fn tell(&self, reading: &Reading) {
        if let (Some(listener), Some(snapshot)) = (self.listener.get(), &reading.snapshot) {
            listener(snapshot.catalog.clone());
        }
    }

    /// Reads what changed since the last reading; true if that was anything.
    fn read(&self, reading: &mut Reading) -> bool {
        let files::Reading {
            snapshot, folders, ..
        } = files::read(&self.scope, reading.snapshot.as_ref());
        if let Some(watcher) = &mut reading.watcher {
            watcher.watch(&folders);
        }
        let Some(snapshot) = snapshot else { return false };
        if !self.read_only
            && let Err(error) = cache::save(&self.cache, &snapshot)
        {
            tracing::warn!(%error, file = %self.cache.display(), "cannot write the cache");
        }
        reading.snapshot = Some(snapshot);
        true
    }

    /// The entities that match, in order; `None` when a newer search is waiting.
    pub fn search(&self, catalog: &Arc<Catalog>, query: &Query, ticket: &Ticket) -> Option<Vec<EntityId>> {
        let (index, last) = self.prepared(catalog);
        let among = last
            .filter(|(before, _)| query.narrows(before))
            .map(|(_, ids)| ids);
        let found = index.search(catalog, query, among.as_ref().map(|ids| ids.as_slice()), &|| {
            !ticket.is_current()
        });
        let ids = found.ok()?;
        if let Some(search) = lock(&self.search)
            .as_mut()
            .filter(|search| Arc::ptr_eq(&search.catalog, catalog))
        {
            search.last = Some((query.clone(), Arc::new(ids.clone())));
        }
        Some(ids)
    }

    /// The best matches for some words; `None` when a newer question is waiting.
    pub fn find(
        &self,
        catalog: &Arc<Catalog>,
        words: &str,
        limit: usize,
        ticket: &Ticket,
    ) -> Option<Vec<EntityId>> {
        let (index, _) = self.prepared(catalog);
        let mut ids = index
            .search(catalog, &Query::parse(words), None, &|| !ticket.is_current())
            .ok()?;
        ids.truncate(limit);
        Some(ids)
    }

    /// The values of each facet among the entities that match, with how many have each. A facet's own terms do not count
    /// for itself. `None` when a newer question is waiting.
    pub fn count_facets(
        &self,
        catalog: &Arc<Catalog>,
        query: &Query,
        ticket: &Ticket,
    ) -> Option<FacetCounts> {
        let (index, _) = self.prepared(catalog);
        let search = |query: &Query| index.search(catalog, query, None, &|| !ticket.is_current()).ok();
        let all = search(query)?;
        let count = |facet: Facet| {
            let own: Vec<EntityId>;
            let among = if query.terms.iter().any(|term| term.facet == facet) {
                let mut others = query.clone();
                others.terms.retain(|term| term.facet != facet);
                own = search(&others)?;
                &own
            } else {
                &all
            };
            let counts = count_values(catalog, facet, among.iter().copied());
            let counts = counts.into_iter().map(|(value, count)| (value.to_owned(), count));
            Some((facet, counts.collect()))
        };
        Facet::ALL.into_iter().map(count).collect()
    }

    /// The index of a catalog, made when it is first searched, and what was found last.
    fn prepared(&self, catalog: &Arc<Catalog>) -> (Arc<Index>, Option<(Query, Arc<Vec<EntityId>>)>) {
        let mut search = lock(&self.search);
        if search
            .as_ref()
            .is_none_or(|search| !Arc::ptr_eq(&search.catalog, catalog))
        {
            *search = Some(Search {
                catalog: catalog.clone(),
                index: Arc::new(Index::new(catalog)),
                last: None,
            });
        }
        match search.as_ref() {
            Some(search) => (search.index.clone(), search.last.clone()),
            None => (Arc::new(Index::new(catalog)), None),
        }
    }

    /// The whole document of an entity; `None` where its file no longer says so.
    pub fn document(&self, entity: Entity<'_>) -> Option<Node> {
        let path = self.scope.path(entity.file());
        let base = self
            .scope
            .trees
            .iter()
            .map(|tree| &tree.base)
            .find(|base| path.starts_with(base));
        files::document(&path, base.unwrap_or(&self.scope.root), entity.bytes())
            .filter(|_| !entity.is_stale())
    }

    /// The catalog as it was read last.
    pub fn newest(&self) -> Option<Arc<Catalog>> {
        lock(&self.reading)
            .snapshot
            .as_ref()
            .map(|snapshot| snapshot.catalog.clone())
    }
}

/// Reads again after a change on disk, and sends what came of it.
fn changed(service: &Weak<CatalogService>, sender: &Sender) {
    let Some(service) = service.upgrade() else { return };
    let mut reading = lock(&service.reading);
    if !service.read(&mut reading) {
        return;
    }
    service.tell(&reading);
    if let Some(snapshot) = &reading.snapshot {
        sender.send(Msg::Catalog(snapshot.catalog.clone()));
    }
}

/// What a panicking reader left is still a snapshot that was whole when it was put there.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
