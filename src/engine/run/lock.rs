//! One process of a machine has effects at a time: whoever holds the lock of a file that is for nothing else. The lock goes
//! with the process, however it ends. A process that is stopped ends not, and keeps it: where that must not be, whoever holds it gives
//! signs of life, and without them another one takes over.

use std::fs::{self, File, TryLockError};
use std::io;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant, SystemTime};

use super::error::RunsError;
use super::folder::private;
use crate::config::create_private_dir;

/// A sign of life is given at most so often.
const BEAT: Duration = Duration::from_secs(10);
/// Whoever gave none for so long stands still.
const SILENT: Duration = Duration::from_secs(120);

/// Held for as long as this lives.
pub(in crate::engine) struct Held {
    file: File,
    path: PathBuf,
    beaten: Instant,
}

impl Held {
    fn begin(file: File, path: &Path) -> io::Result<Self> {
        file.set_modified(SystemTime::now())?;
        Ok(Self {
            file,
            path: path.to_owned(),
            beaten: Instant::now(),
        })
    }

    /// Gives a sign of life; false where another process has taken over meanwhile.
    pub fn beat(&mut self) -> bool {
        if self.beaten.elapsed() >= BEAT {
            self.beaten = Instant::now();
            // Without a sign another one takes over, and then the two of them agree by the journal.
            let _ = self.file.set_modified(SystemTime::now());
        }
        is_at(&self.file, &self.path)
    }
}

/// Takes the lock; none where another process has it.
pub(in crate::engine) fn take(path: &Path) -> Result<Option<Held>, RunsError> {
    let failed = |error: io::Error| RunsError::file(path.display(), error);
    if let Some(folder) = path.parent() {
        create_private_dir(folder).map_err(failed)?;
    }
    let file = private().write(true).open(path).map_err(failed)?;
    match file.try_lock() {
        // Somebody may just have taken over.
        Ok(()) if !is_at(&file, path) => Ok(None),
        Ok(()) => Held::begin(file, path).map(Some).map_err(failed),
        Err(TryLockError::WouldBlock) => Ok(None),
        Err(TryLockError::Error(error)) => Err(failed(error)),
    }
}

/// Takes the lock from a process that has it and stands still, and says since when; none where it gives signs of life. Of two that do so
/// at once the later one has it, which the other notices at its next sign of life.
pub(in crate::engine) fn take_over(path: &Path) -> Result<Option<(Held, SystemTime)>, RunsError> {
    let failed = |error: io::Error| RunsError::file(path.display(), error);
    let last = last_sign(path).filter(|last| !is_lately(*last));
    let Some(last) = last else { return Ok(None) };
    let mut name = path.as_os_str().to_owned();
    name.push(format!(".{}", std::process::id()));
    let new = PathBuf::from(name);
    let file = private().write(true).open(&new).map_err(failed)?;
    file.try_lock().map_err(|error| failed(error.into()))?;
    let held = Held::begin(file, path).map_err(failed)?;
    fs::rename(&new, path).map_err(failed)?;
    Ok(Some((held, last)))
}

/// Whether some process has effects now.
pub fn is_driven(path: &Path) -> bool {
    let Ok(file) = File::open(path) else { return false };
    matches!(file.try_lock_shared(), Err(TryLockError::WouldBlock))
}

/// Whether some process has the lock and gives signs of life.
pub(in crate::engine) fn is_alive(path: &Path) -> bool {
    last_sign(path).is_some_and(is_lately) && is_driven(path)
}

fn last_sign(path: &Path) -> Option<SystemTime> {
    fs::metadata(path).and_then(|found| found.modified()).ok()
}

/// A clock that was put back counts as lately.
fn is_lately(moment: SystemTime) -> bool {
    moment.elapsed().map_or(true, |silent| silent < SILENT)
}

/// Whether this file is the one that is there under the name.
fn is_at(file: &File, path: &Path) -> bool {
    let same =
        |there: fs::Metadata, ours: fs::Metadata| (there.dev(), there.ino()) == (ours.dev(), ours.ino());
    match (fs::metadata(path), file.metadata()) {
        (Ok(there), Ok(ours)) => same(there, ours),
        _ => false,
    }
}
