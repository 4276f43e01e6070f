//! Finding entities: fuzzy words, facets, sorting. Pure functions of a snapshot; long ones can be told to stop.
//! The catalog screen, the palette and `muster catalog list` all ask through here.

use super::snapshot::{Catalog, Entity, EntityId};
use crate::model::fuzzy::{Letters, Matcher};
use std::cmp::Ordering;
use std::thread;

/// What entities can be told apart by, each with its counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Facet {
    Kind,
    Type,
    Lifecycle,
    Owner,
    System,
    Tag,
    Accountable,
}

impl Facet {
    pub const ALL: [Facet; 7] = [
        Facet::Kind,
        Facet::Type,
        Facet::Lifecycle,
        Facet::Owner,
        Facet::System,
        Facet::Tag,
        Facet::Accountable,
    ];

    /// As written in a query: `kind:api`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Kind => "kind",
            Self::Type => "type",
            Self::Lifecycle => "lifecycle",
            Self::Owner => "owner",
            Self::System => "system",
            Self::Tag => "tag",
            Self::Accountable => "accountable",
        }
    }

    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL
            .into_iter()
            .find(|facet| facet.name().eq_ignore_ascii_case(name))
    }

    /// Gives each value that an entity has for this facet; the empty text where it has none.
    pub fn each_value<'a>(self, catalog: &'a Catalog, entity: Entity<'a>, mut take: impl FnMut(&'a str)) {
        match self {
            Self::Kind => take(entity.kind()),
            Self::Type => take(entity.type_().unwrap_or_default()),
            Self::Lifecycle => take(entity.lifecycle().unwrap_or_default()),
            Self::Owner => take(match entity.owner() {
                Some(node) => catalog.node_ref(node),
                None => entity.owner_text().unwrap_or_default(),
            }),
            Self::System => take(entity.system().map_or("", |node| catalog.node_ref(node))),
            Self::Accountable => take(entity.accountable().map_or("", |person| person.entity_ref())),
            Self::Tag if entity.tags().len() == 0 => take(""),
            Self::Tag => entity.tags().for_each(take),
        }
    }
}

/// A condition on a facet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Term {
    pub facet: Facet,
    pub value: String,
    /// The value must be the whole of the entity's; otherwise a part of it is enough.
    pub exact: bool,
}

/// What the rows are sorted by.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum SortBy {
    /// How well they match; by reference where no words are asked for.
    #[default]
    Match,
    Name,
    Kind,
    Type,
    Lifecycle,
    Owner,
    System,
    Accountable,
    /// How many entities depend directly on it.
    Dependants,
}

/// A question to the catalog: every word must match, and of each facet one of the terms.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Query {
    pub words: String,
    pub terms: Vec<Term>,
    pub sort: SortBy,
    pub descending: bool,
}

impl Query {
    /// Reads what a person types: words, and conditions such as `owner:payments`.
    pub fn parse(text: &str) -> Self {
        let mut query = Self::default();
        for word in text.split_whitespace() {
            let term = word
                .split_once(':')
                .and_then(|(name, value)| Some((Facet::from_name(name)?, value)));
            match term {
                Some((facet, value)) if !value.is_empty() => {
                    query.terms.push(Term {
                        facet,
                        value: value.to_owned(),
                        exact: false,
                    });
                }
                // A condition that is still being typed.
                Some(_) => {}
                None => {
                    if !query.words.is_empty() {
                        query.words.push(' ');
                    }
                    query.words.push_str(word);
                }
            }
        }
        query
    }

    pub fn with(mut self, facet: Facet, value: &str, exact: bool) -> Self {
        self.terms.push(Term {
            facet,
            value: value.to_owned(),
            exact,
        });
        self
    }

    /// Whether everything that matches this also matches the other: typing on can only take rows away.
    pub fn narrows(&self, other: &Query) -> bool {
        self.terms == other.terms && self.words.starts_with(&other.words)
    }
}

/// What a search needs beside the snapshot: made once for each.
#[derive(Clone, Debug)]
pub struct Index {
    letters: Vec<Letters>,
}

/// The search was told to stop: a newer one is waiting.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stopped;

/// How many entities are looked at between two looks at whether to stop.
const STRETCH: usize = 4096;

impl Index {
    pub fn new(catalog: &Catalog) -> Self {
        let letters = |entity: Entity<'_>| {
            let title = entity.title().map_or(Letters::default(), Letters::of);
            Letters::of(entity.name()).and(title)
        };
        Self {
            letters: catalog.entities().map(letters).collect(),
        }
    }

    /// The entities that match, in the order that the query asks for.
    ///
    /// `among` are the only candidates, for a query that narrows an earlier one. `stop` is asked now and then.
    pub fn search(
        &self,
        catalog: &Catalog,
        query: &Query,
        among: Option<&[EntityId]>,
        stop: &(dyn Fn() -> bool + Sync),
    ) -> Result<Vec<EntityId>, Stopped> {
        let all: Vec<EntityId>;
        let candidates = match among {
            Some(among) => among,
            None => {
                all = catalog.ids().collect();
                &all
            }
        };
        let search = Search::new(self, catalog, query);
        let cores = thread::available_parallelism().map_or(1, |n| n.get());
        let mut found = if candidates.len() < STRETCH || cores == 1 {
            search.scan(candidates, stop)?
        } else {
            let parts = candidates.chunks(candidates.len().div_ceil(cores));
            thread::scope(|scope| {
                let scans: Vec<_> = parts
                    .map(|part| scope.spawn(|| search.scan(part, stop)))
                    .collect();
                let parts = scans.into_iter().map(|scan| scan.join().unwrap_or(Err(Stopped)));
                parts.collect::<Result<Vec<_>, _>>().map(|parts| parts.concat())
            })?
        };
        if stop() {
            return Err(Stopped);
        }
        sort(catalog, query, &mut found);
        Ok(found.into_iter().map(|(_, id)| id).collect())
    }
}

struct Search<'a> {
    index: &'a Index,
    catalog: &'a Catalog,
    words: Vec<(&'a str, Letters)>,
    /// The terms of each facet that has any, in lower case.
    terms: Vec<(Facet, Vec<Term>)>,
}

impl<'a> Search<'a> {
    fn new(index: &'a Index, catalog: &'a Catalog, query: &'a Query) -> Self {
        let words = query
            .words
            .split_whitespace()
            .map(|word| (word, Letters::of(word)))
            .collect();
        let of_facet = |facet| {
            let lower = |term: &Term| Term {
                value: term.value.to_lowercase(),
                ..term.clone()
            };
            let terms: Vec<_> = query
                .terms
                .iter()
                .filter(|term| term.facet == facet)
                .map(lower)
                .collect();
            (!terms.is_empty()).then_some((facet, terms))
        };
        Self {
            index,
            catalog,
            words,
            terms: Facet::ALL.into_iter().filter_map(of_facet).collect(),
        }
    }

    fn scan(
        &self,
        candidates: &[EntityId],
        stop: &(dyn Fn() -> bool + Sync),
    ) -> Result<Vec<(i64, EntityId)>, Stopped> {
        let matcher = Matcher::default();
        let mut found = Vec::new();
        for stretch in candidates.chunks(STRETCH) {
            if stop() {
                return Err(Stopped);
            }
            found.extend(stretch.iter().filter_map(|id| {
                let entity = self.catalog.entity(*id);
                let score = self.score(&matcher, entity)?;
                self.terms
                    .iter()
                    .all(|(facet, terms)| self.has(entity, *facet, terms))
                    .then_some((score, *id))
            }));
        }
        Ok(found)
    }

    fn score(&self, matcher: &Matcher, entity: Entity<'_>) -> Option<i64> {
        let letters = self
            .index
            .letters
            .get(entity.id.0 as usize)
            .copied()
            .unwrap_or_default();
        self.words.iter().try_fold(0, |total, (word, needed)| {
            if !letters.holds(*needed) {
                return None;
            }
            let in_name = score(matcher, entity.name(), word);
            let in_title = entity.title().and_then(|title| score(matcher, title, word));
            in_name.max(in_title).map(|score| total + score)
        })
    }

    fn has(&self, entity: Entity<'_>, facet: Facet, terms: &[Term]) -> bool {
        let mut has = false;
        facet.each_value(self.catalog, entity, |value| {
            has |= terms.iter().any(|term| match term.exact {
                true => value.eq_ignore_ascii_case(&term.value),
                false => value.to_lowercase().contains(&term.value),
            });
        });
        has
    }
}

/// The matcher's score, after a cheap look whether the letters come in this order at all.
fn score(matcher: &Matcher, text: &str, word: &str) -> Option<i64> {
    let in_order = |text: &str| {
        let mut bytes = text.bytes();
        word.bytes()
            .all(|letter| bytes.any(|byte| byte.eq_ignore_ascii_case(&letter)))
    };
    if text.is_ascii() && word.is_ascii() && !in_order(text) {
        return None;
    }
    matcher.score(text, word)
}

fn sort(catalog: &Catalog, query: &Query, found: &mut [(i64, EntityId)]) {
    match query.sort {
        SortBy::Match => found.sort_by(|(a, i), (b, j)| b.cmp(a).then(i.cmp(j))),
        SortBy::Dependants => {
            found.sort_by_cached_key(|(_, id)| (std::cmp::Reverse(catalog.dependants(*id)), *id));
        }
        by => found.sort_by(|(_, a), (_, b)| {
            let text = |id: &EntityId| sort_text(catalog, by, catalog.entity(*id));
            empty_last(text(a), text(b)).then(a.cmp(b))
        }),
    }
    if query.descending {
        found.reverse();
    }
}

/// What a column shows of an entity, for sorting by it.
fn sort_text<'a>(catalog: &'a Catalog, by: SortBy, entity: Entity<'a>) -> &'a str {
    match by {
        SortBy::Match | SortBy::Dependants => entity.entity_ref(),
        SortBy::Name => entity.name(),
        SortBy::Kind => entity.kind(),
        SortBy::Type => entity.type_().unwrap_or_default(),
        SortBy::Lifecycle => entity.lifecycle().unwrap_or_default(),
        SortBy::Owner => first_value(catalog, Facet::Owner, entity),
        SortBy::System => first_value(catalog, Facet::System, entity),
        SortBy::Accountable => entity.accountable().map_or("", |person| person.label()),
    }
}

fn first_value<'a>(catalog: &'a Catalog, facet: Facet, entity: Entity<'a>) -> &'a str {
    let mut first = None;
    facet.each_value(catalog, entity, |value| {
        first.get_or_insert(value);
    });
    first.unwrap_or_default()
}

/// By letters whatever their case; what is missing comes last.
fn empty_last(a: &str, b: &str) -> Ordering {
    let lower = |text: &'_ str| text.chars().flat_map(char::to_lowercase).collect::<Vec<_>>();
    match (a.is_empty(), b.is_empty()) {
        (true, true) => Ordering::Equal,
        (true, false) => Ordering::Greater,
        (false, true) => Ordering::Less,
        _ if a.is_ascii() && b.is_ascii() => a
            .bytes()
            .map(|c| c.to_ascii_lowercase())
            .cmp(b.bytes().map(|c| c.to_ascii_lowercase())),
        _ => lower(a).cmp(&lower(b)),
    }
}

/// The values of a facet among some entities with how many have each, most first.
pub fn count_values(
    catalog: &Catalog,
    facet: Facet,
    among: impl IntoIterator<Item = EntityId>,
) -> Vec<(&str, usize)> {
    let mut counts = rustc_hash::FxHashMap::default();
    for id in among {
        facet.each_value(catalog, catalog.entity(id), |value| {
            *counts.entry(value).or_insert(0) += 1
        });
    }
    let mut counts: Vec<_> = counts.into_iter().collect();
    counts.sort_by(|a, b| b.1.cmp(&a.1).then(a.0.cmp(b.0)));
    counts
}
