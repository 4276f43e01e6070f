//! The score: one number that is a product of five, each shown with where it comes from.
//!
//! hours a month × growth × fit × reach × waiting, where
//! - hours a month: minutes of manual work ÷ 60 ÷ days × 30. Where no minutes are known at all, tasks a month instead;
//! - growth: manual tasks ÷ those of the period before, from 0.50 to 2.00;
//! - fit: the weight that the vision gives the category;
//! - reach: 1 + distinct requesters ÷ 20, at most 2.00;
//! - waiting: 1 + median hours from being created to being done ÷ 72, at most 2.00.
//!
//! Every factor is rounded to the two decimals that are shown, then multiplied.

use serde::Serialize;

use super::decimal::Decimal;
use super::fit::Fit;
use super::measure::Measure;
use super::period::Period;

/// Requesters from which on more of them do not count more.
const MANY_REQUESTERS: u64 = 20;
/// Hours of waiting from which on more do not count more.
const LONG_WAIT: Decimal = Decimal::hundredths(7200);
const LEAST_GROWTH: Decimal = Decimal::hundredths(50);
const MOST_GROWTH: Decimal = Decimal::hundredths(200);

/// One of the numbers that are multiplied.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Factor {
    pub name: &'static str,
    pub value: Decimal,
    /// Where it comes from, in numbers or words.
    pub how: String,
}

/// The product, and what was multiplied.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Score {
    pub value: Decimal,
    pub factors: Vec<Factor>,
}

/// What the first factor counts. It is the same for all categories of a ranking.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Unit {
    Hours,
    /// No minutes are on record for any task.
    Tasks,
}

/// How many manual tasks there were in the period before.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Past {
    pub manual: usize,
    /// Whether any task at all is older than the period.
    pub is_recorded: bool,
}

impl Score {
    pub(super) fn of(measure: &Measure, past: Past, fit: &Fit, period: Period, unit: Unit) -> Self {
        let factors = vec![
            amount(measure, period, unit),
            growth(measure.manual, past),
            Factor {
                name: "fit",
                value: fit.weight,
                how: fit.reason.clone(),
            },
            reach(measure.requesters),
            waiting(measure),
        ];
        Self {
            value: factors.iter().map(|factor| factor.value).product(),
            factors,
        }
    }

    /// The sum as one writes it down: `18.40 × 1.50 × 1.00 × 1.35 × 1.12 = 41.73`.
    pub fn arithmetic(&self) -> String {
        let factors: Vec<String> = self
            .factors
            .iter()
            .map(|factor| factor.value.to_string())
            .collect();
        format!("{} = {}", factors.join(" × "), self.value)
    }
}

/// Manual tasks against those of the period before; none where there were none.
pub(super) fn growth_ratio(manual: usize, past: Past) -> Option<Decimal> {
    Decimal::ratio(manual as i128, past.manual as i128)
}

fn amount(measure: &Measure, period: Period, unit: Unit) -> Factor {
    let days = period.days();
    match (unit, measure.minutes.total()) {
        (Unit::Hours, Some(minutes)) => Factor {
            name: "hours a month",
            value: period.hours_a_month(minutes),
            how: format!("{} ÷ 60 ÷ {days} days × 30", minutes_in_words(measure)),
        },
        _ => Factor {
            name: "tasks a month",
            value: period.a_month(measure.manual as u64, 1),
            how: format!(
                "{} by hand ÷ {days} days × 30; no minutes are on record, so tasks are counted",
                tasks(measure.manual)
            ),
        },
    }
}

fn minutes_in_words(measure: &Measure) -> String {
    let minutes = &measure.minutes;
    match (minutes.recorded, minutes.estimated_tasks) {
        (recorded, 0) => format!("{recorded} min recorded"),
        (0, _) if minutes.recorded_tasks == 0 => format!("{} min estimated", minutes.estimated),
        (recorded, _) => format!("({recorded} min recorded + {} min estimated)", minutes.estimated),
    }
}

fn growth(manual: usize, past: Past) -> Factor {
    let (value, how) = match growth_ratio(manual, past) {
        Some(ratio) => {
            let value = ratio.clamp(LEAST_GROWTH, MOST_GROWTH);
            let bound = match value.cmp(&ratio) {
                std::cmp::Ordering::Less => format!(" = {ratio}, at most {MOST_GROWTH}"),
                std::cmp::Ordering::Greater => format!(" = {ratio}, at least {LEAST_GROWTH}"),
                std::cmp::Ordering::Equal => String::new(),
            };
            (
                value,
                format!("{} ÷ {} the period before{bound}", tasks(manual), past.manual),
            )
        }
        None if manual == 0 => (
            Decimal::ONE,
            "none by hand, and none the period before".to_owned(),
        ),
        None if past.is_recorded => (MOST_GROWTH, "new: none the period before".to_owned()),
        None => (
            Decimal::ONE,
            "nothing is on record of the period before".to_owned(),
        ),
    };
    Factor {
        name: "growth",
        value,
        how,
    }
}

fn reach(requesters: usize) -> Factor {
    let counted = (requesters as u64).min(MANY_REQUESTERS);
    let bound = match requesters as u64 > MANY_REQUESTERS {
        true => format!(" ({requesters} asked, {MANY_REQUESTERS} count)"),
        false => String::new(),
    };
    Factor {
        name: "reach",
        value: one_and(counted.into(), MANY_REQUESTERS.into()),
        how: format!("1 + {} ÷ {MANY_REQUESTERS}{bound}", requesters_in_words(counted)),
    }
}

fn waiting(measure: &Measure) -> Factor {
    let (value, how) = match &measure.waits {
        None => (Decimal::ONE, "none of it is done yet".to_owned()),
        Some(waits) => {
            let hours = Decimal::ratio(waits.median.into(), 60).unwrap_or_default();
            let counted = hours.min(LONG_WAIT);
            let bound = match hours > LONG_WAIT {
                true => format!(" (it is {hours} h)"),
                false => String::new(),
            };
            let value = one_and(counted.in_hundredths().into(), LONG_WAIT.in_hundredths().into());
            (value, format!("1 + {counted} h in the median ÷ 72{bound}"))
        }
    };
    Factor {
        name: "waiting",
        value,
        how,
    }
}

/// One and a part of a whole.
fn one_and(part: i128, whole: i128) -> Decimal {
    Decimal::ratio(whole + part, whole).unwrap_or(Decimal::ONE)
}

fn tasks(count: usize) -> String {
    format!("{count} {}", if count == 1 { "task" } else { "tasks" })
}

fn requesters_in_words(count: u64) -> String {
    format!("{count} {}", if count == 1 { "requester" } else { "requesters" })
}
