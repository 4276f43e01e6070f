//! What `muster discover --json` holds. Fields are added freely and never renamed.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde::Serialize;

use crate::model::discovery::{Discovery, Gone, Observed, Place, Sort, Standing, Unregistered, Way};

#[derive(Serialize)]
pub(super) struct Document<'a> {
    places: Vec<PlaceItem<'a>>,
    unregistered: Vec<Found<'a>>,
    gone: Vec<GoneItem<'a>>,
    dependencies: Vec<Dependency<'a>>,
}

#[derive(Serialize)]
pub(super) struct PlaceItem<'a> {
    place: &'a str,
    /// Null where nobody has looked yet.
    taken: Option<Timestamp>,
    complete: bool,
    seen: usize,
    sandbox: bool,
    problems: &'a [String],
}

#[derive(Serialize)]
pub(super) struct Found<'a> {
    id: &'a str,
    sort: &'static str,
    name: &'a str,
    /// What claiming it would make; null where that makes no entity.
    #[serde(rename = "ref")]
    entity_ref: Option<&'a str>,
    url: Option<&'a str>,
    facts: BTreeMap<&'a str, &'a str>,
    files: Vec<&'a str>,
    owner: Option<&'a str>,
    accountable: Option<&'a str>,
    reason: &'a str,
}

#[derive(Serialize)]
pub(super) struct GoneItem<'a> {
    #[serde(rename = "ref")]
    entity_ref: &'a str,
    id: &'a str,
    accountable: Option<&'a str>,
    noticed: Option<Timestamp>,
}

#[derive(Serialize)]
pub(super) struct Dependency<'a> {
    from: Option<&'a str>,
    who: &'a str,
    way: &'static str,
    to: Option<&'a str>,
    id: &'a str,
    standing: &'static str,
    evidence: &'a [String],
}

/// Everything.
pub(super) fn of(discovery: &Discovery) -> Document<'_> {
    Document {
        places: discovery.places.iter().map(place).collect(),
        unregistered: discovery.unregistered.iter().map(found).collect(),
        gone: discovery.gone.iter().map(gone).collect(),
        dependencies: discovery.observed.iter().map(dependency).collect(),
    }
}

/// Whether there is nothing to mend: nothing unregistered, nothing gone, nothing to declare, no place out of sight.
pub(super) fn is_clean(discovery: &Discovery) -> bool {
    let to_declare = |seen: &Observed| seen.standing == Standing::Undeclared;
    discovery.unregistered.is_empty()
        && discovery.gone.is_empty()
        && !discovery.observed.iter().any(to_declare)
        && discovery.places.iter().all(|place| place.complete)
}

pub(super) fn place(place: &Place) -> PlaceItem<'_> {
    PlaceItem {
        place: &place.name,
        taken: place.taken,
        complete: place.complete,
        seen: place.seen,
        sandbox: place.sandbox,
        problems: &place.problems,
    }
}

pub(super) fn found(found: &Unregistered) -> Found<'_> {
    let Unregistered {
        sighting,
        guess,
        entity_ref,
    } = found;
    let facts = sighting.facts.iter();
    Found {
        id: &sighting.id,
        sort: word(sighting.sort),
        name: &sighting.name,
        entity_ref: Some(entity_ref.as_str()).filter(|entity_ref| !entity_ref.is_empty()),
        url: sighting.url.as_deref(),
        facts: facts.map(|(what, is)| (what.as_str(), is.as_str())).collect(),
        files: sighting.files.iter().map(|file| file.path.as_str()).collect(),
        owner: guess.owner.as_deref(),
        accountable: guess.accountable.as_deref(),
        reason: &guess.reason,
    }
}

pub(super) fn gone(gone: &Gone) -> GoneItem<'_> {
    GoneItem {
        entity_ref: &gone.entity_ref,
        id: &gone.id,
        accountable: gone.accountable.as_deref(),
        noticed: gone.noticed,
    }
}

pub(super) fn dependency(seen: &Observed) -> Dependency<'_> {
    Dependency {
        from: seen.from.as_deref(),
        who: &seen.who,
        way: way(seen.way),
        to: seen.to.as_deref(),
        id: &seen.id,
        standing: standing(seen.standing),
        evidence: &seen.evidence,
    }
}

pub(super) fn word(sort: Sort) -> &'static str {
    match sort {
        Sort::Topic => "topic",
        Sort::Group => "group",
        Sort::Repository => "repository",
        Sort::Team => "team",
    }
}

pub(super) fn way(way: Way) -> &'static str {
    match way {
        Way::Reads => "reads",
        Way::Writes => "writes",
    }
}

pub(super) fn standing(standing: Standing) -> &'static str {
    match standing {
        Standing::Undeclared => "undeclared",
        Standing::Unseen => "unseen",
        Standing::Both => "both",
        Standing::Unknown => "unknown",
    }
}
