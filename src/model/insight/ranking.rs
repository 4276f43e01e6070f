//! What to automate next: the categories of a period, the one with the highest score first.

use jiff::{SignedDuration, Timestamp};

use super::Settings;
use super::decimal::Decimal;
use super::fit::Fit;
use super::measure::{Estimate, Measure, Measuring, Minutes};
use super::part::{Part, Sort};
use super::period::{MONTH, Period};
use super::record::{self, Record};
use super::score::{Past, Score, Unit, growth_ratio};
use crate::model::task::Tasks;

/// The categories of a period.
#[derive(Clone, Debug, PartialEq)]
pub struct Ranking {
    pub period: Period,
    /// By score, the highest first.
    pub rows: Vec<Row>,
    /// Tasks without a category, of which no score is made.
    pub uncategorised: Measure,
    /// All tasks of the period, with a category or without. Its minutes are the sum of theirs.
    pub all: Measure,
    pub unit: Unit,
    /// When the oldest task on record was created, where more than a tenth of the period before was not recorded: what grew
    /// since then cannot be told from what was not yet written down.
    pub recorded_since: Option<Timestamp>,
    /// What a reader must know of the settings it was made with.
    pub remark: Option<String>,
}

/// A category in a period.
#[derive(Clone, Debug, PartialEq)]
pub struct Row {
    pub category: String,
    pub measure: Measure,
    /// Manual tasks in the period before.
    pub manual_before: usize,
    /// Manual tasks against the period before, without bounds; none where there were none.
    pub growth: Option<Decimal>,
    pub fit: Fit,
    /// What covers it already.
    pub blueprint: Option<String>,
    /// What people spend on it, which is what is saved when nobody has to any more. None where no minutes are known.
    pub hours_month: Option<Decimal>,
    pub tasks_month: Decimal,
    pub score: Score,
}

/// The ranking of a period.
pub fn rank(tasks: &Tasks, period: Period, settings: &Settings) -> Ranking {
    of(&Record::of(tasks), period, settings)
}

pub(super) fn of(record: &Record<'_>, period: Period, settings: &Settings) -> Ranking {
    let before = period.before();
    let mut now = vec![Measuring::default(); record.categories.len()];
    let mut past = vec![0; record.categories.len()];
    let mut all = Measuring::default();
    let mut oldest: Option<Timestamp> = None;
    for work in &record.works {
        oldest = Some(oldest.map_or(work.created, |oldest| oldest.min(work.created)));
        if period.contains(work.created) {
            all.add(work);
            if let Some(measuring) = now.get_mut(work.category) {
                measuring.add(work);
            }
        } else if before.contains(work.created)
            && work.sort == record::Sort::Manual
            && let Some(count) = past.get_mut(work.category)
        {
            *count += 1;
        }
    }
    let overall = all.median_minutes();
    let unit = match overall {
        Some(_) => Unit::Hours,
        None => Unit::Tasks,
    };
    let tenth = period.since.duration_since(before.since) / 10;
    let is_recorded = oldest.is_some_and(|oldest| oldest < period.since);
    let mut ranking = Ranking {
        period,
        rows: Vec::new(),
        uncategorised: Measure::default(),
        all: all.finish(overall),
        unit,
        recorded_since: oldest.filter(|oldest| oldest.duration_since(before.since) > tenth),
        remark: settings.remark.clone(),
    };
    let mut sum = Minutes {
        median: overall,
        estimate: overall.map_or(Estimate::Unknown, Estimate::Own),
        ..Minutes::default()
    };
    for ((category, measuring), manual) in record.categories.iter().zip(now).zip(past) {
        let measure = measuring.finish(overall);
        sum += measure.minutes;
        let past = Past { manual, is_recorded };
        match category.name {
            None => ranking.uncategorised = measure,
            Some(_) if is_absent(&measure) => {}
            Some(name) => {
                let blueprint = settings
                    .covered
                    .get(name)
                    .map(String::as_str)
                    .or(category.blueprint());
                let fit = settings.fits.of(name);
                ranking
                    .rows
                    .push(row(name, measure, past, fit, blueprint, (period, unit)));
            }
        }
    }
    ranking.all.minutes = sum;
    ranking.sort(Sort::default());
    ranking
}

fn is_absent(measure: &Measure) -> bool {
    measure.tasks() + measure.declined + measure.duplicates == 0
}

fn row(
    category: &str,
    measure: Measure,
    past: Past,
    fit: Fit,
    blueprint: Option<&str>,
    (period, unit): (Period, Unit),
) -> Row {
    let minutes = measure.minutes.total().filter(|_| unit == Unit::Hours);
    Row {
        category: category.to_owned(),
        manual_before: past.manual,
        growth: growth_ratio(measure.manual, past),
        blueprint: blueprint.map(str::to_owned),
        hours_month: minutes.map(|minutes| period.hours_a_month(minutes)),
        tasks_month: period.a_month(measure.manual as u64, 1),
        score: Score::of(&measure, past, &fit, period, unit),
        fit,
        measure,
    }
}

impl Ranking {
    /// Puts the rows in another order; those that are equal in it are in the order of their names.
    pub fn sort(&mut self, sort: Sort) {
        self.rows.sort_by(|one, other| sort.compare(one, other));
    }

    /// The positions of the rows in another order.
    pub fn order(&self, sort: Sort) -> Vec<usize> {
        let mut order: Vec<(usize, &Row)> = self.rows.iter().enumerate().collect();
        order.sort_by(|(_, one), (_, other)| sort.compare(one, other));
        order.into_iter().map(|(at, _)| at).collect()
    }

    /// What a reader must know about the numbers as a whole, a sentence each.
    pub fn remarks(&self) -> Vec<String> {
        let mut remarks: Vec<String> = self.remark.iter().cloned().collect();
        if self.unit == Unit::Tasks && self.all.manual > 0 {
            let text = "No minutes are on record in this period, so tasks are counted instead of hours.";
            remarks.push(text.to_owned());
        }
        if let Some(since) = self.recorded_since {
            let day = since.strftime("%Y-%m-%d");
            remarks.push(match since < self.period.since {
                true => format!("The record begins on {day}: the period before is not whole, and growth may look too high."),
                false => format!("The record begins on {day}: growth cannot be told yet, and counts as 1."),
            });
        }
        remarks
    }
}

impl Row {
    /// After how many months an effort in hours has paid. None where nothing would be saved or nothing is known.
    pub fn break_even(&self, effort: Decimal) -> Option<Decimal> {
        self.hours_month
            .filter(|hours| *hours > Decimal::ZERO)
            .and_then(|hours| effort.divided(hours))
    }

    /// The day on which an effort that is made by then has paid.
    pub fn break_even_day(&self, effort: Decimal, now: Timestamp) -> Option<Timestamp> {
        let months = self.break_even(effort)?.in_hundredths();
        let hours = months.checked_mul(i64::from(MONTH) * 24)? / 100;
        now.checked_add(SignedDuration::from_hours(hours)).ok()
    }

    /// Why it is where it is, in one sentence: the sum, and what the vision and the blueprint have to do with it.
    pub fn why(&self) -> String {
        let parts: Vec<String> = self
            .score
            .factors
            .iter()
            .map(|factor| format!("{} {} ({})", factor.name, factor.value, factor.how))
            .collect();
        let covered = match &self.blueprint {
            Some(blueprint) => format!("; {blueprint} covers it, and this is what is left by hand"),
            None => String::new(),
        };
        format!("{}: {}{covered}", self.score.arithmetic(), parts.join(", "))
    }

    /// The value that a part sorts by.
    pub(super) fn number(&self, part: Part) -> Option<Decimal> {
        let count = |count: usize| Some(Decimal::whole(count as u64));
        match part {
            Part::Category | Part::Blueprint => None,
            Part::Score => Some(self.score.value),
            Part::Tasks => count(self.measure.manual),
            Part::SelfServed => count(self.measure.self_served),
            Part::Hours => self.hours_month,
            Part::Growth => self.growth,
            Part::Fit => Some(self.fit.weight),
            Part::Requesters => count(self.measure.requesters),
            Part::Wait => self.measure.waits.map(|waits| Decimal::whole(waits.median)),
            Part::LongWait => self.measure.waits.map(|waits| Decimal::whole(waits.p90)),
        }
    }
}
