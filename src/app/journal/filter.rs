//! The filter line of the journal: conditions such as `type:entity. actor:ana since:7d`, and words. Pure: the time that
//! `7d` counts back from is passed in.

use std::fmt;

use jiff::civil::DateTime;
use jiff::tz::TimeZone;
use jiff::{Span, Timestamp};

use crate::model::catalog::{DEFAULT_NAMESPACE, EntityRef};
use crate::model::journal::{Filter, Subject};
use crate::model::text::nearest;

/// The conditions there are.
const KEYS: [&str; 5] = ["type", "entity", "subject", "actor", "since"];

/// Why a filter line is not understood: the word, and what to write instead.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FilterError {
    pub word: String,
    pub remedy: String,
}

impl fmt::Display for FilterError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "`{}`: {}", self.word, self.remedy)
    }
}

impl std::error::Error for FilterError {}

/// Reads a filter line. Words that are no condition are one text that the event must hold, in the order they stand; a
/// condition whose value is still being typed is left out.
pub fn parse(line: &str, now: Timestamp) -> Result<Filter, FilterError> {
    let mut filter = Filter::default();
    let mut seen: Vec<&str> = Vec::new();
    let mut words = Vec::new();
    for word in line.split_whitespace() {
        let Some((key, value)) = condition(word)? else {
            words.push(word);
            continue;
        };
        if value.is_empty() {
            continue;
        }
        // Both say what the event is about.
        let about = if key == "entity" { "subject" } else { key };
        if seen.contains(&about) {
            return Err(wrong(
                word,
                format!("there is another {about} before it; write one"),
            ));
        }
        seen.push(about);
        let problem = |remedy| wrong(word, remedy);
        match key {
            "type" => filter.type_prefix = Some(value.to_owned()),
            "entity" => filter.subject = Some(Subject::entity(entity(value).map_err(problem)?.as_str())),
            "subject" => filter.subject = Some(Subject::from(value.to_owned())),
            "actor" => filter.actor = Some(actor(value)),
            _ => filter.since = Some(since(value, now).map_err(problem)?),
        }
    }
    filter.text = (!words.is_empty()).then(|| words.join(" "));
    Ok(filter)
}

/// The condition that a word is; none for a word to search for. `component:default/cart` is such a word, too.
fn condition(word: &str) -> Result<Option<(&'static str, &str)>, FilterError> {
    let Some((key, value)) = word.split_once(':') else {
        return Ok(None);
    };
    if let Some(key) = KEYS.into_iter().find(|known| known.eq_ignore_ascii_case(key)) {
        return Ok(Some((key, value)));
    }
    match nearest(key, KEYS) {
        Some(meant) => Err(wrong(word, format!("write {meant}:{value}"))),
        None => Ok(None),
    }
}

fn wrong(word: &str, remedy: String) -> FilterError {
    FilterError {
        word: word.to_owned(),
        remedy,
    }
}

fn entity(value: &str) -> Result<EntityRef, String> {
    EntityRef::parse(value, None, DEFAULT_NAMESPACE)
        .map_err(|error| format!("{error}; write entity:component:default/cart"))
}

/// An actor is a person of the catalog unless it says otherwise: `ana` is `user:default/ana`, `os:ana` an account.
fn actor(value: &str) -> String {
    let is_account = value.starts_with("os:");
    let person = EntityRef::parse(value, Some("user"), DEFAULT_NAMESPACE).ok();
    person
        .filter(|_| !is_account)
        .map_or_else(|| value.to_owned(), |person| person.as_str().to_owned())
}

/// A day, a moment, or how long ago. Days begin as in UTC, so that they are the same on every machine.
fn since(value: &str, now: Timestamp) -> Result<Timestamp, String> {
    if let Ok(moment) = value.parse::<Timestamp>() {
        return Ok(moment);
    }
    let moment = match (value.parse::<Span>(), value.parse::<DateTime>()) {
        (Ok(span), _) => now.to_zoned(TimeZone::UTC).checked_sub(span.abs()).ok(),
        (_, Ok(day)) => day.to_zoned(TimeZone::UTC).ok(),
        _ => None,
    };
    moment
        .map(|moment| moment.timestamp())
        .ok_or_else(|| "write since:7d, since:2h30m, since:2026-11-01 or since:2026-11-01T09:00".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn now() -> Timestamp {
        "2026-11-22T12:00:00Z".parse().unwrap()
    }

    #[test]
    fn conditions_and_words() {
        let at = |text: &str| Some(text.parse::<Timestamp>().unwrap());
        let filter = |change: &dyn Fn(&mut Filter)| {
            let mut filter = Filter::default();
            change(&mut filter);
            filter
        };
        let cases: [(&str, Filter); 14] = [
            ("", Filter::default()),
            (
                "type:entity.",
                filter(&|f| f.type_prefix = Some("entity.".into())),
            ),
            (
                "Type:entity.",
                filter(&|f| f.type_prefix = Some("entity.".into())),
            ),
            ("type:", Filter::default()),
            (
                "entity:Component:cart",
                filter(&|f| f.subject = Some(Subject::entity("component:default/cart"))),
            ),
            (
                "subject:catalog",
                filter(&|f| f.subject = Some(Subject::catalog())),
            ),
            (
                "actor:ana",
                filter(&|f| f.actor = Some("user:default/ana".into())),
            ),
            ("actor:os:root", filter(&|f| f.actor = Some("os:root".into()))),
            ("since:7d", filter(&|f| f.since = at("2026-11-15T12:00:00Z"))),
            ("since:30min", filter(&|f| f.since = at("2026-11-22T11:30:00Z"))),
            (
                "since:2026-11-01",
                filter(&|f| f.since = at("2026-11-01T00:00:00Z")),
            ),
            (
                "since:2026-11-01T10:30:00+02:00",
                filter(&|f| f.since = at("2026-11-01T08:30:00Z")),
            ),
            (
                "component:default/cart",
                filter(&|f| f.text = Some("component:default/cart".into())),
            ),
            (
                "spec.owner  type:entity.changed team a",
                filter(&|f| {
                    f.type_prefix = Some("entity.changed".into());
                    f.text = Some("spec.owner team a".into());
                }),
            ),
        ];
        for (line, expected) in cases {
            assert_eq!(parse(line, now()), Ok(expected), "{line}");
        }
    }

    #[test]
    fn what_is_not_understood_says_what_to_write() {
        for (line, message) in [
            ("typ:entity.", "`typ:entity.`: write type:entity."),
            ("actr:ana", "`actr:ana`: write actor:ana"),
            (
                "since:monday",
                "`since:monday`: write since:7d, since:2h30m, since:2026-11-01 or since:2026-11-01T09:00",
            ),
            (
                "since:99999y",
                "`since:99999y`: write since:7d, since:2h30m, since:2026-11-01 or since:2026-11-01T09:00",
            ),
            (
                "entity:cart",
                "`entity:cart`: the reference names no kind; write entity:component:default/cart",
            ),
            (
                "type:a type:b",
                "`type:b`: there is another type before it; write one",
            ),
            (
                "entity:api:a subject:catalog",
                "`subject:catalog`: there is another subject before it; write one",
            ),
        ] {
            assert_eq!(parse(line, now()).unwrap_err().to_string(), message, "{line}");
        }
    }

    proptest! {
        #[test]
        fn no_line_panics(line in ".{0,40}") {
            let _ = parse(&line, now());
        }

        #[test]
        fn no_condition_panics(key in "type|entity|subject|actor|since", value in "[-0-9a-zé:/.]{0,24}") {
            let _ = parse(&format!("{key}:{value}"), now());
        }
    }
}
