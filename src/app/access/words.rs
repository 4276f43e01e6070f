//! How it is said: how a right stands, until when, who is behind a name, what explains it, when a place was looked at. Pure.

use jiff::Timestamp;
use jiff::tz::TimeZone;

use crate::app::shared::Shared;
use crate::model::access::{Access, AccessPlace, AccessReview, Grant, Presence, Why, last_day};
use crate::model::ownership::{TurnRole, turns};
use crate::model::task::SHORT_ID;
use crate::model::text::{ago, counted};

/// How a right stands: one word of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stands {
    /// Past its end, and still there as far as anybody knows.
    Over,
    Unexplained,
    /// A run gave it, and the provider does not have it.
    Gone,
    /// A run gave it, and nobody looked whether it is there.
    NotSeen,
    Granted,
    Owner,
    Declared,
}

impl Stands {
    pub fn of(row: &Access) -> Self {
        match (row.is_over, row.presence, &row.why) {
            (true, ..) => Stands::Over,
            (false, Presence::Gone, _) => Stands::Gone,
            (false, Presence::NotSeen, _) => Stands::NotSeen,
            (false, Presence::There, Why::Nothing) => Stands::Unexplained,
            (false, Presence::There, Why::Granted(_)) => Stands::Granted,
            (false, Presence::There, Why::Owner(_)) => Stands::Owner,
            (false, Presence::There, Why::Declared(_)) => Stands::Declared,
        }
    }

    pub fn word(self) -> &'static str {
        match self {
            Stands::Over => "over",
            Stands::Unexplained => "unexplained",
            Stands::Gone => "gone",
            Stands::NotSeen => "not looked",
            Stands::Granted => "granted",
            Stands::Owner => "owner",
            Stands::Declared => "declared",
        }
    }
}

/// In how many days something is over, or since how many it is.
pub fn days(until: Timestamp, now: Timestamp) -> String {
    let days = (last_day(until) - now.to_zoned(TimeZone::UTC).date()).get_days();
    match (days, until > now) {
        (0, true) => "ends today".to_owned(),
        (0, false) => "ended today".to_owned(),
        (1, true) => "in 1 day".to_owned(),
        (_, true) => format!("in {days} days"),
        (-1, false) => "1 day ago".to_owned(),
        (_, false) => format!("{} days ago", -days),
    }
}

/// Until when, in few cells: `in 7 days`, `3 days ago`, `no end`; nothing where no run gave it.
pub fn until(row: &Access, now: Timestamp) -> String {
    match &row.why {
        Why::Granted(Grant {
            until: Some(until), ..
        }) => days(*until, now),
        Why::Granted(_) => "no end".to_owned(),
        _ => String::new(),
    }
}

/// What explains a right, for a cell.
pub fn why(row: &Access) -> String {
    match &row.why {
        Why::Granted(grant) => format!("{}, run {}: {}", name(&grant.by), short(&grant.run), grant.reason),
        Why::Owner(why) | Why::Declared(why) => why.clone(),
        Why::Nothing => "nothing explains it".to_owned(),
    }
}

/// The name of somebody or something, of a canonical ref: `ana` of `user:default/ana`.
pub fn name(entity_ref: &str) -> &str {
    crate::app::owned::words::name(entity_ref)
}

/// As runs are called for short.
pub fn short(run: &str) -> &str {
    run.get(..SHORT_ID).unwrap_or(run)
}

/// Who governs changes of a resource, in turn, and as what.
pub fn governs(resource: Option<&str>, shared: &Shared) -> Vec<(String, TurnRole)> {
    let found = shared.catalog.value().zip(resource).and_then(|(catalog, name)| {
        let id = catalog.find(name)?;
        Some(turns(catalog, id, TurnRole::ChangeApprover, &|_| false))
    });
    let turns = found.unwrap_or_default().into_iter();
    turns.map(|turn| (turn.person, turn.role)).collect()
}

/// When a place was looked at, whether all was seen, and the key that looks.
pub fn place(place: &AccessPlace, now: Timestamp) -> String {
    // Where all was seen, what there is to say is no hole in it.
    let (one, many) = match place.complete {
        true => ("remark", "remarks"),
        false => ("thing not seen", "things not seen"),
    };
    let problems = match place.problems.len() {
        0 => String::new(),
        count => format!(", {}", counted(count, one, many)),
    };
    match place.taken {
        None => format!("{}: nobody has looked; r looks{problems}", place.place),
        Some(taken) => {
            let all = match (place.complete, place.problems.is_empty()) {
                (false, true) => ", not all of it",
                _ => "",
            };
            format!("{}: looked at {}{all}{problems}", place.place, ago(taken, now))
        }
    }
}

/// Who may use an entity and what it has elsewhere, for its page: the words, and whether something has to be looked at. None where
/// nothing is known.
pub fn of_entity(review: &AccessReview, entity_ref: &str) -> Option<(String, bool)> {
    let on: Vec<&Access> = rows(review, |row| row.entity.as_deref() == Some(entity_ref));
    let held: Vec<&Access> = rows(review, |row| row.holder.as_deref() == Some(entity_ref));
    let mut users: Vec<&str> = on.iter().map(|row| row.right.principal.as_str()).collect();
    users.sort_unstable();
    users.dedup();
    let is_wrong = |row: &&&Access| row.is_over || row.is_unexplained();
    let is_bad = on.iter().chain(&held).filter(is_wrong).count() > 0;
    let mut parts = Vec::new();
    if !users.is_empty() {
        parts.push(format!("{} may use it{}", users.len(), counts(&on)));
    }
    if !held.is_empty() {
        let rights = counted(held.len(), "right", "rights");
        parts.push(format!("has {rights}{}", counts(&held)));
    }
    (!parts.is_empty()).then(|| (parts.join(" · "), is_bad))
}

/// The rights of some sort that are there, as far as anybody knows.
fn rows(review: &AccessReview, is_meant: impl Fn(&Access) -> bool) -> Vec<&Access> {
    let rows = review.rows.iter();
    rows.filter(|row| row.presence != Presence::Gone && is_meant(row))
        .collect()
}

fn counts(rows: &[&Access]) -> String {
    let over = rows.iter().filter(|row| row.is_over).count();
    let unexplained = rows.iter().filter(|row| row.is_unexplained()).count();
    let mut text = String::new();
    for (count, word) in [(over, "over"), (unexplained, "unexplained")] {
        if count > 0 {
            text += &format!(", {count} {word}");
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_end_is_told_by_its_last_day() {
        let now: Timestamp = "2026-11-23T12:00:00Z".parse().unwrap();
        for (until, day_, days_) in [
            ("2026-12-01T00:00:00Z", "2026-11-30", "in 7 days"),
            ("2026-11-25T00:00:00Z", "2026-11-24", "in 1 day"),
            ("2026-11-24T00:00:00Z", "2026-11-23", "ends today"),
            ("2026-11-23T11:00:00Z", "2026-11-23", "ended today"),
            ("2026-11-23T00:00:00Z", "2026-11-22", "1 day ago"),
            ("2026-11-01T00:00:00Z", "2026-10-31", "23 days ago"),
        ] {
            let until = until.parse().unwrap();
            assert_eq!(
                (last_day(until).to_string().as_str(), days(until, now).as_str()),
                (day_, days_)
            );
        }
    }
}
