//! How long ago something was, as people say it. Knows no clock: both times are passed in.

use jiff::Timestamp;

const MINUTE: i64 = 60;
const HOUR: i64 = 60 * MINUTE;
const DAY: i64 = 24 * HOUR;
/// Months and years are those of the calendar on average; nobody counts on more from "8 mo ago".
const MONTH: i64 = 30 * DAY;
const YEAR: i64 = 365 * DAY;

/// The time from `then` to `now` in its largest fitting unit, at most ten cells wide: `just now`, `5 min ago`, `3 h ago`,
/// `2 d ago`. A time ahead of the clock, as another machine may write it, is `in 5 min`.
pub fn ago(then: Timestamp, now: Timestamp) -> String {
    let seconds = now.as_second() - then.as_second();
    let length = match seconds.abs() {
        under if under < MINUTE => return "just now".to_owned(),
        under if under < HOUR => format!("{} min", under / MINUTE),
        under if under < 2 * DAY => format!("{} h", under / HOUR),
        under if under < 2 * MONTH => format!("{} d", under / DAY),
        under if under < 2 * YEAR => format!("{} mo", under / MONTH),
        under => format!("{} y", under / YEAR),
    };
    if seconds > 0 {
        format!("{length} ago")
    } else {
        format!("in {length}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_largest_unit_that_fits() {
        let now = Timestamp::from_second(1_800_000_000).unwrap();
        for (seconds, text) in [
            (0, "just now"),
            (59, "just now"),
            (-59, "just now"),
            (60, "1 min ago"),
            (59 * 60 + 59, "59 min ago"),
            (3600, "1 h ago"),
            (47 * 3600, "47 h ago"),
            (48 * 3600, "2 d ago"),
            (59 * DAY, "59 d ago"),
            (60 * DAY, "2 mo ago"),
            (729 * DAY, "24 mo ago"),
            (730 * DAY, "2 y ago"),
            (-300, "in 5 min"),
            (-3 * DAY, "in 3 d"),
        ] {
            let then = Timestamp::from_second(1_800_000_000 - seconds).unwrap();
            assert_eq!(ago(then, now), text, "{seconds} s");
        }
    }

    #[test]
    fn no_two_times_are_too_far_apart() {
        assert_eq!(ago(Timestamp::MIN, Timestamp::MAX), "20012 y ago");
        assert_eq!(ago(Timestamp::MAX, Timestamp::MIN), "in 20012 y");
    }
}
