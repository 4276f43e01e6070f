//! Whom a charge falls to: the entity that stands for its resource, else the one that a tag names. What falls to nobody stays
//! in sight, with what would change that.

use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::hash::Hash;

use rustc_hash::FxHashMap;

use super::amount::Amount;
use super::ledger::{Entry, Ledger};
use super::month::Month;
use crate::model::catalog::external::normal_id;
use crate::model::catalog::{Catalog, DEFAULT_NAMESPACE, Entity, EntityId, EntityRef};

/// The tags that are looked at where settings name none, in this order.
pub const TAGS: [&str; 8] = [
    "muster",
    "muster/entity",
    "component",
    "service",
    "app",
    "application",
    "project",
    "system",
];

/// Why a charge falls to an entity.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Because {
    /// The entity states the resource as its external id.
    Resource,
    /// This tag names it.
    Tag(String),
}

/// A charge and whom it falls to.
#[derive(Clone, Debug)]
pub struct Joined<'a> {
    pub entry: Entry<'a>,
    pub to: Option<(EntityId, Because)>,
}

/// Charges that fall to nobody and are alike in what could say whose they are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unmatched {
    pub provider: String,
    pub service: String,
    pub account: String,
    /// The tag that says most, as `application=Atlas`; none where there is none.
    pub tag: Option<(String, String)>,
    pub currency: String,
    /// In each of the months that were asked about.
    pub months: Vec<Amount>,
    /// Each resource with what it costs in each month, by name.
    pub resources: Vec<(String, Vec<Amount>)>,
}

/// Finds entities for charges.
pub struct Join<'c> {
    catalog: &'c Catalog,
    /// By external id in lower case, as clouds do not agree on case; one that is the same in every letter comes first.
    resources: Known<String>,
    /// By kind and name or title, in lower case.
    names: Known<(&'static str, String)>,
    tags: Vec<String>,
    /// By the JSON of tags: what it names.
    known: FxHashMap<String, Option<(EntityId, Because)>>,
}

/// The kinds that a plain name can mean, the first that has it.
const KINDS: [&str; 5] = ["component", "system", "resource", "api", "group"];

impl<'c> Join<'c> {
    /// `tags` are the keys whose values name entities, in order; the usual ones where there are none.
    pub fn new(catalog: &'c Catalog, tags: &[String]) -> Self {
        let mut names = Known::default();
        for entity in catalog.entities() {
            let Some(kind) = KINDS.iter().find(|kind| entity.is_kind(kind)) else {
                continue;
            };
            let mut texts = vec![entity.name().to_lowercase()];
            texts.extend(entity.title().map(str::to_lowercase));
            texts.dedup();
            texts
                .into_iter()
                .for_each(|text| names.add((*kind, text), entity));
        }
        let mut resources = Known::default();
        for (id, entity) in catalog.external_ids() {
            resources.add(id.to_lowercase(), catalog.entity(entity));
        }
        let tags = match tags {
            [] => TAGS.map(str::to_owned).to_vec(),
            tags => tags.to_vec(),
        };
        Self {
            catalog,
            resources,
            names,
            tags,
            known: FxHashMap::default(),
        }
    }

    /// All charges of a ledger with whom they fall to. Nothing is left out.
    pub fn all<'l>(&mut self, ledger: &'l Ledger) -> Vec<Joined<'l>> {
        ledger
            .entries()
            .map(|entry| Joined {
                to: self.of(&entry),
                entry,
            })
            .collect()
    }

    fn of(&mut self, entry: &Entry<'_>) -> Option<(EntityId, Because)> {
        if let Some(id) = self.resource(entry.resource) {
            return Some((id, Because::Resource));
        }
        if entry.tags.is_empty() {
            return None;
        }
        if let Some(known) = self.known.get(entry.tags) {
            return known.clone();
        }
        let found = self.of_tags(entry.tags);
        self.known.insert(entry.tags.to_owned(), found.clone());
        found
    }

    fn resource(&self, id: &str) -> Option<EntityId> {
        if id.is_empty() {
            return None;
        }
        let same = self.catalog.find_external(&normal_id(id));
        same.or_else(|| self.resources.get(&id.to_lowercase()))
    }

    fn of_tags(&self, text: &str) -> Option<(EntityId, Because)> {
        let tags = tags(text);
        self.tags.iter().find_map(|key| {
            let (name, value) = tags.iter().find(|(name, _)| name.eq_ignore_ascii_case(key))?;
            Some((self.named(key, value)?, Because::Tag(name.clone())))
        })
    }

    /// What a tag's value names: a reference, else the only thing that is called so. The key may say the kind.
    fn named(&self, key: &str, value: &str) -> Option<EntityId> {
        if value.contains(':')
            && let Ok(entity_ref) = EntityRef::parse(value, None, DEFAULT_NAMESPACE)
        {
            return self.catalog.find(entity_ref.as_str());
        }
        let value = value.to_lowercase();
        let name = |kind: &&'static str| (*kind, value.clone());
        let key = match KINDS.iter().find(|kind| key.eq_ignore_ascii_case(kind)) {
            Some(kind) => name(kind),
            None => KINDS.iter().map(name).find(|key| self.names.has(key))?,
        };
        self.names.get(&key)
    }
}

/// What is known by a name. Of several the one of the default namespace is meant, or none: as for principals and consumer
/// groups seen outside.
struct Known<K>(FxHashMap<K, (Option<EntityId>, bool)>);

impl<K> Default for Known<K> {
    fn default() -> Self {
        Self(FxHashMap::default())
    }
}

impl<K: Hash + Eq> Known<K> {
    fn add(&mut self, name: K, entity: Entity<'_>) {
        let (id, is_default) = (entity.id, entity.namespace() == DEFAULT_NAMESPACE);
        let known = self.0.entry(name).or_insert((Some(id), is_default));
        match (known.1, is_default) {
            _ if known.0 == Some(id) => {}
            (false, true) => *known = (Some(id), true),
            (true, false) => {}
            (true, true) | (false, false) => known.0 = None,
        }
    }

    fn has(&self, name: &K) -> bool {
        self.0.contains_key(name)
    }

    fn get(&self, name: &K) -> Option<EntityId> {
        self.0.get(name)?.0
    }
}

/// The tags of a JSON object, by name; values that are no texts as JSON writes them. Nothing of what is no object.
pub fn tags(text: &str) -> Vec<(String, String)> {
    let Ok(serde_json::Value::Object(map)) = serde_json::from_str(text) else {
        return Vec::new();
    };
    let value = |value: serde_json::Value| match value {
        serde_json::Value::String(text) => text,
        other => other.to_string(),
    };
    map.into_iter()
        .map(|(key, found)| (key.trim().to_owned(), value(found).trim().to_owned()))
        .collect()
}

/// What tells groups of what falls to nobody apart.
type Alike<'a> = (&'a str, &'a str, &'a str, Option<(String, String)>, &'a str);

/// What falls to nobody in some months, the dearest of the last of them first. `keys` are those of the tags that tell most.
pub fn unmatched(joined: &[Joined<'_>], keys: &[String], months: &[Month]) -> Vec<Unmatched> {
    let mut groups: FxHashMap<Alike<'_>, BTreeMap<&str, Vec<Amount>>> = FxHashMap::default();
    for Joined { entry, .. } in joined.iter().filter(|one| one.to.is_none()) {
        let Some(at) = months.iter().position(|month| *month == entry.month) else {
            continue;
        };
        let found = tags(entry.tags);
        let telling = keys.iter().find_map(|key| {
            let tag = found.iter().find(|(name, _)| name.eq_ignore_ascii_case(key));
            tag.cloned()
        });
        let alike = (
            entry.provider,
            entry.service,
            entry.account,
            telling,
            entry.currency,
        );
        let resources = groups.entry(alike).or_default();
        let sums = resources
            .entry(entry.resource)
            .or_insert_with(|| vec![Amount::ZERO; months.len()]);
        sums[at] += entry.effective;
    }
    let mut found: Vec<Unmatched> = groups
        .into_iter()
        .map(|(alike, resources)| group(alike, resources, months.len()))
        .collect();
    found.sort_by_cached_key(|one| {
        let names = (one.provider.clone(), one.service.clone(), one.account.clone());
        let last = one.months.last().copied();
        (Reverse(last), names, one.tag.clone(), one.currency.clone())
    });
    found
}

fn group(
    (provider, service, account, tag, currency): Alike<'_>,
    resources: BTreeMap<&str, Vec<Amount>>,
    months: usize,
) -> Unmatched {
    let sum = |at: usize| resources.values().filter_map(|sums| sums.get(at)).copied().sum();
    Unmatched {
        provider: provider.to_owned(),
        service: service.to_owned(),
        account: account.to_owned(),
        tag,
        currency: currency.to_owned(),
        months: (0..months).map(sum).collect(),
        // What is charged without a resource is in the sum alone.
        resources: resources
            .into_iter()
            .filter(|(resource, _)| !resource.is_empty())
            .map(|(resource, sums)| (resource.to_owned(), sums))
            .collect(),
    }
}
