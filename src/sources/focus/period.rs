//! The month that a charge belongs to, by the beginning of its period in UTC, as exports write it.

use jiff::civil::DateTime;
use jiff::tz::TimeZone;
use jiff::{Timestamp, civil::Date};
use rustc_hash::FxHashMap;

use crate::model::cost::Month;

/// The months of the moments seen so far: exports repeat few of them often.
#[derive(Default)]
pub(super) struct Months {
    known: FxHashMap<Box<str>, Month>,
}

/// More moments than these are not remembered.
const ROOM: usize = 10_000;

impl Months {
    /// None for what is no moment.
    pub(super) fn of(&mut self, text: &str) -> Option<Month> {
        if let Some(month) = self.known.get(text) {
            return Some(*month);
        }
        let month = month(text)?;
        if self.known.len() < ROOM {
            self.known.insert(text.into(), month);
        }
        Some(month)
    }
}

/// `2024-09-18 22:00:00`, `2024-09-18T22:00:00Z`, with an offset, or a date alone; without a zone it is UTC.
fn month(text: &str) -> Option<Month> {
    if let Ok(moment) = text.parse::<Timestamp>() {
        return Some(Month::of(moment.to_zoned(TimeZone::UTC).date()));
    }
    let bare = text.trim_end_matches(" UTC").trim_end_matches('Z');
    let date = match bare.parse::<DateTime>() {
        Ok(moment) => moment.date(),
        Err(_) => bare.parse::<Date>().ok()?,
    };
    Some(Month::of(date))
}
