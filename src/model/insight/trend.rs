//! How work came in over time: tasks and minutes a week or a month, by hand and self-served, of each category.

use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{Span, Timestamp};

use super::decimal::Decimal;
use super::measure::{Estimate, Measuring};
use super::period::Period;
use super::record::{Record, Sort, Work};
use crate::model::task::Tasks;

/// Periods of up to so many days are shown by the week.
const WEEKS_UP_TO: Decimal = Decimal::hundredths(12_000);

/// What the time is cut into. Days are those of UTC, on every machine.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// From Monday on.
    Week,
    Month,
}

/// A week or a month, or what of it is inside the period.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Bucket {
    /// The first day of the week or month, also where the period begins later.
    pub begins: Date,
    pub period: Period,
    /// The period holds only a part of it.
    pub is_partial: bool,
}

/// What came in, in a week or month.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Point {
    pub manual: usize,
    pub self_served: usize,
    /// Minutes by hand that are on record, and those that are estimated as in the ranking.
    pub recorded: u64,
    pub estimated: u64,
}

/// The points of one category, one for each bucket.
#[derive(Clone, Debug, PartialEq)]
pub struct Series {
    /// None stands for tasks without a category.
    pub category: Option<String>,
    pub points: Vec<Point>,
}

/// A period in weeks or months.
#[derive(Clone, Debug, PartialEq)]
pub struct Trend {
    pub period: Period,
    pub step: Step,
    pub buckets: Vec<Bucket>,
    /// Of all tasks.
    pub all: Vec<Point>,
    /// The one with the most work by hand first.
    pub series: Vec<Series>,
}

impl Step {
    pub fn word(self) -> &'static str {
        match self {
            Step::Week => "week",
            Step::Month => "month",
        }
    }
}

impl Bucket {
    /// `2026-03` for a month, the Monday for a week.
    pub fn label(&self, step: Step) -> String {
        match step {
            Step::Week => self.begins.to_string(),
            Step::Month => self.begins.strftime("%Y-%m").to_string(),
        }
    }
}

impl Point {
    pub fn minutes(&self) -> u64 {
        self.recorded + self.estimated
    }

    pub fn hours(&self) -> Decimal {
        Decimal::ratio(self.minutes().into(), 60).unwrap_or_default()
    }

    pub fn tasks(&self) -> usize {
        self.manual + self.self_served
    }

    /// Both as one.
    pub fn and(self, other: Self) -> Self {
        Self {
            manual: self.manual + other.manual,
            self_served: self.self_served + other.self_served,
            recorded: self.recorded + other.recorded,
            estimated: self.estimated + other.estimated,
        }
    }

    fn add(&mut self, work: &Work, estimate: Estimate) {
        match work.sort {
            Sort::SelfServed => self.self_served += 1,
            Sort::Manual => {
                self.manual += 1;
                match work.minutes {
                    Some(minutes) => self.recorded += u64::from(minutes),
                    None => self.estimated += u64::from(estimate.minutes().unwrap_or(0)),
                }
            }
            Sort::Declined | Sort::Duplicate => {}
        }
    }
}

impl Series {
    /// All of its points as one.
    pub fn sum(&self) -> Point {
        self.points
            .iter()
            .fold(Point::default(), |sum, point| sum.and(*point))
    }
}

/// The trend of a period.
pub fn trend(tasks: &Tasks, period: Period) -> Trend {
    of(&Record::of(tasks), period)
}

pub(super) fn of(record: &Record<'_>, period: Period) -> Trend {
    let step = match period.days() <= WEEKS_UP_TO {
        true => Step::Week,
        false => Step::Month,
    };
    let buckets = buckets(period, step);
    let estimates = estimates(record, period);
    let mut all = vec![Point::default(); buckets.len()];
    let mut series: Vec<Series> = record
        .categories
        .iter()
        .map(|category| Series {
            category: category.name.map(str::to_owned),
            points: all.clone(),
        })
        .collect();
    for work in record.within(period) {
        let at = buckets.partition_point(|bucket| bucket.period.until <= work.created);
        let estimate = estimates.get(work.category).copied().unwrap_or_default();
        let one = series
            .get_mut(work.category)
            .and_then(|series| series.points.get_mut(at));
        for point in one.into_iter().chain(all.get_mut(at)) {
            point.add(work, estimate);
        }
    }
    series.retain(|series| series.sum() != Point::default());
    series.sort_by_cached_key(|series| {
        let sum = series.sum();
        (
            std::cmp::Reverse((sum.minutes(), sum.manual, sum.self_served)),
            series.category.clone(),
        )
    });
    Trend {
        period,
        step,
        buckets,
        all,
        series,
    }
}

/// What stands for missing minutes in each category, as in the ranking of the same period.
fn estimates(record: &Record<'_>, period: Period) -> Vec<Estimate> {
    let mut measuring = vec![Measuring::default(); record.categories.len()];
    let mut all = Measuring::default();
    for work in record.within(period) {
        all.add(work);
        if let Some(measuring) = measuring.get_mut(work.category) {
            measuring.add(work);
        }
    }
    let overall = all.median_minutes();
    measuring
        .into_iter()
        .map(|measuring| measuring.finish(overall).minutes.estimate)
        .collect()
}

/// The weeks or months of a period, the first and the last cut to it.
fn buckets(period: Period, step: Step) -> Vec<Bucket> {
    let mut buckets = Vec::new();
    let first = period.since.to_zoned(TimeZone::UTC).date();
    let mut begins = match step {
        Step::Month => first.first_of_month(),
        Step::Week => {
            let days = i64::from(first.weekday().to_monday_zero_offset());
            first.checked_sub(Span::new().days(days)).unwrap_or(first)
        }
    };
    loop {
        let span = match step {
            Step::Month => Span::new().months(1),
            Step::Week => Span::new().weeks(1),
        };
        let next = begins.checked_add(span).ok();
        let whole = Period {
            since: midnight(begins),
            until: next.map_or(period.until, midnight),
        };
        if whole.since >= period.until {
            return buckets;
        }
        let inside = Period {
            since: whole.since.max(period.since),
            until: whole.until.min(period.until),
        };
        buckets.push(Bucket {
            begins,
            period: inside,
            is_partial: inside != whole,
        });
        match next {
            Some(next) if midnight(next) < period.until => begins = next,
            _ => return buckets,
        }
    }
}

fn midnight(date: Date) -> Timestamp {
    date.to_zoned(TimeZone::UTC)
        .map_or(Timestamp::MAX, |zoned| zoned.timestamp())
}
