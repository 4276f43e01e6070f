//! Tasks without a category, grouped by the shape of their titles: what recurs stands out.

use std::cmp::Reverse;

use rustc_hash::FxHashMap;

use super::measure::{Measure, Measuring};
use super::period::Period;
use super::record::{Record, Work};
use crate::model::task::{TaskRef, Tasks, shape};

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
        let at = *known.entry(shape(task.title())).or_insert_with_key(|shape| {
            found.push((Group::new(shape), Measuring::default()));
            found.len() - 1
        });
        if let Some((group, measuring)) = found.get_mut(at) {
            group.tasks.push(task.name().to_owned());
            group.show(task.title());
            measuring.add(work);
        }
    }
    let mut groups: Vec<Group> = found
        .into_iter()
        .map(|(group, measuring)| Group {
            measure: measuring.finish(minutes),
            ..group
        })
        .collect();
    groups.sort_by(|one, other| {
        let largest = other.tasks.len().cmp(&one.tasks.len());
        largest.then_with(|| one.shape.cmp(&other.shape))
    });
    groups
}

impl Group {
    fn new(shape: &str) -> Self {
        Self {
            shape: shape.to_owned(),
            measure: Measure::default(),
            tasks: Vec::new(),
            examples: Vec::new(),
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
