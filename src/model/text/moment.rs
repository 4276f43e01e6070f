//! Moments of the past as people type them.

use jiff::civil::{Date, DateTime};
use jiff::{SignedDuration, Timestamp, Zoned};

use super::parse_duration;

/// Why a text is no moment of the past.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotPast {
    ToCome,
    Unreadable,
}

/// A moment of the past: a day, which means its end; a moment; or a time back from now, as `2w`, `-7d` or `3h`. All of it where
/// the clock of `now` is, but for a moment with an offset.
pub fn past_moment(text: &str, now: &Zoned) -> Result<Timestamp, NotPast> {
    let text = text.trim();
    let day = match text {
        "yesterday" => now.yesterday().ok().map(|day| day.date()),
        text => date(text).filter(|_| !text.contains([':', 'T'])),
    };
    let span = parse_duration(text.strip_prefix('-').unwrap_or(text));
    let moment = match (day, span) {
        (Some(day), _) => end_of(day, now),
        (None, Some(span)) => now.timestamp().checked_sub(span).ok(),
        (None, None) => civil_moment(text, 0, now),
    };
    match moment {
        // The day that it is has not ended yet.
        Some(moment) if day == Some(now.date()) => Ok(moment.min(now.timestamp())),
        Some(moment) if moment <= now.timestamp() => Ok(moment),
        Some(_) => Err(NotPast::ToCome),
        None => Err(NotPast::Unreadable),
    }
}

/// The last millisecond of a day where the clock of `here` is.
pub fn end_of(day: Date, here: &Zoned) -> Option<Timestamp> {
    let next = day.tomorrow().ok()?.to_zoned(here.time_zone().clone()).ok()?;
    next.timestamp().checked_sub(SignedDuration::from_millis(1)).ok()
}

/// A moment: with its offset, else as read from a clock where `now` is; a date begins at `hour`.
pub fn civil_moment(text: &str, hour: i8, now: &Zoned) -> Option<Timestamp> {
    if let Ok(moment) = text.parse::<Timestamp>() {
        return Some(moment);
    }
    let day = date(text)?;
    let date_time = match text.parse::<DateTime>() {
        Ok(date_time) if text.contains([':', 'T']) => date_time,
        _ => day.at(hour, 0, 0, 0),
    };
    let zoned = date_time.to_zoned(now.time_zone().clone()).ok()?;
    Some(zoned.timestamp())
}

/// The day that a text names; none where it names a zone, too, as what days and hours are there is not known here.
fn date(text: &str) -> Option<Date> {
    text.parse().ok().filter(|_| !text.contains('['))
}

/// A moment of the past as a person would name it: the day where it is its end, else with the time.
pub fn day_or_moment(at: &Zoned) -> String {
    match end_of(at.date(), at) == Some(at.timestamp()) {
        true => at.strftime("%Y-%m-%d").to_string(),
        false => at.strftime("%Y-%m-%d %H:%M").to_string(),
    }
}
