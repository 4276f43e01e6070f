//! Probes being watched: what is heard of them becomes a state that holds, a change is journaled once, and who is to be told is
//! decided once among all windows. One process of a workspace keeps what was heard, by a lock beside the journal; others read it.

mod reached;
mod tellings;

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use jiff::{SignedDuration, Timestamp};

use super::looks::Looks;
use super::{Declarations, record, since};
use crate::engine::run::RunsError;
use crate::engine::run::lock::{Held, is_alive, take, take_over};
use crate::model::health::{Health, Healths, Key, Look, Probe, Record, Schedule, Seen, Watch, healths};
use crate::model::journal::{Body, Event, Fact, HealthChanged, NewEvent, Subject, Unknown};
use crate::model::ownership::Ownership;
use crate::remote::probe::Heard;
use crate::store::{Journal, JournalError};
pub use tellings::Telling;

/// What is heard is kept at most so often.
const KEEP: SignedDuration = SignedDuration::from_secs(5);

/// What probes say, as one process knows it.
pub struct Watching {
    /// None where there is none yet.
    journal: Option<Journal>,
    /// Whether anything may be written.
    writes: bool,
    actor: String,
    looks: Looks,
    lock: PathBuf,
    held: Option<Held>,
    /// It is left to others to keep what is heard.
    rests: bool,
    /// Since when the process that this one took over from stands still.
    taken_over: Option<Timestamp>,
    record: Record,
    /// Who leaves, and nothing else.
    people: Ownership,
    seen: BTreeMap<Key, Seen>,
    reached: BTreeMap<Key, (Timestamp, String, bool)>,
    /// Since when nobody at all was there.
    alone: Option<Timestamp>,
    pub schedule: Schedule,
    /// When it was kept, and whether anything was heard since.
    kept: Option<Timestamp>,
    has_news: bool,
}

/// What came of an answer.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Taken {
    /// Whether its state is another one than before.
    pub changed: bool,
    /// A probe of another host, whose answer tells whether it is only this machine that reaches nobody.
    pub check: Option<Key>,
}

impl Watching {
    /// What is known by now. `data` is the folder of the workspace's journal.
    pub fn open(
        journal: Option<Journal>,
        writes: bool,
        data: &Path,
        actor: &str,
    ) -> Result<Self, JournalError> {
        let mut watching = Self {
            writes: writes && journal.is_some(),
            journal,
            actor: actor.to_owned(),
            looks: Looks::new(data),
            lock: data.join("probes.lock"),
            held: None,
            rests: false,
            taken_over: None,
            record: Record::default(),
            people: Ownership::default(),
            seen: BTreeMap::new(),
            reached: BTreeMap::new(),
            alone: None,
            schedule: Schedule::default(),
            kept: None,
            has_news: false,
        };
        watching.refresh()?;
        Ok(watching)
    }

    /// Takes over what others have journaled and kept since.
    pub fn refresh(&mut self) -> Result<(), JournalError> {
        if let Some(journal) = &self.journal {
            self.record = record(journal, std::mem::take(&mut self.record))?;
        }
        if self.held.is_none() {
            self.seen = self.looks.load();
            // What was journaled counts: who kept the looks may have ended between the two.
            for (key, standing) in self.record.standings() {
                if let Some(seen) = self.seen.get_mut(key)
                    && seen.watch.state != Health::Unknown
                {
                    seen.watch.stand(standing.state);
                }
            }
        }
        Ok(())
    }

    /// Whether this process is the one that keeps what is heard; it becomes so where no other one is, or that one stands still.
    pub fn hold(&mut self) -> Result<bool, String> {
        if !self.writes || self.rests {
            return Ok(false);
        }
        if !self.keeps() {
            let taken = self.take().map_err(|error| error.to_string())?;
            if taken.is_none() {
                return Ok(false);
            }
            // Whoever had it before has kept more by now.
            self.refresh().map_err(|error| error.to_string())?;
            self.held = taken;
        }
        Ok(true)
    }

    fn take(&mut self) -> Result<Option<Held>, RunsError> {
        if let Some(held) = take(&self.lock)? {
            return Ok(Some(held));
        }
        let taken = take_over(&self.lock)?;
        Ok(taken.map(|(held, since)| {
            self.taken_over = Timestamp::try_from(since).ok();
            held
        }))
    }

    /// Whether this process still is the one that keeps what is heard: it may have stood still for so long that another one does.
    fn keeps(&mut self) -> bool {
        if !self.held.as_mut().is_some_and(Held::beat) {
            self.held = None;
        }
        self.is_held()
    }

    /// Since when the process that this one took over from stands still; told once.
    pub fn taken_over(&mut self) -> Option<Timestamp> {
        self.taken_over.take()
    }

    /// Leaves it to others to keep what is heard, until [`Watching::go_on`]: this process is about to stand still.
    pub fn rest(&mut self) {
        if self.keeps() && self.has_news {
            self.write();
        }
        self.rests = true;
        self.held = None;
    }

    /// It goes on: where nobody else keeps what is heard, it may again.
    pub fn go_on(&mut self) {
        self.rests = false;
    }

    pub fn is_held(&self) -> bool {
        self.held.is_some()
    }

    /// What a probe says now.
    pub fn state(&self, key: &Key) -> Health {
        let recorded = self.record.standing(key);
        match self.seen.get(key) {
            Some(seen) => seen.watch.state,
            None => recorded.map_or(Health::Unknown, |standing| standing.state),
        }
    }

    /// What was seen last, in a sentence.
    fn sentence(&self, key: &Key) -> String {
        let seen = self
            .seen
            .get(key)
            .map(|seen| &seen.seen)
            .filter(|seen| !seen.is_empty());
        let recorded = || self.record.standing(key).map(|standing| &standing.seen);
        seen.or_else(recorded).cloned().unwrap_or_default()
    }

    /// Takes in what one look heard. Where another process keeps what is heard, it is only shown.
    pub fn hear(&mut self, probe: &Probe, heard: &Heard, now: Timestamp) -> Result<Taken, JournalError> {
        let key = &probe.key;
        let keeps = self.keeps();
        let is_offline = self.reach(probe, heard, now);
        let (health, sentence) = match self.alone.filter(|_| !heard.reached && !probe.is_near()) {
            Some(since) => {
                let since = since.strftime("%H:%M UTC");
                let sentence = format!("this machine reaches nobody since {since}: {}", heard.seen);
                (if is_offline { Health::Unknown } else { heard.heard }, sentence)
            }
            None => (heard.heard, heard.seen.clone()),
        };
        let recorded = self
            .record
            .standing(key)
            .map_or(Health::Unknown, |known| known.state);
        let seen = self.seen.entry(key.clone()).or_insert_with(|| Seen {
            watch: Watch::of(recorded),
            ..Seen::default()
        });
        seen.seen = sentence;
        seen.add(Look {
            at: now,
            heard: health,
            took: heard
                .took
                .map(|took| u32::try_from(took.as_millis()).unwrap_or(u32::MAX)),
        });
        if !keeps {
            return Ok(Taken::default());
        }
        self.has_news = true;
        let changed = seen.watch.hear(health, now, probe.patience).is_some();
        if changed {
            seen.since = Some(now);
        }
        let state = seen.watch.state;
        if state != Health::Unknown && state != recorded {
            self.journal_change(key, state, now)?;
        }
        let doubts = !heard.reached && !is_offline && state != Health::Down && !probe.is_near();
        Ok(Taken {
            changed,
            check: doubts.then(|| self.other_host(probe, now)).flatten(),
        })
    }

    fn journal_change(&mut self, key: &Key, state: Health, now: Timestamp) -> Result<(), JournalError> {
        let body = HealthChanged {
            entity: key.entity.clone(),
            probe: key.probe.clone(),
            state,
            seen: self.sentence(key),
            unknown: Unknown::new(),
        };
        self.decided(&body, key.clone(), now, |about, fact| {
            matches!(fact, Fact::HealthChanged(changed) if is_about(about, &changed.entity, &changed.probe))
        })?;
        Ok(())
    }

    /// Journals something unless another window has journaled meanwhile what makes it doubtful; whether it did.
    fn decided(
        &mut self,
        body: &impl Body,
        about: Key,
        now: Timestamp,
        spoils: fn(&Key, &Fact) -> bool,
    ) -> Result<bool, JournalError> {
        let Some(journal) = self.journal.clone() else {
            return Ok(false);
        };
        let event = NewEvent::new(body, Subject::entity(&about.entity), now, &self.actor);
        let written = journal.append_decided(since(&self.record), move |later: &[Event]| {
            let mut facts = later.iter().filter_map(|event| event.fact().ok());
            match facts.any(|fact| spoils(&about, &fact)) {
                true => Vec::new(),
                false => vec![event],
            }
        })?;
        self.record = record(&journal, std::mem::take(&mut self.record))?;
        Ok(written > 0)
    }

    /// Keeps what was heard, now and then; `at_once` in any case. What is declared no more is forgotten.
    pub fn keep(&mut self, declarations: &Declarations, now: Timestamp, at_once: bool) {
        let is_time = self.kept.is_none_or(|kept| now.duration_since(kept) >= KEEP);
        if !self.has_news || !(is_time || at_once) || !self.keeps() {
            return;
        }
        let declared: BTreeSet<&Key> = declarations.probes.iter().map(|probe| &probe.key).collect();
        self.seen.retain(|key, _| declared.contains(key));
        self.reached.retain(|key, _| declared.contains(key));
        self.kept = Some(now);
        self.write();
    }

    fn write(&mut self) {
        self.has_news = false;
        if let Err(error) = self.looks.keep(&self.seen) {
            tracing::warn!(%error, "the looks of probes cannot be kept");
        }
    }

    /// All probes as people look at them.
    pub fn healths(&self, declarations: &Declarations, now: Timestamp) -> Healths {
        let is_elsewhere = !self.is_held() && is_alive(&self.lock);
        let next = |probe: &Probe| match self.is_held() {
            true => self.schedule.next_of(&probe.key),
            // What another process has in mind is not known, only what it does.
            false if is_elsewhere => {
                let looked = self.looked(&probe.key).unwrap_or(now);
                looked.checked_add(probe.every).ok()
            }
            false => None,
        };
        let declared = (declarations.probes.as_slice(), declarations.wrong.as_slice());
        healths(declared, &self.record, &self.seen, &next, now)
    }

    /// When a probe was looked at last.
    pub fn looked(&self, key: &Key) -> Option<Timestamp> {
        self.seen.get(key)?.looks.last().map(|look| look.at)
    }
}

fn is_about(key: &Key, entity: &str, probe: &str) -> bool {
    key.entity == entity && key.probe == probe
}
