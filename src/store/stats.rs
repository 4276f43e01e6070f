//! The journal in figures.

use jiff::Timestamp;

use super::error::{Cause, JournalError};
use super::journal::Journal;

/// What a journal holds and what it takes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stats {
    pub events: u64,
    pub origins: u64,
    /// By type, the most frequent first.
    pub types: Vec<(String, u64)>,
    /// The first and the last event's time.
    pub span: Option<(Timestamp, Timestamp)>,
    /// Entities that the catalog holds.
    pub entities: u64,
    /// Versions of entities and manifests that are kept.
    pub versions: u64,
    /// What the versions take in full, and deflated.
    pub version_bytes: (u64, u64),
    /// The size of the database, without its log.
    pub bytes: u64,
    /// The format of the file.
    pub format: u64,
    pub sqlite: String,
}

impl Journal {
    /// Counts everything.
    pub fn stats(&self) -> Result<Stats, JournalError> {
        self.judge(|| {
            self.readers().with(|conn| {
                let tx = conn.unchecked_transaction()?;
                let number = |sql: &str| -> Result<u64, Cause> {
                    Ok(tx
                        .query_row(sql, [], |row| row.get::<_, Option<i64>>(0))?
                        .unwrap_or(0)
                        .cast_unsigned())
                };
                let time = |sql: &str| -> Result<Option<Timestamp>, Cause> {
                    let millis: Option<i64> = tx.query_row(sql, [], |row| row.get(0))?;
                    Ok(millis.and_then(|millis| Timestamp::from_millisecond(millis).ok()))
                };
                let mut by_type =
                    tx.prepare("SELECT type, count(*) FROM event GROUP BY type ORDER BY 2 DESC, 1")?;
                let types =
                    by_type.query_map([], |row| Ok((row.get(0)?, row.get::<_, i64>(1)?.cast_unsigned())))?;
                let first = time("SELECT (SELECT time FROM event ORDER BY lseq LIMIT 1)")?;
                let last = time("SELECT (SELECT time FROM event ORDER BY lseq DESC LIMIT 1)")?;
                Ok(Stats {
                    events: number("SELECT count(*) FROM event")?,
                    origins: number("SELECT count(*) FROM origin WHERE oseq > 0")?,
                    types: types.collect::<rusqlite::Result<_>>()?,
                    span: first.zip(last),
                    entities: number("SELECT count(*) FROM catalog_entity")?,
                    versions: number("SELECT count(*) FROM version")?,
                    version_bytes: (
                        number("SELECT sum(size) FROM version")?,
                        number("SELECT sum(length(body)) FROM pack")?,
                    ),
                    bytes: number("PRAGMA page_count")? * number("PRAGMA page_size")?,
                    format: number("PRAGMA user_version")?,
                    sqlite: rusqlite::version().to_owned(),
                })
            })
        })
    }
}
