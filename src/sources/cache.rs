//! A snapshot on disk, so that the next start need not parse anything. Only a cache: whatever is odd about the file
//! means that it is not there.

use super::files::Snapshot;
use super::tables::{self, Loader};
use crate::model::catalog::{Arena, Catalog, TABLES_VERSION, TableSink, TableSource};
use std::io;
use std::path::Path;
use std::sync::Arc;

/// Of the tables that `sources` adds.
const LAYOUT_VERSION: u32 = 2;
const VERSION: u32 = LAYOUT_VERSION << 16 | TABLES_VERSION;

/// Saves a snapshot; a reader sees the old file or the new one, never half of it.
pub fn save(path: &Path, snapshot: &Snapshot) -> io::Result<()> {
    tables::save(path, VERSION, |saver| {
        snapshot.catalog.save(saver)?;
        saver.put(&snapshot.stamps)?;
        saver.put(&snapshot.links)?;
        snapshot.texts.save(saver)?;
        saver.put(&snapshot.folders)?;
        saver.put(&[snapshot.scope, snapshot.notes])
    })
}

/// Loads a snapshot; none where there is none that this program wrote.
pub fn load(path: &Path) -> Option<Snapshot> {
    tables::load(path, VERSION, read)
}

fn read(source: &mut Loader) -> io::Result<Snapshot> {
    let catalog = Arc::new(Catalog::load(source)?);
    let (stamps, links, texts) = (source.take()?, source.take()?, Arena::load(source)?);
    let folders = source.take()?;
    let [scope, notes] = source
        .take()?
        .try_into()
        .map_err(|_| io::ErrorKind::InvalidData)?;
    Ok(Snapshot {
        catalog,
        stamps,
        links,
        texts,
        folders,
        scope,
        notes,
    })
}
