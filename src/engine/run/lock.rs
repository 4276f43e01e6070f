//! One process of a machine has effects at a time: whoever holds the lock of a file that is for nothing else. The lock goes
//! with the process, however it ends.

use std::fs::{File, TryLockError};
use std::path::Path;

use super::error::RunsError;
use super::folder::private;
use crate::config::create_private_dir;

/// Held for as long as this lives.
pub(in crate::engine) struct Held {
    _file: File,
}

/// Takes the lock; none where another process has it.
pub(in crate::engine) fn take(path: &Path) -> Result<Option<Held>, RunsError> {
    let failed = |error: std::io::Error| RunsError::file(path.display(), error);
    if let Some(folder) = path.parent() {
        create_private_dir(folder).map_err(failed)?;
    }
    let file = private().write(true).open(path).map_err(failed)?;
    match file.try_lock() {
        Ok(()) => Ok(Some(Held { _file: file })),
        Err(TryLockError::WouldBlock) => Ok(None),
        Err(TryLockError::Error(error)) => Err(failed(error)),
    }
}

/// Whether some process has effects now.
pub fn is_driven(path: &Path) -> bool {
    let Ok(file) = File::open(path) else { return false };
    matches!(file.try_lock_shared(), Err(TryLockError::WouldBlock))
}
