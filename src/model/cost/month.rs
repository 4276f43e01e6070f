//! Months, in which cost is counted: those of the calendar, in UTC.

use std::fmt;
use std::str::FromStr;

use jiff::civil::Date;

/// A month of a year.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Month(
    /// Since the beginning of the year 0.
    i32,
);

/// A text that is no month as `2026-10`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NotAMonth(pub String);

impl Month {
    /// None for what no calendar has.
    pub fn new(year: i16, month: i8) -> Option<Self> {
        let is_month = (1..=12).contains(&month) && (1..=9998).contains(&year);
        is_month.then(|| Self(i32::from(year) * 12 + i32::from(month) - 1))
    }

    pub fn of(date: Date) -> Self {
        Self(i32::from(date.year()) * 12 + i32::from(date.month()) - 1)
    }

    pub fn year(self) -> i16 {
        i16::try_from(self.0.div_euclid(12)).unwrap_or(i16::MAX)
    }

    /// 1 for January.
    pub fn number(self) -> i8 {
        i8::try_from(self.0.rem_euclid(12) + 1).unwrap_or(1)
    }

    pub fn first_day(self) -> Date {
        Date::new(self.year(), self.number(), 1).unwrap_or_default()
    }

    pub fn days(self) -> u8 {
        self.first_day().days_in_month().unsigned_abs()
    }

    pub fn before(self) -> Month {
        Month(self.0 - 1)
    }

    pub fn after(self) -> Month {
        Month(self.0 + 1)
    }

    /// For people, in three letters: `Oct`.
    pub fn name(self) -> &'static str {
        const NAMES: [&str; 12] = [
            "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
        ];
        NAMES
            .get(self.0.rem_euclid(12).unsigned_abs() as usize)
            .copied()
            .unwrap_or("")
    }
}

impl fmt::Display for Month {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&format!("{:04}-{:02}", self.year(), self.number()))
    }
}

impl FromStr for Month {
    type Err = NotAMonth;

    fn from_str(text: &str) -> Result<Self, NotAMonth> {
        let wrong = || NotAMonth(text.to_owned());
        let (year, month) = text.trim().split_once('-').ok_or_else(wrong)?;
        match (year.parse(), month.parse()) {
            (Ok(year), Ok(month)) => Month::new(year, month).ok_or_else(wrong),
            _ => Err(wrong()),
        }
    }
}

impl fmt::Display for NotAMonth {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "`{}` is no month; write it as 2026-10", self.0)
    }
}

impl std::error::Error for NotAMonth {}
