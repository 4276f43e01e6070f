//! Tasks without a category, grouped by the shape of their titles: what recurs stands out.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use rustc_hash::FxHashMap;

use super::measure::{Measure, Measuring};
use super::period::Period;
use super::record::{Record, Work};
use crate::model::task::{TaskRef, Tasks};

/// Titles that are shown of a group.
const EXAMPLES: usize = 3;

/// Tasks whose titles have the same shape.
#[derive(Clone, Debug, PartialEq)]
pub struct Group {
    /// Empty where nothing but names and numbers is in the titles.
    pub shape: String,
    pub measure: Measure,
    /// The ids of its tasks, without those that were declined or are duplicates.
    pub tasks: Vec<String>,
    /// Different titles, the newest first.
    pub examples: Vec<String>,
    /// The category that most tasks of the period with titles of this shape have, and how many.
    pub suggested: Option<(String, usize)>,
}

/// The groups of a period, the largest first.
pub fn groups(tasks: &Tasks, period: Period) -> Vec<Group> {
    of(tasks, &Record::of(tasks), period)
}

pub(super) fn of(tasks: &Tasks, record: &Record<'_>, period: Period) -> Vec<Group> {
    let mut overall = Measuring::default();
    let mut loose: Vec<(TaskRef<'_>, &Work)> = Vec::new();
    for (task, work) in tasks.iter().zip(&record.works) {
        if period.contains(work.created) {
            overall.add(work);
            if task.category().is_none() && work.sort.is_work() {
                loose.push((task, work));
            }
        }
    }
    let minutes = overall.median_minutes();
    // The newest first, so that they are the examples, whatever the order of the table.
    loose.sort_unstable_by_key(|(task, work)| (Reverse(work.created), task.name()));
    let mut known: FxHashMap<String, usize> = FxHashMap::default();
    let mut found: Vec<(Group, Measuring)> = Vec::new();
    for (task, work) in loose {
        let at = *known.entry(task.shape()).or_insert_with_key(|shape| {
            found.push((Group::new(shape), Measuring::default()));
            found.len() - 1
        });
        if let Some((group, measuring)) = found.get_mut(at) {
            group.tasks.push(task.name().to_owned());
            group.show(task.title());
            measuring.add(work);
        }
    }
    let suggested = suggestions(tasks, record, period, &known);
    let mut groups: Vec<Group> = found
        .into_iter()
        .zip(suggested)
        .map(|((group, measuring), suggested)| Group {
            measure: measuring.finish(minutes),
            suggested,
            ..group
        })
        .collect();
    groups.sort_by(|one, other| {
        let largest = other.tasks.len().cmp(&one.tasks.len());
        largest.then_with(|| one.shape.cmp(&other.shape))
    });
    groups
}

/// For each of some shapes, by its position, the category that most tasks with such titles have.
fn suggestions(
    tasks: &Tasks,
    record: &Record<'_>,
    period: Period,
    shapes: &FxHashMap<String, usize>,
) -> Vec<Option<(String, usize)>> {
    let mut votes: Vec<BTreeMap<&str, usize>> = vec![BTreeMap::new(); shapes.len()];
    let candidates = tasks
        .iter()
        .zip(&record.works)
        .filter(|(_, work)| !shapes.is_empty() && period.contains(work.created) && work.sort.is_work());
    for (task, _) in candidates {
        if let Some(category) = task.category()
            && let shape = task.shape()
            // Names and numbers alone suggest nothing.
            && !shape.is_empty()
            && let Some(votes) = shapes.get(&shape).and_then(|at| votes.get_mut(*at))
        {
            *votes.entry(category).or_default() += 1;
        }
    }
    let best = |votes: BTreeMap<&str, usize>| {
        let best = votes
            .into_iter()
            .max_by_key(|(category, count)| (*count, Reverse(*category)));
        best.map(|(category, count)| (category.to_owned(), count))
    };
    votes.into_iter().map(best).collect()
}

impl Group {
    fn new(shape: &str) -> Self {
        Self {
            shape: shape.to_owned(),
            measure: Measure::default(),
            tasks: Vec::new(),
            examples: Vec::new(),
            suggested: None,
        }
    }

    fn show(&mut self, title: &str) {
        if self.examples.len() < EXAMPLES && self.examples.iter().all(|known| known != title) {
            self.examples.push(title.to_owned());
        }
    }

    /// Its shape, or words for there being none.
    pub fn name(&self) -> &str {
        match self.shape.as_str() {
            "" => "(only names and numbers)",
            shape => shape,
        }
    }
}
