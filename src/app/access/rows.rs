//! The rows: rights below what they are on, or below who has them; what is over first, then what nothing explains. Pure.

use std::borrow::Cow;
use std::sync::Arc;

use rustc_hash::{FxHashMap, FxHashSet};

use super::filter::{Beside, Filter};
use crate::app::list;
use crate::model::access::{Access, AccessReview, Why};

/// Between the parts of an identity; no name of a provider holds it.
const PART: char = '\u{1}';

/// What is shown of the rights.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Tab {
    Over,
    Unexplained,
    #[default]
    All,
}

impl Tab {
    pub const ALL: [Tab; 3] = [Tab::All, Tab::Over, Tab::Unexplained];

    pub fn title(self) -> &'static str {
        match self {
            Tab::Over => "Over",
            Tab::Unexplained => "Unexplained",
            Tab::All => "All",
        }
    }

    fn shows(self, row: &Access) -> bool {
        match self {
            Tab::Over => row.is_over,
            Tab::Unexplained => row.is_unexplained(),
            Tab::All => true,
        }
    }
}

/// What the rights stand below.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Grouping {
    #[default]
    Resource,
    Holder,
}

impl Grouping {
    /// What a right stands below: a canonical ref where the catalog has one, else as the provider calls it.
    fn key(self, row: &Access) -> &str {
        let (known, called) = match self {
            Grouping::Resource => (&row.entity, &row.right.target),
            Grouping::Holder => (&row.holder, &row.right.principal),
        };
        known.as_ref().unwrap_or(called)
    }

    pub fn other(self) -> Self {
        match self {
            Grouping::Resource => Grouping::Holder,
            Grouping::Holder => Grouping::Resource,
        }
    }
}

/// A heading: a resource, or somebody who has something, and how many of the rights below it are what.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Group {
    /// Canonical ref where the catalog has it, else as the provider calls it.
    pub name: String,
    /// Canonical ref, where the catalog has it.
    pub entity: Option<String>,
    pub rights: usize,
    pub over: usize,
    pub unexplained: usize,
}

/// Something listed.
#[derive(Debug, Clone, Copy)]
pub enum Item<'a> {
    Group(&'a Group),
    Right(&'a Access),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum At {
    Group(usize),
    Right { group: usize, row: usize },
}

/// The rows in their order.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Rows {
    review: Arc<AccessReview>,
    grouping: Grouping,
    groups: Vec<Group>,
    rows: Vec<(String, At)>,
    at: FxHashMap<String, usize>,
    /// All that could be listed, whether a filter hides it or not.
    known: FxHashSet<String>,
    /// Of each tab, how many rights the filter lets through.
    counts: [usize; Tab::ALL.len()],
}

impl Rows {
    /// Makes the rows anew.
    pub fn make(
        &mut self,
        review: &Arc<AccessReview>,
        (tab, grouping): (Tab, Grouping),
        filter: &Filter,
        beside: &Beside<'_>,
    ) {
        self.grouping = grouping;
        self.known = review.rows.iter().flat_map(|row| ids(row, grouping)).collect();
        self.review = match (&filter.entity, beside.catalog) {
            (Some(name), Some(catalog)) => Arc::new(review.of(catalog, name)),
            _ => Arc::clone(review),
        };
        self.counts = Default::default();
        let mut shown: FxHashMap<&str, Vec<usize>> = FxHashMap::default();
        for (at, row) in self.review.rows.iter().enumerate() {
            if !filter.matches(row, beside) {
                continue;
            }
            for (count, of) in self.counts.iter_mut().zip(Tab::ALL) {
                *count += usize::from(of.shows(row));
            }
            if tab.shows(row) {
                shown.entry(grouping.key(row)).or_default().push(at);
            }
        }
        let mut groups: Vec<(Group, Vec<usize>)> = shown
            .into_iter()
            .map(|(name, rows)| (self.group(name, &rows), rows))
            .collect();
        groups.sort_by(|(a, _), (b, _)| order(a).cmp(&order(b)));
        self.lay(groups);
    }

    fn group(&self, name: &str, rows: &[usize]) -> Group {
        let rights = || rows.iter().filter_map(|at| self.review.rows.get(*at));
        let known = rights().next().and_then(|row| match self.grouping {
            Grouping::Resource => row.entity.clone(),
            Grouping::Holder => row.holder.clone(),
        });
        Group {
            name: name.to_owned(),
            entity: known,
            rights: rows.len(),
            over: rights().filter(|row| row.is_over).count(),
            unexplained: rights().filter(|row| row.is_unexplained()).count(),
        }
    }

    fn lay(&mut self, groups: Vec<(Group, Vec<usize>)>) {
        self.rows.clear();
        self.groups.clear();
        for (group, rights) in groups {
            let position = self.groups.len();
            self.rows.push((heading(&group.name), At::Group(position)));
            self.groups.push(group);
            for row in rights {
                if let Some(access) = self.review.rows.get(row) {
                    let at = At::Right { group: position, row };
                    self.rows.push((identity(access), at));
                }
            }
        }
        let ids = self.rows.iter().enumerate();
        self.at = ids.map(|(at, (id, _))| (id.clone(), at)).collect();
    }

    pub fn item(&self, row: usize) -> Option<Item<'_>> {
        match self.rows.get(row)?.1 {
            At::Group(group) => self.groups.get(group).map(Item::Group),
            At::Right { row, .. } => self.review.rows.get(row).map(Item::Right),
        }
    }

    /// The rights with these identities; of a heading all that stand below it. None twice, in their order.
    pub fn rights(&self, ids: &[String]) -> Vec<&Access> {
        let (mut groups, mut rights) = (FxHashSet::default(), FxHashSet::default());
        for at in ids.iter().filter_map(|id| self.rows.get(*self.at.get(id)?)) {
            match at.1 {
                At::Group(group) => groups.insert(group),
                At::Right { row, .. } => rights.insert(row),
            };
        }
        let chosen = self.rows.iter().filter_map(|(_, at)| match *at {
            At::Right { group, row } if groups.contains(&group) || rights.contains(&row) => Some(row),
            _ => None,
        });
        chosen.filter_map(|row| self.review.rows.get(row)).collect()
    }

    /// All rights below a heading.
    pub fn below(&self, name: &str) -> Vec<&Access> {
        self.rights(&[heading(name)])
    }

    /// How many rights of a tab the filter lets through.
    pub fn count(&self, tab: Tab) -> usize {
        let position = Tab::ALL.iter().position(|known| *known == tab);
        position.and_then(|at| self.counts.get(at)).copied().unwrap_or(0)
    }

    pub fn grouping(&self) -> Grouping {
        self.grouping
    }

    /// What they were made of.
    pub fn review(&self) -> &AccessReview {
        &self.review
    }
}

/// What has to be looked at first, then by name.
fn order(group: &Group) -> (bool, bool, &str) {
    (group.over == 0, group.unexplained == 0, &group.name)
}

fn heading(name: &str) -> String {
    format!("{PART}{name}")
}

/// What tells a right from all others: also from the same one that another step gave.
fn identity(row: &Access) -> String {
    let right = &row.right;
    let given = match &row.why {
        Why::Granted(grant) => format!("{}{PART}{}", grant.run, grant.step),
        _ => String::new(),
    };
    [
        &right.target,
        &right.principal,
        &right.right,
        &right.through,
        &given,
    ]
    .map(String::as_str)
    .join(&PART.to_string())
}

fn ids(row: &Access, grouping: Grouping) -> [String; 2] {
    [identity(row), heading(grouping.key(row))]
}

impl list::Rows for Rows {
    fn len(&self) -> usize {
        self.rows.len()
    }

    fn id(&self, index: usize) -> Cow<'_, str> {
        self.rows.get(index).map_or("", |(id, _)| id.as_str()).into()
    }

    fn find(&self, id: &str) -> Option<usize> {
        self.at.get(id).copied()
    }

    fn knows(&self, id: &str) -> bool {
        self.known.contains(id)
    }
}
