//! What entities said, each version once: deflated and found by its digest. Manifests are kept the same way.

use std::io::{Read, Write};

use flate2::Compression;
use flate2::read::DeflateDecoder;
use flate2::write::DeflateEncoder;
use rusqlite::{Connection, OptionalExtension};

use super::error::Cause;
use crate::model::journal::{Hash, Manifest};

/// A text on its way into the store.
#[derive(Clone, Debug)]
pub(super) struct Version {
    digest: Hash,
    size: usize,
    deflated: Vec<u8>,
}

impl Version {
    /// Deflates `body`; its digest is its name.
    pub(super) fn of(body: &[u8]) -> Result<Version, Cause> {
        let mut encoder = DeflateEncoder::new(Vec::with_capacity(body.len() / 2), Compression::fast());
        encoder.write_all(body)?;
        Ok(Version {
            digest: Hash::of(body),
            size: body.len(),
            deflated: encoder.finish()?,
        })
    }

    pub(super) fn digest(&self) -> Hash {
        self.digest
    }

    /// Keeps it, unless it is kept already.
    pub(super) fn store(&self, conn: &Connection) -> Result<(), Cause> {
        conn.prepare_cached(
            "INSERT INTO version (digest, size, body) VALUES (?1, ?2, ?3) ON CONFLICT DO NOTHING",
        )?
        .execute((self.digest.0, self.size as i64, &self.deflated))?;
        Ok(())
    }
}

pub(super) fn is_stored(conn: &Connection, digest: Hash) -> Result<bool, Cause> {
    Ok(conn
        .prepare_cached("SELECT 1 FROM version WHERE digest = ?1")?
        .exists([digest.0])?)
}

/// The text with this digest, in full.
pub(super) fn load(conn: &Connection, digest: Hash) -> Result<Option<Vec<u8>>, Cause> {
    let found = conn
        .prepare_cached("SELECT size, body FROM version WHERE digest = ?1")?
        .query_row([digest.0], |row| {
            Ok((row.get::<_, i64>(0)?, row.get::<_, Vec<u8>>(1)?))
        })
        .optional()?;
    let Some((size, deflated)) = found else {
        return Ok(None);
    };
    match inflated(&deflated, size) {
        Some(body) => Ok(Some(body)),
        None => Err(Cause::Corrupt(format!(
            "the version {} cannot be read back",
            digest.short()
        ))),
    }
}

pub(super) fn load_manifest(conn: &Connection, digest: Hash) -> Result<Option<Manifest>, Cause> {
    let Some(text) = load(conn, digest)? else {
        return Ok(None);
    };
    let damaged = |reason: String| Cause::Corrupt(format!("the manifest {}: {reason}", digest.short()));
    let text = String::from_utf8(text).map_err(|error| damaged(error.to_string()))?;
    Manifest::from_text(&text)
        .map(Some)
        .map_err(|error| damaged(error.to_string()))
}

/// Nothing where the bytes do not inflate to exactly `size` bytes.
pub(super) fn inflated(deflated: &[u8], size: i64) -> Option<Vec<u8>> {
    let size = usize::try_from(size).ok()?;
    // The size comes from a file that may be damaged: room is made as it is needed.
    let mut body = Vec::with_capacity(size.min(1 << 20));
    let limit = u64::try_from(size).ok()?.saturating_add(1);
    DeflateDecoder::new(deflated)
        .take(limit)
        .read_to_end(&mut body)
        .ok()?;
    (body.len() == size).then_some(body)
}
