//! A catalog together with how everything looked that it was read from, so that "has anything changed?" is asked of looks
//! alone. Knows stamps; parses nothing.

use super::scope::Scope;
use super::stamp::Stamp;
use crate::model::catalog::{Arena, Catalog, FileId, Interner, Sym};
use bytemuck::{Pod, Zeroable};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

/// A catalog and what is needed to read it again cheaply.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Snapshot {
    pub catalog: Arc<Catalog>,
    /// How each file of the catalog looked, in the same order.
    pub(in crate::sources) stamps: Vec<Stamp>,
    pub(in crate::sources) links: Vec<Link>,
    pub(in crate::sources) texts: Arena,
    /// Folders that were walked, and those that are only watched.
    pub(in crate::sources) folders: Vec<Folder>,
    /// Of the scope that was read: another one finds other files.
    pub(in crate::sources) scope: u64,
    /// Of the problems that depend on more than one file's contents: missing targets, unreadable folders.
    pub(in crate::sources) notes: u64,
}

/// A folder, and how it looked when it was read: while it looks so, the same files are in it.
#[derive(Clone, Copy, Debug, PartialEq, Pod, Zeroable)]
#[repr(C)]
pub(in crate::sources) struct Folder {
    /// The empty stamp where it was not walked.
    pub stamp: Stamp,
    pub path: Sym,
    /// 1: its entries were read; 0: it is only watched; 2: it is a file that was looked for.
    pub walked: u32,
}

/// That one file leads to another.
#[derive(Clone, Copy, Debug, PartialEq, Pod, Zeroable)]
#[repr(C)]
pub(in crate::sources) struct Link {
    /// Of a dependency: how it looked.
    pub stamp: Stamp,
    pub from: u32,
    pub sort: u32,
    pub line: u32,
    pub column: u32,
    pub target: Sym,
    pub entity_ref: Sym,
    /// Of a Location: 0 when its target was not there.
    pub found: u32,
    pub reserved: u32,
}

/// A folder that has been left alone for so long has shown all its files.
const SETTLED: Duration = Duration::from_secs(1);

const LOOKED_FOR: u32 = 2;

/// How nothing ever looks.
const UNKNOWN: Stamp = Stamp {
    modified: i64::MIN,
    changed: i64::MIN,
    size: 0,
    inode: 0,
};

pub(super) const LOCATION: u32 = 0;
pub(super) const OPTIONAL_LOCATION: u32 = 1;
pub(super) const DEPENDENCY: u32 = 2;

impl Snapshot {
    /// Whether nothing that this snapshot was read from looks different now. Asks for the looks of files and folders
    /// only, which is several times quicker than to walk them, on so many threads.
    pub(super) fn is_current(&self, scope: &Scope, threads: usize) -> bool {
        let file_looks_the_same = |i: usize| {
            let stamp = self.stamps[i];
            let name = self.catalog.file(FileId(i as u32)).map_or("", |file| file.path);
            stamp == Stamp::default() || Stamp::at(&scope.path(name)) == stamp
        };
        let folder_looks_the_same = |i: usize| {
            let folder = self.folders[i];
            folder.walked == 0 || Stamp::at(Path::new(self.texts.get(folder.path))) == folder.stamp
        };
        self.scope == scope.digest()
            && self.links.iter().all(|link| self.leads_as_before(link, scope))
            && all(self.folders.len(), threads, folder_looks_the_same)
            && all(self.stamps.len(), threads, file_looks_the_same)
    }

    pub(super) fn leads_as_before(&self, link: &Link, scope: &Scope) -> bool {
        let target = self.texts.get(link.target);
        if link.sort == DEPENDENCY {
            return Stamp::at(Path::new(target)) == link.stamp;
        }
        // A target that is there is a file of the catalog, whose looks are compared anyway.
        let from = self.catalog.file(FileId(link.from)).map_or("", |file| file.path);
        let appeared = || {
            scope
                .path(from)
                .parent()
                .is_some_and(|folder| folder.join(target).exists())
        };
        link.found != 0 || !appeared()
    }

    pub(super) fn folder_paths(&self) -> Vec<PathBuf> {
        self.folders
            .iter()
            .filter(|folder| folder.walked != LOOKED_FOR)
            .map(|folder| PathBuf::from(self.texts.get(folder.path)))
            .collect()
    }

    /// How many of the catalog's files were read; the others are folders and files out of sight.
    pub(super) fn read_count(&self) -> usize {
        self.stamps
            .iter()
            .filter(|stamp| **stamp != Stamp::default())
            .count()
    }

    pub(super) fn links_of(&self, file: FileId) -> impl Iterator<Item = &Link> {
        let start = self.links.partition_point(|link| link.from < file.0);
        self.links[start..]
            .iter()
            .take_while(move |link| link.from == file.0)
    }
}

/// The folders of a reading as they are kept. Those that changed a moment ago count as unknown: one more file could
/// have come within the same tick of the disk's clock.
pub(super) fn folders(
    walked: &[(PathBuf, Stamp)],
    watched: &[PathBuf],
    looked: &[(PathBuf, Stamp)],
    began: SystemTime,
    texts: &mut Interner,
) -> Vec<Folder> {
    let settled = began
        .checked_sub(SETTLED)
        .and_then(|time| time.duration_since(UNIX_EPOCH).ok());
    let settled = settled.map_or(0, |time| time.as_nanos() as i64);
    let walked = walked.iter().map(|seen| (seen, 1));
    let mut folders: Vec<Folder> = walked
        .chain(looked.iter().map(|seen| (seen, LOOKED_FOR)))
        .map(|((path, stamp), walked)| Folder {
            stamp: match stamp.changed < settled || *stamp == Stamp::default() {
                true => *stamp,
                false => UNKNOWN,
            },
            path: texts.intern(&path.to_string_lossy()),
            walked,
        })
        .collect();
    folders.extend(watched.iter().map(|path| Folder {
        stamp: Stamp::default(),
        path: texts.intern(&path.to_string_lossy()),
        walked: 0,
    }));
    folders
}

/// Whether something holds for each of so many things, asked on so many threads.
fn all(count: usize, threads: usize, holds: impl Fn(usize) -> bool + Sync) -> bool {
    let chunk = count.div_ceil(threads).max(64);
    let holds = &holds;
    std::thread::scope(|scope| {
        let parts: Vec<_> = (0..count)
            .step_by(chunk)
            .map(|start| scope.spawn(move || (start..count.min(start + chunk)).all(holds)))
            .collect();
        parts.into_iter().all(|part| part.join().unwrap_or(false))
    })
}
