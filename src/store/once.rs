//! What is to happen once, whoever else wants it at the same moment: a task that is not filed again while it is open, an act
//! on a task together with what follows from it, an event that is only written where it is news. Each is decided inside the
//! transaction that writes it.

use jiff::Timestamp;
use rusqlite::Connection;

use super::error::{Cause, JournalError};
use super::journal::Journal;
use super::tasks::act_on;
use super::version::Packer;
use super::{events, task};
use crate::model::journal::{Event, Filter, Hash, NewEvent, TaskCreated};
use crate::model::task::{Act, Acted, Refusal, asked_id};

/// A task that is to be filed unless one for the same thing is open.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wanted {
    /// What tells it apart from every other thing that can be asked for.
    pub what: String,
    pub created: TaskCreated,
    /// Whose it is to be.
    pub assignee: Option<String>,
}

/// What came of it: the task's id either way.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Filed {
    New(String),
    /// Somebody asked before, and the task is open.
    Open(String),
}

impl Filed {
    pub fn task(&self) -> &str {
        match self {
            Self::New(task) | Self::Open(task) => task,
        }
    }
}

impl Journal {
    /// Files those tasks that are not open already, in order and in one transaction.
    pub fn file_once(
        &self,
        wanted: Vec<Wanted>,
        actor: &str,
        time: Timestamp,
    ) -> Result<Vec<Result<Filed, Refusal>>, JournalError> {
        let actor = actor.to_owned();
        self.judge(|| {
            self.writer()?.run(wanted.len() * 2, move |batch| {
                let mut filed = Vec::with_capacity(wanted.len());
                for wanted in wanted {
                    let (id, is_open) = place_of(batch.conn(), &wanted.what)?;
                    if is_open {
                        filed.push(Ok(Filed::Open(id)));
                        continue;
                    }
                    let create = Act::Create(Box::new(wanted.created));
                    let made = act_on(batch, id.clone(), create, &actor, time)?;
                    if let (Ok(_), Some(to)) = (&made.outcome, wanted.assignee) {
                        let assign = Act::Assign {
                            to: Some(to),
                            expects: None,
                        };
                        act_on(batch, id.clone(), assign, &actor, time)?;
                    }
                    filed.push(made.outcome.map(|_| Filed::New(id)));
                }
                Ok(filed)
            })
        })
    }

    /// Does something to a task and journals what follows from it: all of it, or nothing where the fold refuses the act.
    pub fn act_with(
        &self,
        id: &str,
        act: Act,
        follows: Vec<NewEvent>,
        actor: &str,
        time: Timestamp,
    ) -> Result<Acted, JournalError> {
        let (id, actor) = (id.to_owned(), actor.to_owned());
        self.judge(|| {
            follows.iter().try_for_each(NewEvent::check)?;
            self.writer()?.run(1 + follows.len(), move |batch| {
                let acted = act_on(batch, id, act, &actor, time)?;
                if acted.outcome.is_ok() {
                    batch.append(follows)?;
                }
                Ok(acted)
            })
        })
    }

    /// Appends an event if it is news beside the latest one of its type, and keeps these texts under their digests. Returns
    /// whether it was.
    pub fn append_news(
        &self,
        event: NewEvent,
        texts: &[&[u8]],
        is_news: impl Fn(Option<&Event>) -> bool + Send + 'static,
    ) -> Result<bool, JournalError> {
        let journal_id = self.journal_id();
        let filter = Filter {
            type_prefix: Some(event.type_.clone()),
            newest_first: true,
            limit: Some(1),
            ..Filter::default()
        };
        self.judge(|| {
            event.check()?;
            // Mostly there is none, and nobody has to wait for the one who writes.
            let latest = self
                .readers()
                .with(|conn| events::select(conn, journal_id, &filter))?;
            if !is_news(latest.first()) {
                return Ok(false);
            }
            let mut packer = Packer::new();
            for text in texts {
                packer.add(Hash::of(text), text)?;
            }
            let packs = packer.take()?;
            self.writer()?.run(1 + texts.len(), move |batch| {
                let latest = events::select(batch.conn(), journal_id, &filter)?;
                if !is_news(latest.first()) {
                    return Ok(false);
                }
                packs.iter().try_for_each(|pack| pack.store(batch.conn()))?;
                batch.append(vec![event])?;
                Ok(true)
            })
        })
    }

    /// Appends what is decided of the latest events of these kinds, which nobody can add to meanwhile. Returns how many it were.
    pub fn append_decided(
        &self,
        latest: Filter,
        decide: impl FnOnce(&[Event]) -> Vec<NewEvent> + Send + 'static,
    ) -> Result<usize, JournalError> {
        let journal_id = self.journal_id();
        self.judge(|| {
            self.writer()?.run(1, move |batch| {
                let events = decide(&events::select(batch.conn(), journal_id, &latest)?);
                events.iter().try_for_each(NewEvent::check)?;
                Ok(batch.append(events)?.len())
            })
        })
    }
}

/// The id of the task that asks for something, and whether it is open; else the first id that is free for it. The same thing
/// has the same ids in every copy of the journal, so two that are filed apart are one.
fn place_of(conn: &Connection, what: &str) -> Result<(String, bool), Cause> {
    let mut nth = 0;
    loop {
        let id = asked_id(what, nth);
        match task::load(conn, &id)? {
            None => return Ok((id, false)),
            Some(kept) if kept.task.state.status.is_open() => return Ok((id, true)),
            Some(_) => nth += 1,
        }
    }
}
