//! How it is said: since when, for how long, who was told, whom it concerns. Pure.

use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};

use crate::app::shared::Shared;
use crate::model::catalog::Catalog;
use crate::model::health::{Health, Healths, Probed, Silence, Told};
use crate::model::ownership::answers;

/// A moment on the person's clock: `02:13`, of another day `22 Nov 02:13`, of another year with that.
pub fn at(moment: Timestamp, now: Timestamp, zone: &TimeZone) -> String {
    let (then, here) = (moment.to_zoned(zone.clone()), now.to_zoned(zone.clone()));
    let form = if then.date() == here.date() {
        "%H:%M"
    } else if then.year() == here.year() {
        "%-d %b %H:%M"
    } else {
        "%Y-%m-%d %H:%M"
    };
    then.strftime(form).to_string()
}

/// How long something has lasted, or will: `40 s`, `47 min`, `3 h 5 min`, `2 d 4 h`.
pub fn lasting(from: Timestamp, to: Timestamp) -> String {
    let seconds = to.duration_since(from).max(SignedDuration::ZERO).as_secs();
    let (minutes, hours, days) = (seconds / 60, seconds / 3600, seconds / 86_400);
    match (days, hours, minutes) {
        (0, 0, 0) => format!("{seconds} s"),
        (0, 0, _) => format!("{minutes} min"),
        (0, _, _) if minutes % 60 == 0 => format!("{hours} h"),
        (0, _, _) => format!("{hours} h {} min", minutes % 60),
        (..10, _, _) if hours % 24 > 0 => format!("{days} d {} h", hours % 24),
        _ => format!("{days} d"),
    }
}

/// The same in few cells, for a row: `40s`, `47m`, `3h05m`, `2d4h`, `12d`.
pub fn short(from: Timestamp, to: Timestamp) -> String {
    let seconds = to.duration_since(from).max(SignedDuration::ZERO).as_secs();
    let (minutes, hours, days) = (seconds / 60, seconds / 3600, seconds / 86_400);
    match (days, hours, minutes) {
        (0, 0, 0) => format!("{seconds}s"),
        (0, 0, _) => format!("{minutes}m"),
        (0, _, _) => format!("{hours}h{:02}m", minutes % 60),
        (..10, _, _) => format!("{days}d{}h", hours % 24),
        _ => format!("{days}d"),
    }
}

/// Since when a probe says what it says: `since 02:13, 47 min`; nothing where it was never asked.
pub fn since(since: Option<Timestamp>, shared: &Shared) -> String {
    let Some(since) = since else {
        return String::new();
    };
    let clock = at(since, shared.now, &shared.zone);
    format!("since {clock}, {}", lasting(since, shared.now))
}

/// The name of somebody or something, of a canonical ref: `ana` of `user:default/ana`.
pub fn name(entity_ref: &str) -> &str {
    crate::app::owned::words::name(entity_ref)
}

/// How it stands with telling somebody of the state that a probe is in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Telling<'a> {
    /// Nobody has to be told.
    Needless,
    Silent(&'a Silence),
    /// The last one who was reached.
    Reached(&'a Told),
    /// It is down, nobody was reached so far, and somebody is being told just now.
    UnderWay(&'a Told),
    /// It is down, somebody was to be told, and nobody was reached.
    Failed(&'a Told),
    /// It is down, and nobody was told so far.
    Nobody,
}

impl<'a> Telling<'a> {
    pub fn of(probed: &'a Probed, healths: &'a Healths, now: Timestamp) -> Self {
        let latest = |is: fn(&Told) -> bool| probed.told.iter().rev().find(|told| is(told));
        let (reached, under_way) = (latest(Told::arrived), latest(Told::is_under_way));
        match (reached, healths.silence(&probed.entity, now), probed.told.last()) {
            (Some(told), None, _) => Telling::Reached(told),
            (_, Some(silence), _) => Telling::Silent(silence),
            (None, None, _) if probed.state != Health::Down => Telling::Needless,
            (None, None, Some(last)) => under_way.map_or(Telling::Failed(last), Telling::UnderWay),
            (None, None, None) => Telling::Nobody,
        }
    }

    /// In one or two words, for a row.
    pub fn short(self) -> String {
        match self {
            Telling::Needless => String::new(),
            Telling::Silent(_) => "silenced".to_owned(),
            Telling::Reached(told) | Telling::UnderWay(told) => name(&told.whom).to_owned(),
            Telling::Failed(_) | Telling::Nobody => "nobody".to_owned(),
        }
    }
}

/// What somebody is to an entity, as a label has room for it.
pub fn role(word: &str) -> &str {
    match word {
        "change-approver" => "approver",
        "cost-owner" => "cost owner",
        word => word,
    }
}

/// Whether somebody answers for an entity, is its deputy, or is told when it is unresponsive.
pub fn concerns(catalog: &Catalog, entity_ref: &str, me: &str) -> bool {
    let Some(id) = catalog.find(entity_ref) else {
        return false;
    };
    let answers = answers(catalog, id);
    let people = [answers.accountable, answers.contact.person, answers.deputy.person];
    people
        .into_iter()
        .flatten()
        .any(|person| person.entity_ref() == me)
}

/// How an entity is, in a few words for its page: its worst probe, since when, and what was seen. No length of time: a page is not
/// told that time passes.
pub fn of_entity(healths: &Healths, entity_ref: &str, shared: &Shared) -> Option<(Health, String)> {
    let (state, _) = healths.of(entity_ref)?;
    let mut probes = healths.probes.iter().filter(|probed| probed.entity == entity_ref);
    let worst = probes.find(|probed| probed.state == state)?;
    let clock = |moment| at(moment, shared.now, &shared.zone);
    let mut text = match worst.since {
        Some(since) => format!("since {} ", clock(since)),
        None => String::new(),
    };
    text += &match (state, worst.seen.as_str()) {
        (Health::Up, _) | (_, "") => format!("({})", worst.probe),
        (_, seen) => format!("({}: {seen})", worst.probe),
    };
    if let Some(silence) = healths.silence(entity_ref, shared.now) {
        text += &format!(", silenced until {}", clock(silence.until));
    }
    Some((state, text))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn moment(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    #[test]
    fn moments_say_no_more_than_they_must() {
        let now = moment("2026-11-23T03:00:00Z");
        let zone = TimeZone::fixed(jiff::tz::offset(1));
        for (at_, expected) in [
            ("2026-11-23T01:13:00Z", "02:13"),
            ("2026-11-22T22:30:00Z", "22 Nov 23:30"),
            ("2025-12-31T10:00:00Z", "2025-12-31 11:00"),
        ] {
            assert_eq!(at(moment(at_), now, &zone), expected);
        }
    }

    #[test]
    fn a_length_fits_a_row() {
        let from = moment("2026-11-23T00:00:00Z");
        for (seconds, expected) in [
            (-5, "0s"),
            (59, "59s"),
            (2_820, "47m"),
            (11_100, "3h05m"),
            (187_200, "2d4h"),
            (900_000, "10d"),
        ] {
            let to = from + SignedDuration::from_secs(seconds);
            assert_eq!(short(from, to), expected, "{seconds}");
        }
    }

    #[test]
    fn a_length_is_said_as_exactly_as_it_matters() {
        let from = moment("2026-11-23T00:00:00Z");
        for (seconds, expected) in [
            (-5, "0 s"),
            (0, "0 s"),
            (59, "59 s"),
            (60, "1 min"),
            (3_600, "1 h"),
            (11_100, "3 h 5 min"),
            (187_200, "2 d 4 h"),
            (172_800, "2 d"),
            (900_000, "10 d"),
        ] {
            let to = from + SignedDuration::from_secs(seconds);
            assert_eq!(lasting(from, to), expected, "{seconds}");
        }
    }
}
