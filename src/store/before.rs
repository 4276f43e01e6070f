//! What each event that changed the catalog found. Taken back, the latest first, the events lead from the catalog of now to
//! that of any moment, at the cost of what has changed since. A projection: it follows the fold and can be made again.

use std::sync::Arc;

use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension};
use rustc_hash::FxHashMap;

use super::error::Cause;
use super::order;
use super::projection::{self, Folded};
use crate::model::journal::{Entry, Fact, Hash, Manifest};

/// What one event found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Before {
    pub lseq: u64,
    /// Milliseconds.
    pub time: i64,
    /// Canonical ref; empty for the first reading.
    pub entity: Box<str>,
    /// Nothing where the entity was not there.
    pub version: Option<Hash>,
    /// Where it was, if not where it is after the event.
    pub file: Option<Arc<str>>,
}

impl Before {
    /// What an event at a position found; `file` is where the entity is after it.
    pub(super) fn new(at: (u64, i64), entity: &str, found: Option<&Entry>, file: Option<&str>) -> Before {
        Before {
            lseq: at.0,
            time: at.1,
            entity: entity.into(),
            version: found.map(|entry| entry.version),
            file: found
                .filter(|entry| Some(&*entry.file) != file)
                .map(|entry| entry.file.clone()),
        }
    }

    pub(super) fn insert(&self, conn: &Connection) -> Result<(), Cause> {
        conn.prepare_cached(
            "INSERT INTO catalog_before (lseq, time, ref, version, file) VALUES (?1, ?2, ?3, ?4, ?5)",
        )?
        .execute((
            self.lseq.cast_signed(),
            self.time,
            &*self.entity,
            self.version.map(|hash| hash.0),
            self.file.as_deref(),
        ))?;
        Ok(())
    }
}

/// Of a fact that changes the catalog: which entity, and where it is afterwards.
pub(super) fn changed(fact: &Fact) -> Option<(&str, Option<&str>)> {
    match fact {
        Fact::CatalogRead(_) => Some(("", None)),
        Fact::EntityAppeared(appeared) => Some((&appeared.entity, Some(&appeared.file))),
        Fact::EntityChanged(changed) => Some((&changed.entity, Some(&changed.file))),
        Fact::EntityDisappeared(gone) => Some((&gone.entity, None)),
        _ => None,
    }
}

/// All rows from a position on, in their order.
pub(super) fn since(conn: &Connection, lseq: u64) -> Result<Vec<Before>, Cause> {
    let mut statement = conn.prepare_cached(
        "SELECT lseq, time, ref, version, file FROM catalog_before WHERE lseq >= ?1 ORDER BY lseq",
    )?;
    let mut rows = statement.query([lseq.min(i64::MAX as u64).cast_signed()])?;
    let mut found = Vec::new();
    while let Some(row) = rows.next()? {
        let text = |column| -> Result<Option<&str>, Cause> {
            let value = row.get_ref(column)?.as_str_or_null();
            Ok(value.map_err(rusqlite::Error::from)?)
        };
        found.push(Before {
            lseq: row.get::<_, i64>(0)?.cast_unsigned(),
            time: row.get(1)?,
            entity: text(2)?.unwrap_or_default().into(),
            version: row.get::<_, Option<[u8; 32]>>(3)?.map(Hash),
            file: text(4)?.map(Arc::from),
        });
    }
    Ok(found)
}

/// Makes the table say what a fold says. Returns how many rows were wrong.
pub(super) fn replace(conn: &Connection, wanted: &[Before]) -> Result<usize, Cause> {
    let found = since(conn, 0)?;
    if found == wanted {
        return Ok(0);
    }
    let right = found.iter().filter(|row| {
        let at = wanted.binary_search_by_key(&row.lseq, |row| row.lseq);
        at.is_ok_and(|at| wanted[at] == **row)
    });
    let wrong = found.len().max(wanted.len()) - right.count();
    conn.execute("DELETE FROM catalog_before", [])?;
    wanted.iter().try_for_each(|row| row.insert(conn))?;
    Ok(wrong)
}

/// Fills the table of a file that had none. Where the events cannot be folded it stays without the first reading, by which
/// [`manifest_at`] knows to fold and tell why.
pub(super) fn fill(conn: &Connection) -> Result<(), Cause> {
    let mut folded = Folded::default();
    match projection::fold_events(conn, &mut folded, 0..u64::MAX, None) {
        Err(Cause::NoManifest(_) | Cause::Corrupt(_)) => return Ok(()),
        other => other?,
    }
    folded.before.iter().try_for_each(|row| row.insert(conn))
}

/// The catalog as the events up to `time` left it, out of what it is now; nothing before its first reading. Within a
/// transaction.
pub(super) fn manifest_at(conn: &Connection, time: Timestamp) -> Result<Option<Manifest>, Cause> {
    let Some(first) = first_reading(conn)? else {
        // Either nothing was read yet, which the fold tells, or the table could not be filled: then the fold tells why.
        return projection::folded_at(conn, time);
    };
    match order::end(conn, order::STEPS, time)? {
        Some(end) if end <= first => Ok(None),
        Some(end) => {
            let now = projection::entries(conn)?;
            Ok(Some(taken_back(now, since(conn, end)?)))
        }
        None => Ok(Some(Manifest::new(projection::entries(conn)?))),
    }
}

/// The position of the first reading, where the table begins with it.
fn first_reading(conn: &Connection) -> Result<Option<u64>, Cause> {
    let first: Option<(i64, String)> = conn
        .prepare_cached("SELECT lseq, ref FROM catalog_before ORDER BY lseq LIMIT 1")?
        .query_row([], |row| Ok((row.get(0)?, row.get(1)?)))
        .optional()?;
    Ok(first
        .filter(|(_, entity)| entity.is_empty())
        .map(|(lseq, _)| lseq.cast_unsigned()))
}

/// The manifest before these events; they come in their order.
fn taken_back(now: Vec<Entry>, events: Vec<Before>) -> Manifest {
    let mut states: FxHashMap<Box<str>, Option<(Hash, Arc<str>)>> = FxHashMap::default();
    for event in events.into_iter().rev() {
        let after = || match states.get(&event.entity) {
            Some(state) => state.as_ref().map(|(_, file)| file.clone()),
            None => {
                let at = now.binary_search_by(|entry| entry.entity.cmp(&event.entity));
                Some(now.get(at.ok()?)?.file.clone())
            }
        };
        let file = event.file.clone().or_else(after);
        states.insert(event.entity, event.version.zip(file));
    }
    let mut entries = Vec::with_capacity(now.len());
    for entry in now {
        match states.remove(&entry.entity) {
            None => entries.push(entry),
            Some(None) => {}
            Some(Some((version, file))) => entries.push(Entry {
                entity: entry.entity,
                version,
                file,
            }),
        }
    }
    let gone = states.into_iter().filter_map(|(entity, state)| {
        let (version, file) = state?;
        Some(Entry {
            entity,
            version,
            file,
        })
    });
    entries.extend(gone);
    Manifest::new(entries)
}
