//! The problems as rows: a heading for each group, and below it what is not folded away.

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::sync::Arc;

use crate::app::list::Rows;
use crate::model::catalog::problem_list::{Group, ProblemList, ProblemQuery};
use crate::model::catalog::{Catalog, FileId, ProblemView};

/// A row: the group it belongs to, and the place of its problem in the order; none for the heading.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Row {
    pub group: u32,
    pub place: Option<u32>,
}

/// The problems that are shown, of the snapshot that was asked.
#[derive(Debug, Clone, PartialEq)]
pub struct Shown {
    pub catalog: Arc<Catalog>,
    pub query: ProblemQuery,
    pub list: Arc<ProblemList>,
    rows: Vec<Row>,
}

/// Between the parts of an identity. A control character, so no part of any of them.
const MARK: char = '\u{1f}';

impl Shown {
    /// `folded` has the texts of the keys of the groups that are folded.
    pub fn new(
        catalog: Arc<Catalog>,
        query: ProblemQuery,
        list: Arc<ProblemList>,
        folded: &BTreeSet<String>,
    ) -> Self {
        let mut shown = Self {
            catalog,
            query,
            list,
            rows: Vec::new(),
        };
        shown.fold(folded);
        shown
    }

    /// Makes the rows anew.
    pub fn fold(&mut self, folded: &BTreeSet<String>) {
        self.rows.clear();
        for (at, group) in self.list.groups.iter().enumerate() {
            let at = at as u32;
            self.rows.push(Row {
                group: at,
                place: None,
            });
            if !folded.contains(group.key.text(&self.catalog)) {
                let places = group.problems.start as u32..group.problems.end as u32;
                self.rows.extend(places.map(|place| Row {
                    group: at,
                    place: Some(place),
                }));
            }
        }
    }

    pub fn row(&self, at: usize) -> Option<Row> {
        self.rows.get(at).copied()
    }

    pub fn group(&self, row: Row) -> Option<&Group> {
        self.list.groups.get(row.group as usize)
    }

    /// The problem of a row; none for a heading.
    pub fn problem(&self, row: Row) -> Option<ProblemView<'_>> {
        let index = self.list.order.get(row.place? as usize)?;
        self.catalog.problem(*index as usize)
    }

    /// The problem of a row, or the first one of its group.
    pub fn problem_or_first(&self, row: Row) -> Option<ProblemView<'_>> {
        let place = self.group(row)?.problems.start as u32;
        self.problem(row).or_else(|| {
            self.problem(Row {
                place: Some(place),
                ..row
            })
        })
    }

    /// The row of the heading of a group.
    pub fn heading(&self, group: u32) -> Option<usize> {
        self.rows
            .binary_search_by_key(&(group, None), |row| (row.group, row.place))
            .ok()
    }

    /// How many problems before this one in its file look the same: lines shift, so they do not tell problems apart.
    fn alike_before(&self, at: usize, problem: ProblemView<'_>) -> usize {
        let before = self.rows.get(..at).unwrap_or_default().iter().rev();
        before
            .map_while(|row| self.problem(*row))
            .take_while(|other| other.file_id() == problem.file_id())
            .filter(|other| alike(*other, problem))
            .count()
    }
}

fn alike(one: ProblemView<'_>, other: ProblemView<'_>) -> bool {
    one.code() == other.code() && one.entity_ref() == other.entity_ref() && one.message() == other.message()
}

/// A problem is known by its file, code, entity and message; of those that are the same, by which one it is.
impl Rows for Shown {
    fn len(&self) -> usize {
        self.rows.len()
    }

    fn id(&self, index: usize) -> Cow<'_, str> {
        let Some(row) = self.row(index) else {
            return "".into();
        };
        match self.problem(row) {
            Some(problem) => format!(
                "{}{MARK}{}{MARK}{}{MARK}{}{MARK}{}",
                problem.file(),
                problem.code().name(),
                problem.entity_ref().unwrap_or_default(),
                self.alike_before(index, problem),
                problem.message(),
            )
            .into(),
            None => self
                .group(row)
                .map_or("", |group| group.key.text(&self.catalog))
                .into(),
        }
    }

    /// Where the same problem is; else one with the same code of the same entity, when the message has changed.
    fn find(&self, id: &str) -> Option<usize> {
        let parts: Vec<&str> = id.splitn(5, MARK).collect();
        let [file, code, entity_ref, alike, message] = parts[..] else {
            let is_key = |group: &Group| group.key.text(&self.catalog) == id;
            return self.heading(self.list.groups.iter().position(is_key)? as u32);
        };
        let file: FileId = self.catalog.find_file(file)?;
        let mut same = Vec::new();
        let mut similar = None;
        for (at, row) in self.rows.iter().enumerate() {
            let Some(problem) = self.problem(*row) else {
                continue;
            };
            let fits = problem.file_id() == file
                && problem.code().name() == code
                && problem.entity_ref().unwrap_or_default() == entity_ref;
            if fits {
                similar = similar.or(Some(at));
                same.extend((problem.message() == message).then_some(at));
            }
        }
        let alike: usize = alike.parse().unwrap_or(0);
        same.get(alike).or(same.last()).copied().or(similar)
    }
}
