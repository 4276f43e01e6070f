//! Durations as people write them.

use jiff::SignedDuration;

/// A duration as people write it in settings, in the vision and on the command line: `30m`, `4h`, `3d`, `2w`, or several of them.
pub fn parse_duration(text: &str) -> Option<SignedDuration> {
    let mut minutes: i64 = 0;
    let mut number = String::new();
    for c in text.chars().filter(|c| !c.is_whitespace()) {
        if c.is_ascii_digit() {
            number.push(c);
            continue;
        }
        let unit = match c {
            'm' => 1,
            'h' => 60,
            'd' => 24 * 60,
            'w' => 7 * 24 * 60,
            _ => return None,
        };
        let count: i64 = number.parse().ok()?;
        minutes = minutes.checked_add(count.checked_mul(unit)?)?;
        number.clear();
    }
    // A century is as good as no promise, and far from where durations overflow.
    (number.is_empty() && minutes > 0 && minutes < 100 * 366 * 24 * 60)
        .then(|| SignedDuration::from_mins(minutes))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations() {
        for (text, minutes) in [
            ("30m", Some(30)),
            ("4h", Some(240)),
            ("1d 12h", Some(36 * 60)),
            ("2w", Some(14 * 24 * 60)),
            ("", None),
            ("4", None),
            ("0h", None),
            ("h", None),
            ("4 hours", None),
            ("99999999999999999999h", None),
        ] {
            assert_eq!(
                parse_duration(text),
                minutes.map(SignedDuration::from_mins),
                "{text}"
            );
        }
    }
}
