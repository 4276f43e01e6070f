//! What the parts of a discovery are called, the same on every screen.

use jiff::Timestamp;

use super::known::Known;
use super::lookout::Lookout;
use crate::model::discovery::{Place, Sort, Standing, Way};
use crate::model::text::{ago, counted, grouped};

pub fn sort(sort: Sort) -> &'static str {
    match sort {
        Sort::Topic => "topic",
        Sort::Group => "group",
        Sort::Repository => "repository",
        Sort::Team => "team",
    }
}

pub fn standing(standing: Standing) -> &'static str {
    match standing {
        Standing::Undeclared => "seen, not declared",
        Standing::Unseen => "declared, not seen",
        Standing::Both => "seen and declared",
        Standing::Unknown => "seen, not registered",
    }
}

pub fn way(way: Way) -> &'static str {
    match way {
        Way::Reads => "reads",
        Way::Writes => "writes",
    }
}

/// A reference in short: those of people and teams of the usual namespace by their names.
pub fn name(entity_ref: &str) -> &str {
    let name = entity_ref.split_once(':').map_or(entity_ref, |(_, name)| name);
    name.strip_prefix("default/").unwrap_or(name)
}

/// How a place stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Health {
    /// It is being looked at.
    Looking,
    /// Nobody has looked yet.
    Never,
    /// Nothing of it could be seen.
    Down,
    /// Something of it could not be seen.
    Partly,
    Seen,
}

/// A place in a line: how it stands, and the words for it with the next key.
pub fn place(place: &Place, lookout: &Lookout, now: Timestamp) -> (Health, String) {
    if let Some(looking) = lookout
        .looking
        .as_ref()
        .filter(|looking| looking.is_at(&place.name))
    {
        let far = match looking.progress(&place.name) {
            Some(progress) => match progress.of {
                Some(of) => format!("{} of {} seen", grouped(progress.seen), grouped(of)),
                None => format!("{} seen so far", grouped(progress.seen)),
            },
            None => "looking".to_owned(),
        };
        let next = if looking.stopping { "stopping" } else { "x stops" };
        return (Health::Looking, format!("{far}… {next}"));
    }
    let cause = place.problems.first();
    let more = match place.problems.len() {
        0 | 1 => String::new(),
        many => format!(" (and {} more)", many - 1),
    };
    let age = place.taken.map(|taken| ago(taken, now));
    match (age, cause) {
        (None, None) => (Health::Never, "nobody has looked yet; r looks".to_owned()),
        (age, Some(cause)) if !place.complete && place.seen == 0 => {
            let age = age.map_or(String::new(), |age| format!(" {age}"));
            (
                Health::Down,
                format!("could not be seen{age}; r tries again: {cause}{more}"),
            )
        }
        (None, Some(cause)) => (Health::Partly, format!("incomplete; r goes on: {cause}{more}")),
        (Some(age), Some(cause)) if place.complete => {
            (Health::Partly, format!("seen {age}, but: {cause}{more}"))
        }
        (Some(age), Some(cause)) => (
            Health::Partly,
            format!("incomplete, {age}; r goes on: {cause}{more}"),
        ),
        (Some(age), None) if !place.complete => {
            (Health::Partly, format!("incomplete, stopped {age}; r goes on"))
        }
        (Some(age), None) => {
            let things = counted(place.seen, "thing", "things");
            (Health::Seen, format!("seen {age} · {things}"))
        }
    }
}

/// What there is to see of the world outside, in a few words; none where there is nothing.
pub fn summary(known: &Known) -> Vec<(usize, &'static str)> {
    let discovery = &known.discovery;
    [
        (
            discovery.unregistered.len(),
            "exist outside, registered by nobody",
        ),
        (discovery.gone.len(), "registered, but gone outside"),
        (
            known.undeclared_count(),
            "depend on something, seen but not declared",
        ),
    ]
    .into_iter()
    .filter(|(count, _)| *count > 0)
    .collect()
}
