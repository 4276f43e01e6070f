//! Which period a command is about, and the tasks and settings it is judged by.

use color_eyre::Result;
use jiff::{SignedDuration, Timestamp, Zoned};

use crate::cli::journal::moment;
use crate::cli::{Context, Failure};
use crate::model::insight::{Period, Settings};
use crate::model::text::parse_duration;
use crate::sources::vision;

/// A period that is shorter tells nothing.
const SHORTEST: SignedDuration = SignedDuration::from_hours(1);

#[derive(Debug, clap::Args)]
pub(super) struct Selection {
    /// From when on: a span back from now (90d, 12w), a date, or a date and time
    #[arg(long, value_name = "TIME", default_value = "90d")]
    since: String,

    /// Up to when; now, if not given
    #[arg(long, value_name = "TIME")]
    until: Option<String>,
}

impl Selection {
    pub(super) fn period(&self) -> Result<Period> {
        Ok(self.period_at(&Zoned::now())?)
    }

    fn period_at(&self, now: &Zoned) -> Result<Period, Failure> {
        let until = match &self.until {
            Some(text) => time(text, now)?,
            None => now.timestamp(),
        };
        let since = time(&self.since, now)?;
        if until.duration_since(since) < SHORTEST {
            let sentence = format!("the period from {since} to {until} is shorter than an hour");
            return Err(Failure::usage(sentence).hint("--since must be before --until, and before now"));
        }
        Ok(Period { since, until })
    }
}

/// Spans of days and hours are exact here, whatever the clocks were set to in between: amounts are divided by them.
fn time(text: &str, now: &Zoned) -> Result<Timestamp, Failure> {
    match parse_duration(text).and_then(|span| now.timestamp().checked_sub(span).ok()) {
        Some(time) => Ok(time),
        None => moment(text, now),
    }
}

/// What the company says about its categories.
pub(super) fn settings(context: &Context) -> Result<Settings> {
    let workspace = context.workspace()?;
    Ok(Settings {
        fits: vision::read(&workspace.root).map_err(Failure::from)?,
        covered: workspace.settings.covered(),
        remark: None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn periods_are_spans_and_dates() {
        let now: Zoned = "2026-07-01T12:00:00+02:00[Europe/Berlin]".parse().unwrap();
        let period = |since: &str, until: Option<&str>| {
            let selection = Selection {
                since: since.to_owned(),
                until: until.map(str::to_owned),
            };
            let period = selection.period_at(&now);
            period.map(|period| (period.since.to_string(), period.days().to_string()))
        };
        for (since, until, expected) in [
            // Exact days, although the clocks went forward in March.
            ("180d", None, ("2026-01-02T10:00:00Z", "180.00")),
            ("2026-06-01", None, ("2026-05-31T22:00:00Z", "30.50")),
            ("2026-06-01", Some("2026-06-08"), ("2026-05-31T22:00:00Z", "7.00")),
            ("12w", Some("2w"), ("2026-04-08T10:00:00Z", "70.00")),
        ] {
            let expected = (expected.0.to_owned(), expected.1.to_owned());
            assert_eq!(period(since, until).ok(), Some(expected), "{since}");
        }
        for (since, until) in [
            ("30m", None),
            ("soon", None),
            ("2026-08-01", None),
            ("1d", Some("2d")),
        ] {
            assert!(period(since, until).is_err(), "{since}");
        }
    }
}
