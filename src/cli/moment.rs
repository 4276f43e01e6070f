//! Moments as people type them on a command line.

use color_eyre::Result;
use jiff::civil::{Date, DateTime};
use jiff::{Timestamp, Zoned};

use super::Failure;
use crate::model::text::parse_duration;

/// A moment ahead: a time from now, as `4h` or `3d`, or a date, which begins in the morning at nine.
pub fn ahead(text: &str, now: &Zoned) -> Result<Timestamp> {
    let moment = match parse_duration(text) {
        Some(span) => now.timestamp().checked_add(span).ok(),
        None => civil(text, 9, now),
    };
    match moment {
        Some(moment) if moment > now.timestamp() => Ok(moment),
        Some(_) => Err(Failure::usage(format!("`{text}` is over"))
            .hint("name a moment that is to come")
            .into()),
        None => Err(Failure::usage(format!("`{text}` is no moment"))
            .hint("write 4h, 3d, 2026-03-01 or 2026-03-01T09:00")
            .into()),
    }
}

fn civil(text: &str, hour: i8, now: &Zoned) -> Option<Timestamp> {
    let date_time = match text.parse::<DateTime>() {
        Ok(date_time) if text.contains([':', 'T']) => date_time,
        _ => text.parse::<Date>().ok()?.at(hour, 0, 0, 0),
    };
    let zoned = date_time.to_zoned(now.time_zone().clone()).ok()?;
    Some(zoned.timestamp())
}
