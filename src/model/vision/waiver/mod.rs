//! Waivers: an entity may fall short of a rule, with somebody's word, for a reason, until a day. Who may say so, and why not;
//! what the journal's events amount to. Pure: the day and the events are passed in.

mod decide;
mod fold;
mod refusal;
mod rights;

use jiff::civil::Date;

pub use decide::{Decision, decide, decide_end, decide_grant, decide_new};
pub use fold::{TakenBack, WaiverFold};
pub use refusal::{WaiverRefusal, named};
pub use rights::{answers_for, grantors};

use super::Judged;
use crate::model::catalog::Position;

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Waiver {
    /// The rule's id.
    pub rule: String,
    /// Canonical ref.
    pub entity: String,
    /// Who answers for the exception: canonical ref of a User.
    pub owner: String,
    pub reason: String,
    /// The last day on which it holds.
    pub until: Date,
    /// Who granted it, where that is known.
    pub granted_by: Option<String>,
    pub source: WaiverSource,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum WaiverSource {
    /// `vision.yaml`
    File(Position),
    /// An event of the journal, by its id.
    Journal(String),
}

/// An exception that is asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WaiverAsk {
    pub rule: String,
    pub entity: String,
    pub reason: String,
    pub until: Date,
}

/// Waivers that end within so many days come up by themselves.
pub const SOON_DAYS: i64 = 14;
/// A waiver that nobody else has to agree to holds at most so many days; also how long one holds where nobody says.
pub const OWN_DAYS: i64 = 90;
/// Any waiver ends within so many days.
pub const MOST_DAYS: i64 = 366;
/// The category of the tasks that ask for a waiver.
pub const WAIVER_CATEGORY: &str = "waiver";

impl Waiver {
    pub fn holds_on(&self, day: Date) -> bool {
        day <= self.until
    }

    /// Whether it holds and will not for long.
    pub fn ends_soon(&self, day: Date) -> bool {
        self.holds_on(day) && self.until <= days_after(day, SOON_DAYS)
    }

    pub fn covers(&self, rule: &str, entity_ref: &str) -> bool {
        self.rule == rule && self.entity == entity_ref
    }
}

/// The day that many days after another one; the last of all days where there is none.
pub fn days_after(day: Date, days: i64) -> Date {
    day.checked_add(jiff::Span::new().days(days)).unwrap_or(Date::MAX)
}

/// Those that hold and will not for long, the first to end first.
pub fn ending_soon(waivers: &[Waiver], today: Date) -> Vec<&Waiver> {
    let mut ending: Vec<&Waiver> = waivers.iter().filter(|waiver| waiver.ends_soon(today)).collect();
    ending.sort_by(|one, other| {
        (one.until, &one.entity, &one.rule).cmp(&(other.until, &other.entity, &other.rule))
    });
    ending
}

/// How a waiver stands on a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum WaiverState {
    EndsSoon,
    Holds,
    /// The rule or the entity is not there any more, so nothing is waived.
    Moot,
    Ended,
}

impl WaiverState {
    pub fn word(self) -> &'static str {
        match self {
            Self::EndsSoon => "ends soon",
            Self::Holds => "holds",
            Self::Moot => "moot",
            Self::Ended => "ended",
        }
    }
}

/// How a waiver stands beside what there is on the day of a judgement.
pub fn state(judged: &Judged, waiver: &Waiver) -> WaiverState {
    let is_there =
        judged.vision.rule(&waiver.rule).is_some() && judged.catalog.find(&waiver.entity).is_some();
    match waiver.holds_on(judged.today) {
        false => WaiverState::Ended,
        true if !is_there => WaiverState::Moot,
        true if waiver.ends_soon(judged.today) => WaiverState::EndsSoon,
        true => WaiverState::Holds,
    }
}
