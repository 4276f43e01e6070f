//! The rows of a tab: grouped, filtered and sorted, what needs somebody first. Pure.

use std::borrow::Cow;
use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use rustc_hash::{FxHashMap, FxHashSet};

use super::filter::Filter;
use super::source::{Item, Source};
use super::tab::{Column, Tab, Whose};
use super::words::{self, State, name};
use crate::app::list;
use crate::model::cost::Money;
use crate::model::ownership::Owned;
use crate::model::text::Words;

/// In front of the identity of a heading, which no reference begins with.
const MARK: char = '\u{1}';

/// What is to be seen of a tab.
#[derive(Debug, Clone, Copy)]
pub struct Wish<'a> {
    pub tab: Tab,
    pub whose: Whose,
    pub words: &'a str,
    pub sort: Option<Column>,
    pub reversed: bool,
    /// Identities of headings.
    pub folded: &'a BTreeSet<String>,
}

/// A row: a heading, or something by its position in what is listed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Row {
    Heading(usize),
    Item(usize),
}

/// A person or a system, and what of it is listed.
#[derive(Debug, Clone, PartialEq)]
pub struct Group {
    id: String,
    /// The ref of the person or system; none for what is in no system.
    pub of: Option<String>,
    /// 1 for a system below a person.
    pub depth: u16,
    pub folded: bool,
    pub totals: Totals,
    /// Positions in what is listed.
    members: Vec<usize>,
}

/// A group in a few numbers.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Totals {
    pub count: usize,
    pub overdue: usize,
    pub due_soon: usize,
    pub changed: usize,
    pub findings: usize,
    pub cost: Vec<Money>,
}

/// The rows of one tab.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Rows {
    tab: Tab,
    rows: Vec<Row>,
    groups: Vec<Group>,
    /// The identity of everything listed, by position.
    ids: Vec<String>,
    at: FxHashMap<String, usize>,
    /// All that could be listed, whether a filter hides it or not.
    known: FxHashSet<String>,
}

impl Totals {
    fn add(&mut self, row: &Owned) {
        self.count += 1;
        match State::of(row) {
            State::Overdue => self.overdue += 1,
            State::DueSoon => self.due_soon += 1,
            _ => {}
        }
        self.changed += usize::from(row.changed);
        self.findings += row.findings;
        if let Some(cost) = &row.cost {
            words::add(&mut self.cost, &cost.latest);
        }
    }

    /// What needs somebody stands first.
    fn urgency(&self) -> u8 {
        match (self.overdue, self.due_soon, self.changed) {
            (1.., ..) => 0,
            (0, 1.., _) => 1,
            (0, 0, 1..) => 2,
            (0, 0, 0) => 3,
        }
    }
}

impl Rows {
    /// Makes the rows anew.
    pub fn make(&mut self, source: &Source, wish: Wish<'_>) {
        self.tab = wish.tab;
        self.groups.clear();
        self.rows.clear();
        match wish.tab {
            Tab::Review => self.make_review(source, wish),
            Tab::Handovers | Tab::Leaving => self.make_plain(source, wish),
        }
        let rows = self.rows.iter().enumerate();
        self.at = rows
            .map(|(at, row)| (self.identity(*row).to_owned(), at))
            .collect();
    }

    fn make_review(&mut self, source: &Source, wish: Wish<'_>) {
        let Some(held) = &source.held else {
            self.ids.clear();
            self.known.clear();
            return;
        };
        let all = &held.holding.rows;
        self.ids = all.iter().map(|row| row.entity_ref.to_string()).collect();
        let of_whose = |row: &&Owned| wish.whose.holds(row.as_);
        self.known = all
            .iter()
            .filter(of_whose)
            .map(|row| row.entity_ref.to_string())
            .collect();
        let filter = Filter::parse(wish.words);
        let shown = all
            .iter()
            .enumerate()
            .filter(|(_, row)| wish.whose.holds(row.as_));
        let mut shown: Vec<usize> = shown
            .filter(|(_, row)| filter.matches(&held.catalog, row))
            .map(|(at, _)| at)
            .collect();
        sort(&mut shown, source, wish, |at| all.get(at).map(Item::Owned));
        if wish.sort.is_none() {
            shown.sort_by_cached_key(|at| all.get(*at).map(urgency));
            if wish.reversed {
                shown.reverse();
            }
        }
        match wish.whose {
            Whose::Team => self.by_person(all, shown, wish.folded),
            Whose::Mine | Whose::Deputy => self.by_system(all, shown, "", 0, wish.folded),
        }
    }

    fn by_person(&mut self, all: &[Owned], shown: Vec<usize>, folded: &BTreeSet<String>) {
        let mut people: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
        for at in shown {
            if let Some(row) = all.get(at) {
                people.entry(&row.accountable).or_default().push(at);
            }
        }
        let mut groups: Vec<Group> = people
            .into_iter()
            .map(|(person, members)| group(Some(person), String::new(), 0, members, all, folded))
            .collect();
        groups.sort_by_cached_key(|group| {
            (
                group.totals.urgency(),
                group.of.as_deref().map(|of| name(of).to_owned()),
            )
        });
        for group in groups {
            let (id, is_folded, members) = (group.id.clone(), group.folded, group.members.clone());
            self.rows.push(Row::Heading(self.groups.len()));
            self.groups.push(group);
            if !is_folded {
                self.by_system(all, members, &id, 1, folded);
            }
        }
    }

    fn by_system(
        &mut self,
        all: &[Owned],
        shown: Vec<usize>,
        above: &str,
        depth: u16,
        folded: &BTreeSet<String>,
    ) {
        let mut systems: BTreeMap<Option<&str>, Vec<usize>> = BTreeMap::new();
        for at in shown {
            if let Some(row) = all.get(at) {
                systems.entry(row.system.as_deref()).or_default().push(at);
            }
        }
        let mut groups: Vec<Group> = systems
            .into_iter()
            .map(|(system, members)| group(system, above.to_owned(), depth, members, all, folded))
            .collect();
        // What is in no system stands last, however urgent it is: one knows where to look for it.
        groups.sort_by_cached_key(|group| {
            (
                group.of.is_none(),
                group.totals.urgency(),
                group.of.as_deref().map(|of| name(of).to_owned()),
            )
        });
        for group in groups {
            self.rows.push(Row::Heading(self.groups.len()));
            if !group.folded {
                self.rows.extend(group.members.iter().copied().map(Row::Item));
            }
            self.groups.push(group);
        }
    }

    fn make_plain(&mut self, source: &Source, wish: Wish<'_>) {
        let count = match wish.tab {
            Tab::Handovers => source.handovers.len(),
            _ => source.leaving().len(),
        };
        let item = |at: usize| nth(source, wish.tab, at);
        self.ids = (0..count)
            .map(|at| item(at).map_or_else(String::new, |item| item.identity().to_owned()))
            .collect();
        self.known = self.ids.iter().cloned().collect();
        let words = Words::new(wish.words);
        let matches = |at: &usize| {
            let Some(item) = item(*at) else { return false };
            let columns = wish.tab.columns(wish.whose).iter();
            let mut texts: Vec<Cow<'_, str>> = columns.map(|column| source.text(item, *column)).collect();
            if let Item::Handover(handover) = item {
                texts.extend(
                    handover
                        .items
                        .iter()
                        .map(|item| Cow::Borrowed(item.entity.as_str())),
                );
            }
            let texts: Vec<&str> = texts.iter().map(AsRef::as_ref).collect();
            words.are_in(&texts)
        };
        let mut shown: Vec<usize> = (0..count).filter(matches).collect();
        sort(&mut shown, source, wish, item);
        if wish.sort.is_none() && wish.reversed {
            shown.reverse();
        }
        self.rows = shown.into_iter().map(Row::Item).collect();
    }

    pub fn row(&self, at: usize) -> Option<Row> {
        self.rows.get(at).copied()
    }

    pub fn group(&self, row: usize) -> Option<&Group> {
        match self.row(row)? {
            Row::Heading(at) => self.groups.get(at),
            Row::Item(_) => None,
        }
    }

    /// What a row is; none where it is a heading.
    pub fn item<'a>(&self, source: &'a Source, row: usize) -> Option<Item<'a>> {
        match self.row(row)? {
            Row::Item(at) => nth(source, self.tab, at),
            Row::Heading(_) => None,
        }
    }

    /// The refs of all that a heading stands over, in their order; of anything else, the row itself.
    pub fn under<'a>(&'a self, id: &'a str) -> Vec<&'a str> {
        let group = self.groups.iter().find(|group| group.id == id);
        match group {
            Some(group) => {
                let members = group.members.iter();
                members
                    .filter_map(|at| self.ids.get(*at))
                    .map(String::as_str)
                    .collect()
            }
            None if id.starts_with(MARK) => Vec::new(),
            None => vec![id],
        }
    }

    /// The row of the nearest heading above a row, or of the one that a heading stands below.
    pub fn heading(&self, row: usize) -> Option<usize> {
        let depth = match self.group(row) {
            Some(group) => group.depth.checked_sub(1)?,
            None => u16::MAX,
        };
        (0..row)
            .rev()
            .find(|at| self.group(*at).is_some_and(|group| group.depth <= depth))
    }

    /// The identities of all headings.
    pub fn headings(&self) -> impl Iterator<Item = &str> {
        self.groups.iter().map(|group| group.id.as_str())
    }

    /// How many things are listed, without headings; those that are folded away too.
    pub fn listed(&self) -> usize {
        match self.tab {
            Tab::Review => {
                let tops = self.groups.iter().filter(|group| group.depth == 0);
                tops.map(|group| group.totals.count).sum()
            }
            Tab::Handovers | Tab::Leaving => self.rows.len(),
        }
    }

    fn identity(&self, row: Row) -> &str {
        match row {
            Row::Heading(at) => self.groups.get(at).map_or("", |group| &group.id),
            Row::Item(at) => self.ids.get(at).map_or("", String::as_str),
        }
    }
}

impl Group {
    pub fn id(&self) -> &str {
        &self.id
    }

    /// As the heading says it.
    pub fn title(&self) -> &str {
        match &self.of {
            Some(of) => name(of),
            None => "in no system",
        }
    }
}

impl Item<'_> {
    /// What tells it from all others of its tab.
    fn identity(&self) -> &str {
        match self {
            Item::Owned(row) => &row.entity_ref,
            Item::Handover(handover) => &handover.id,
            Item::Leaver(leaver) => &leaver.person,
        }
    }
}

fn nth(source: &Source, tab: Tab, at: usize) -> Option<Item<'_>> {
    Some(match tab {
        Tab::Review => Item::Owned(source.held.as_ref()?.holding.rows.get(at)?),
        Tab::Handovers => Item::Handover(source.handovers.get(at)?),
        Tab::Leaving => Item::Leaver(source.leaving().get(at)?),
    })
}

fn group(
    of: Option<&str>,
    above: String,
    depth: u16,
    members: Vec<usize>,
    all: &[Owned],
    folded: &BTreeSet<String>,
) -> Group {
    let mut totals = Totals::default();
    members
        .iter()
        .filter_map(|at| all.get(*at))
        .for_each(|row| totals.add(row));
    let id = format!("{above}{MARK}{}", of.unwrap_or_default());
    Group {
        folded: folded.contains(&id),
        id,
        of: of.map(str::to_owned),
        depth,
        totals,
        members,
    }
}

/// What is overdue, due or changed first; of those the earliest.
fn urgency(
    row: &Owned,
) -> (
    State,
    Option<jiff::civil::Date>,
    Reverse<bool>,
    Reverse<usize>,
    String,
) {
    (
        State::of(row),
        row.due,
        Reverse(row.changed),
        Reverse(row.findings),
        row.entity_ref.to_string(),
    )
}

/// Sorts by a column, where one was chosen.
fn sort<'a>(shown: &mut [usize], source: &Source, wish: Wish<'_>, item: impl Fn(usize) -> Option<Item<'a>>) {
    let Some(column) = wish.sort else { return };
    shown.sort_by_cached_key(|at| item(*at).map(|item| source.key(item, column)));
    if wish.reversed {
        shown.reverse();
    }
}

impl list::Rows for Rows {
    fn len(&self) -> usize {
        self.rows.len()
    }

    fn id(&self, index: usize) -> Cow<'_, str> {
        self.row(index).map_or("", |row| self.identity(row)).into()
    }

    fn find(&self, id: &str) -> Option<usize> {
        self.at.get(id).copied()
    }

    fn knows(&self, id: &str) -> bool {
        self.known.contains(id) || self.at.contains_key(id)
    }
}
