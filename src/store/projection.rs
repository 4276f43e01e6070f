//! The catalog as the events leave it, kept as a table so that a reading can be compared with it at once. It follows
//! the same fold that the model defines, and can be made again from the events.

use std::sync::Arc;

use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension};
use uuid::Uuid;

use super::before::{self, Before};
use super::error::Cause;
use super::order;
use super::version;
use crate::model::journal::{CatalogFold, Change, Entry, Fact, Hash, Manifest, Verdict, changes};

/// What is known about the projection as a whole.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct State {
    /// The manifest of the first reading; nothing before it.
    pub baseline: Option<Hash>,
    /// Grows with every change of the projection.
    pub revision: i64,
    /// The digest of the projection as a manifest, where it is known.
    pub manifest: Option<Hash>,
    /// When the latest recorded reading was taken.
    pub read_at: Option<Timestamp>,
}

impl State {
    pub(super) fn load(conn: &Connection) -> Result<State, Cause> {
        let mut statement = conn.prepare_cached(
            "SELECT baseline, revision, manifest, read_at FROM catalog_state WHERE only = 1",
        )?;
        Ok(statement.query_row([], |row| {
            let read_at: Option<i64> = row.get(3)?;
            Ok(State {
                baseline: row.get::<_, Option<[u8; 32]>>(0)?.map(Hash),
                revision: row.get(1)?,
                manifest: row.get::<_, Option<[u8; 32]>>(2)?.map(Hash),
                read_at: read_at.and_then(|millis| Timestamp::from_millisecond(millis).ok()),
            })
        })?)
    }

    pub(super) fn save(&self, conn: &Connection) -> Result<(), Cause> {
        conn.prepare_cached(
            "UPDATE catalog_state SET baseline = ?1, revision = ?2, manifest = ?3, read_at = ?4 WHERE only = 1",
        )?
        .execute((
            self.baseline.map(|hash| hash.0),
            self.revision,
            self.manifest.map(|hash| hash.0),
            self.read_at.map(Timestamp::as_millisecond),
        ))?;
        Ok(())
    }
}

/// One entity of the projection.
pub(super) fn entry(conn: &Connection, entity: &str) -> Result<Option<Entry>, Cause> {
    let mut statement = conn.prepare_cached("SELECT version, file FROM catalog_entity WHERE ref = ?1")?;
    let found = statement
        .query_row([entity], |row| Ok((row.get(0)?, row.get::<_, String>(1)?)))
        .optional()?;
    Ok(found.map(|(version, file)| Entry {
        entity: entity.into(),
        version: Hash(version),
        file: file.into(),
    }))
}

/// The whole projection, sorted by ref.
pub(super) fn entries(conn: &Connection) -> Result<Vec<Entry>, Cause> {
    let mut statement = conn.prepare_cached("SELECT ref, version, file FROM catalog_entity ORDER BY ref")?;
    let mut rows = statement.query([])?;
    let mut entries: Vec<Entry> = Vec::new();
    while let Some(row) = rows.next()? {
        let file = row.get_ref(2)?.as_str().map_err(rusqlite::Error::from)?;
        let file: Arc<str> = match entries.last() {
            Some(last) if *last.file == *file => last.file.clone(),
            _ => file.into(),
        };
        let entity: Box<str> = row.get_ref(0)?.as_str().map_err(rusqlite::Error::from)?.into();
        entries.push(Entry {
            entity,
            version: Hash(row.get(1)?),
            file,
        });
    }
    Ok(entries)
}

/// Brings one entity of the projection up to date.
pub(super) fn apply(conn: &Connection, change: &Change) -> Result<(), Cause> {
    match change {
        Change::Appeared {
            entity,
            version,
            file,
        }
        | Change::Changed {
            entity,
            to: version,
            file,
            ..
        } => {
            conn.prepare_cached(
                "INSERT OR REPLACE INTO catalog_entity (ref, version, file) VALUES (?1, ?2, ?3)",
            )?
            .execute((&**entity, version.0, &**file))?;
        }
        Change::Disappeared { entity, .. } => {
            conn.prepare_cached("DELETE FROM catalog_entity WHERE ref = ?1")?
                .execute([&**entity])?;
        }
    }
    Ok(())
}

/// Makes the projection say what `manifest` says, touching only what differs. Returns how many entities did.
pub(super) fn replace(conn: &Connection, manifest: &Manifest) -> Result<usize, Cause> {
    let differences = changes(entries(conn)?, manifest);
    for change in &differences {
        apply(conn, change)?;
    }
    Ok(differences.len())
}

/// The catalog after some events, and what each of them found.
#[derive(Default)]
pub(super) struct Folded {
    pub catalog: CatalogFold,
    pub before: Vec<Before>,
}

/// The catalog as the events up to `time` left it, out of the events alone; nothing before its first reading.
pub(super) fn folded_at(conn: &Connection, time: Timestamp) -> Result<Option<Manifest>, Cause> {
    let end = order::end(conn, order::EVENTS, time)?.unwrap_or(u64::MAX);
    let mut folded = Folded::default();
    fold_events(conn, &mut folded, 0..end, None)?;
    let catalog = folded.catalog;
    Ok(catalog.baseline().map(|_| catalog.manifest()))
}

/// Folds the catalog's events at the positions of `range` onto `folded`, without the event `skip`.
pub(super) fn fold_events(
    conn: &Connection,
    folded: &mut Folded,
    range: std::ops::Range<u64>,
    skip: Option<Uuid>,
) -> Result<(), Cause> {
    let mut statement = conn.prepare_cached(
        "SELECT id, type, body, lseq, time FROM event
         WHERE lseq >= ?1 AND lseq < ?2 AND (+type = 'catalog.read' OR +type LIKE 'entity.%') ORDER BY lseq",
    )?;
    let mut rows = statement.query((
        range.start.cast_signed(),
        range.end.min(i64::MAX as u64).cast_signed(),
    ))?;
    while let Some(row) = rows.next()? {
        if Some(Uuid::from_bytes(row.get(0)?)) == skip {
            continue;
        }
        let type_ = row.get_ref(1)?.as_str().map_err(rusqlite::Error::from)?;
        let body = row.get_ref(2)?.as_blob_or_null().map_err(rusqlite::Error::from)?;
        // A body that does not fit its type is rejected, as the fold rejects what does not fit the catalog.
        let Ok(fact) = Fact::of(type_, body) else { continue };
        let Some((entity, file)) = before::changed(&fact) else {
            continue;
        };
        let found = folded.catalog.entry(entity);
        let mut failure = None;
        let verdict = folded
            .catalog
            .apply(&fact, |digest| match version::load_manifest(conn, digest) {
                Ok(manifest) => manifest,
                Err(cause) => {
                    failure = Some(cause);
                    None
                }
            });
        match (verdict, failure) {
            (_, Some(cause)) => return Err(cause),
            (Verdict::NoManifest(digest), None) => return Err(Cause::NoManifest(digest)),
            (Verdict::Applied, None) => {
                let at = (row.get::<_, i64>(3)?.cast_unsigned(), row.get(4)?);
                folded.before.push(Before::new(at, entity, found.as_ref(), file));
            }
            (Verdict::Rejected | Verdict::Ignored, None) => {}
        }
    }
    Ok(())
}
