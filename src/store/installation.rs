//! Who this installation is in the journals it writes. Two writers under one name would fork the chain, so a name is
//! given up as soon as the data folder or a journal turns out to be a copy.

use std::fs;
use std::path::Path;

use rusqlite::{Connection, OptionalExtension, TransactionBehavior};
use uuid::Uuid;

use super::connection::create_private;
use super::error::Cause;
use crate::model::journal::Hash;

const FILE: &str = "origin.toml";

/// The name under which this installation writes, for the journal at `journal`, whose own file remembers where it was
/// last written: a file that was copied or put back from a backup gets a new name.
pub(super) fn origin_for(conn: &mut Connection, journal: &Path, data_dir: &Path) -> Result<Uuid, Cause> {
    let origin = current(data_dir)?;
    let home = home_of(origin, journal)?;
    let known: Option<String> = conn
        .query_row("SELECT value FROM meta WHERE key = 'home'", [], |row| row.get(0))
        .optional()?;
    match known {
        Some(known) if known == home => return Ok(origin),
        None => {}
        Some(known) if !known.starts_with(&origin.to_string()) => {}
        Some(_) => return settle(conn, journal, renew(data_dir)?),
    }
    settle(conn, journal, origin)
}

/// What a journal's `home` says after it was copied: the name it was written under, and no place.
pub(super) fn home_of_copy(conn: &Connection) -> Result<(), Cause> {
    conn.execute(
        "UPDATE meta SET value = substr(value, 1, 36) || ' copy' WHERE key = 'home'",
        [],
    )?;
    Ok(())
}

fn settle(conn: &mut Connection, journal: &Path, origin: Uuid) -> Result<Uuid, Cause> {
    let tx = conn.transaction_with_behavior(TransactionBehavior::Immediate)?;
    tx.execute(
        "INSERT OR REPLACE INTO meta (key, value) VALUES ('home', ?1)",
        [home_of(origin, journal)?],
    )?;
    tx.execute(
        "INSERT OR IGNORE INTO origin (id, oseq, hash) VALUES (?1, 0, ?2)",
        (origin.as_bytes(), Hash::ZERO.0),
    )?;
    tx.commit()?;
    Ok(origin)
}

fn home_of(origin: Uuid, journal: &Path) -> Result<String, Cause> {
    Ok(format!("{origin} {}", file_identity(&fs::metadata(journal)?)))
}

/// Tells a file from a copy of it.
#[cfg(unix)]
fn file_identity(file: &fs::Metadata) -> String {
    std::os::unix::fs::MetadataExt::ino(file).to_string()
}

#[cfg(not(unix))]
fn file_identity(file: &fs::Metadata) -> String {
    let created = file
        .created()
        .ok()
        .and_then(|time| time.duration_since(std::time::UNIX_EPOCH).ok());
    created.map_or(String::new(), |time| time.as_nanos().to_string())
}

/// The name in the data folder, made on the first start, and anew when the folder came from another machine.
fn current(data_dir: &Path) -> Result<Uuid, Cause> {
    match read(data_dir) {
        Some((origin, machine)) if machine == this_machine() => Ok(origin),
        _ => renew(data_dir),
    }
}

fn read(data_dir: &Path) -> Option<(Uuid, String)> {
    let text = fs::read_to_string(data_dir.join(FILE)).ok()?;
    let table: toml::Table = text.parse().ok()?;
    let origin = Uuid::parse_str(table.get("origin")?.as_str()?).ok()?;
    Some((origin, table.get("machine")?.as_str()?.to_owned()))
}

fn renew(data_dir: &Path) -> Result<Uuid, Cause> {
    let origin = Uuid::now_v7();
    let text = format!(
        "# Who this installation is in the journals it writes. Made by muster; not to be copied to another machine.\n\
         origin = \"{origin}\"\nmachine = \"{}\"\n",
        this_machine()
    );
    let draft = data_dir.join(format!("{FILE}.{origin}"));
    create_private(&draft)?;
    fs::write(&draft, text)?;
    fs::rename(&draft, data_dir.join(FILE))?;
    // Of two processes that start at once the later one has named both.
    Ok(read(data_dir).map_or(origin, |(origin, _)| origin))
}

/// Tells this machine from another without telling which it is; empty where the system has no such mark.
fn this_machine() -> String {
    let id = fs::read_to_string("/etc/machine-id").unwrap_or_default();
    if id.trim().is_empty() {
        String::new()
    } else {
        Hash::of(format!("muster {}", id.trim()).as_bytes()).short()
    }
}
