//! How a file looked when it was read, so that the next reading can leave it alone. Knows metadata, no contents.

use bytemuck::{Pod, Zeroable};
use std::fs::{self, Metadata};
use std::path::Path;

/// Two equal stamps of one path mean that nothing was written in between.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Pod, Zeroable)]
#[repr(C)]
pub struct Stamp {
    /// Nanoseconds since 1970 of the last write, and of the last change of any metadata (which a copied-back
    /// modification time does not fool).
    pub modified: i64,
    pub changed: i64,
    pub size: u64,
    pub inode: u64,
}

impl Stamp {
    /// How a file or folder looks now; the empty stamp where there is none, so that its coming is a change.
    pub fn at(path: &Path) -> Self {
        fs::metadata(path)
            .map(|metadata| Self::of(&metadata))
            .unwrap_or_default()
    }

    #[cfg(unix)]
    pub fn of(metadata: &Metadata) -> Self {
        use std::os::unix::fs::MetadataExt;
        let nanos = |seconds: i64, nanos: i64| seconds.saturating_mul(1_000_000_000).saturating_add(nanos);
        Self {
            modified: nanos(metadata.mtime(), metadata.mtime_nsec()),
            changed: nanos(metadata.ctime(), metadata.ctime_nsec()),
            size: metadata.size(),
            inode: metadata.ino(),
        }
    }

    #[cfg(not(unix))]
    pub fn of(metadata: &Metadata) -> Self {
        let since = metadata
            .modified()
            .ok()
            .and_then(|time| time.duration_since(std::time::UNIX_EPOCH).ok());
        let modified = since.map_or(0, |since| since.as_nanos() as i64);
        Self {
            modified,
            changed: modified,
            size: metadata.len(),
            inode: 0,
        }
    }
}
