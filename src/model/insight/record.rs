//! The table of tasks as insights need it: a small row a task, its category as a number. Made in one pass, read by all.

use jiff::Timestamp;
use rustc_hash::FxHashMap;

use super::period::Period;
use crate::model::arena::Sym;
use crate::model::task::{Status, TaskRef, Tasks};

/// What counts of a task.
#[derive(Clone, Copy, Debug)]
pub(super) struct Work {
    /// The position of its category in [`Record::categories`].
    pub category: usize,
    pub created: Timestamp,
    pub sort: Sort,
    /// Minutes on record.
    pub minutes: Option<u32>,
    /// Minutes from being created to being done.
    pub wait: Option<u64>,
    pub requester: Sym,
}

/// How a task counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Sort {
    Manual,
    SelfServed,
    Declined,
    Duplicate,
}

impl Sort {
    /// Whether anybody or anything did it or is to do it.
    pub fn is_work(self) -> bool {
        matches!(self, Sort::Manual | Sort::SelfServed)
    }
}

/// A category and what all of its tasks tell, whatever the period.
#[derive(Clone, Debug)]
pub(super) struct Category<'a> {
    /// None stands for tasks without a category.
    pub name: Option<&'a str>,
    /// When its first self-served task was created.
    pub served_since: Option<Timestamp>,
    /// The blueprint of the newest task that has one.
    blueprint: Option<(Timestamp, &'a str)>,
}

impl<'a> Category<'a> {
    pub fn blueprint(&self) -> Option<&'a str> {
        self.blueprint.map(|(_, blueprint)| blueprint)
    }
}

/// All tasks of a table.
pub(super) struct Record<'a> {
    pub works: Vec<Work>,
    pub categories: Vec<Category<'a>>,
}

const MINUTE: i64 = 60_000;

impl<'a> Record<'a> {
    pub fn of(tasks: &'a Tasks) -> Self {
        let mut categories: Vec<Category<'a>> = Vec::new();
        let mut known: FxHashMap<Sym, usize> = FxHashMap::default();
        let mut works = Vec::with_capacity(tasks.len());
        for task in tasks.iter() {
            let at = *known.entry(task.category_sym()).or_insert_with(|| {
                categories.push(Category {
                    name: task.category(),
                    served_since: None,
                    blueprint: None,
                });
                categories.len() - 1
            });
            let work = work(task, at);
            if let Some(category) = categories.get_mut(at) {
                note(category, task, &work);
            }
            works.push(work);
        }
        Self { works, categories }
    }

    pub fn within(&self, period: Period) -> impl Iterator<Item = &Work> {
        self.works
            .iter()
            .filter(move |work| period.contains(work.created))
    }

    /// When the oldest task was created.
    pub fn begins(&self) -> Option<Timestamp> {
        self.works.iter().map(|work| work.created).min()
    }
}

fn work(task: TaskRef<'_>, category: usize) -> Work {
    let sort = match task.status() {
        Status::Declined => Sort::Declined,
        Status::Duplicate => Sort::Duplicate,
        _ if task.is_self_served() => Sort::SelfServed,
        _ => Sort::Manual,
    };
    let created = task.created();
    // What people logged when it was done tells nothing of how long anybody had waited; what a blueprint did at once does.
    let is_measured = |closed: Timestamp| closed > created || sort == Sort::SelfServed;
    let closed = task
        .closed()
        .filter(|closed| task.status() == Status::Done && is_measured(*closed));
    let waited = |closed: Timestamp| (closed.as_millisecond() - created.as_millisecond()) / MINUTE;
    Work {
        category,
        created,
        sort,
        minutes: task.minutes(),
        wait: closed.map(|closed| u64::try_from(waited(closed)).unwrap_or(0)),
        requester: task.requester_sym(),
    }
}

fn note<'a>(category: &mut Category<'a>, task: TaskRef<'a>, work: &Work) {
    if work.sort == Sort::SelfServed {
        let first = category.served_since.get_or_insert(work.created);
        *first = work.created.min(*first);
    }
    if let Some(blueprint) = task.blueprint() {
        let newest = (work.created, blueprint);
        category.blueprint = category.blueprint.max(Some(newest));
    }
}
