//! Which events a command is about: the filters that `tail` and `export` share.

use color_eyre::Result;
use jiff::civil::DateTime;
use jiff::tz::TimeZone;
use jiff::{Span, Timestamp, Zoned};

use crate::cli::Failure;
use crate::model::catalog::{DEFAULT_NAMESPACE, EntityRef};
use crate::model::journal::{Filter, Subject};

#[derive(Debug, clap::Args)]
pub(super) struct Selection {
    /// Only events since then: a span back from now (90d, 2h 30m), a date, or a date and time
    #[arg(long, value_name = "TIME")]
    since: Option<String>,

    /// Only types that begin so (entity, entity.changed, catalog)
    #[arg(long = "type", value_name = "TYPE")]
    type_prefix: Option<String>,

    /// Only what happened to this entity; a component in the default namespace unless the ref says otherwise
    #[arg(long, value_name = "REF")]
    entity: Option<String>,

    /// Only what this person, or part of the program, did
    #[arg(long, value_name = "REF")]
    actor: Option<String>,

    /// Only events that hold this text
    #[arg(long, short, value_name = "TEXT")]
    query: Option<String>,
}

impl Selection {
    /// The filter that is meant, in the order of the journal and without a limit.
    pub(super) fn filter(&self, now: &Zoned) -> Result<Filter, Failure> {
        Ok(Filter {
            since: self.since.as_deref().map(|text| moment(text, now)).transpose()?,
            subject: self.entity.as_deref().map(subject).transpose()?,
            type_prefix: self.type_prefix.clone(),
            actor: self.actor.clone(),
            text: self.query.clone(),
            ..Filter::default()
        })
    }
}

/// The stream of an entity, whether the catalog still holds it or not.
fn subject(text: &str) -> Result<Subject, Failure> {
    let entity = EntityRef::parse(text, Some("component"), DEFAULT_NAMESPACE);
    let refused = |error| Failure::usage(format!("`{text}`: {error}"));
    entity
        .map(|entity| Subject::entity(entity.as_str()))
        .map_err(refused)
}

/// A moment as a person writes it; dates and times without a zone are the person's own.
pub(in crate::cli) fn moment(text: &str, now: &Zoned) -> Result<Timestamp, Failure> {
    if let Ok(time) = text.parse::<Timestamp>() {
        return Ok(time);
    }
    if let Ok(span) = text.parse::<Span>()
        && let Ok(then) = now.checked_sub(span.abs())
    {
        return Ok(then.timestamp());
    }
    let local = text
        .parse::<DateTime>()
        .ok()
        .and_then(|time| time.to_zoned(now.time_zone().clone()).ok());
    local.map(|time| time.timestamp()).ok_or_else(|| {
        Failure::usage(format!("`{text}` is no time")).hint("as 90d, 2h30m, 2026-03-01 or 2026-03-01T09:00")
    })
}

/// The time as this machine's clocks show it, to the second.
pub(super) fn clock(time: Timestamp, zone: &TimeZone) -> String {
    time.to_zoned(zone.clone())
        .strftime("%Y-%m-%d %H:%M:%S")
        .to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moments_are_spans_dates_and_times() {
        let zone = TimeZone::fixed(jiff::tz::offset(2));
        let now = "2026-03-10T12:00:00Z"
            .parse::<Timestamp>()
            .unwrap()
            .to_zoned(zone);
        for (text, expected) in [
            ("2h", "2026-03-10T10:00:00Z"),
            ("2h 30m", "2026-03-10T09:30:00Z"),
            ("9d", "2026-03-01T12:00:00Z"),
            ("1w", "2026-03-03T12:00:00Z"),
            ("PT1H", "2026-03-10T11:00:00Z"),
            ("2026-03-01", "2026-02-28T22:00:00Z"),
            ("2026-03-01T09:00", "2026-03-01T07:00:00Z"),
            ("2026-03-01T09:00:00Z", "2026-03-01T09:00:00Z"),
        ] {
            assert_eq!(
                moment(text, &now).map(|time| time.to_string()).ok().as_deref(),
                Some(expected),
                "{text}"
            );
        }
        for text in ["", "yesterday", "12", "2026-13-01"] {
            assert!(moment(text, &now).is_err(), "{text}");
        }
    }
}
