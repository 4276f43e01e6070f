//! All tasks folded anew from the events, and how the projection differs from that. For rebuilding and for checking.

use rusqlite::Connection;
use rustc_hash::FxHashMap;
use uuid::Uuid;

use super::error::Cause;
use super::events;
use super::task::{self, Kept};
use crate::model::journal::Subject;

/// The tasks after some of the journal's events.
#[derive(Default)]
pub(super) struct TaskFold(FxHashMap<String, Kept>);

/// What must change for the projection to be right.
pub(super) struct Differences {
    wrong: Vec<Kept>,
    /// Ids of tasks that no event made.
    unfounded: Vec<String>,
}

impl TaskFold {
    /// Folds in the tasks' events at the positions of `range`, without the event `skip`.
    pub(super) fn fold_events(
        &mut self,
        conn: &Connection,
        journal_id: Uuid,
        range: std::ops::Range<u64>,
        skip: Option<Uuid>,
    ) -> Result<(), Cause> {
        let sql = format!(
            "SELECT {} FROM event e CROSS JOIN origin o ON o.n = e.origin \
             WHERE e.lseq >= ?1 AND e.lseq < ?2 AND +e.type LIKE 'task.%' ORDER BY e.lseq",
            events::COLUMNS
        );
        let mut statement = conn.prepare_cached(&sql)?;
        let mut rows = statement.query((
            range.start.cast_signed(),
            range.end.min(i64::MAX as u64).cast_signed(),
        ))?;
        while let Some(row) = rows.next()? {
            let event = events::event_of(row, journal_id)?;
            if Some(event.id) == skip {
                continue;
            }
            let (Some(id), Ok(fact)) = (event.subject.task_id(), event.fact()) else {
                continue;
            };
            if let Some(kept) = task::fold(self.0.get(id).cloned(), id, &fact, &event)? {
                self.0.insert(id.to_owned(), kept);
            }
        }
        Ok(())
    }

    /// How the projection differs.
    pub(super) fn differences(mut self, conn: &Connection) -> Result<Differences, Cause> {
        let mut wrong = Vec::new();
        let mut unfounded = Vec::new();
        task::each(conn, |kept| match self.0.remove(&kept.task.id) {
            Some(mut right) => {
                // A description is in the events alone.
                right.task.description = None;
                if right != kept {
                    wrong.push(right);
                }
            }
            None => unfounded.push(kept.task.id),
        })?;
        wrong.extend(self.0.into_values());
        wrong.sort_by_key(|kept| kept.lseq);
        Ok(Differences { wrong, unfounded })
    }
}

impl Differences {
    pub(super) fn len(&self) -> usize {
        self.wrong.len() + self.unfounded.len()
    }

    /// Makes the projection right. Within a transaction that writes.
    pub(super) fn mend(&self, conn: &Connection) -> Result<(), Cause> {
        self.unfounded.iter().try_for_each(|id| task::delete(conn, id))?;
        self.wrong.iter().try_for_each(|kept| task::save(conn, kept))
    }
}

/// Folds one task anew, after one of its events has lost its body.
pub(super) fn refold_one(conn: &Connection, journal_id: Uuid, id: &str) -> Result<(), Cause> {
    let sql = format!(
        "SELECT {} FROM event e CROSS JOIN origin o ON o.n = e.origin WHERE e.subject = ?1 ORDER BY e.lseq",
        events::COLUMNS
    );
    let mut statement = conn.prepare_cached(&sql)?;
    let mut rows = statement.query([Subject::task(id).as_str()])?;
    let mut kept = None;
    while let Some(row) = rows.next()? {
        let event = events::event_of(row, journal_id)?;
        let Ok(fact) = event.fact() else { continue };
        if let Some(after) = task::fold(kept.clone(), id, &fact, &event)? {
            kept = Some(after);
        }
    }
    task::delete(conn, id)?;
    kept.map_or(Ok(()), |kept| task::save(conn, &kept))
}
