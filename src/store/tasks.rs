//! What a journal knows of tasks and does to them: acts that the fold accepts become events, tickets are taken in without
//! doubles, and the table of all tasks comes out.

use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension};

use super::error::{Cause, JournalError};
use super::journal::{Journal, head_of};
use super::writer::Batch;
use super::{schema, task};
use crate::model::journal::{Body, EventRedacted, Fact, Filter, Hash, NewEvent, Subject, TaskImported};
use crate::model::task::{
    Act, Acted, Builder, Change, Refusal, Status, Task, TaskRecord, Tasks, apply, imported_id, random_id,
};

/// Tickets in one transaction.
const CHUNK: usize = 1024;
/// With more tasks than this that have changed, reading all of them is quicker.
const FEW: usize = 500;

/// What an import has added to the journal.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Imported {
    pub created: u64,
    pub changed: u64,
    /// Tickets that say what they said before: nothing was written for them.
    pub unchanged: u64,
}

impl Journal {
    /// Does something to each of some tasks, by their whole ids, in order and in one transaction. What the fold refuses is
    /// not written, and does not keep the others from happening. A task to be created may have no id yet.
    pub fn act(
        &self,
        acts: Vec<(String, Act)>,
        actor: &str,
        time: Timestamp,
    ) -> Result<Vec<Acted>, JournalError> {
        let actor = actor.to_owned();
        // As it will be in the event, so that what comes of the acts is what will be read back.
        let time = Timestamp::from_millisecond(time.as_millisecond()).unwrap_or(time);
        self.judge(|| {
            self.writer()?.run(acts.len(), move |batch| {
                let act = |(id, act)| act_on(batch, id, act, &actor, time);
                acts.into_iter().map(act).collect()
            })
        })
    }

    /// Takes in tickets of other systems, as they are now. One that is known by its system and key is brought up to date.
    pub fn import_tickets(
        &self,
        tickets: Vec<TaskImported>,
        actor: &str,
        time: Timestamp,
    ) -> Result<Imported, JournalError> {
        self.judge(|| {
            let mut sum = Imported::default();
            let mut rest = tickets.into_iter();
            loop {
                let chunk: Vec<TaskImported> = rest.by_ref().take(CHUNK).collect();
                if chunk.is_empty() {
                    return Ok(sum);
                }
                let actor = actor.to_owned();
                let imported = self.writer()?.run(chunk.len(), move |batch| {
                    let mut imported = Imported::default();
                    for ticket in chunk {
                        take_in(batch, ticket, &actor, time, &mut imported)?;
                    }
                    Ok(imported)
                })?;
                sum.created += imported.created;
                sum.changed += imported.changed;
                sum.unchanged += imported.unchanged;
            }
        })
    }

    /// All tasks.
    pub fn tasks(&self) -> Result<Tasks, JournalError> {
        self.judge(|| self.readers().with(|conn| tasks_where(conn, "1", None)))
    }

    /// The latest few tasks that were recorded.
    pub fn latest_tasks(&self, limit: usize) -> Result<Tasks, JournalError> {
        let limit = i64::try_from(limit).unwrap_or(i64::MAX);
        let which = "n > (SELECT coalesce(max(n), 0) FROM task) - ?1";
        self.judge(|| self.readers().with(|conn| tasks_where(conn, which, Some(limit))))
    }

    /// A table brought up to date; none where nothing has changed since.
    pub fn tasks_after(&self, before: &Tasks) -> Result<Option<Tasks>, JournalError> {
        if self.head()? == before.head() {
            return Ok(None);
        }
        self.renewed(before.clone()).map(Some)
    }

    /// A table brought up to date, in its own place.
    pub fn renewed(&self, before: Tasks) -> Result<Tasks, JournalError> {
        self.judge(|| self.readers().with(|conn| renewed(conn, before)))
    }

    /// The hash of the event at a position; none where there is no such event.
    pub fn hash_at(&self, lseq: u64) -> Result<Option<Hash>, JournalError> {
        self.judge(|| {
            self.readers().with(|conn| {
                let mut statement = conn.prepare_cached("SELECT hash FROM event WHERE lseq = ?1")?;
                let hash = statement
                    .query_row([lseq.cast_signed()], |row| row.get(0))
                    .optional()?;
                Ok(hash.map(Hash))
            })
        })
    }

    /// Whether an event lost its body after the event at a position: what was made of the body before must go.
    pub fn redacted_after(&self, lseq: u64) -> Result<bool, JournalError> {
        self.judge(|| self.readers().with(|conn| redacted_after(conn, lseq)))
    }

    /// A task by its whole id, with all that happened to it.
    pub fn task_record(&self, id: &str) -> Result<Option<TaskRecord>, JournalError> {
        let filter = Filter {
            subject: Some(Subject::task(id)),
            ..Filter::default()
        };
        let events = self.events(&filter)?;
        let mut task: Option<Task> = None;
        for event in &events {
            let Ok(fact) = event.fact() else { continue };
            // What is refused here was refused when it was written, too.
            if let Ok(after) = apply(task.clone(), id, &fact, event.time, &event.actor) {
                task = after;
            }
        }
        Ok(task.map(|task| TaskRecord { task, events }))
    }

    /// The ids that a person can mean: of the task with this id or ticket key, else of all whose ids begin so.
    pub fn task_ids(&self, text: &str) -> Result<Vec<String>, JournalError> {
        let text = text.trim().trim_start_matches("task/").to_owned();
        self.judge(|| self.readers().with(|conn| ids_of(conn, &text)))
    }

    /// The categories that tasks have, in their order.
    pub fn categories(&self) -> Result<Vec<String>, JournalError> {
        self.judge(|| {
            self.readers().with(|conn| {
                if schema::format_of(conn)? < schema::TASKS {
                    return Ok(Vec::new());
                }
                let mut statement = conn.prepare_cached(
                    "SELECT DISTINCT category FROM task WHERE category <> '' ORDER BY category",
                )?;
                let names = statement.query_map([], |row| row.get(0))?;
                Ok(names.collect::<rusqlite::Result<_>>()?)
            })
        })
    }

    /// An id that no task has.
    pub fn new_task_id(&self) -> Result<String, JournalError> {
        self.judge(|| self.readers().with(new_id))
    }

    /// The ids of the tasks in whose title, description or comments each word begins some word, the latest first.
    pub fn tasks_with_text(&self, words: &str, limit: usize) -> Result<Vec<String>, JournalError> {
        let Some(pattern) = pattern(words) else {
            return Ok(Vec::new());
        };
        self.judge(|| {
            self.readers().with(|conn| {
                if schema::format_of(conn)? < schema::TASKS {
                    return Ok(Vec::new());
                }
                let mut statement = conn.prepare_cached(
                    "SELECT task.id FROM task_text JOIN task ON task.n = task_text.rowid WHERE task_text MATCH ?1 \
                     ORDER BY task_text.rowid DESC LIMIT ?2",
                )?;
                let limit = i64::try_from(limit).unwrap_or(i64::MAX);
                let ids = statement.query_map((pattern, limit), |row| row.get(0))?;
                Ok(ids.collect::<rusqlite::Result<_>>()?)
            })
        })
    }
}

pub(super) fn act_on(
    batch: &mut Batch<'_>,
    id: String,
    act: Act,
    actor: &str,
    time: Timestamp,
) -> Result<Acted, Cause> {
    let id = if id.is_empty() && matches!(act, Act::Create(_)) {
        new_id(batch.conn())?
    } else {
        id
    };
    if let Act::Merge { into } = &act
        && let Some(refusal) = unfit_to_stay(batch.conn(), into)?
    {
        return Ok(Acted {
            task: id,
            outcome: Err(refusal),
        });
    }
    let before = task::load(batch.conn(), &id)?.map(|kept| kept.task);
    let event = act.event(&id, time, actor);
    let fact =
        Fact::of(&event.type_, Some(&event.body)).map_err(|error| Cause::Corrupt(error.to_string()))?;
    let state = before.as_ref().map(|task| task.state.clone());
    let after = match apply(before, &id, &fact, time, actor) {
        Ok(Some(after)) => after,
        Ok(None) => {
            return Ok(Acted {
                task: id,
                outcome: Err(Refusal::NoSuchTask),
            });
        }
        Err(refusal) => {
            return Ok(Acted {
                task: id,
                outcome: Err(refusal),
            });
        }
    };
    let appended = batch.append(vec![event])?;
    let event = appended.first().ok_or(Cause::Stopped)?.id;
    Ok(Acted {
        task: id,
        outcome: Ok(Change {
            event,
            title: after.title,
            before: state.unwrap_or_else(|| after.state.clone()),
            after: after.state,
        }),
    })
}

/// Why nothing can be merged into a task.
fn unfit_to_stay(conn: &Connection, id: &str) -> Result<Option<Refusal>, Cause> {
    Ok(match task::load(conn, id)?.map(|kept| kept.task.state) {
        None => Some(Refusal::NoSuchTask),
        Some(state) if state.status == Status::Duplicate => Some(Refusal::MergedAway {
            into: state.duplicate_of.unwrap_or_default(),
        }),
        Some(_) => None,
    })
}

fn take_in(
    batch: &mut Batch<'_>,
    ticket: TaskImported,
    actor: &str,
    time: Timestamp,
    imported: &mut Imported,
) -> Result<(), Cause> {
    // The index leaves out those without a key, and only a query that does so, too, can use it.
    let known: Option<(String, Option<[u8; 32]>)> = batch
        .conn()
        .prepare_cached("SELECT id, ticket FROM task WHERE key = ?1 AND key <> '' AND system = ?2")?
        .query_row((&ticket.key, &ticket.system), |row| {
            Ok((row.get(0)?, row.get(1)?))
        })
        .optional()?;
    let (id, count) = match known {
        Some((_, Some(digest))) if digest == task::ticket_digest(&ticket)? => {
            imported.unchanged += 1;
            return Ok(());
        }
        Some((id, _)) => (id, &mut imported.changed),
        None => (imported_id(&ticket.system, &ticket.key), &mut imported.created),
    };
    *count += 1;
    let event = NewEvent::new(&ticket, Subject::task(&id), time, actor);
    batch.append(vec![event])?;
    Ok(())
}

fn tasks_where(conn: &Connection, condition: &str, parameter: Option<i64>) -> Result<Tasks, Cause> {
    if schema::format_of(conn)? < schema::TASKS {
        return Ok(Tasks::default());
    }
    // One transaction, so that rows and head are of the same moment.
    let tx = conn.unchecked_transaction()?;
    let head = head_of(&tx)?;
    let sql = format!("SELECT {} FROM task WHERE {condition}", task::COLUMNS);
    let mut statement = tx.prepare_cached(&sql)?;
    let mut rows = match parameter {
        Some(parameter) => statement.query([parameter])?,
        None => statement.query([])?,
    };
    let mut builder = Builder::default();
    while let Some(row) = rows.next()? {
        builder.push_record(&task::record_of(row)?);
    }
    Ok(builder.finish(head))
}

fn renewed(conn: &Connection, before: Tasks) -> Result<Tasks, Cause> {
    if schema::format_of(conn)? < schema::TASKS {
        return Ok(before);
    }
    let tx = conn.unchecked_transaction()?;
    let head = head_of(&tx)?;
    if head == before.head() {
        return Ok(before);
    }
    let since = before.head().cast_signed();
    let changed = changed_ids(&tx, since)?;
    if changed.len() > FEW || redacted_after(&tx, before.head())? {
        drop(tx);
        return tasks_where(conn, "1", None);
    }
    let mut builder = Builder::from_table(before);
    let places = builder.positions(&changed);
    builder.reserve(changed.len() - places.len());
    // In the order of the index: in the order of rows SQLite would walk through all of them.
    let sql = format!("SELECT {} FROM task WHERE lseq > ?1 ORDER BY lseq", task::COLUMNS);
    let mut statement = tx.prepare_cached(&sql)?;
    let mut rows = statement.query([since])?;
    while let Some(row) = rows.next()? {
        let record = task::record_of(row)?;
        builder.put_record(&record, places.get(record.id).copied());
    }
    Ok(builder.finish(head))
}

/// The ids of the tasks that have changed after a position: of a few too many where there are too many.
fn changed_ids(conn: &Connection, since: i64) -> Result<Vec<String>, Cause> {
    let mut statement = conn.prepare_cached("SELECT id FROM task WHERE lseq > ?1 LIMIT ?2")?;
    let ids = statement.query_map((since, FEW as i64 + 1), |row| row.get(0))?;
    Ok(ids.collect::<rusqlite::Result<_>>()?)
}

fn redacted_after(conn: &Connection, lseq: u64) -> Result<bool, Cause> {
    Ok(conn
        .prepare_cached("SELECT 1 FROM event WHERE type = ?1 AND lseq > ?2")?
        .exists((EventRedacted::TYPE, lseq.cast_signed()))?)
}

fn ids_of(conn: &Connection, text: &str) -> Result<Vec<String>, Cause> {
    if text.is_empty() || schema::format_of(conn)? < schema::TASKS {
        return Ok(Vec::new());
    }
    let all = |sql: &str, parameter: &str| -> Result<Vec<String>, Cause> {
        let mut statement = conn.prepare_cached(sql)?;
        let ids = statement.query_map([parameter], |row| row.get(0))?;
        Ok(ids.collect::<rusqlite::Result<_>>()?)
    };
    let exact = all("SELECT id FROM task WHERE key = ?1 AND key <> ''", text)?;
    if !exact.is_empty() {
        return Ok(exact);
    }
    let id = text.to_ascii_lowercase();
    // `~` comes after every letter of an id.
    all(
        "SELECT id FROM task WHERE id >= ?1 AND id < ?1 || '~' ORDER BY id LIMIT 20",
        &id,
    )
}

fn new_id(conn: &Connection) -> Result<String, Cause> {
    loop {
        let random: [u8; 16] = conn
            .prepare_cached("SELECT randomblob(16)")?
            .query_row([], |row| row.get(0))?;
        let id = random_id(&random);
        let is_taken = conn
            .prepare_cached("SELECT 1 FROM task WHERE id = ?1")?
            .exists([&id])?;
        if !is_taken {
            return Ok(id);
        }
    }
}

/// Words as FTS5 wants them: each quoted, each the beginning of a word. None without any.
fn pattern(words: &str) -> Option<String> {
    let word = |word: &str| {
        let letters: String = word.chars().filter(|c| *c != '"' && !c.is_control()).collect();
        letters
            .chars()
            .any(char::is_alphanumeric)
            .then(|| format!("\"{letters}\"*"))
    };
    let words: Vec<String> = words.split_whitespace().filter_map(word).collect();
    (!words.is_empty()).then(|| words.join(" "))
}
