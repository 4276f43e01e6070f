//! Insights: what to automate next, and whether automating paid. Pure functions of the table of tasks, a period and what
//! the company says about its categories; every number can be worked out by hand from what is shown with it. Knows no
//! database, no clock, no screen.
//!
//! What counts: a task counts in the period in which it was created. Declined tasks and duplicates are no work and are
//! counted apart. A self-served task costs no hands: minutes, requesters and waiting times are those of manual tasks. A task
//! that somebody recorded as it was done has no waiting time.

mod chart;
mod decimal;
mod fit;
mod group;
mod measure;
mod part;
mod period;
mod ranking;
mod record;
mod score;
mod self_serve;
#[cfg(test)]
mod tests;
mod trend;

use std::collections::BTreeMap;

use crate::model::task::Tasks;

pub use chart::Strokes;
pub use decimal::{Decimal, NotADecimal};
pub use fit::{Fit, Fits};
pub use group::{Group, groups};
pub use measure::{Estimate, Measure, Minutes, Waits, waited};
pub use part::{Part, Sort};
pub use period::{MONTH, Period};
pub use ranking::{Ranking, Row, rank};
pub use score::{Factor, Score, Unit};
pub use self_serve::{Automation, SelfServe, Served, Window, self_serve};
pub use trend::{Bucket, Point, Series, Step, Trend, trend};

use record::Record;

/// What the company says about its categories.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Settings {
    /// How each fits the vision.
    pub fits: Fits,
    /// The blueprint that does what a category asks for, where that is said; elsewhere the tasks tell.
    pub covered: BTreeMap<String, String>,
    /// What a reader must know of them, such as that a part could not be read.
    pub remark: Option<String>,
}

/// All there is to know about a period.
#[derive(Clone, Debug, PartialEq)]
pub struct Insights {
    pub ranking: Ranking,
    pub trend: Trend,
    pub self_serve: SelfServe,
    /// The tasks without a category, by the shape of their titles.
    pub groups: Vec<Group>,
}

impl Insights {
    pub fn of(tasks: &Tasks, period: Period, settings: &Settings) -> Self {
        let record = Record::of(tasks);
        Self {
            ranking: ranking::of(&record, period, settings),
            trend: trend::of(&record, period),
            self_serve: self_serve::of(&record, period),
            groups: group::of(tasks, &record, period),
        }
    }
}
