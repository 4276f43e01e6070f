//! The handle to a workspace's journal: cheap to clone, usable from every thread.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use jiff::Timestamp;
use rusqlite::Connection;
use uuid::Uuid;

use super::connection::{Readers, open_reader, open_writer};
use super::error::{Cause, JournalError};
use super::events;
use super::projection::Folded;
use super::run::{self, RunFold};
use super::runs::FoldedRuns;
use super::task_fold::{TaskFold, refold_one};
use super::writer::{Identity, Writer};
use super::{before, installation, projection, schema, verify, version};
use crate::model::journal::{
    Body, Event, EventRedacted, Filter, Hash, Manifest, NewEvent, Subject, Unknown, WorkspaceOpened,
};

/// Events at the end of the record that are checked whenever it is opened for writing.
const CHECKED_TAIL: u64 = 64;

/// A workspace's journal. Clones share one writing thread, which ends with the last of them. Calls wait for the disk:
/// they belong on a thread that may wait.
#[derive(Clone)]
pub struct Journal {
    inner: Arc<Inner>,
}

/// How many rows of the projections were wrong.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Corrected {
    pub entities: usize,
    pub tasks: usize,
    pub runs: usize,
}

struct Inner {
    path: PathBuf,
    journal_id: Uuid,
    readers: Readers,
    /// Nothing when opened for reading only.
    writer: Option<Writer>,
    /// Runs as they were when they were last looked at.
    runs: FoldedRuns,
}

impl Journal {
    /// Opens the journal at `path`, made first where there is none. `data_dir` is the folder that holds all of muster's
    /// data: there is kept who this installation is. Refuses a file that is damaged, newer, or something else.
    pub fn open(path: &Path, data_dir: &Path) -> Result<Journal, JournalError> {
        open_for_writing(path, data_dir, schema::MIGRATIONS).map_err(|cause| cause.at(path))
    }

    /// Opens the journal at `path` to read it: also one whose record is damaged, or on a disk that cannot be written.
    pub fn open_read_only(path: &Path) -> Result<Journal, JournalError> {
        let open = || {
            let conn = open_reader(path)?;
            let journal_id = journal_id(&conn)?;
            let readers = Readers::new(path);
            Ok(Journal {
                inner: Arc::new(Inner {
                    path: path.to_owned(),
                    journal_id,
                    readers,
                    writer: None,
                    runs: FoldedRuns::default(),
                }),
            })
        };
        open().map_err(|cause: Cause| cause.at(path))
    }

    /// The journal's file.
    pub fn path(&self) -> &Path {
        &self.inner.path
    }

    /// The identity that all copies of this journal share.
    pub fn journal_id(&self) -> Uuid {
        self.inner.journal_id
    }

    /// Appends events, in order and all or none. They are on the disk when this returns.
    pub fn append(&self, events: Vec<NewEvent>) -> Result<Vec<Event>, JournalError> {
        self.judge(|| {
            events.iter().try_for_each(NewEvent::check)?;
            self.writer()?
                .run(events.len(), move |batch| batch.append(events))
        })
    }

    /// The position of the latest event, 0 before the first. Asking costs microseconds: whoever follows the journal asks
    /// again and again, and so sees what other processes write.
    pub fn head(&self) -> Result<u64, JournalError> {
        self.judge(|| self.readers().with(head_of))
    }

    /// The events that pass the filter.
    pub fn events(&self, filter: &Filter) -> Result<Vec<Event>, JournalError> {
        self.judge(|| {
            self.readers()
                .with(|conn| events::select(conn, self.inner.journal_id, filter))
        })
    }

    /// What happened to one entity, the latest first.
    pub fn entity_history(&self, canonical_ref: &str, limit: usize) -> Result<Vec<Event>, JournalError> {
        let subject = Some(Subject::entity(canonical_ref));
        self.events(&Filter {
            subject,
            newest_first: true,
            limit: Some(limit),
            ..Filter::default()
        })
    }

    /// What happened to any entity, the latest first.
    pub fn recent_changes(&self, limit: usize) -> Result<Vec<Event>, JournalError> {
        let type_prefix = Some("entity.".to_owned());
        self.events(&Filter {
            type_prefix,
            newest_first: true,
            limit: Some(limit),
            ..Filter::default()
        })
    }

    /// Records that the workspace was opened for the first time. Returns whether it was.
    pub fn workspace_opened(&self, name: &str, actor: &str, time: Timestamp) -> Result<bool, JournalError> {
        let body = WorkspaceOpened {
            name: name.to_owned(),
            unknown: Unknown::new(),
        };
        let event = NewEvent::new(&body, Subject::workspace(), time, actor);
        let is_recorded = |conn: &Connection| -> Result<bool, Cause> {
            Ok(conn
                .prepare_cached("SELECT 1 FROM event WHERE type = ?1")?
                .exists([WorkspaceOpened::TYPE])?)
        };
        self.judge(|| {
            if self.readers().with(is_recorded)? {
                return Ok(false);
            }
            self.writer()?.run(1, move |batch| {
                let is_first = !is_recorded(batch.conn())?;
                if is_first {
                    batch.append(vec![event])?;
                }
                Ok(is_first)
            })
        })
    }

    /// Takes the body out of an event for good and records that and why. The chain still verifies; what was folded from
    /// the body is folded anew without it.
    pub fn redact(
        &self,
        id: Uuid,
        reason: &str,
        actor: &str,
        time: Timestamp,
    ) -> Result<Event, JournalError> {
        let body = EventRedacted {
            id,
            reason: reason.to_owned(),
            unknown: Unknown::new(),
        };
        let event = NewEvent::new(&body, Subject::journal(), time, actor);
        self.judge(|| {
            event.check()?;
            let (fold, end) = self.fold_so_far(Some(id))?;
            let journal_id = self.inner.journal_id;
            self.inner.runs.forget();
            self.writer()?.run(1, move |batch| {
                let sql = "UPDATE event SET body = NULL, salt = NULL WHERE id = ?1 AND body IS NOT NULL";
                if batch.conn().execute(sql, [id.as_bytes()])? == 0 {
                    return Err(Cause::NoSuchEvent(id));
                }
                let appended = batch.append(vec![event])?;
                refold(batch.conn(), fold, end)?;
                let subject: String = batch.conn().query_row(
                    "SELECT subject FROM event WHERE id = ?1",
                    [id.as_bytes()],
                    |row| row.get(0),
                )?;
                let subject = Subject::from(subject);
                if let Some(task) = subject.task_id() {
                    refold_one(batch.conn(), journal_id, task)?;
                }
                if let Some(id) = subject.run_id() {
                    run::refold_one(batch.conn(), journal_id, id)?;
                }
                appended.into_iter().next().ok_or(Cause::Stopped)
            })
        })
    }

    /// Makes every projection again from the events. Returns how many of their rows were wrong.
    pub fn rebuild(&self) -> Result<Corrected, JournalError> {
        self.judge(|| {
            let (fold, end) = self.fold_so_far(None)?;
            let journal_id = self.inner.journal_id;
            let mut tasks = TaskFold::default();
            self.readers()
                .with(|conn| tasks.fold_events(conn, journal_id, 0..end, None))?;
            self.writer()?.run(1, move |batch| {
                let entities = refold(batch.conn(), fold, end)?;
                tasks.fold_events(batch.conn(), journal_id, end..u64::MAX, None)?;
                let wrong = tasks.differences(batch.conn())?;
                wrong.mend(batch.conn())?;
                let wrong_runs = RunFold::of(batch.conn(), journal_id)?.differences(batch.conn())?;
                wrong_runs.mend(batch.conn())?;
                Ok(Corrected {
                    entities,
                    tasks: wrong.len(),
                    runs: wrong_runs.len(),
                })
            })
        })
    }

    /// What the catalog held at `time`; nothing before its first reading. Where a clock was wrong for a while, the order of
    /// the events counts.
    pub fn manifest_at(&self, time: Timestamp) -> Result<Option<Manifest>, JournalError> {
        self.judge(|| {
            self.readers().with(|conn| {
                let tx = conn.unchecked_transaction()?;
                match schema::format_of(&tx)? >= schema::BEFORE {
                    true => before::manifest_at(&tx, time),
                    false => projection::folded_at(&tx, time),
                }
            })
        })
    }

    /// A version of an entity, as canonical JSON; nothing where it was not kept.
    pub fn version_body(&self, digest: Hash) -> Result<Option<Vec<u8>>, JournalError> {
        self.judge(|| self.readers().with(|conn| version::load(conn, digest)))
    }

    /// Versions of entities, as canonical JSON, in the order of the digests; nothing where one was not kept. Those that lie
    /// together are read together.
    pub fn version_bodies(&self, digests: &[Hash]) -> Result<Vec<Option<Vec<u8>>>, JournalError> {
        self.judge(|| self.readers().with(|conn| version::load_many(conn, digests)))
    }

    /// Folds what there is, outside of any transaction that others wait for; and the first position not yet folded.
    fn fold_so_far(&self, skip: Option<Uuid>) -> Result<(Folded, u64), Cause> {
        self.readers().with(|conn| {
            let end = head_of(conn)? + 1;
            let mut folded = Folded::default();
            projection::fold_events(conn, &mut folded, 0..end, skip)?;
            Ok((folded, end))
        })
    }

    pub(super) fn readers(&self) -> &Readers {
        &self.inner.readers
    }

    pub(super) fn folded_runs(&self) -> &FoldedRuns {
        &self.inner.runs
    }

    pub(super) fn writer(&self) -> Result<&Writer, Cause> {
        self.inner.writer.as_ref().ok_or(Cause::ReadOnly)
    }

    /// Does what is asked, and names the file where it fails.
    pub(super) fn judge<T>(&self, work: impl FnOnce() -> Result<T, Cause>) -> Result<T, JournalError> {
        work().map_err(|cause| cause.at(&self.inner.path))
    }
}

pub(super) fn open_for_writing(path: &Path, data_dir: &Path, migrations: &[&str]) -> Result<Journal, Cause> {
    let mut conn = open_writer(path)?;
    schema::migrate(&mut conn, path, migrations)?;
    let journal_id = journal_id(&conn)?;
    let origin = installation::origin_for(&mut conn, path, data_dir)?;
    verify::check_tail(&conn, journal_id, CHECKED_TAIL)?;
    let writer = Writer::start(conn, Identity { journal_id, origin })?;
    let readers = Readers::new(path);
    Ok(Journal {
        inner: Arc::new(Inner {
            path: path.to_owned(),
            journal_id,
            readers,
            writer: Some(writer),
            runs: FoldedRuns::default(),
        }),
    })
}

fn journal_id(conn: &Connection) -> Result<Uuid, Cause> {
    let id: [u8; 16] = conn.query_row("SELECT value FROM meta WHERE key = 'journal_id'", [], |row| {
        row.get(0)
    })?;
    Ok(Uuid::from_bytes(id))
}

pub(super) fn head_of(conn: &Connection) -> Result<u64, Cause> {
    let head: Option<i64> = conn
        .prepare_cached("SELECT max(lseq) FROM event")?
        .query_row([], |row| row.get(0))?;
    Ok(head.unwrap_or(0).cast_unsigned())
}

/// Folds the rest and makes the projection follow. Within a transaction that writes.
fn refold(conn: &Connection, mut folded: Folded, from: u64) -> Result<usize, Cause> {
    projection::fold_events(conn, &mut folded, from..u64::MAX, None)?;
    let fold = &folded.catalog;
    let manifest = fold.manifest();
    let corrected = projection::replace(conn, &manifest)? + before::replace(conn, &folded.before)?;
    let state = projection::State::load(conn)?;
    let manifest = fold.baseline().map(|_| manifest.digest());
    projection::State {
        baseline: fold.baseline(),
        revision: state.revision + 1,
        manifest,
        read_at: state.read_at,
    }
    .save(conn)?;
    Ok(corrected)
}
