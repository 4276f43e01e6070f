//! What a journal knows of runs and does to them: events that the fold accepts are written, together with what happens to
//! tasks because of them; lists and whole runs come out.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use jiff::Timestamp;
use rusqlite::Connection;
use uuid::Uuid;

use super::error::{Cause, JournalError};
use super::journal::Journal;
use super::run::{self, Folded};
use super::writer::Batch;
use super::{schema, task};
use crate::model::journal::{Fact, NewEvent};
use crate::model::run::{Refusal, Run, RunSummary, apply, change};

/// Runs kept folded between two questions.
const KEPT: usize = 16;

/// Runs as they were when they were last looked at, so that a long one is not folded anew for each of its steps.
#[derive(Default)]
pub(super) struct FoldedRuns(Mutex<BTreeMap<String, At>>);

/// A run and the position up to which its events are folded.
#[derive(Clone, Default)]
struct At {
    run: Option<Arc<Run>>,
    changed: u64,
    head: u64,
}

impl FoldedRuns {
    /// Forgets all: some event is not what it was.
    pub(super) fn forget(&self) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clear();
    }

    fn take(&self, id: &str) -> At {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        kept.remove(id).unwrap_or_default()
    }

    fn put(&self, id: &str, at: At) {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if kept.len() >= KEPT {
            kept.pop_first();
        }
        kept.insert(id.to_owned(), at);
    }
}

impl At {
    fn catch_up(self, conn: &Connection, journal_id: Uuid, id: &str) -> Result<At, Cause> {
        // A shared run is only copied where an event changes it.
        let newer = "SELECT 1 FROM event WHERE subject = 'run/' || ?1 AND lseq > ?2";
        if !conn
            .prepare_cached(newer)?
            .exists((id, self.head.cast_signed()))?
        {
            return Ok(self);
        }
        let mut folded = Folded {
            run: self.run.map(Arc::unwrap_or_clone),
            lseq: self.changed,
        };
        let head = run::catch_up(conn, journal_id, id, &mut folded, self.head)?;
        Ok(At {
            run: folded.run.map(Arc::new),
            changed: folded.lseq,
            head,
        })
    }
}

impl Journal {
    /// Writes what happens to one run, in order and all or none: what the fold refuses comes back with its reason and nothing
    /// is written. Events about tasks among them follow where the tasks' own fold accepts them.
    pub fn act_on_run(
        &self,
        id: &str,
        events: Vec<NewEvent>,
    ) -> Result<Result<Arc<Run>, Refusal>, JournalError> {
        self.judge(|| {
            events.iter().try_for_each(NewEvent::check)?;
            let at = self.folded_runs().take(id);
            let journal_id = self.journal_id();
            let name = id.to_owned();
            let acted = self.writer()?.run(events.len(), move |batch| {
                act(batch, journal_id, &name, at, events)
            })?;
            Ok(match acted {
                Ok((run, at)) => {
                    self.folded_runs().put(id, at);
                    Ok(run)
                }
                Err(refusal) => Err(refusal),
            })
        })
    }

    /// All runs, the newest first.
    pub fn runs(&self) -> Result<Vec<RunSummary>, JournalError> {
        self.runs_where("1 ORDER BY created DESC, id", None)
    }

    /// The runs for which there is something to do at a moment, the one that waits longest first; and when there will be
    /// something for another one.
    pub fn due_runs(&self, now: Timestamp) -> Result<(Vec<RunSummary>, Option<Timestamp>), JournalError> {
        let due = self.runs_where("due <= ?1 ORDER BY created, id", Some(now.as_millisecond()))?;
        let next = self.judge(|| {
            self.readers().with(|conn| {
                if schema::format_of(conn)? < schema::RUNS {
                    return Ok(None);
                }
                let next: Option<i64> = conn
                    .prepare_cached("SELECT min(due) FROM run WHERE due > ?1")?
                    .query_row([now.as_millisecond()], |row| row.get(0))?;
                Ok(next.and_then(|next| Timestamp::from_millisecond(next).ok()))
            })
        })?;
        Ok((due, next))
    }

    fn runs_where(&self, condition: &str, parameter: Option<i64>) -> Result<Vec<RunSummary>, JournalError> {
        self.judge(|| {
            self.readers().with(|conn| {
                if schema::format_of(conn)? < schema::RUNS {
                    return Ok(Vec::new());
                }
                let sql = format!("SELECT {} FROM run WHERE {condition}", run::COLUMNS);
                let mut statement = conn.prepare_cached(&sql)?;
                let mut rows = match parameter {
                    Some(parameter) => statement.query([parameter])?,
                    None => statement.query([])?,
                };
                let mut found = Vec::new();
                while let Some(row) = rows.next()? {
                    found.push(run::kept_of(row)?.summary);
                }
                Ok(found)
            })
        })
    }

    /// A run by its whole id.
    pub fn run(&self, id: &str) -> Result<Option<Arc<Run>>, JournalError> {
        self.judge(|| {
            let at = self.folded_runs().take(id);
            let at = self
                .readers()
                .with(|conn| at.catch_up(conn, self.journal_id(), id))?;
            let run = at.run.clone();
            self.folded_runs().put(id, at);
            Ok(run)
        })
    }

    /// The ids that a person can mean: of all runs whose ids begin so, or whose tasks' ids do.
    pub fn run_ids(&self, text: &str) -> Result<Vec<String>, JournalError> {
        let text = text.trim().trim_start_matches("run/").to_ascii_lowercase();
        self.judge(|| {
            self.readers().with(|conn| {
                if text.is_empty() || schema::format_of(conn)? < schema::RUNS {
                    return Ok(Vec::new());
                }
                // `~` comes after every letter of an id.
                let mut statement = conn.prepare_cached(
                    "SELECT id FROM run WHERE id >= ?1 AND id < ?1 || '~' ORDER BY id LIMIT 20",
                )?;
                let ids = statement.query_map([&text], |row| row.get(0))?;
                Ok(ids.collect::<rusqlite::Result<_>>()?)
            })
        })
    }
}

type ActedRun = Result<(Arc<Run>, At), Refusal>;

fn act(
    batch: &mut Batch<'_>,
    journal_id: Uuid,
    id: &str,
    at: At,
    events: Vec<NewEvent>,
) -> Result<ActedRun, Cause> {
    let at = at.catch_up(batch.conn(), journal_id, id)?;
    let mut run = at.run.map(Arc::unwrap_or_clone);
    let mut accepted = Vec::with_capacity(events.len());
    for event in events {
        let fact =
            Fact::of(&event.type_, Some(&event.body)).map_err(|error| Cause::Corrupt(error.to_string()))?;
        // As it will be read back.
        let time = Timestamp::from_millisecond(event.time.as_millisecond()).unwrap_or(event.time);
        match (event.subject.run_id(), event.subject.task_id()) {
            (Some(subject), _) if subject == id => {
                let changed = match &mut run {
                    Some(run) => change(run, &fact, time, &event.actor),
                    None => apply(None, id, &fact, time, &event.actor).map(|begun| run = begun),
                };
                if let Err(refusal) = changed {
                    return Ok(Err(refusal));
                }
                accepted.push(event);
            }
            (_, Some(task)) if is_accepted(batch.conn(), task, &fact, time, &event.actor)? => {
                accepted.push(event);
            }
            // An exception that is made with the run, for what it makes.
            (None, None) if event.subject.entity_ref().is_some() => accepted.push(event),
            _ => {}
        }
    }
    let Some(run) = run else {
        return Ok(Err(Refusal::NoSuchRun));
    };
    let appended = batch.append_runs(accepted)?;
    let last = appended
        .iter()
        .rev()
        .find(|event| event.subject.run_id() == Some(id))
        .map_or(at.head, |event| event.lseq);
    let changed = if last > at.head { last } else { at.changed };
    let folded = Folded {
        run: Some(run),
        lseq: changed,
    };
    if let Some(row) = folded.row() {
        run::save(batch.conn(), &row)?;
    }
    let run = Arc::new(folded.run.unwrap_or_default());
    let at = At {
        run: Some(run.clone()),
        changed,
        head: last,
    };
    Ok(Ok((run, at)))
}

/// Whether a task's fold takes an event. Several about one task in a row are judged one by one as they are written, so only
/// the first is judged here.
fn is_accepted(
    conn: &Connection,
    id: &str,
    fact: &Fact,
    time: Timestamp,
    actor: &str,
) -> Result<bool, Cause> {
    let before = task::load(conn, id)?.map(|kept| kept.task);
    // What comes after a creation in the same breath cannot be judged before it is written.
    if before.is_none() && !matches!(fact, Fact::TaskCreated(_)) {
        return Ok(true);
    }
    Ok(crate::model::task::apply(before, id, fact, time, actor).is_ok_and(|task| task.is_some()))
}
