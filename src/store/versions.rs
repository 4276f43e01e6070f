//! Many versions at once: looked up and inflated on every core, each pack once.

use std::num::NonZero;

use rusqlite::{Connection, OptionalExtension};

use super::error::{Cause, JournalError};
use super::journal::Journal;
use super::version::{Unpacker, member};
use crate::model::journal::Hash;

/// Fewer than this are not worth a thread.
const SHORTEST_PART: usize = 512;

/// Where a version lies, and which of those asked for it is: pack, start, size, index.
type Place = (i64, i64, i64, usize);

impl Journal {
    /// What `make` makes of each of these versions, in the order of the digests; nothing where one was not kept. It is called
    /// on several threads, with the index of the digest and the canonical JSON.
    pub fn map_versions<T: Send>(
        &self,
        digests: &[Hash],
        make: &(dyn Fn(usize, &[u8]) -> Option<T> + Sync),
    ) -> Result<Vec<Option<T>>, JournalError> {
        self.judge(|| {
            let mut order: Vec<usize> = (0..digests.len()).collect();
            order.sort_unstable_by_key(|at| digests[*at]);
            let found = self.on_all_cores(&split(&order), |conn, part| places(conn, digests, part))?;
            let mut places: Vec<Place> = found.into_iter().flatten().collect();
            places.sort_unstable();
            let made = self.on_all_cores(&split_packs(&places), |conn, part| each(conn, part, make))?;
            let mut all: Vec<Option<T>> = digests.iter().map(|_| None).collect();
            for (at, made) in made.into_iter().flatten() {
                all[at] = made;
            }
            Ok(all)
        })
    }

    fn on_all_cores<P: Sync, T: Send>(
        &self,
        parts: &[&[P]],
        work: impl Fn(&Connection, &[P]) -> Result<T, Cause> + Sync,
    ) -> Result<Vec<T>, Cause> {
        let one = |part: &[P]| self.readers().with(|conn| work(conn, part));
        let one = &one;
        match parts {
            [] => Ok(Vec::new()),
            [only] => Ok(vec![one(only)?]),
            parts => std::thread::scope(|scope| {
                let workers: Vec<_> = parts.iter().map(|part| scope.spawn(move || one(part))).collect();
                workers
                    .into_iter()
                    .map(|worker| worker.join().map_err(|_| Cause::Stopped)?)
                    .collect()
            }),
        }
    }
}

fn part_length(count: usize) -> usize {
    let threads = std::thread::available_parallelism().map_or(1, NonZero::get);
    count.div_ceil(threads.min(16)).max(SHORTEST_PART)
}

fn split<T>(all: &[T]) -> Vec<&[T]> {
    all.chunks(part_length(all.len())).collect()
}

/// Parts of about one length that share no pack.
fn split_packs(places: &[Place]) -> Vec<&[Place]> {
    let length = part_length(places.len());
    let mut parts: Vec<&[Place]> = Vec::new();
    let mut rest = places;
    while let Some(last) = rest.get(length - 1) {
        let pack = last.0;
        let end = rest.partition_point(|place| place.0 <= pack);
        let (part, others) = rest.split_at(end);
        parts.push(part);
        rest = others;
    }
    if !rest.is_empty() {
        parts.push(rest);
    }
    parts
}

fn places(conn: &Connection, digests: &[Hash], part: &[usize]) -> Result<Vec<Place>, Cause> {
    let mut statement = conn.prepare_cached("SELECT pack, start, size FROM version WHERE digest = ?1")?;
    let mut places = Vec::with_capacity(part.len());
    for at in part {
        let place = statement
            .query_row([digests[*at].0], |row| {
                Ok((row.get(0)?, row.get(1)?, row.get(2)?, *at))
            })
            .optional()?;
        places.extend(place);
    }
    Ok(places)
}

fn each<T>(
    conn: &Connection,
    part: &[Place],
    make: &(dyn Fn(usize, &[u8]) -> Option<T> + Sync),
) -> Result<Vec<(usize, Option<T>)>, Cause> {
    let mut unpacker = Unpacker::new();
    let mut made = Vec::with_capacity(part.len());
    for (pack, start, size, at) in part {
        let body = unpacker
            .pack(conn, *pack)?
            .and_then(|full| member(full, *start, *size));
        let body =
            body.ok_or_else(|| Cause::Corrupt(format!("a version in pack {pack} cannot be read back")))?;
        made.push((*at, make(*at, body)));
    }
    Ok(made)
}
