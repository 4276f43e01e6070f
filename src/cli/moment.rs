//! Moments as people type them on a command line.

use color_eyre::Result;
use jiff::civil::{Date, DateTime};
use jiff::{SignedDuration, Timestamp, Zoned};

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

/// A moment of the past: a time back from now, as `2w` or `3h`; a moment; or a day, which means its end.
pub fn behind(text: &str, now: &Zoned) -> Result<Timestamp> {
    let days_ago = match text {
        "yesterday" => now.yesterday().ok().map(|day| day.date()),
        text => text.parse::<Date>().ok().filter(|_| !text.contains([':', 'T'])),
    };
    let moment = match (days_ago, parse_duration(text)) {
        (Some(day), _) => day
            .tomorrow()
            .ok()
            .and_then(|next| next.to_zoned(now.time_zone().clone()).ok())
            .and_then(|next| next.timestamp().checked_sub(SignedDuration::from_millis(1)).ok()),
        (None, Some(span)) => now.timestamp().checked_sub(span).ok(),
        (None, None) => text.parse::<Timestamp>().ok().or_else(|| civil(text, 0, now)),
    };
    match moment {
        // The day that it is has not ended yet.
        Some(moment) if days_ago == Some(now.date()) => Ok(moment.min(now.timestamp())),
        Some(moment) if moment <= now.timestamp() => Ok(moment),
        Some(_) => Err(Failure::usage(format!("`{text}` is still to come"))
            .hint("name a day of the past")
            .into()),
        None => Err(Failure::usage(format!("`{text}` is no day of the past"))
            .hint("write 2026-03-01, 2026-03-01T09:00, yesterday or 2w")
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_of_the_past_is_its_end_and_none_is_to_come() {
        let now: Zoned = "2026-03-10T12:00:00+02:00[+02:00]".parse().unwrap();
        for (text, expected) in [
            ("2026-03-01", Some("2026-03-01T21:59:59.999Z")),
            ("2026-03-01T09:00", Some("2026-03-01T07:00:00Z")),
            ("2026-03-01T09:00:00Z", Some("2026-03-01T09:00:00Z")),
            ("yesterday", Some("2026-03-09T21:59:59.999Z")),
            ("2w", Some("2026-02-24T10:00:00Z")),
            ("2026-03-10", Some("2026-03-10T10:00:00Z")),
            ("2026-03-11", None),
            ("2026-02-30", None),
            ("soon", None),
        ] {
            let told = behind(text, &now).ok().map(|moment| moment.to_string());
            assert_eq!(told.as_deref(), expected, "{text}");
        }
    }
}
