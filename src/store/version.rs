//! What entities said, each version once and found by its digest; manifests are kept the same way. Versions that come
//! together are alike, so they are deflated together, in packs small enough to be read for one of them.

use std::io::Write;
use std::ops::Range;

use flate2::write::DeflateEncoder;
use flate2::{Compression, Decompress, FlushDecompress, Status};
use rusqlite::{Connection, OptionalExtension};

use super::error::Cause;
use crate::model::journal::{Hash, Manifest};

/// A pack is closed once it holds so many bytes.
const FULL_PACK: usize = 16 * 1024;
/// Deflate makes a text at most so many times larger than it was (zlib.net/zlib_tech.html).
const LARGEST_RATIO: usize = 1032;
/// Inflated packs kept at hand: neighbours of a version are wanted next to it, before a change and after it.
const PACKS_AT_HAND: usize = 4;

/// Versions on their way into the store.
#[derive(Clone, Debug)]
pub(super) struct Pack {
    members: Vec<(Hash, Range<usize>)>,
    size: usize,
    deflated: Vec<u8>,
}

/// Deflates versions into packs. The tables it works with are larger than a pack, so one is kept for many.
pub(super) struct Packer {
    encoder: DeflateEncoder<Vec<u8>>,
    members: Vec<(Hash, Range<usize>)>,
    size: usize,
    packs: Vec<Pack>,
}

impl Packer {
    pub(super) fn new() -> Packer {
        Packer {
            encoder: DeflateEncoder::new(Vec::new(), Compression::fast()),
            members: Vec::new(),
            size: 0,
            packs: Vec::new(),
        }
    }

    /// Adds a text under its digest, which must be the SHA-256 of it.
    pub(super) fn add(&mut self, digest: Hash, body: &[u8]) -> Result<(), Cause> {
        self.encoder.write_all(body)?;
        self.members.push((digest, self.size..self.size + body.len()));
        self.size += body.len();
        if self.size >= FULL_PACK {
            self.close()
        } else {
            Ok(())
        }
    }

    /// The packs with everything that was added since the last call.
    pub(super) fn take(&mut self) -> Result<Vec<Pack>, Cause> {
        if !self.members.is_empty() {
            self.close()?;
        }
        Ok(std::mem::take(&mut self.packs))
    }

    fn close(&mut self) -> Result<(), Cause> {
        let deflated = self.encoder.reset(Vec::new())?;
        let members = std::mem::take(&mut self.members);
        self.packs.push(Pack {
            members,
            size: std::mem::take(&mut self.size),
            deflated,
        });
        Ok(())
    }
}

impl Pack {
    /// How many versions it holds.
    pub(super) fn len(&self) -> usize {
        self.members.len()
    }

    /// Keeps the versions that are not kept yet, and the pack if there is one.
    pub(super) fn store(&self, conn: &Connection) -> Result<(), Cause> {
        let mut missing = Vec::new();
        for member in &self.members {
            if !is_stored(conn, member.0)? {
                missing.push(member);
            }
        }
        if missing.is_empty() {
            return Ok(());
        }
        conn.prepare_cached("INSERT INTO pack (size, body) VALUES (?1, ?2)")?
            .execute((self.size as i64, &self.deflated))?;
        let pack = conn.last_insert_rowid();
        let mut insert = conn.prepare_cached(
            "INSERT INTO version (digest, pack, start, size) VALUES (?1, ?2, ?3, ?4) ON CONFLICT DO NOTHING",
        )?;
        for (digest, range) in missing {
            insert.execute((digest.0, pack, range.start as i64, range.len() as i64))?;
        }
        Ok(())
    }
}

pub(super) fn is_stored(conn: &Connection, digest: Hash) -> Result<bool, Cause> {
    let mut statement = conn.prepare_cached("SELECT 1 FROM version WHERE digest = ?1")?;
    Ok(statement.exists([digest.0])?)
}

/// The text with this digest, in full.
pub(super) fn load(conn: &Connection, digest: Hash) -> Result<Option<Vec<u8>>, Cause> {
    Unpacker::new().load(conn, digest)
}

/// The texts with these digests, in their order; each pack is inflated once.
pub(super) fn load_many(conn: &Connection, digests: &[Hash]) -> Result<Vec<Option<Vec<u8>>>, Cause> {
    let mut place = conn.prepare_cached("SELECT pack FROM version WHERE digest = ?1")?;
    let mut order = Vec::with_capacity(digests.len());
    for (at, digest) in digests.iter().enumerate() {
        let pack: Option<i64> = place.query_row([digest.0], |row| row.get(0)).optional()?;
        order.push((pack, at));
    }
    order.sort_unstable();
    let mut found = vec![None; digests.len()];
    let mut unpacker = Unpacker::new();
    for (_, at) in order {
        found[at] = unpacker.load(conn, digests[at])?;
    }
    Ok(found)
}

pub(super) fn load_manifest(conn: &Connection, digest: Hash) -> Result<Option<Manifest>, Cause> {
    let Some(text) = load(conn, digest)? else {
        return Ok(None);
    };
    let damaged = |reason: String| Cause::Corrupt(format!("the manifest {}: {reason}", digest.short()));
    let text = String::from_utf8(text).map_err(|error| damaged(error.to_string()))?;
    let manifest = Manifest::from_text(&text).map_err(|error| damaged(error.to_string()))?;
    Ok(Some(manifest))
}

/// Reads one version after the other.
pub(super) struct Unpacker {
    inflater: Decompress,
    /// The packs read last, the latest at the end.
    at_hand: Vec<(i64, Vec<u8>)>,
}

impl Unpacker {
    pub(super) fn new() -> Unpacker {
        Unpacker {
            inflater: Decompress::new(false),
            at_hand: Vec::new(),
        }
    }

    /// The text with this digest, in full.
    pub(super) fn load(&mut self, conn: &Connection, digest: Hash) -> Result<Option<Vec<u8>>, Cause> {
        let place = conn
            .prepare_cached("SELECT pack, start, size FROM version WHERE digest = ?1")?
            .query_row([digest.0], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))
            .optional()?;
        let Some((pack, start, size)) = place else {
            return Ok(None);
        };
        match self.pack(conn, pack)?.and_then(|pack| member(pack, start, size)) {
            Some(body) => Ok(Some(body.to_owned())),
            None => Err(Cause::Corrupt(format!(
                "the version {} cannot be read back",
                digest.short()
            ))),
        }
    }

    /// A pack in full; nothing where it cannot be read back.
    pub(super) fn pack(&mut self, conn: &Connection, n: i64) -> Result<Option<&[u8]>, Cause> {
        if let Some(index) = self.at_hand.iter().position(|(at_hand, _)| *at_hand == n) {
            return Ok(Some(&self.at_hand[index].1));
        }
        let mut statement = conn.prepare_cached("SELECT size, body FROM pack WHERE n = ?1")?;
        let found: Option<(i64, Vec<u8>)> = statement
            .query_row([n], |row| Ok((row.get(0)?, row.get(1)?)))
            .optional()?;
        let Some(body) = found.and_then(|(size, deflated)| self.inflated(&deflated, size)) else {
            return Ok(None);
        };
        if self.at_hand.len() == PACKS_AT_HAND {
            self.at_hand.remove(0);
        }
        self.at_hand.push((n, body));
        Ok(self.at_hand.last().map(|(_, body)| body.as_slice()))
    }

    /// A pack in full. Nothing where the bytes do not inflate to exactly `size` bytes.
    pub(super) fn inflated(&mut self, deflated: &[u8], size: i64) -> Option<Vec<u8>> {
        let size = usize::try_from(size).ok()?;
        // The size comes from a file that may be damaged: no room is made for what cannot be.
        if size > deflated.len().saturating_mul(LARGEST_RATIO) {
            return None;
        }
        let mut body = Vec::with_capacity(size);
        self.inflater.reset(false);
        let status = self
            .inflater
            .decompress_vec(deflated, &mut body, FlushDecompress::Finish)
            .ok()?;
        (status == Status::StreamEnd && body.len() == size).then_some(body)
    }
}

/// The part of a pack that is one version.
pub(super) fn member(pack: &[u8], start: i64, size: i64) -> Option<&[u8]> {
    let start = usize::try_from(start).ok()?;
    pack.get(start..start.checked_add(usize::try_from(size).ok()?)?)
}
