//! What of the catalog the targets of rights and of steps are: by the ids that the outside knows entities by; topics that do not
//! say where they are by their names; consumer groups by the components that read with them. Reviews, plans and approvals ask here,
//! so that whoever governs what a review shows is asked before it changes. Pure.

use std::cell::OnceCell;

use rustc_hash::FxHashMap;

use crate::model::catalog::external::normal_id;
use crate::model::catalog::{Catalog, EntityId, External};
use crate::model::discovery::{Identities, by_name};

/// Of Kafka, what is no topic and is known by the component that uses it.
const USED: [&str; 2] = ["group", "transactional-id"];

/// The catalog as it is known outside.
pub struct Targets<'c> {
    catalog: &'c Catalog,
    // Most targets are known by their ids, so the names are gathered when first asked for.
    identities: OnceCell<Identities<'c>>,
    topics: OnceCell<FxHashMap<&'c str, Option<EntityId>>>,
}

impl<'c> Targets<'c> {
    pub fn new(catalog: &'c Catalog) -> Self {
        Self {
            catalog,
            identities: OnceCell::new(),
            topics: OnceCell::new(),
        }
    }

    pub fn identities(&self) -> &Identities<'c> {
        self.identities.get_or_init(|| Identities::new(self.catalog))
    }

    /// What a target is; of a pattern nothing, however little it opens.
    pub fn one(&self, target: &str) -> Option<EntityId> {
        let id = normal_id(target);
        if let Some(found) = self.catalog.find_external(&id) {
            return Some(found);
        }
        if id.ends_with('*') {
            return None;
        }
        let (_, name) = id.strip_prefix("kafka:")?.split_once('/')?;
        match name.split_once('/') {
            Some((sort, name)) if USED.contains(&sort) => self.identities().group(name),
            Some(_) => None,
            None => self.topics().get(name.to_lowercase().as_str()).copied().flatten(),
        }
    }

    /// What a right or a step is about: one entity, or all that a pattern opens. None twice.
    pub fn all(&self, target: &str) -> Vec<EntityId> {
        let mut all = match self.one(target) {
            Some(one) => vec![one],
            None => self.opened(target).into_iter().map(|(_, id)| id).collect(),
        };
        all.sort_unstable();
        all.dedup();
        all
    }

    /// What a pattern opens, each by the id that it has outside; of what is no pattern nothing.
    pub fn opened(&self, target: &str) -> Vec<(String, EntityId)> {
        let id = normal_id(target);
        let Some((start, (place, name))) = id
            .strip_suffix('*')
            .and_then(|start| Some((start, start.split_once('/')?)))
        else {
            return Vec::new();
        };
        let is_opened = |id: &str| id.strip_prefix(start).is_some_and(|rest| !rest.contains('/'));
        let by_id = self.catalog.external_ids().filter(|(id, _)| is_opened(id));
        let by_id = by_id.map(|(id, entity)| (id.to_owned(), entity));
        by_id.chain(self.opened_by_name(place, name)).collect()
    }

    fn opened_by_name(&self, place: &str, start: &str) -> Vec<(String, EntityId)> {
        if !place.starts_with("kafka:") {
            return Vec::new();
        }
        match start.split_once('/') {
            Some((sort, group)) if USED.contains(&sort) => {
                let readers = self.identities().groups(group).into_iter();
                readers
                    .map(|(name, entity)| (format!("{place}/{sort}/{name}"), entity))
                    .collect()
            }
            Some(_) => Vec::new(),
            None => {
                let start = start.to_lowercase();
                let named = self.topics().iter().filter(|(name, _)| name.starts_with(&start));
                let mut named: Vec<(String, EntityId)> = named
                    .filter_map(|(name, entity)| Some((format!("{place}/{name}"), (*entity)?)))
                    .collect();
                named.sort_unstable();
                named
            }
        }
    }

    /// The topics that do not say where they are, by name.
    fn topics(&self) -> &FxHashMap<&'c str, Option<EntityId>> {
        self.topics.get_or_init(|| {
            by_name(self.catalog, "resource:", |entity| {
                let mut ids = entity.externals();
                let says_where = ids.any(|(sort, id)| sort == External::Id && id.starts_with("kafka:"));
                entity.type_() == Some("kafka-topic") && !says_where
            })
        })
    }
}
