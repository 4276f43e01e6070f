//! The projection of runs: one row each, kept by the fold that the model defines, in the transaction of the event that
//! changes it. A run as a whole is folded from its events. Knows rows; what may happen to a run is the model's business.

use std::collections::BTreeMap;

use jiff::Timestamp;
use rusqlite::{Connection, Row};
use uuid::Uuid;

use super::error::Cause;
use super::events;
use crate::model::journal::{Event, Subject};
use crate::model::run::{Run, RunStatus, RunSummary, change, due};

pub(super) const COLUMNS: &str = "id, blueprint, title, requester, status, task, done, steps, current, approvers, sandbox, \
     created, changed, closed, due, lseq";

/// A row.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Kept {
    pub summary: RunSummary,
    pub due: Option<Timestamp>,
    /// The latest event that changed it.
    pub lseq: u64,
}

/// A run and how far its events are folded.
#[derive(Clone, Debug, Default)]
pub(super) struct Folded {
    pub run: Option<Run>,
    /// The latest event that changed it.
    pub lseq: u64,
}

impl Folded {
    /// Folds in one event; what the fold refuses changes nothing.
    pub(super) fn push(&mut self, id: &str, event: &Event) {
        let Ok(fact) = event.fact() else { return };
        let changed = match &mut self.run {
            Some(run) => change(run, &fact, event.time, &event.actor).is_ok(),
            None => {
                let begun = crate::model::run::apply(None, id, &fact, event.time, &event.actor);
                self.run = begun.ok().flatten();
                self.run.is_some()
            }
        };
        if changed {
            self.lseq = event.lseq;
        }
    }

    pub(super) fn row(&self) -> Option<Kept> {
        let run = self.run.as_ref()?;
        Some(Kept {
            summary: run.summary(),
            due: due(run),
            lseq: self.lseq,
        })
    }
}

/// Folds in the run's events after a position. Returns the latest position that was looked at.
pub(super) fn catch_up(
    conn: &Connection,
    journal_id: Uuid,
    id: &str,
    folded: &mut Folded,
    after: u64,
) -> Result<u64, Cause> {
    let sql = format!(
        "SELECT {} FROM event e CROSS JOIN origin o ON o.n = e.origin WHERE e.subject = ?1 AND e.lseq > ?2 ORDER BY e.lseq",
        events::COLUMNS
    );
    let mut statement = conn.prepare_cached(&sql)?;
    let mut rows = statement.query((Subject::run(id).as_str(), after.cast_signed()))?;
    let mut last = after;
    while let Some(row) = rows.next()? {
        let event = events::event_of(row, journal_id)?;
        last = event.lseq;
        folded.push(id, &event);
    }
    Ok(last)
}

/// Writes a row, in the place of the one with its id.
pub(super) fn save(conn: &Connection, kept: &Kept) -> Result<(), Cause> {
    let mut statement = conn.prepare_cached(
        "INSERT OR REPLACE INTO run (id, blueprint, title, requester, status, task, done, steps, current, approvers, sandbox, \
            created, changed, closed, due, lseq) \
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16)",
    )?;
    let run = &kept.summary;
    statement.execute(rusqlite::params![
        run.id,
        run.blueprint,
        run.title,
        run.requester,
        run.status.word(),
        run.task,
        run.done as i64,
        run.steps as i64,
        run.current.as_deref().unwrap_or_default(),
        run.approvers.join("\n"),
        run.sandbox,
        run.created.as_millisecond(),
        run.changed.as_millisecond(),
        run.closed.map(Timestamp::as_millisecond),
        kept.due.map(Timestamp::as_millisecond),
        kept.lseq.cast_signed(),
    ])?;
    Ok(())
}

/// A row, in the order of [`COLUMNS`].
pub(super) fn kept_of(row: &Row<'_>) -> rusqlite::Result<Kept> {
    let moment = |column: usize| -> rusqlite::Result<Option<Timestamp>> {
        let millisecond: Option<i64> = row.get(column)?;
        let time = millisecond.map(|millisecond| {
            Timestamp::from_millisecond(millisecond)
                .map_err(|_| rusqlite::Error::IntegralValueOutOfRange(column, millisecond))
        });
        time.transpose()
    };
    let current: String = row.get(8)?;
    let approvers: String = row.get(9)?;
    let status: String = row.get(4)?;
    Ok(Kept {
        summary: RunSummary {
            id: row.get(0)?,
            blueprint: row.get(1)?,
            title: row.get(2)?,
            requester: row.get(3)?,
            status: RunStatus::of_word(&status).unwrap_or_default(),
            task: row.get(5)?,
            done: usize::try_from(row.get::<_, i64>(6)?).unwrap_or_default(),
            steps: usize::try_from(row.get::<_, i64>(7)?).unwrap_or_default(),
            current: (!current.is_empty()).then_some(current),
            approvers: approvers
                .split('\n')
                .filter(|name| !name.is_empty())
                .map(str::to_owned)
                .collect(),
            sandbox: row.get(10)?,
            created: moment(11)?.unwrap_or_default(),
            changed: moment(12)?.unwrap_or_default(),
            closed: moment(13)?,
        },
        due: moment(14)?,
        lseq: row.get::<_, i64>(15)?.cast_unsigned(),
    })
}

/// Folds one run anew.
pub(super) fn refold_one(conn: &Connection, journal_id: Uuid, id: &str) -> Result<(), Cause> {
    let mut folded = Folded::default();
    catch_up(conn, journal_id, id, &mut folded, 0)?;
    delete(conn, id)?;
    folded.row().map_or(Ok(()), |kept| save(conn, &kept))
}

fn delete(conn: &Connection, id: &str) -> Result<(), Cause> {
    conn.prepare_cached("DELETE FROM run WHERE id = ?1")?
        .execute([id])?;
    Ok(())
}

/// All runs folded anew from the events. For rebuilding and for checking.
pub(super) struct RunFold(BTreeMap<String, Kept>);

/// What must change for the projection to be right.
pub(super) struct RunDifferences {
    wrong: Vec<Kept>,
    /// Ids of runs that no event made.
    unfounded: Vec<String>,
}

impl RunFold {
    pub(super) fn of(conn: &Connection, journal_id: Uuid) -> Result<RunFold, Cause> {
        // `0` comes after `/`: all subjects of runs, by their index.
        let mut statement = conn.prepare_cached(
            "SELECT DISTINCT subject FROM event WHERE subject >= 'run/' AND subject < 'run0'",
        )?;
        let subjects = statement
            .query_map([], |row| row.get::<_, String>(0))?
            .collect::<rusqlite::Result<Vec<_>>>()?;
        let mut rows = BTreeMap::new();
        for subject in subjects {
            let subject = Subject::from(subject);
            let Some(id) = subject.run_id() else { continue };
            let mut folded = Folded::default();
            catch_up(conn, journal_id, id, &mut folded, 0)?;
            rows.extend(folded.row().map(|row| (id.to_owned(), row)));
        }
        Ok(RunFold(rows))
    }

    /// How the projection differs.
    pub(super) fn differences(mut self, conn: &Connection) -> Result<RunDifferences, Cause> {
        let mut wrong = Vec::new();
        let mut unfounded = Vec::new();
        let mut statement = conn.prepare(&format!("SELECT {COLUMNS} FROM run"))?;
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            let kept = kept_of(row)?;
            match self.0.remove(&kept.summary.id) {
                Some(right) if in_milliseconds(&right) != in_milliseconds(&kept) => wrong.push(right),
                Some(_) => {}
                None => unfounded.push(kept.summary.id),
            }
        }
        wrong.extend(self.0.into_values());
        Ok(RunDifferences { wrong, unfounded })
    }
}

/// A row as it is after it was written and read: a moment inside an event's body may be finer than a millisecond.
fn in_milliseconds(kept: &Kept) -> Kept {
    let cut = |time: Timestamp| Timestamp::from_millisecond(time.as_millisecond()).unwrap_or(time);
    Kept {
        due: kept.due.map(cut),
        ..kept.clone()
    }
}

impl RunDifferences {
    pub(super) fn len(&self) -> usize {
        self.wrong.len() + self.unfounded.len()
    }

    /// Makes the projection right. Within a transaction that writes.
    pub(super) fn mend(&self, conn: &Connection) -> Result<(), Cause> {
        self.unfounded.iter().try_for_each(|id| delete(conn, id))?;
        self.wrong.iter().try_for_each(|kept| save(conn, kept))
    }
}
