//! Whom a charge falls to: the entity that stands for its resource, else the one that a tag names. What falls to nobody stays
//! in sight, with what would change that.

use rustc_hash::FxHashMap;

use super::amount::Amount;
use super::ledger::{Entry, Ledger};
use super::month::Month;
use crate::model::catalog::{Catalog, DEFAULT_NAMESPACE, EntityId, EntityRef};

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
    /// How many resources.
    pub resources: usize,
    pub currency: String,
    pub month: Month,
    pub effective: Amount,
}

/// Finds entities for charges.
pub struct Join<'c> {
    catalog: &'c Catalog,
    /// By external id, in lower case: clouds do not agree on case.
    resources: FxHashMap<String, EntityId>,
    /// By kind and name or title, in lower case; none where several are called so.
    names: FxHashMap<(&'static str, String), Option<EntityId>>,
    tags: Vec<String>,
    /// By the JSON of tags: what it names.
    known: FxHashMap<String, Option<(EntityId, Because)>>,
}

/// The kinds that a plain name can mean, the first that has it.
const KINDS: [&str; 5] = ["component", "system", "resource", "api", "group"];

impl<'c> Join<'c> {
    /// `tags` are the keys whose values name entities, in order; the usual ones where there are none.
    pub fn new(catalog: &'c Catalog, tags: &[String]) -> Self {
        let mut names: FxHashMap<(&'static str, String), Option<EntityId>> = FxHashMap::default();
        for entity in catalog.entities() {
            let Some(kind) = KINDS.iter().find(|kind| entity.is_kind(kind)) else {
                continue;
            };
            let mut texts = vec![entity.name().to_lowercase()];
            texts.extend(entity.title().map(str::to_lowercase));
            texts.dedup();
            for text in texts {
                names
                    .entry((kind, text))
                    .and_modify(|known| *known = None)
                    .or_insert(Some(entity.id));
            }
        }
        let resources = catalog
            .external_ids()
            .map(|(id, entity)| (id.to_lowercase(), entity));
        let tags = match tags {
            [] => TAGS.map(str::to_owned).to_vec(),
            tags => tags.to_vec(),
        };
        Self {
            catalog,
            resources: resources.collect(),
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
        if !entry.resource.is_empty()
            && let Some(id) = self.resources.get(&entry.resource.to_lowercase())
        {
            return Some((*id, Because::Resource));
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
        let of_kind = |kind: &&'static str| self.names.get(&(*kind, value.clone())).copied();
        let found = match KINDS.iter().find(|kind| key.eq_ignore_ascii_case(kind)) {
            Some(kind) => of_kind(kind),
            None => KINDS.iter().find_map(of_kind),
        };
        found.flatten()
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

/// What falls to nobody, the dearest first.
pub fn unmatched(joined: &[Joined<'_>], keys: &[String], month: Month) -> Vec<Unmatched> {
    type Group<'a> = (&'a str, &'a str, &'a str, Option<(String, String)>, &'a str);
    let mut groups: FxHashMap<Group<'_>, (rustc_hash::FxHashSet<&str>, Amount)> = FxHashMap::default();
    for Joined { entry, .. } in joined
        .iter()
        .filter(|one| one.to.is_none() && one.entry.month == month)
    {
        let found = tags(entry.tags);
        let telling = keys.iter().find_map(|key| {
            let tag = found.iter().find(|(name, _)| name.eq_ignore_ascii_case(key));
            tag.cloned()
        });
        let group = (
            entry.provider,
            entry.service,
            entry.account,
            telling,
            entry.currency,
        );
        let (resources, sum) = groups.entry(group).or_default();
        if !entry.resource.is_empty() {
            resources.insert(entry.resource);
        }
        *sum += entry.effective;
    }
    let mut found: Vec<Unmatched> = groups
        .into_iter()
        .map(
            |((provider, service, account, tag, currency), (resources, effective))| Unmatched {
                provider: provider.to_owned(),
                service: service.to_owned(),
                account: account.to_owned(),
                tag,
                resources: resources.len(),
                currency: currency.to_owned(),
                month,
                effective,
            },
        )
        .collect();
    found.sort_by(|a, b| {
        let key = |one: &Unmatched| {
            (
                one.provider.clone(),
                one.service.clone(),
                one.account.clone(),
                one.tag.clone(),
            )
        };
        b.effective.cmp(&a.effective).then_with(|| key(a).cmp(&key(b)))
    });
    found
}
