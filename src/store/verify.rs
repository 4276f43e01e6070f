//! Verification of a whole journal: the chain of events on every core and the stored versions; and, apart from the
//! record, what is made from it: SQLite's own structures, the projection against a new fold.

use std::num::NonZero;
use std::sync::atomic::{AtomicU64, Ordering};

use rusqlite::{Connection, OptionalExtension};
use uuid::Uuid;

use super::connection::open_reader;
use super::error::{Cause, JournalError};
use super::events::{RECORD_COLUMNS, record_of};
use super::journal::{Journal, head_of};
use super::projection::Folded;
use super::run::RunFold;
use super::task_fold::TaskFold;
use super::version::{Unpacker, member};
use super::{before, projection, schema};
use crate::model::journal::{Chain, Hash, Head, Problem, changes};

/// Events in one piece of work, at least: enough that handing it out costs nothing.
const SHORTEST_PIECE: u64 = 4096;
/// Pieces for each thread, so that none waits long for the last one.
const MOST_PIECES: u64 = 64;
/// What SQLite finds wrong with the file is listed up to so many lines.
const LISTED_FILE_FAULTS: i64 = 100;

/// What verification found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Report {
    pub events: u64,
    /// The latest event of each origin.
    pub origins: Vec<Head>,
    /// Versions of entities and manifests that were read back.
    pub versions: u64,
    pub findings: Vec<Finding>,
    /// Findings beyond those listed.
    pub unlisted: u64,
}

/// One thing that is wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// Stable name, as `body-altered`.
    pub code: &'static str,
    /// The position of the event, where it is about one.
    pub lseq: Option<u64>,
    pub message: String,
}

impl Report {
    /// Whether nothing is wrong.
    pub fn is_ok(&self) -> bool {
        self.findings.is_empty()
    }
}

impl From<Problem> for Finding {
    fn from(problem: Problem) -> Finding {
        Finding {
            code: problem.fault.code(),
            lseq: problem.lseq,
            message: problem.to_string(),
        }
    }
}

impl Journal {
    /// Verifies everything up to this moment. `progress` is told events done and events in all, from several threads.
    /// What it cannot tell: whether somebody has written the whole record anew.
    pub fn verify(&self, progress: &(dyn Fn(u64, u64) + Sync)) -> Result<Report, JournalError> {
        self.judge(|| match self.verify_all(progress) {
            Err(Cause::Corrupt(message)) => {
                let findings = vec![Finding {
                    code: "file-damaged",
                    lseq: None,
                    message,
                }];
                Ok(Report {
                    findings,
                    ..Report::default()
                })
            }
            verified => verified,
        })
    }

    fn verify_all(&self, progress: &(dyn Fn(u64, u64) + Sync)) -> Result<Report, Cause> {
        let end = self.readers().with(head_of)?;
        let chain = self.fold_on_all_cores(end, progress)?;
        // What was redacted while the pieces were read is explained by an event after them.
        let (latest, heads) = self.readers().with(|conn| {
            let tx = conn.unchecked_transaction()?;
            let latest = fold_chain(&tx, self.journal_id(), end + 1, u64::MAX)?;
            Ok((latest, heads(&tx)?))
        })?;
        let verified = chain.join(latest).finish(&heads);
        let mut findings: Vec<Finding> = verified.problems.into_iter().map(Finding::from).collect();
        let versions = self.check_versions(&mut findings)?;
        Ok(Report {
            events: verified.events,
            origins: verified.origins,
            versions,
            findings,
            unlisted: verified.unlisted,
        })
    }

    /// Folds the chain up to position `end`. Whoever is free takes the next piece; the pieces are joined in order.
    fn fold_on_all_cores(&self, end: u64, progress: &(dyn Fn(u64, u64) + Sync)) -> Result<Chain, Cause> {
        let threads = threads();
        // A position that was altered may be huge: the number of pieces stays bounded.
        let length = end.div_ceil(threads as u64 * MOST_PIECES).max(SHORTEST_PIECE);
        let next = AtomicU64::new(0);
        let done = AtomicU64::new(0);
        let fold_pieces = || -> Result<Vec<(u64, Chain)>, Cause> {
            let conn = open_reader(self.path())?;
            let mut folded = Vec::new();
            loop {
                let first = next.fetch_add(length, Ordering::Relaxed) + 1;
                if first > end {
                    return Ok(folded);
                }
                let last = end.min(first + length - 1);
                folded.push((first, fold_chain(&conn, self.journal_id(), first, last)?));
                let count = last - first + 1;
                progress(done.fetch_add(count, Ordering::Relaxed) + count, end);
            }
        };
        let mut folded: Vec<(u64, Chain)> = std::thread::scope(|scope| {
            let workers: Vec<_> = (0..threads).map(|_| scope.spawn(fold_pieces)).collect();
            let mut folded = Vec::new();
            for worker in workers {
                folded.extend(worker.join().map_err(|_| Cause::Stopped)??);
            }
            Ok::<_, Cause>(folded)
        })?;
        folded.sort_unstable_by_key(|(first, _)| *first);
        Ok(folded
            .into_iter()
            .map(|(_, chain)| chain)
            .fold(Chain::new(), Chain::join))
    }

    /// Checks what is no part of the record but made from it: SQLite's pages and indexes, and the projection.
    pub fn check_tables(&self) -> Result<Vec<Finding>, JournalError> {
        self.judge(|| {
            let mut findings = self.check_file()?;
            if findings.is_empty() {
                findings.extend(self.readers().with(check_projection)?);
                findings.extend(self.readers().with(|conn| check_tasks(conn, self.journal_id()))?);
                findings.extend(self.readers().with(|conn| check_runs(conn, self.journal_id()))?);
            }
            Ok(findings)
        })
    }

    /// SQLite's check of the file: that every page and every index entry is where it should be.
    fn check_file(&self) -> Result<Vec<Finding>, Cause> {
        let conn = open_reader(self.path())?;
        let mut statement = conn.prepare(&format!("PRAGMA quick_check({LISTED_FILE_FAULTS})"))?;
        let lines = statement
            .query_map([], |row| row.get::<_, String>(0))?
            .collect::<rusqlite::Result<Vec<_>>>()?;
        let faults = lines.into_iter().filter(|line| line != "ok");
        Ok(faults
            .map(|message| Finding {
                code: "file-damaged",
                lseq: None,
                message,
            })
            .collect())
    }

    /// Reads every version back, on all cores, and compares its digest.
    fn check_versions(&self, findings: &mut Vec<Finding>) -> Result<u64, Cause> {
        let mut members: Vec<Member> = self.readers().with(|conn| {
            let mut statement = conn.prepare("SELECT pack, start, size, digest FROM version")?;
            let members = statement.query_map([], |row| {
                Ok((row.get(0)?, row.get(1)?, row.get(2)?, Hash(row.get(3)?)))
            })?;
            Ok(members.collect::<rusqlite::Result<_>>()?)
        })?;
        members.sort_unstable();
        let packs: Vec<&[Member]> = members.chunk_by(|one, other| one.0 == other.0).collect();
        let share = packs.len().div_ceil(threads()).max(1);
        let altered = std::thread::scope(|scope| {
            let workers: Vec<_> = packs
                .chunks(share)
                .map(|packs| scope.spawn(|| altered_versions(&open_reader(self.path())?, packs)))
                .collect();
            let mut altered = Vec::new();
            for worker in workers {
                altered.extend(worker.join().map_err(|_| Cause::Stopped)??);
            }
            Ok::<_, Cause>(altered)
        })?;
        findings.extend(altered.into_iter().map(|digest| Finding {
            code: "version-altered",
            lseq: None,
            message: format!("the version {digest} is not what it was when it was stored"),
        }));
        Ok(members.len() as u64)
    }
}

/// Where a stored version is, and what it must be: pack, start, size, digest.
type Member = (i64, i64, i64, Hash);

/// Of these packs the versions that are not what their digest says.
fn altered_versions(conn: &Connection, packs: &[&[Member]]) -> Result<Vec<Hash>, Cause> {
    let mut pack = conn.prepare("SELECT size, body FROM pack WHERE n = ?1")?;
    let mut unpacker = Unpacker::new();
    let mut altered = Vec::new();
    for members in packs {
        let found: Option<(i64, Vec<u8>)> = pack
            .query_row([members[0].0], |row| Ok((row.get(0)?, row.get(1)?)))
            .optional()?;
        let full = found.and_then(|(size, deflated)| unpacker.inflated(&deflated, size));
        for (_, start, size, digest) in *members {
            let body = full.as_deref().and_then(|full| member(full, *start, *size));
            if body.is_none_or(|body| Hash::of(body) != *digest) {
                altered.push(*digest);
            }
        }
    }
    Ok(altered)
}

/// One for each core.
fn threads() -> usize {
    std::thread::available_parallelism()
        .map_or(1, NonZero::get)
        .min(16)
}

/// Compares the projection with a new fold of the events.
fn check_projection(conn: &Connection) -> Result<Option<Finding>, Cause> {
    let finding = |code, message: String| Finding {
        code,
        lseq: None,
        message,
    };
    let tx = conn.unchecked_transaction()?;
    let mut folded = Folded::default();
    match projection::fold_events(&tx, &mut folded, 0..u64::MAX, None) {
        Ok(()) => {}
        Err(cause @ (Cause::NoManifest(_) | Cause::Corrupt(_))) => {
            return Ok(Some(finding("fold-impossible", cause.to_string())));
        }
        Err(cause) => return Err(cause),
    }
    let differences = changes(projection::entries(&tx)?, &folded.catalog.manifest()).len();
    let message = || format!("the table of the catalog differs from the events in {differences} entities");
    if differences > 0 {
        return Ok(Some(finding("projection-differs", message())));
    }
    let is_whole = schema::format_of(&tx)? < schema::BEFORE || before::since(&tx, 0)? == folded.before;
    let message = || "the table of what the catalog was differs from the events".to_owned();
    Ok((!is_whole).then(|| finding("projection-differs", message())))
}

/// Compares the tasks with a new fold of the events.
fn check_tasks(conn: &Connection, journal_id: Uuid) -> Result<Option<Finding>, Cause> {
    if schema::format_of(conn)? < schema::TASKS {
        return Ok(None);
    }
    let tx = conn.unchecked_transaction()?;
    let mut fold = TaskFold::default();
    fold.fold_events(&tx, journal_id, 0..u64::MAX, None)?;
    let differences = fold.differences(&tx)?.len();
    Ok((differences > 0).then(|| Finding {
        code: "projection-differs",
        lseq: None,
        message: format!("the table of tasks differs from the events in {differences} tasks"),
    }))
}

/// Compares the runs with a new fold of the events.
fn check_runs(conn: &Connection, journal_id: Uuid) -> Result<Option<Finding>, Cause> {
    if schema::format_of(conn)? < schema::RUNS {
        return Ok(None);
    }
    let tx = conn.unchecked_transaction()?;
    let differences = RunFold::of(&tx, journal_id)?.differences(&tx)?.len();
    Ok((differences > 0).then(|| Finding {
        code: "projection-differs",
        lseq: None,
        message: format!("the table of runs differs from the events in {differences} runs"),
    }))
}

/// Refuses a record whose end is damaged: nothing may be written after it.
pub(super) fn check_tail(conn: &Connection, journal_id: Uuid, length: u64) -> Result<(), Cause> {
    let tx = conn.unchecked_transaction()?;
    let end = head_of(&tx)?;
    let first = end.saturating_sub(length - 1).max(1);
    let tail = fold_chain(&tx, journal_id, first, end)?;
    let heads = heads(&tx)?;
    match tail.damage(&heads) {
        Some(problem) => Err(Cause::Corrupt(problem.to_string())),
        None => Ok(()),
    }
}

fn fold_chain(conn: &Connection, journal_id: Uuid, first: u64, last: u64) -> Result<Chain, Cause> {
    let origins: Vec<(i64, [u8; 16])> = conn
        .prepare("SELECT n, id FROM origin")?
        .query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?
        .collect::<rusqlite::Result<_>>()?;
    let origin = |n: i64| {
        origins
            .iter()
            .find(|origin| origin.0 == n)
            .map_or(&[][..], |origin| &origin.1)
    };
    let sql = format!("SELECT {RECORD_COLUMNS} FROM event WHERE lseq BETWEEN ?1 AND ?2 ORDER BY lseq");
    let mut statement = conn.prepare(&sql)?;
    let mut rows = statement.query((first.cast_signed(), last.min(i64::MAX as u64).cast_signed()))?;
    let mut chain = Chain::new();
    while let Some(row) = rows.next()? {
        chain.push(&record_of(row, journal_id.as_bytes(), origin)?);
    }
    Ok(chain)
}

/// How far the journal remembers each origin to have come.
fn heads(conn: &Connection) -> Result<Vec<Head>, Cause> {
    let mut statement = conn.prepare("SELECT id, oseq, hash FROM origin ORDER BY n")?;
    let heads = statement.query_map([], |row| {
        Ok(Head {
            origin: Uuid::from_bytes(row.get(0)?),
            oseq: row.get::<_, i64>(1)?.cast_unsigned(),
            hash: Hash(row.get(2)?),
        })
    })?;
    Ok(heads.collect::<rusqlite::Result<_>>()?)
}
