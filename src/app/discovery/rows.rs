//! The rows of a tab: what was found, place by place, filtered and sorted. Pure.

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::sync::Arc;

use rustc_hash::{FxHashMap, FxHashSet};

use super::known::{Known, place_of};
use super::words;
use crate::app::list;
use crate::model::discovery::{Gone, Observed, Unregistered};
use crate::model::text::Words;

/// What is listed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub enum Tab {
    #[default]
    Unregistered,
    Gone,
    Dependencies,
}

impl Tab {
    pub const ALL: [Tab; 3] = [Tab::Unregistered, Tab::Gone, Tab::Dependencies];

    pub fn title(self) -> &'static str {
        match self {
            Tab::Unregistered => "Unregistered",
            Tab::Gone => "Gone",
            Tab::Dependencies => "Dependencies that differ",
        }
    }

    pub fn columns(self) -> &'static [Column] {
        match self {
            Tab::Unregistered => &[
                Column::Sort,
                Column::Name,
                Column::Facts,
                Column::Accountable,
                Column::Owner,
                Column::Reason,
            ],
            Tab::Gone => &[Column::Entity, Column::Id, Column::Accountable, Column::Noticed],
            Tab::Dependencies => &[Column::Standing, Column::Who, Column::What, Column::Evidence],
        }
    }

    /// How many there are of it.
    pub fn count(self, known: &Known) -> usize {
        match self {
            Tab::Unregistered => known.discovery.unregistered.len(),
            Tab::Gone => known.discovery.gone.len(),
            Tab::Dependencies => known.differing().len(),
        }
    }
}

/// A column, of whichever tab.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Column {
    Sort,
    Name,
    Facts,
    Owner,
    Accountable,
    Reason,
    Entity,
    Id,
    Noticed,
    Standing,
    Who,
    What,
    Evidence,
}

impl Column {
    pub fn title(self) -> &'static str {
        match self {
            Column::Sort => "Sort",
            Column::Name => "Name",
            Column::Facts => "Facts",
            Column::Owner => "Owner?",
            Column::Accountable => "Accountable",
            Column::Reason => "Why this guess",
            Column::Entity => "Entity",
            Column::Id => "Was outside",
            Column::Noticed => "Noticed",
            Column::Standing => "Standing",
            Column::Who => "Who",
            Column::What => "On what",
            Column::Evidence => "How it is known",
        }
    }
}

/// A row: the heading of a place, or something found there by its position in the discovery.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Row {
    Place {
        place: usize,
        count: usize,
        folded: bool,
    },
    Item(u32),
}

/// Something found.
#[derive(Debug, Clone, Copy)]
pub enum Item<'a> {
    Unregistered(&'a Unregistered),
    Gone(&'a Gone),
    Observed(&'a Observed),
}

impl<'a> Item<'a> {
    /// What it is known by outside.
    pub fn external_id(self) -> &'a str {
        match self {
            Item::Unregistered(found) => &found.sighting.id,
            Item::Gone(gone) => &gone.id,
            Item::Observed(observed) => &observed.id,
        }
    }

    /// What tells it from all others of its tab, whatever becomes of the rest.
    fn identity(self) -> Cow<'a, str> {
        match self {
            Item::Unregistered(found) => found.sighting.id.as_str().into(),
            Item::Gone(gone) => gone.entity_ref.as_str().into(),
            Item::Observed(seen) => {
                let from = seen.from.as_deref().unwrap_or_default();
                let way = words::way(seen.way);
                format!("{}{MARK}{from}{MARK}{way}{MARK}{}", seen.who, seen.id).into()
            }
        }
    }

    /// What a column shows, as plain text.
    pub fn text(self, column: Column) -> Cow<'a, str> {
        match self {
            Item::Unregistered(found) => match column {
                Column::Sort => words::sort(found.sighting.sort).into(),
                Column::Name => found.sighting.name.as_str().into(),
                Column::Facts => facts(&found.sighting.facts).into(),
                Column::Owner => words::name(found.guess.owner.as_deref().unwrap_or_default()).into(),
                Column::Accountable => {
                    words::name(found.guess.accountable.as_deref().unwrap_or_default()).into()
                }
                Column::Reason => found.guess.reason.as_str().into(),
                _ => "".into(),
            },
            Item::Gone(gone) => match column {
                Column::Entity => gone.entity_ref.as_str().into(),
                Column::Id => gone.id.as_str().into(),
                Column::Accountable => words::name(gone.accountable.as_deref().unwrap_or_default()).into(),
                Column::Noticed => gone
                    .noticed
                    .map_or_else(String::new, |time| time.to_string())
                    .into(),
                _ => "".into(),
            },
            Item::Observed(seen) => match column {
                Column::Standing => words::standing(seen.standing).into(),
                Column::Who => who(seen).into(),
                Column::What => what(seen).into(),
                Column::Evidence => seen.evidence.join("; ").into(),
                _ => "".into(),
            },
        }
    }
}

/// `12 partitions · 3 replicas` as one line.
fn facts(facts: &[(String, String)]) -> String {
    let parts: Vec<String> = facts
        .iter()
        .map(|(name, value)| format!("{name} {value}"))
        .collect();
    parts.join(" · ")
}

/// Who depends: the entity, or as it was seen where there is none.
pub fn who(seen: &Observed) -> &str {
    seen.from.as_deref().map_or(&seen.who, words::name)
}

/// What is depended on: the entity, or its external id where there is none.
pub fn what(seen: &Observed) -> &str {
    seen.to.as_deref().map_or(&seen.id, words::name)
}

/// Between the parts of an identity. A control character, so no part of any of them.
const MARK: char = '\u{1f}';

/// The rows of one tab.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Rows {
    known: Option<Arc<Known>>,
    tab: Tab,
    /// The names of the places that have a heading.
    places: Vec<String>,
    rows: Vec<Row>,
    /// Where each row is.
    at: FxHashMap<String, usize>,
    /// The identities of all there is, also of what a filter hides: marks stay on it.
    all: Arc<FxHashSet<String>>,
}

/// How the rows are to be.
#[derive(Debug, Clone, Copy)]
pub struct Wish<'a> {
    pub words: &'a str,
    pub sort: Option<Column>,
    pub reversed: bool,
    /// The names of the places that are folded.
    pub folded: &'a BTreeSet<String>,
}

impl Rows {
    pub fn of(tab: Tab) -> Self {
        Self {
            tab,
            ..Self::default()
        }
    }

    /// Makes the rows anew.
    pub fn make(&mut self, known: &Arc<Known>, wish: Wish<'_>) {
        if !self
            .known
            .as_ref()
            .is_some_and(|before| Arc::ptr_eq(before, known))
        {
            self.known = Some(Arc::clone(known));
            let all = (0..self.tab.count(known)).filter_map(|at| self.item_at(self.nth(at)));
            self.all = Arc::new(all.map(|item| item.identity().into_owned()).collect());
        }
        let mut found = self.matching(wish);
        if let Some(column) = wish.sort {
            found.sort_by_cached_key(|at| {
                self.item_at(*at)
                    .map_or_else(String::new, |item| item.text(column).into_owned())
            });
            if wish.reversed {
                found.reverse();
            }
        }
        self.arrange(&found, wish.folded);
    }

    /// The positions of what matches the words.
    fn matching(&self, wish: Wish<'_>) -> Vec<u32> {
        let count = self.known.as_ref().map_or(0, |known| self.tab.count(known));
        let all = (0..count).map(|at| self.nth(at));
        if wish.words.trim().is_empty() {
            return all.collect();
        }
        let words = Words::new(wish.words);
        let holds = |at: &u32| {
            let Some(item) = self.item_at(*at) else {
                return false;
            };
            let texts: Vec<Cow<'_, str>> = self
                .tab
                .columns()
                .iter()
                .map(|column| item.text(*column))
                .collect();
            let mut texts: Vec<&str> = texts.iter().map(AsRef::as_ref).collect();
            texts.push(item.external_id());
            words.are_in(&texts)
        };
        all.filter(holds).collect()
    }

    /// Puts what was found under the places it is at; where all of it is at one place, there are no headings.
    fn arrange(&mut self, found: &[u32], folded: &BTreeSet<String>) {
        let Some(known) = self.known.clone() else { return };
        let mut names: Vec<String> = known
            .discovery
            .places
            .iter()
            .map(|place| place.name.clone())
            .collect();
        let mut by_place: Vec<Vec<u32>> = vec![Vec::new(); names.len()];
        let mut at: FxHashMap<String, usize> = FxHashMap::default();
        at.extend(names.iter().cloned().zip(0..));
        for position in found {
            let Some(item) = self.item_at(*position) else {
                continue;
            };
            let name = place_of(item.external_id());
            let place = at.get(name).copied().unwrap_or_else(|| {
                names.push(name.to_owned());
                by_place.push(Vec::new());
                at.insert(name.to_owned(), names.len() - 1);
                names.len() - 1
            });
            if let Some(of_place) = by_place.get_mut(place) {
                of_place.push(*position);
            }
        }
        let headed = names.len() > 1;
        let mut rows = Vec::with_capacity(found.len() + names.len());
        for (place, items) in by_place
            .into_iter()
            .enumerate()
            .filter(|(_, items)| !items.is_empty())
        {
            let folded = headed && names.get(place).is_some_and(|name| folded.contains(name));
            let count = items.len();
            rows.extend(headed.then_some(Row::Place { place, count, folded }));
            rows.extend(items.into_iter().filter(|_| !folded).map(Row::Item));
        }
        self.places = names;
        self.rows = rows;
        self.at = (0..self.rows.len())
            .map(|row| (self.identity(row).into_owned(), row))
            .collect();
    }

    /// The position in the discovery of the n-th there is of this tab.
    fn nth(&self, at: usize) -> u32 {
        let known = self.known.as_ref();
        match (self.tab, known) {
            (Tab::Dependencies, Some(known)) => known.differing().get(at).copied().unwrap_or(u32::MAX),
            _ => at as u32,
        }
    }

    fn item_at(&self, position: u32) -> Option<Item<'_>> {
        let discovery = &self.known.as_ref()?.discovery;
        let at = position as usize;
        Some(match self.tab {
            Tab::Unregistered => Item::Unregistered(discovery.unregistered.get(at)?),
            Tab::Gone => Item::Gone(discovery.gone.get(at)?),
            Tab::Dependencies => Item::Observed(discovery.observed.get(at)?),
        })
    }

    pub fn row(&self, at: usize) -> Option<Row> {
        self.rows.get(at).copied()
    }

    /// What was found, in a row; none where the row is a heading.
    pub fn item(&self, row: usize) -> Option<Item<'_>> {
        match self.row(row)? {
            Row::Item(position) => self.item_at(position),
            Row::Place { .. } => None,
        }
    }

    /// What was found, by its identity, whether it is shown or not.
    pub fn found(&self, identity: &str) -> Option<Item<'_>> {
        if let Some(row) = self.at.get(identity) {
            return self.item(*row);
        }
        let known = self.known.as_ref()?;
        let mut all = (0..self.tab.count(known)).filter_map(|at| self.item_at(self.nth(at)));
        all.find(|item| item.identity() == identity)
    }

    /// The name of the place of a row.
    pub fn place(&self, row: usize) -> Option<&str> {
        match self.row(row)? {
            Row::Place { place, .. } => self.places.get(place).map(String::as_str),
            Row::Item(position) => Some(place_of(self.item_at(position)?.external_id())),
        }
    }

    /// The row of the heading above a row; none where there are no headings.
    pub fn heading(&self, row: usize) -> Option<usize> {
        (0..=row)
            .rev()
            .find(|at| matches!(self.row(*at), Some(Row::Place { .. })))
    }

    fn identity(&self, row: usize) -> Cow<'_, str> {
        match self.row(row) {
            Some(Row::Item(position)) => self.item_at(position).map_or_else(|| "".into(), Item::identity),
            Some(Row::Place { place, .. }) => {
                let name = self.places.get(place).map_or("", String::as_str);
                format!("{MARK}{name}").into()
            }
            None => "".into(),
        }
    }
}

impl list::Rows for Rows {
    fn len(&self) -> usize {
        self.rows.len()
    }

    fn id(&self, index: usize) -> Cow<'_, str> {
        self.identity(index)
    }

    fn find(&self, id: &str) -> Option<usize> {
        self.at.get(id).copied()
    }

    fn knows(&self, id: &str) -> bool {
        self.all.contains(id) || self.at.contains_key(id)
    }
}

#[cfg(test)]
mod tests;
