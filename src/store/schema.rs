//! The tables of a journal, and how an older file is brought up to them: in one transaction, a copy of the file first.

use std::path::{Path, PathBuf};

use rusqlite::{Connection, TransactionBehavior};
use uuid::Uuid;

use super::before;
use super::connection::copy_database;
use super::error::Cause;

/// "must" in ASCII: marks a SQLite file as a journal (sqlite.org/pragma.html#pragma_application_id).
pub(super) const APPLICATION_ID: i64 = 0x6d75_7374;

/// The steps from one format to the next. The format of a file is how many of them it has seen; a step never changes
/// once it is released.
pub(super) const MIGRATIONS: &[&str] = &[
    include_str!("schema/1.sql"),
    include_str!("schema/2.sql"),
    include_str!("schema/3.sql"),
    include_str!("schema/4.sql"),
];

/// The first format that holds tasks.
pub(super) const TASKS: i64 = 2;

/// The first format that holds runs.
pub(super) const RUNS: i64 = 3;

/// The first format that tells at once what the catalog was.
pub(super) const BEFORE: i64 = 4;

/// Brings the file to the latest format. A copy of an older file stays beside it as `<file>.v<format>.bak`.
pub(super) fn migrate(conn: &mut Connection, path: &Path, migrations: &[&str]) -> Result<(), Cause> {
    let known = migrations.len() as i64;
    let found = format_of(conn)?;
    if found > known {
        return Err(Cause::Newer { found, known });
    }
    if found == known {
        return Ok(());
    }
    if found > 0 {
        copy_database(conn, &backup_path(path, found))?;
    }
    let tx = conn.transaction_with_behavior(TransactionBehavior::Immediate)?;
    // Another process may have come first while this one waited.
    let found = format_of(&tx)?;
    for step in migrations.iter().skip(found.max(0) as usize) {
        tx.execute_batch(step)?;
    }
    if (1..BEFORE).contains(&found) && known >= BEFORE {
        before::fill(&tx)?;
    }
    if found == 0 {
        tx.pragma_update(None, "application_id", APPLICATION_ID)?;
        tx.execute(
            "INSERT INTO meta (key, value) VALUES ('journal_id', ?1)",
            [Uuid::now_v7().as_bytes()],
        )?;
    }
    tx.pragma_update(None, "user_version", known.max(found))?;
    Ok(tx.commit()?)
}

/// The format of an open file: 0 for an empty one. Refuses what is no journal.
pub(super) fn format_of(conn: &Connection) -> Result<i64, Cause> {
    // In this order: whoever makes the file at this moment commits all of it at once, so what bears the mark is whole.
    let tables: i64 = conn.query_row("SELECT count(*) FROM sqlite_schema", [], |row| row.get(0))?;
    let format = || conn.pragma_query_value(None, "user_version", |row| row.get::<_, i64>(0));
    let before = format()?;
    let application: i64 = conn.pragma_query_value(None, "application_id", |row| row.get(0))?;
    match application {
        APPLICATION_ID => Ok(format()?),
        0 if before == 0 && tables == 0 => Ok(0),
        _ => Err(Cause::NotAJournal),
    }
}

fn backup_path(path: &Path, format: i64) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(format!(".v{format}.bak"));
    PathBuf::from(name)
}
