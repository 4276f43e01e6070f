//! Moments as people type them on a command line.

use color_eyre::Result;
use jiff::{Timestamp, Zoned};

use super::Failure;
use crate::model::text::{NotPast, civil_moment, parse_duration, past_moment};

/// A moment ahead: a time from now, as `4h` or `3d`, or a date, which begins in the morning at nine.
pub fn ahead(text: &str, now: &Zoned) -> Result<Timestamp> {
    let moment = match parse_duration(text) {
        Some(span) => now.timestamp().checked_add(span).ok(),
        None => civil_moment(text, 9, now),
    };
    match moment {
        Some(moment) if moment > now.timestamp() => Ok(moment),
        Some(_) => Err(Failure::usage(format!("`{text}` is over"))
            .hint("name a moment that is to come")
            .into()),
        None => Err(Failure::usage(format!("`{text}` is no moment"))
            .hint("write 4h, 3d, 2026-03-01, 2026-03-01T09:00 or 2026-03-01T09:00+02:00")
            .into()),
    }
}

/// A moment of the past: a time back from now, as `2w` or `-7d`; a moment; or a day, which means its end.
pub fn behind(text: &str, now: &Zoned) -> Result<Timestamp> {
    past_moment(text, now).map_err(|error| match error {
        NotPast::ToCome => Failure::usage(format!("`{text}` is still to come"))
            .hint("name a day of the past")
            .into(),
        NotPast::Unreadable => Failure::usage(format!("`{text}` is no day of the past"))
            .hint("write 2026-03-01, 2026-03-01T09:00, 2026-03-01T09:00+02:00, yesterday or 2w")
            .into(),
    })
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
            ("-7d", Some("2026-03-03T10:00:00Z")),
            ("2026-03-10", Some("2026-03-10T10:00:00Z")),
            // An offset counts, and a name of a zone is not passed over.
            ("2026-03-01T09:00+09:00", Some("2026-03-01T00:00:00Z")),
            ("2026-03-01T09:00+09:00[Asia/Tokyo]", Some("2026-03-01T00:00:00Z")),
            ("2026-03-01T09:00[Asia/Tokyo]", None),
            ("2026-03-01[Europe/Berlin]", None),
            ("2026-03-11", None),
            ("2026-02-30", None),
            ("soon", None),
        ] {
            let told = behind(text, &now).ok().map(|moment| moment.to_string());
            assert_eq!(told.as_deref(), expected, "{text}");
        }
    }

    #[test]
    fn a_moment_ahead_is_where_it_says_or_where_the_clock_is() {
        let now: Zoned = "2026-03-10T12:00:00+02:00[+02:00]".parse().unwrap();
        for (text, expected) in [
            ("4h", Some("2026-03-10T14:00:00Z")),
            ("2026-03-12", Some("2026-03-12T07:00:00Z")),
            ("2026-03-12T10:00", Some("2026-03-12T08:00:00Z")),
            ("2026-03-12T10:00+09:00", Some("2026-03-12T01:00:00Z")),
            ("2026-03-12T10:00[Asia/Tokyo]", None),
            ("2026-03-09", None),
        ] {
            let told = ahead(text, &now).ok().map(|moment| moment.to_string());
            assert_eq!(told.as_deref(), expected, "{text}");
        }
    }
}
