//! Waivers: an entity may fall short of a rule, with somebody's word, for a reason, until a day.

use jiff::civil::Date;

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

impl Waiver {
    pub fn holds_on(&self, day: Date) -> bool {
        day <= self.until
    }

    /// Whether it holds and will not for long.
    pub fn ends_soon(&self, day: Date) -> bool {
        self.holds_on(day)
            && day
                .checked_add(jiff::Span::new().days(SOON_DAYS))
                .is_ok_and(|soon| self.until <= soon)
    }

    pub fn covers(&self, rule: &str, entity_ref: &str) -> bool {
        self.rule == rule && self.entity == entity_ref
    }
}
