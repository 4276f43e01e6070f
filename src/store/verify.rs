//! Verification of a whole journal: the chain of events on every core, the stored versions, the projection against a
//! new fold, and SQLite's own check of the file.

use std::num::NonZero;
use std::sync::atomic::{AtomicU64, Ordering};

use rusqlite::Connection;
use uuid::Uuid;

use super::connection::open_reader;
use super::error::{Cause, JournalError};
use super::events::{RECORD_COLUMNS, record_of};
use super::journal::{Journal, head_of};
use super::projection;
use super::version::Inflater;
use crate::model::journal::{CatalogFold, Chain, Hash, Head, Problem, changes};

/// Events between two reports of progress.
const STRIDE: u64 = 8192;
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
        let done = AtomicU64::new(0);
        let tell = |events| progress(done.fetch_add(events, Ordering::Relaxed) + events, end);
        let threads = std::thread::available_parallelism()
            .map_or(1, NonZero::get)
            .min(16) as u64;
        let piece = end.div_ceil(threads).max(1);
        let (chain, mut findings) = std::thread::scope(|scope| {
            let pieces: Vec<_> = (0..threads)
                .map(|n| (n * piece + 1, (n + 1).saturating_mul(piece).min(end)))
                .map(|(first, last)| scope.spawn(move || self.fold_chain(first, last, &tell)))
                .collect();
            let file = self.check_file();
            let mut chain = Chain::new();
            for piece in pieces {
                chain = chain.join(piece.join().map_err(|_| Cause::Stopped)??);
            }
            Ok::<_, Cause>((chain, file?))
        })?;
        // What was redacted while the pieces were read is explained by an event after them.
        let (latest, heads) = self.readers().with(|conn| {
            let tx = conn.unchecked_transaction()?;
            Ok((
                fold_chain(&tx, self.journal_id(), end + 1, u64::MAX, &|_| {})?,
                heads(&tx)?,
            ))
        })?;
        let verified = chain.join(latest).finish(&heads);
        findings.extend(verified.problems.into_iter().map(Finding::from));
        let versions = self.check_versions(&mut findings)?;
        self.check_projection(&mut findings)?;
        Ok(Report {
            events: verified.events,
            origins: verified.origins,
            versions,
            findings,
            unlisted: verified.unlisted,
        })
    }

    fn fold_chain(&self, first: u64, last: u64, tell: &(dyn Fn(u64) + Sync)) -> Result<Chain, Cause> {
        let conn = open_reader(self.path())?;
        fold_chain(&conn, self.journal_id(), first, last, tell)
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

    /// Reads every version back and compares its digest.
    fn check_versions(&self, findings: &mut Vec<Finding>) -> Result<u64, Cause> {
        self.readers().with(|conn| {
            let mut statement = conn.prepare("SELECT digest, size, body FROM version ORDER BY n")?;
            let mut rows = statement.query([])?;
            let mut inflater = Inflater::new();
            let mut count = 0;
            while let Some(row) = rows.next()? {
                count += 1;
                let digest = Hash(row.get(0)?);
                let deflated = row.get_ref(2)?.as_blob().map_err(rusqlite::Error::from)?;
                let body = inflater.inflated(deflated, row.get(1)?);
                if body.is_none_or(|body| Hash::of(&body) != digest) {
                    let message = format!("the version {digest} is not what it was when it was stored");
                    findings.push(Finding {
                        code: "version-altered",
                        lseq: None,
                        message,
                    });
                }
            }
            Ok(count)
        })
    }

    /// Compares the projection with a new fold of the events.
    fn check_projection(&self, findings: &mut Vec<Finding>) -> Result<(), Cause> {
        let finding = |code, message: String| Finding {
            code,
            lseq: None,
            message,
        };
        self.readers().with(|conn| {
            let tx = conn.unchecked_transaction()?;
            let mut fold = CatalogFold::new();
            match projection::fold_events(&tx, &mut fold, 0..u64::MAX, None) {
                Ok(()) => {}
                Err(cause @ (Cause::NoManifest(_) | Cause::Body(_) | Cause::Corrupt(_))) => {
                    findings.push(finding("fold-impossible", cause.to_string()));
                    return Ok(());
                }
                Err(cause) => return Err(cause),
            }
            let differences = changes(projection::entries(&tx)?, &fold.manifest()).len();
            if differences > 0 {
                let message = format!("the catalog's table differs from the events in {differences} entities: run `muster journal rebuild`");
                findings.push(finding("projection-differs", message));
            }
            Ok(())
        })
    }
}

/// Refuses a record whose end is damaged: nothing may be written after it.
pub(super) fn check_tail(conn: &Connection, journal_id: Uuid, length: u64) -> Result<(), Cause> {
    let tx = conn.unchecked_transaction()?;
    let end = head_of(&tx)?;
    let first = end.saturating_sub(length - 1).max(1);
    let tail = fold_chain(&tx, journal_id, first, end, &|_| {})?;
    let heads = heads(&tx)?;
    match tail.damage(&heads) {
        Some(problem) => Err(Cause::Corrupt(problem.to_string())),
        None => Ok(()),
    }
}

fn fold_chain(
    conn: &Connection,
    journal_id: Uuid,
    first: u64,
    last: u64,
    tell: &(dyn Fn(u64) + Sync),
) -> Result<Chain, Cause> {
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
    let mut untold = 0;
    while let Some(row) = rows.next()? {
        chain.push(&record_of(row, journal_id.as_bytes(), origin)?);
        untold += 1;
        if untold == STRIDE {
            tell(untold);
            untold = 0;
        }
    }
    tell(untold);
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
