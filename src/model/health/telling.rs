//! Who is to be told now: the contact of what is down, then the next in turn where nobody gets it well in time, each once; and of its
//! end those who were told of it. Nobody while it is silent. Pure: what was told comes from the record, the time is passed in.
//!
//! A person is told by one way. The ways that name them come before those that reach everybody; where one fails the next is tried, and
//! where all have failed they are tried again after a while. Whoever cannot be reached at all is passed over, and so is who cannot be
//! reached by any way after a few rounds. A way that asks to be left alone for a moment is waited for, and passed over where that is
//! long; neither counts as a failure. A try whose end nobody knows, because the program ended meanwhile, is made once more.

use jiff::{SignedDuration, Timestamp};

use super::fold::{Outage, Record, Standing, Try};
use super::{Health, Key, Policy};
use crate::model::catalog::{Catalog, Entity, NodeId, Relation};
use crate::model::ownership::{TurnRole, turns};

/// How long it is waited before all ways are tried again; after the last nobody tries any more.
const AGAIN: [SignedDuration; 2] = [SignedDuration::from_mins(1), SignedDuration::from_mins(5)];
/// After so long without its end a try counts as lost.
pub const LOST: SignedDuration = SignedDuration::from_mins(5);
/// A way that takes nothing for longer is passed over for another one.
const SHORT: SignedDuration = SignedDuration::from_mins(1);
/// So often in a row a telling is put off for a way that is busy; then that is a failure.
pub const PUT_OFF: u32 = 10;
/// What is said where somebody may have been told already.
pub const AGAIN_NOTE: &str = "told again: it is not known whether the first time arrived";

/// A way to tell people, as far as it matters who is reached.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reach {
    pub name: String,
    /// Canonical refs of persons and groups; everybody where it is empty.
    pub whom: Vec<String>,
}

/// Somebody to be told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Due {
    pub key: Key,
    /// Down, or what it is now that it is over.
    pub state: Health,
    pub since: Timestamp,
    /// Canonical ref.
    pub whom: String,
    /// `contact`, `deputy`, `lead`.
    pub role: String,
    /// The way, by its name.
    pub by: String,
    /// What they should know about this telling itself.
    pub note: Option<String>,
}

/// What it depends on who is told.
pub struct Around<'a> {
    pub record: &'a Record,
    pub catalog: &'a Catalog,
    pub policy: &'a Policy,
    pub ways: &'a [Reach],
    /// Who has left.
    pub leaves: &'a dyn Fn(&str) -> bool,
    pub now: Timestamp,
}

/// How far somebody is told.
enum Progress<'a> {
    /// It has arrived.
    Arrived(Timestamp),
    /// They are to be told now.
    Now(&'a str, Option<String>),
    /// It is under way, or it is too early to try again.
    Wait,
    /// No way leads to them.
    GaveUp,
}

impl Around<'_> {
    /// Who is to be told of one probe now, given what it says at this moment: what cannot be told now is nothing to tell.
    pub fn due(&self, key: &Key, state: Health) -> Vec<Due> {
        let Some(standing) = self.record.standing(key) else {
            return Vec::new();
        };
        let Some(outage) = &standing.outage else {
            return Vec::new();
        };
        if standing.state != state || self.record.silence(&key.entity, self.now).is_some() {
            return Vec::new();
        }
        match (state, outage.over) {
            (Health::Down, None) => self.of_outage(key, outage).into_iter().collect(),
            (Health::Up | Health::Degraded, Some(over)) => self.of_end(key, standing, outage, over),
            _ => Vec::new(),
        }
    }

    fn of_outage(&self, key: &Key, outage: &Outage) -> Option<Due> {
        let id = self.catalog.find(&key.entity)?;
        for turn in turns(self.catalog, id, TurnRole::Contact, self.leaves) {
            let ways = ways_to(&turn.person, self.catalog, self.ways);
            let tries: Vec<&Try> = outage
                .tries_of(true)
                .filter(|one| one.whom == turn.person)
                .collect();
            match self.progress(&ways, &tries) {
                Progress::Arrived(at) if self.now.duration_since(at) < self.policy.answer => return None,
                Progress::Arrived(_) | Progress::GaveUp => {}
                Progress::Wait => return None,
                Progress::Now(by, note) => {
                    return Some(Due {
                        key: key.clone(),
                        state: Health::Down,
                        since: outage.since,
                        whom: turn.person,
                        role: turn.role.word().to_owned(),
                        by: by.to_owned(),
                        note,
                    });
                }
            }
        }
        None
    }

    fn of_end(&self, key: &Key, standing: &Standing, outage: &Outage, over: Timestamp) -> Vec<Due> {
        let mut due: Vec<Due> = Vec::new();
        for known in outage.tries_of(true).filter(|one| one.arrived().is_some()) {
            if due.iter().any(|due| due.whom == known.whom) {
                continue;
            }
            let mut ways = ways_to(&known.whom, self.catalog, self.ways);
            // What told them of it tells them of its end.
            ways.sort_by_key(|way| **way != known.by);
            let tries: Vec<&Try> = outage
                .tries_of(false)
                .filter(|one| one.whom == known.whom)
                .collect();
            if let Progress::Now(by, note) = self.progress(&ways, &tries) {
                due.push(Due {
                    key: key.clone(),
                    state: standing.state,
                    since: over,
                    whom: known.whom.clone(),
                    role: known.role.clone(),
                    by: by.to_owned(),
                    note,
                });
            }
        }
        due
    }

    fn progress<'w>(&self, ways: &[&'w str], tries: &[&Try]) -> Progress<'w> {
        if let Some(at) = tries.iter().find_map(|one| one.arrived()) {
            return Progress::Arrived(at);
        }
        let tries: Vec<&Try> = tries
            .iter()
            .copied()
            .filter(|one| one.not_before.is_none())
            .collect();
        let unheard = tries.iter().filter(|one| one.outcome.is_none());
        if let Some(last) = unheard.clone().next_back()
            && self.now.duration_since(last.at) < LOST
        {
            return Progress::Wait;
        }
        let unheard = unheard.count();
        // It may have arrived: once more, and then the next in turn.
        if ways.is_empty() || unheard > 1 {
            return Progress::GaveUp;
        }
        let (round, at) = (tries.len() / ways.len(), tries.len() % ways.len());
        let wait = match (round, at) {
            (0, _) => SignedDuration::ZERO,
            (round, 0) => match AGAIN.get(round - 1) {
                Some(wait) => *wait,
                None => return Progress::GaveUp,
            },
            (round, _) if round > AGAIN.len() => return Progress::GaveUp,
            _ => SignedDuration::ZERO,
        };
        let last = tries.last().map(|one| match &one.outcome {
            Some((at, _)) => *at,
            None => one.at,
        });
        match last {
            Some(last) if self.now.duration_since(last) < wait => Progress::Wait,
            _ => match self.open_way(ways, at) {
                Some(way) => Progress::Now(way, (unheard > 0).then(|| AGAIN_NOTE.to_owned())),
                None => Progress::Wait,
            },
        }
    }

    /// The way whose turn it is, or another one where that one takes nothing for long.
    fn open_way<'w>(&self, ways: &[&'w str], at: usize) -> Option<&'w str> {
        let is_open = |way: &&&str| self.record.held_back(way, self.now).is_none();
        let turn = ways.get(at)?;
        match self.record.held_back(turn, self.now) {
            Some(until) if until.duration_since(self.now) <= SHORT => None,
            _ => ways
                .iter()
                .cycle()
                .skip(at)
                .take(ways.len())
                .find(is_open)
                .copied(),
        }
    }
}

/// Whether anybody who is told of an entity in turn is reached by any way.
pub fn reaches_anybody(catalog: &Catalog, entity_ref: &str, ways: &[Reach]) -> bool {
    let Some(id) = catalog.find(entity_ref) else {
        return false;
    };
    let turns = turns(catalog, id, TurnRole::Contact, &|_| false);
    turns
        .iter()
        .any(|turn| !ways_to(&turn.person, catalog, ways).is_empty())
}

/// The ways that reach a person, those that name them or a group of theirs first.
fn ways_to<'w>(person: &str, catalog: &Catalog, ways: &'w [Reach]) -> Vec<&'w str> {
    let theirs = groups_of(person, catalog);
    let names = |way: &&Reach| {
        way.whom
            .iter()
            .any(|name| name == person || theirs.contains(&&**name))
    };
    let named = ways.iter().filter(names);
    let others = ways.iter().filter(|way| way.whom.is_empty());
    named.chain(others).map(|way| way.name.as_str()).collect()
}

/// The groups that a person is in, and all above them.
fn groups_of<'c>(person: &str, catalog: &'c Catalog) -> Vec<&'c str> {
    let Some(id) = catalog.find(person) else {
        return Vec::new();
    };
    let mut level: Vec<NodeId> = catalog.entity(id).targets(Relation::MemberOf).collect();
    let mut seen: Vec<NodeId> = Vec::new();
    while !level.is_empty() {
        seen.extend(&level);
        let groups: Vec<Entity<'_>> = level.iter().filter_map(|node| catalog.entity_of(*node)).collect();
        level = groups
            .iter()
            .flat_map(|group| group.targets(Relation::ChildOf))
            .filter(|group| !seen.contains(group))
            .collect();
    }
    seen.into_iter().map(|node| catalog.node_ref(node)).collect()
}
