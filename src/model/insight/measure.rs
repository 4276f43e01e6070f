//! What a number of tasks amounts to: counts, minutes on record and estimated, requesters, waiting times.

use std::ops::AddAssign;

use rustc_hash::FxHashSet;
use serde::Serialize;

use super::record::{Sort, Work};
use crate::model::arena::Sym;

/// What some tasks amount to.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Measure {
    /// Done, or to be done, by hand.
    pub manual: usize,
    /// Done by a blueprint.
    pub self_served: usize,
    pub declined: usize,
    pub duplicates: usize,
    /// Of the manual tasks.
    pub minutes: Minutes,
    /// Distinct requesters of manual tasks. Who is not known is not counted.
    pub requesters: usize,
    /// Of the manual tasks that are done.
    pub waits: Option<Waits>,
    /// Of all tasks that are done, also the self-served ones: how long people wait for such a thing.
    pub waits_of_all: Option<Waits>,
}

/// Minutes of work. What is on record and what is estimated are never one number.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Minutes {
    pub recorded: u64,
    pub recorded_tasks: usize,
    pub estimated: u64,
    pub estimated_tasks: usize,
    /// Tasks of which nothing is on record, where nothing is there to estimate by either.
    pub unknown_tasks: usize,
    /// The median of what is on record.
    pub median: Option<u32>,
    /// What stands for a task of which nothing is on record.
    pub estimate: Estimate,
}

/// What the minutes of a task are estimated by.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Estimate {
    /// The median of its own sort.
    Own(u32),
    /// The median of all tasks, as nothing is on record for its sort.
    Overall(u32),
    #[default]
    Unknown,
}

/// How long tasks waited from being created to being done, in minutes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Waits {
    pub done: usize,
    pub median: u64,
    pub p90: u64,
}

impl Measure {
    /// All that is work, by hand or not.
    pub fn tasks(&self) -> usize {
        self.manual + self.self_served
    }
}

impl Minutes {
    /// What is on record and what is estimated; none where a task is left that nothing is known of.
    pub fn total(&self) -> Option<u64> {
        (self.unknown_tasks == 0).then_some(self.recorded + self.estimated)
    }
}

impl Waits {
    fn of(minutes: &mut [u64]) -> Option<Self> {
        let median = percentile(minutes, 50)?;
        Some(Self {
            done: minutes.len(),
            median,
            p90: percentile(minutes, 90)?,
        })
    }
}

impl Estimate {
    pub fn minutes(self) -> Option<u32> {
        match self {
            Estimate::Own(minutes) | Estimate::Overall(minutes) => Some(minutes),
            Estimate::Unknown => None,
        }
    }
}

impl AddAssign for Minutes {
    /// Adds the amounts; medians and estimates cannot be added and are those of the left side.
    fn add_assign(&mut self, other: Self) {
        self.recorded += other.recorded;
        self.recorded_tasks += other.recorded_tasks;
        self.estimated += other.estimated;
        self.estimated_tasks += other.estimated_tasks;
        self.unknown_tasks += other.unknown_tasks;
    }
}

/// Minutes as people say how long they waited: `45 min`, `26 h`, `4 d`.
pub fn waited(minutes: u64) -> String {
    match minutes {
        0..120 => format!("{minutes} min"),
        120..2880 => format!("{} h", minutes / 60),
        _ => format!("{} d", minutes / 1440),
    }
}

/// The value below or at which a share of all values lies, by nearest rank: of n ascending values the one at position
/// ⌈n × percent ÷ 100⌉. It is always one of the values. None where there are none.
pub(super) fn percentile<T: Copy + Ord>(values: &mut [T], percent: usize) -> Option<T> {
    let rank = (values.len() * percent).div_ceil(100).max(1);
    (!values.is_empty()).then(|| *values.select_nth_unstable(rank - 1).1)
}

/// Tasks being measured.
#[derive(Clone, Debug, Default)]
pub(super) struct Measuring {
    manual: usize,
    self_served: usize,
    declined: usize,
    duplicates: usize,
    minutes: Vec<u32>,
    waits: Vec<u64>,
    served_waits: Vec<u64>,
    requesters: FxHashSet<Sym>,
}

impl Measuring {
    pub fn add(&mut self, work: &Work) {
        match work.sort {
            Sort::SelfServed => {
                self.self_served += 1;
                self.served_waits.extend(work.wait);
            }
            Sort::Declined => self.declined += 1,
            Sort::Duplicate => self.duplicates += 1,
            Sort::Manual => {
                self.manual += 1;
                self.minutes.extend(work.minutes);
                self.waits.extend(work.wait);
                if !work.requester.is_none() {
                    self.requesters.insert(work.requester);
                }
            }
        }
    }

    /// The median of the minutes that are on record.
    pub fn median_minutes(&mut self) -> Option<u32> {
        percentile(&mut self.minutes, 50)
    }

    /// `overall` stands for minutes where none are on record for any of these tasks.
    pub fn finish(mut self, overall: Option<u32>) -> Measure {
        let median = self.median_minutes();
        let estimate = match (median, overall) {
            (Some(own), _) => Estimate::Own(own),
            (None, Some(overall)) => Estimate::Overall(overall),
            (None, None) => Estimate::Unknown,
        };
        let without = self.manual - self.minutes.len();
        let (estimated_tasks, unknown_tasks) = match estimate {
            Estimate::Unknown => (0, without),
            _ => (without, 0),
        };
        let minutes = Minutes {
            recorded: self.minutes.iter().copied().map(u64::from).sum(),
            recorded_tasks: self.minutes.len(),
            estimated: u64::from(estimate.minutes().unwrap_or(0)) * estimated_tasks as u64,
            estimated_tasks,
            unknown_tasks,
            median,
            estimate,
        };
        let waits = Waits::of(&mut self.waits);
        self.served_waits.append(&mut self.waits);
        Measure {
            manual: self.manual,
            self_served: self.self_served,
            declined: self.declined,
            duplicates: self.duplicates,
            minutes,
            requesters: self.requesters.len(),
            waits,
            waits_of_all: Waits::of(&mut self.served_waits),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn percentiles_are_by_nearest_rank() {
        for (values, median, p90) in [
            (vec![], None, None),
            (vec![7], Some(7), Some(7)),
            (vec![9, 1], Some(1), Some(9)),
            (vec![3, 1, 2], Some(2), Some(3)),
            (vec![40, 10, 30, 20], Some(20), Some(40)),
            ((1..=10).rev().collect(), Some(5), Some(9)),
            ((1..=11).collect(), Some(6), Some(10)),
        ] {
            assert_eq!(percentile(&mut values.clone(), 50), median, "{values:?}");
            assert_eq!(percentile(&mut values.clone(), 90), p90, "{values:?}");
        }
    }
}
