//! One process at a time: what is read, decided and written by one is not what another one does at the same moment. The lock
//! goes with the process, however it ends.

use std::fs::{File, OpenOptions};
use std::io;
use std::path::Path;

use crate::config::create_private_dir;

/// Held for as long as this lives.
pub(super) struct Turn {
    _file: File,
}

/// Waits for the turn of this process: others have theirs for moments only.
pub(super) fn turn(path: &Path) -> io::Result<Turn> {
    if let Some(folder) = path.parent() {
        create_private_dir(folder)?;
    }
    let mut options = OpenOptions::new();
    options.write(true).create(true).truncate(false);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let file = options.open(path)?;
    file.lock()?;
    Ok(Turn { _file: file })
}
