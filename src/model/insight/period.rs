//! A stretch of time that is looked at, and amounts brought to a month.

use jiff::{SignedDuration, Timestamp};

use super::decimal::Decimal;

/// The days of a month, in every sum.
pub const MONTH: u32 = 30;

const DAY: i128 = 86_400_000;

/// From a moment on, up to another one which is no longer part of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Period {
    pub since: Timestamp,
    pub until: Timestamp,
}

impl Period {
    /// The days up to now.
    pub fn last_days(days: u32, now: Timestamp) -> Self {
        Self {
            since: minus(now, SignedDuration::from_hours(i64::from(days) * 24)),
            until: now,
        }
    }

    /// The period of the same length that ends where this one begins.
    pub fn before(self) -> Self {
        Self {
            since: minus(self.since, self.until.duration_since(self.since)),
            until: self.since,
        }
    }

    pub fn contains(self, time: Timestamp) -> bool {
        self.since <= time && time < self.until
    }

    /// Its length in days; never nothing, as amounts are divided by it.
    pub fn days(self) -> Decimal {
        let length = self.until.as_millisecond() - self.since.as_millisecond();
        let days = Decimal::ratio(length.into(), DAY).unwrap_or_default();
        days.max(Decimal::hundredths(1))
    }

    /// An amount of the whole period divided by `per`, as it is in a month: amount ÷ per ÷ days × 30.
    pub(super) fn a_month(self, amount: u64, per: u64) -> Decimal {
        let amount = i128::from(amount) * i128::from(MONTH) * 100;
        let by = i128::from(per.max(1)) * i128::from(self.days().in_hundredths());
        Decimal::ratio(amount, by).unwrap_or_default()
    }

    /// Hours a month, of minutes in the whole period.
    pub fn hours_a_month(self, minutes: u64) -> Decimal {
        self.a_month(minutes, 60)
    }
}

/// A time before another one, as far back as times go.
pub(super) fn minus(time: Timestamp, length: SignedDuration) -> Timestamp {
    time.checked_sub(length).unwrap_or(Timestamp::MIN)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_are_brought_to_months_of_thirty_days() {
        let now: Timestamp = "2026-06-30T00:00:00Z".parse().unwrap();
        for (days, minutes, hours) in [(90, 3312, "18.40"), (30, 90, "1.50"), (365, 60, "0.08")] {
            let period = Period::last_days(days, now);
            assert_eq!(period.days(), Decimal::whole(days.into()));
            assert_eq!(period.hours_a_month(minutes).to_string(), hours);
        }
    }

    #[test]
    fn the_period_before_ends_where_this_one_begins() {
        let period = Period::last_days(30, "2026-06-30T00:00:00Z".parse().unwrap());
        assert_eq!(period.since.to_string(), "2026-05-31T00:00:00Z");
        assert_eq!(period.before().since.to_string(), "2026-05-01T00:00:00Z");
        assert!(period.contains(period.since) && !period.contains(period.until));
        assert!(period.before().contains(period.before().since) && !period.before().contains(period.since));
    }
}
