//! What the journal says of probes: how each stands and since when, who was told of which outage, and what is silent. A fold of the
//! events in their order: no clock, no catalog, no network.

use std::collections::BTreeMap;

use jiff::Timestamp;

use super::{Due, Health, Key, LOST, Silence, Told, Went};
use crate::model::journal::{Event, Fact, HealthChanged, HealthTelling, HealthTold};

/// What the types of event that it is made of begin with.
pub const TYPES: &str = "health.";

/// Why a telling that nobody heard the end of for long counts as failed.
const UNHEARD: &str = "whoever told ended before it was known whether it arrived";

/// Probes as the events leave them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Record {
    standings: BTreeMap<Key, Standing>,
    silences: BTreeMap<String, Silence>,
    /// When a way may be taken again, by its name.
    held_back: BTreeMap<String, Timestamp>,
    head: u64,
}

/// How one probe stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Standing {
    pub state: Health,
    pub since: Timestamp,
    /// What was seen when it became so; untrusted.
    pub seen: String,
    /// The outage that it is in, or the last one.
    pub outage: Option<Outage>,
}

/// From the first time that something is down until it is up again: while it is merely better, or cannot be told, the same outage
/// goes on, so that nobody is told twice of one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outage {
    pub since: Timestamp,
    /// When it was over.
    pub over: Option<Timestamp>,
    /// Whom anybody began to tell of it or of its end, in order.
    pub tries: Vec<Try>,
}

/// One try to tell somebody.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Try {
    pub at: Timestamp,
    /// Canonical ref.
    pub whom: String,
    /// `contact`, `deputy`, `lead`.
    pub role: String,
    /// The way, by its name.
    pub by: String,
    /// What they are told: that it is down, or else that it is over.
    pub state: Health,
    /// When its end was heard of, and why it failed where it did; none while nobody knows.
    pub outcome: Option<(Timestamp, Option<String>)>,
    /// Where it is put off until then, which is no failure.
    pub not_before: Option<Timestamp>,
    /// How often it was put off.
    pub put_off: u32,
}

impl Try {
    fn is_same(&self, whom: &str, by: &str, state: Health) -> bool {
        self.whom == whom && self.by == by && self.state == state
    }

    /// When it arrived.
    pub fn arrived(&self) -> Option<Timestamp> {
        match &self.outcome {
            Some((at, None)) => Some(*at),
            _ => None,
        }
    }

    fn told(&self, now: Timestamp) -> Told {
        let (at, went) = match &self.outcome {
            Some((at, None)) => (*at, Went::Arrived),
            Some((at, Some(failed))) => (*at, Went::Failed(failed.clone())),
            None if now.duration_since(self.at) < LOST => (self.at, Went::UnderWay),
            None => (self.at, Went::Failed(UNHEARD.to_owned())),
        };
        Told {
            at,
            whom: self.whom.clone(),
            role: self.role.clone(),
            by: self.by.clone(),
            state: self.state,
            went,
        }
    }
}

impl Outage {
    /// The tries to tell that it is down, or else that it is over.
    pub fn tries_of(&self, is_down: bool) -> impl Iterator<Item = &Try> {
        self.tries
            .iter()
            .filter(move |one| (one.state == Health::Down) == is_down)
    }
}

impl Standing {
    /// Who was told of how it stands, the first first.
    pub fn told(&self, now: Timestamp) -> Vec<Told> {
        let Some(outage) = &self.outage else {
            return Vec::new();
        };
        let tries = outage.tries_of(outage.over.is_none());
        tries.map(|one| one.told(now)).collect()
    }
}

impl Record {
    /// Folds in the next event.
    pub fn apply(&mut self, event: &Event) {
        self.head = self.head.max(event.lseq);
        match event.fact() {
            Ok(Fact::HealthChanged(changed)) => self.change(changed, event.time),
            Ok(Fact::HealthTelling(telling)) => self.begin(telling, event.time),
            Ok(Fact::HealthTold(told)) => self.end(told, event.time),
            Ok(Fact::HealthSilenced(silenced)) => {
                if silenced.is_end(event.time) {
                    self.silences.remove(&silenced.entity);
                    return;
                }
                let silence = Silence {
                    entity: silenced.entity.clone(),
                    until: silenced.until,
                    reason: silenced.reason,
                    by: event.actor.clone(),
                };
                self.silences.insert(silenced.entity, silence);
            }
            _ => {}
        }
    }

    fn change(&mut self, changed: HealthChanged, at: Timestamp) {
        let key = Key::new(&changed.entity, &changed.probe);
        let before = self.standings.remove(&key);
        let stays = before.as_ref().filter(|before| before.state == changed.state);
        let mut since = stays.map_or(at, |before| before.since);
        let mut outage = before.and_then(|before| before.outage);
        let goes_on = outage.as_mut().filter(|outage| outage.over.is_none());
        match (changed.state, goes_on) {
            (Health::Down, Some(outage)) => since = outage.since,
            (Health::Down, None) => {
                outage = Some(Outage {
                    since: at,
                    over: None,
                    tries: Vec::new(),
                });
            }
            (Health::Up, Some(outage)) => outage.over = Some(at),
            _ => {}
        }
        let standing = Standing {
            state: changed.state,
            since,
            seen: changed.seen,
            outage,
        };
        self.standings.insert(key, standing);
    }

    fn begin(&mut self, telling: HealthTelling, at: Timestamp) {
        let key = Key::new(&telling.entity, &telling.probe);
        let Some(outage) = self.outage(&key, telling.state, telling.since) else {
            return;
        };
        let mut tries = outage.tries.iter_mut().rev();
        let last = tries.find(|one| one.is_same(&telling.whom, &telling.by, telling.state));
        if let Some(put_off) = last.filter(|one| one.not_before.is_some()) {
            put_off.at = at;
            put_off.outcome = None;
            put_off.not_before = None;
            return;
        }
        outage.tries.push(Try {
            at,
            whom: telling.whom,
            role: telling.role,
            by: telling.by,
            state: telling.state,
            outcome: None,
            not_before: None,
            put_off: 0,
        });
    }

    fn end(&mut self, told: HealthTold, at: Timestamp) {
        let key = Key::new(&told.entity, &told.probe);
        match told.not_before {
            Some(until) => self.held_back.insert(told.by.clone(), until),
            None => self.held_back.remove(&told.by),
        };
        let Some(outage) = self.outage(&key, told.state, told.since) else {
            return;
        };
        let put_off = u32::from(told.not_before.is_some());
        let is_it = |one: &&mut Try| one.is_same(&told.whom, &told.by, told.state) && one.outcome.is_none();
        let outcome = Some((at, told.failed));
        if let Some(begun) = outage.tries.iter_mut().rev().find(is_it) {
            begun.outcome = outcome;
            begun.not_before = told.not_before;
            begun.put_off += put_off;
            return;
        }
        outage.tries.push(Try {
            at,
            whom: told.whom,
            role: told.role,
            by: told.by,
            state: told.state,
            outcome,
            not_before: told.not_before,
            put_off,
        });
    }

    /// The outage that somebody is told of: it began then, or it was over then.
    fn outage(&mut self, key: &Key, state: Health, since: Timestamp) -> Option<&mut Outage> {
        let outage = self.standings.get_mut(key)?.outage.as_mut()?;
        let is_it = match state {
            Health::Down => outage.since == since,
            _ => outage.over == Some(since),
        };
        is_it.then_some(outage)
    }

    /// Until when a way takes nothing more; none where it does.
    pub fn held_back(&self, way: &str, now: Timestamp) -> Option<Timestamp> {
        self.held_back.get(way).copied().filter(|until| *until > now)
    }

    /// How often it was put off to tell somebody.
    pub fn put_off(&self, due: &Due) -> u32 {
        let standing = self.standings.get(&due.key);
        let outage = standing.and_then(|standing| standing.outage.as_ref());
        let mut tries = outage.into_iter().flat_map(|outage| &outage.tries).rev();
        tries
            .find(|one| one.is_same(&due.whom, &due.by, due.state))
            .map_or(0, |one| one.put_off)
    }

    /// How a probe stands; none where it was never asked.
    pub fn standing(&self, key: &Key) -> Option<&Standing> {
        self.standings.get(key)
    }

    /// All that stand somehow.
    pub fn standings(&self) -> impl Iterator<Item = (&Key, &Standing)> {
        self.standings.iter()
    }

    /// The silence that an entity is under.
    pub fn silence(&self, entity: &str, now: Timestamp) -> Option<&Silence> {
        self.silences.get(entity).filter(|silence| silence.until > now)
    }

    /// All silences that are not over, by entity.
    pub fn silences(&self, now: Timestamp) -> impl Iterator<Item = &Silence> {
        self.silences.values().filter(move |silence| silence.until > now)
    }

    /// The position of the latest event that is folded in.
    pub fn head(&self) -> u64 {
        self.head
    }
}
