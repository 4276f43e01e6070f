//! Moments as people write them: until when a task rests. The time now and the person's time zone are passed in.

use jiff::civil::{Date, Time, Weekday};
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp, ToSpan, Zoned};

/// When a day begins for whoever comes back to a task.
const MORNING: Time = Time::constant(9, 0, 0, 0);

/// What is offered: words that [`parse`] reads, what they mean, and the moment.
pub fn offers(now: Timestamp, zone: &TimeZone) -> Vec<(&'static str, Timestamp)> {
    ["1h", "4h", "tomorrow", "monday", "2w"]
        .into_iter()
        .filter_map(|words| Some((words, parse(words, now, zone)?)))
        .collect()
}

/// The moment that words mean: `30m`, `4h`, `3d`, `2w`, `tomorrow`, `monday`, `2026-12-01`, each with a time of day
/// behind it where one likes: `tomorrow 14:30`. A day begins at nine. None where they mean nothing or what is past.
pub fn parse(words: &str, now: Timestamp, zone: &TimeZone) -> Option<Timestamp> {
    let words = words.trim().to_lowercase();
    if let Some(span) = span(&words) {
        return now.checked_add(span).ok();
    }
    let (day, time) = match words.split_once(char::is_whitespace) {
        Some((day, time)) => (day, time_of_day(time.trim())?),
        None => (words.as_str(), MORNING),
    };
    let here = now.to_zoned(zone.clone());
    let moment = date(day, &here)?
        .to_datetime(time)
        .to_zoned(zone.clone())
        .ok()?
        .timestamp();
    (moment > now).then_some(moment)
}

/// A moment as the person's clock shows it: `Mon 23 Nov 09:00`.
pub fn shown(moment: Timestamp, zone: &TimeZone) -> String {
    moment
        .to_zoned(zone.clone())
        .strftime("%a %-d %b %H:%M")
        .to_string()
}

fn span(words: &str) -> Option<SignedDuration> {
    let unit = words.chars().last()?;
    let count: i64 = words.get(..words.len() - unit.len_utf8())?.trim().parse().ok()?;
    let minutes = match unit {
        'm' => 1,
        'h' => 60,
        'd' => 24 * 60,
        'w' => 7 * 24 * 60,
        _ => return None,
    };
    // Ten years from now is as good as never.
    let minutes = count
        .checked_mul(minutes)
        .filter(|minutes| (1..=10 * 366 * 24 * 60).contains(minutes))?;
    Some(SignedDuration::from_mins(minutes))
}

fn date(day: &str, here: &Zoned) -> Option<Date> {
    let weekday = match day {
        "today" => return Some(here.date()),
        "tomorrow" => return here.date().checked_add(1.day()).ok(),
        "monday" | "mon" => Weekday::Monday,
        "tuesday" | "tue" => Weekday::Tuesday,
        "wednesday" | "wed" => Weekday::Wednesday,
        "thursday" | "thu" => Weekday::Thursday,
        "friday" | "fri" => Weekday::Friday,
        "saturday" | "sat" => Weekday::Saturday,
        "sunday" | "sun" => Weekday::Sunday,
        written => return written.parse().ok(),
    };
    here.date().nth_weekday(1, weekday).ok()
}

fn time_of_day(text: &str) -> Option<Time> {
    let (hour, minute) = text.split_once(':').unwrap_or((text, "0"));
    Time::new(hour.parse().ok()?, minute.parse().ok()?, 0, 0).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moments_as_people_write_them() {
        // A Sunday evening in summer.
        let now: Timestamp = "2026-09-20T18:00:00Z".parse().unwrap();
        let zone = TimeZone::fixed(jiff::tz::offset(2));
        for (words, expected) in [
            ("30m", Some("2026-09-20T18:30:00Z")),
            ("1h", Some("2026-09-20T19:00:00Z")),
            ("2w", Some("2026-10-04T18:00:00Z")),
            ("tomorrow", Some("2026-09-21T07:00:00Z")),
            ("Tomorrow 14:30", Some("2026-09-21T12:30:00Z")),
            ("monday", Some("2026-09-21T07:00:00Z")),
            ("sunday", Some("2026-09-27T07:00:00Z")),
            ("today 23:00", Some("2026-09-20T21:00:00Z")),
            ("today", None),
            ("2026-12-01", Some("2026-12-01T07:00:00Z")),
            ("2026-12-01 8", Some("2026-12-01T06:00:00Z")),
            ("2020-01-01", None),
            ("0h", None),
            ("-3h", None),
            ("99999999999w", None),
            ("soon", None),
            ("", None),
            ("日", None),
        ] {
            let found = parse(words, now, &zone).map(|moment| moment.to_string());
            assert_eq!(found.as_deref(), expected, "{words}");
        }
        assert_eq!(shown(now, &zone), "Sun 20 Sep 20:00");
    }
}
