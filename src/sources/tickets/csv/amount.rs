//! Minutes of work as files write them. Pure.

/// What a bare number of a column counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Unit {
    Seconds,
    Minutes,
    Hours,
}

impl Unit {
    /// By the column's name, Redmine's among them; Jira, ServiceNow and GitLab count seconds where they say nothing.
    pub(super) fn of_column(name: &str, counts_seconds: bool) -> Self {
        let name = name.to_lowercase();
        if name.contains("hour") || name.contains("spent time") {
            Unit::Hours
        } else if name.contains("minute") {
            Unit::Minutes
        } else if name.contains("second") || counts_seconds {
            Unit::Seconds
        } else {
            Unit::Minutes
        }
    }
}

/// `300`, `1.5`, `1:30`, `1:30:00`, `1h 30m`, `2 d` (a working day of eight hours). A moment of work is a minute. None
/// where it is no amount of time.
pub(super) fn minutes(text: &str, unit: Unit) -> Option<u32> {
    let text = text.trim();
    if let Some(amount) = decimal(text) {
        let minutes = match unit {
            Unit::Seconds => amount / 60.0,
            Unit::Minutes => amount,
            Unit::Hours => amount * 60.0,
        };
        return whole(minutes);
    }
    if text.contains(':') {
        return clock(text);
    }
    let mut minutes = 0.0;
    let mut rest = text;
    while !rest.is_empty() {
        let end = rest.find(|c: char| !(c.is_ascii_digit() || c == '.' || c == ','))?;
        let amount = decimal(&rest[..end])?;
        let after = rest[end..].trim_start();
        let end = after.find(|c: char| !c.is_alphabetic()).unwrap_or(after.len());
        minutes += amount
            * match after[..end].to_lowercase().as_str() {
                "w" | "wk" | "week" | "weeks" => 5.0 * 480.0,
                "d" | "day" | "days" => 480.0,
                "h" | "hr" | "hrs" | "hour" | "hours" => 60.0,
                "m" | "min" | "mins" | "minute" | "minutes" => 1.0,
                "s" | "sec" | "secs" | "second" | "seconds" => 1.0 / 60.0,
                _ => return None,
            };
        rest = after[end..].trim_start_matches([' ', ',']);
    }
    (!text.is_empty()).then(|| whole(minutes))?
}

fn clock(text: &str) -> Option<u32> {
    let mut parts = text.split(':').map(|part| part.trim().parse::<u32>());
    let (hours, minutes) = (parts.next()?.ok()?, parts.next()?.ok()?);
    let seconds = parts.next().unwrap_or(Ok(0)).ok()?;
    (parts.next().is_none() && minutes < 60 && seconds < 60).then_some(())?;
    whole(f64::from(hours) * 60.0 + f64::from(minutes) + f64::from(seconds) / 60.0)
}

fn decimal(text: &str) -> Option<f64> {
    let plain = |c: char| c.is_ascii_digit() || c == '.' || c == ',';
    if text.is_empty() || !text.chars().all(plain) {
        return None;
    }
    text.replace(',', ".").parse().ok()
}

fn whole(minutes: f64) -> Option<u32> {
    (minutes.is_finite() && minutes <= f64::from(u32::MAX)).then(|| minutes.ceil() as u32)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_of_work_are_minutes() {
        for (text, unit, expected) in [
            ("300", Unit::Seconds, Some(5)),
            ("301", Unit::Seconds, Some(6)),
            ("0", Unit::Seconds, Some(0)),
            ("45", Unit::Minutes, Some(45)),
            ("1,5", Unit::Hours, Some(90)),
            ("1:30", Unit::Minutes, Some(90)),
            ("00:05:00", Unit::Seconds, Some(5)),
            ("1h 30m", Unit::Minutes, Some(90)),
            ("2d, 1 hour", Unit::Minutes, Some(1020)),
            ("quick", Unit::Minutes, None),
            ("-5", Unit::Minutes, None),
            ("1:99", Unit::Minutes, None),
            ("99999999999999999999", Unit::Minutes, None),
            ("1e5h", Unit::Minutes, None),
            ("", Unit::Minutes, None),
        ] {
            assert_eq!(minutes(text, unit), expected, "{text}");
        }
    }
}
