//! What entities said, each version once: deflated and found by its digest. Manifests are kept the same way.

use std::io::Write;

use flate2::write::DeflateEncoder;
use flate2::{Compression, Decompress, FlushDecompress, Status};
use rusqlite::{Connection, OptionalExtension};

use super::error::Cause;
use crate::model::journal::{Hash, Manifest};

/// Deflate makes a text at most so many times larger than it was (zlib.net/zlib_tech.html).
const LARGEST_RATIO: usize = 1032;

/// A text on its way into the store.
#[derive(Clone, Debug)]
pub(super) struct Version {
    digest: Hash,
    size: usize,
    deflated: Vec<u8>,
}

/// Deflates one text after the other. Its tables are larger than most texts, so one is kept for many.
pub(super) struct Deflater(DeflateEncoder<Vec<u8>>);

impl Deflater {
    pub(super) fn new() -> Deflater {
        Deflater(DeflateEncoder::new(Vec::new(), Compression::fast()))
    }

    /// `body` as it is stored; its digest is its name.
    pub(super) fn version(&mut self, body: &[u8]) -> Result<Version, Cause> {
        self.0.write_all(body)?;
        let deflated = self.0.reset(Vec::new())?;
        Ok(Version {
            digest: Hash::of(body),
            size: body.len(),
            deflated,
        })
    }
}

impl Version {
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
    match Inflater::new().inflated(&deflated, size) {
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

/// Inflates one text after the other.
pub(super) struct Inflater(Decompress);

impl Inflater {
    pub(super) fn new() -> Inflater {
        Inflater(Decompress::new(false))
    }

    /// Nothing where the bytes do not inflate to exactly `size` bytes.
    pub(super) fn inflated(&mut self, deflated: &[u8], size: i64) -> Option<Vec<u8>> {
        let size = usize::try_from(size).ok()?;
        // The size comes from a file that may be damaged: no room is made for what cannot be.
        if size > deflated.len().saturating_mul(LARGEST_RATIO) {
            return None;
        }
        let mut body = Vec::with_capacity(size);
        self.0.reset(false);
        let status = self
            .0
            .decompress_vec(deflated, &mut body, FlushDecompress::Finish)
            .ok()?;
        (status == Status::StreamEnd && body.len() == size).then_some(body)
    }
}
