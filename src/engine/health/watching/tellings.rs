//! Who is to be told, decided once among all windows, a few at a time, and how that went.

use std::collections::BTreeSet;

use jiff::{SignedDuration, Timestamp};

use super::{Watching, is_about};
use crate::config::Workspace;
use crate::engine::health::tell::reaches;
use crate::engine::health::{Declarations, record};
use crate::engine::ownership::day;
use crate::model::catalog::Catalog;
use crate::model::health::{Around, Due, Health, Key, PUT_OFF, Policy, Probe, Reach};
use crate::model::journal::{Fact, Filter, HealthTelling, HealthTold, NewEvent, Subject, Unknown};
use crate::remote::notify::Untold;
use crate::store::{Journal, JournalError};

/// What was looked at so many intervals ago says nothing of now.
const FRESH: i32 = 3;
/// So many are told of in one message.
const AT_ONCE: usize = 50;
/// How long nobody is told by a way that is not reached while this machine reaches nobody.
const OFFLINE: SignedDuration = SignedDuration::from_mins(2);

/// One message to one person by one way, and each thing that they are told of with what was seen of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Telling {
    pub first: (Due, String),
    pub also: Vec<(Due, String)>,
}

impl Telling {
    /// The way, by its name.
    pub fn by(&self) -> &str {
        &self.first.0.by
    }

    /// All that they are told of.
    pub fn dues(&self) -> impl Iterator<Item = &Due> {
        [&self.first].into_iter().chain(&self.also).map(|(due, _)| due)
    }

    /// Whether it can tell of this too.
    fn takes(&self, due: &Due) -> bool {
        let first = &self.first.0;
        let is_down = |due: &Due| due.state == Health::Down;
        (&first.whom, &first.by, is_down(first)) == (&due.whom, &due.by, is_down(due))
            && self.also.len() + 1 < AT_ONCE
    }
}

impl Watching {
    /// Decides who is to be told now, and journals that they are about to be: each is told by the one process that gets them here.
    /// At most so many tellings, one by each way, and none by a way that is busy; who is to be told of several things by one way is
    /// told of them at once. The rest is decided when there is room.
    pub fn tellings(
        &mut self,
        workspace: &Workspace,
        declarations: &Declarations,
        (most, busy): (usize, &BTreeSet<String>),
        now: Timestamp,
    ) -> Result<Vec<Telling>, JournalError> {
        let Some(journal) = self.journal.clone().filter(|_| self.writes && most > 0) else {
            return Ok(Vec::new());
        };
        self.record = record(&journal, std::mem::take(&mut self.record))?;
        let may_tell = |probe: &&Probe| {
            let standing = self.record.standing(&probe.key);
            standing.is_some_and(|standing| standing.outage.is_some()) && self.is_fresh(probe, now)
        };
        let declared = declarations.probes.iter().filter(may_tell);
        let keys: Vec<Key> = declared.map(|probe| probe.key.clone()).collect();
        let ways = reaches(workspace);
        if keys.is_empty() || ways.is_empty() {
            return Ok(Vec::new());
        }
        self.learn_who_left(&journal)?;
        let policy = &workspace.settings.health.policy;
        let mut won: Vec<Telling> = Vec::new();
        for key in keys {
            // Decided anew after each: whatever another window has journaled meanwhile is folded in.
            loop {
                let due = self.due(&key, &declarations.catalog, (policy, &ways), now);
                let has_room = |due: &Due| {
                    let is_free = won.len() < most && won.iter().all(|telling| telling.by() != due.by);
                    won.iter().any(|telling| telling.takes(due)) || is_free && !busy.contains(&due.by)
                };
                let Some(due) = due.into_iter().find(has_room) else {
                    break;
                };
                if !self.decided(&telling(&due), key.clone(), now, spoils_telling)? {
                    break;
                }
                let seen = self.sentence(&key);
                match won.iter_mut().find(|telling| telling.takes(&due)) {
                    Some(telling) => telling.also.push((due, seen)),
                    None => won.push(Telling {
                        first: (due, seen),
                        also: Vec::new(),
                    }),
                }
            }
        }
        Ok(won)
    }

    /// Whether it was looked at lately: after a night nobody is told of what was down the evening before.
    pub(super) fn is_fresh(&self, probe: &Probe, now: Timestamp) -> bool {
        let lately = probe.every.saturating_mul(FRESH) + probe.timeout;
        self.looked(&probe.key)
            .is_some_and(|at| now.duration_since(at) <= lately)
    }

    /// Of ownership only this matters here; the rest is long.
    fn learn_who_left(&mut self, journal: &Journal) -> Result<(), JournalError> {
        let news = Filter {
            type_prefix: Some("person.".to_owned()),
            after: Some(self.people.head()).filter(|head| *head > 0),
            ..Filter::default()
        };
        for event in journal.events(&news)? {
            self.people.apply(&event);
        }
        Ok(())
    }

    fn due(
        &self,
        key: &Key,
        catalog: &Catalog,
        (policy, ways): (&Policy, &[Reach]),
        now: Timestamp,
    ) -> Vec<Due> {
        let around = Around {
            record: &self.record,
            catalog,
            policy,
            ways,
            leaves: &|person| self.people.has_left(person, day(now)),
            now,
        };
        around.due(key, self.state(key))
    }

    /// Journals how a telling went.
    pub fn told(
        &mut self,
        due: &Due,
        outcome: &Result<(), Untold>,
        now: Timestamp,
    ) -> Result<(), JournalError> {
        // Telling may take long.
        self.keeps();
        let Some(journal) = &self.journal else {
            return Ok(());
        };
        let not_before = outcome.as_ref().err().and_then(|why| self.put_off(due, why));
        let body = HealthTold {
            entity: due.key.entity.clone(),
            probe: due.key.probe.clone(),
            state: due.state,
            since: due.since,
            whom: due.whom.clone(),
            role: due.role.clone(),
            by: due.by.clone(),
            failed: outcome.as_ref().err().map(Untold::to_string),
            not_before: not_before.and_then(|wait| now.saturating_add(wait).ok()),
            unknown: Unknown::new(),
        };
        let subject = Subject::entity(&due.key.entity);
        journal.append(vec![NewEvent::new(&body, subject, now, &self.actor)])?;
        self.record = record(journal, std::mem::take(&mut self.record))?;
        Ok(())
    }

    /// For how long a telling is put off that did not arrive, where that is no failure.
    fn put_off(&self, due: &Due, why: &Untold) -> Option<SignedDuration> {
        match why {
            Untold::Later(_, wait) if self.record.put_off(due) < PUT_OFF => (*wait).try_into().ok(),
            Untold::Unreached(_) => self.alone.map(|_| OFFLINE),
            _ => None,
        }
    }
}

/// What is journaled before somebody is told.
fn telling(due: &Due) -> HealthTelling {
    HealthTelling {
        entity: due.key.entity.clone(),
        probe: due.key.probe.clone(),
        state: due.state,
        since: due.since,
        whom: due.whom.clone(),
        role: due.role.clone(),
        by: due.by.clone(),
        note: due.note.clone(),
        unknown: Unknown::new(),
    }
}

/// What makes it doubtful that somebody is to be told: it is to be decided anew.
fn spoils_telling(key: &Key, fact: &Fact) -> bool {
    match fact {
        Fact::HealthChanged(changed) => is_about(key, &changed.entity, &changed.probe),
        Fact::HealthTelling(telling) => is_about(key, &telling.entity, &telling.probe),
        Fact::HealthTold(told) => is_about(key, &told.entity, &told.probe),
        Fact::HealthSilenced(silenced) => silenced.entity == key.entity,
        _ => false,
    }
}
