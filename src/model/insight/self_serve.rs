//! Self-served against manual work, and what every automation changed.

use jiff::{SignedDuration, Timestamp};

use super::decimal::Decimal;
use super::measure::{Measure, Measuring};
use super::period::{Period, minus};
use super::record::{Category, Record, Work};
use crate::model::task::Tasks;

/// Who did the work of a period: people or blueprints.
#[derive(Clone, Debug, PartialEq)]
pub struct SelfServe {
    pub period: Period,
    pub self_served: usize,
    pub manual: usize,
    /// The one with the most self-served tasks first; also those that were automated and had no task in the period.
    pub by_category: Vec<Served>,
}

/// A category in a period.
#[derive(Clone, Debug, PartialEq)]
pub struct Served {
    /// None stands for tasks without a category.
    pub category: Option<String>,
    pub self_served: usize,
    pub manual: usize,
    /// What changed, where a blueprint has ever done one.
    pub automation: Option<Automation>,
}

/// A category before and after its first self-served task.
#[derive(Clone, Debug, PartialEq)]
pub struct Automation {
    /// When that was created.
    pub since: Timestamp,
    /// As many days as the period has up to that moment, or fewer where the record begins later; none where it begins with
    /// that task.
    pub before: Option<Window>,
    /// As many days up to the end of the period, but none before that moment.
    pub after: Window,
}

/// Some days of one category.
#[derive(Clone, Debug, PartialEq)]
pub struct Window {
    pub period: Period,
    pub measure: Measure,
}

impl SelfServe {
    /// The part that was self-served, from 0 to 1; none where there was no work.
    pub fn share(&self) -> Option<Decimal> {
        share(self.self_served, self.manual)
    }
}

impl Served {
    pub fn share(&self) -> Option<Decimal> {
        share(self.self_served, self.manual)
    }
}

impl Window {
    /// Minutes a month that people spent, on record and estimated; none where nothing is known of some of it.
    pub fn minutes_month(&self) -> Option<Decimal> {
        let minutes = self.measure.minutes.total()?;
        Some(self.period.a_month(minutes, 1))
    }

    /// All tasks a month, by hand and self-served.
    pub fn tasks_month(&self) -> Decimal {
        self.period.a_month(self.measure.tasks() as u64, 1)
    }

    pub fn share(&self) -> Option<Decimal> {
        share(self.measure.self_served, self.measure.manual)
    }
}

fn share(self_served: usize, manual: usize) -> Option<Decimal> {
    Decimal::ratio(self_served as i128, (self_served + manual) as i128)
}

/// Who did the work of a period, and every automation up to its end. Looks at all tasks of the table.
pub fn self_serve(tasks: &Tasks, period: Period) -> SelfServe {
    of(&Record::of(tasks), period)
}

pub(super) fn of(record: &Record<'_>, period: Period) -> SelfServe {
    let begins = record.begins();
    let windows: Vec<Option<Windows>> = record
        .categories
        .iter()
        .map(|category| Windows::of(category, begins, period))
        .collect();
    let count = record.categories.len();
    let mut overall = Measuring::default();
    let mut now = vec![Measuring::default(); count];
    let (mut before, mut after) = (now.clone(), now.clone());
    for work in &record.works {
        let at = work.category;
        if period.contains(work.created) {
            overall.add(work);
            add(&mut now, at, work);
        }
        let Some(Some(windows)) = windows.get(at) else {
            continue;
        };
        if windows.before.contains(work.created) {
            add(&mut before, at, work);
        }
        if windows.after.contains(work.created) {
            add(&mut after, at, work);
        }
    }
    let minutes = overall.median_minutes();
    let mut by_category: Vec<Served> = Vec::new();
    let parts = record
        .categories
        .iter()
        .zip(windows)
        .zip(now.into_iter().zip(before).zip(after));
    for ((category, windows), ((now, before), after)) in parts {
        let now = now.finish(minutes);
        let automation = windows.map(|windows| windows.automation(before, after, minutes));
        if now.tasks() > 0 || automation.is_some() {
            by_category.push(Served {
                category: category.name.map(str::to_owned),
                self_served: now.self_served,
                manual: now.manual,
                automation,
            });
        }
    }
    by_category.sort_by(|one, other| {
        let key = |served: &Served| std::cmp::Reverse((served.self_served, served.manual));
        key(one)
            .cmp(&key(other))
            .then_with(|| one.category.cmp(&other.category))
    });
    let all = overall.finish(minutes);
    SelfServe {
        period,
        self_served: all.self_served,
        manual: all.manual,
        by_category,
    }
}

fn add(measuring: &mut [Measuring], at: usize, work: &Work) {
    if let Some(measuring) = measuring.get_mut(at) {
        measuring.add(work);
    }
}

/// The days before and after an automation.
#[derive(Clone, Copy)]
struct Windows {
    since: Timestamp,
    before: Period,
    after: Period,
}

impl Windows {
    fn of(category: &Category<'_>, begins: Option<Timestamp>, period: Period) -> Option<Self> {
        let since = category.served_since.filter(|since| *since < period.until)?;
        let length: SignedDuration = period.until.duration_since(period.since);
        let before = Period {
            since: minus(since, length).max(begins.unwrap_or(since)),
            until: since,
        };
        let after = Period {
            since: since.max(period.since),
            until: period.until,
        };
        Some(Self { since, before, after })
    }

    fn automation(self, before: Measuring, after: Measuring, minutes: Option<u32>) -> Automation {
        let is_recorded = self.before.since < self.before.until;
        Automation {
            since: self.since,
            before: is_recorded.then(|| Window {
                period: self.before,
                measure: before.finish(minutes),
            }),
            after: Window {
                period: self.after,
                measure: after.finish(minutes),
            },
        }
    }
}
