//! A run's own folder: what must outlive the program and does not belong into the journal. Readable by its owner alone.

use std::fs::{self, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::time::Duration;

use super::Folders;
use super::error::RunsError;
use crate::config::create_private_dir;
use crate::model::run::RunSummary;
use crate::model::secret::{Secret, Secrets};

const SECRETS: &str = "secrets.json";
/// A folder without a run that is older than this belongs to nobody.
const ABANDONED: Duration = Duration::from_secs(3600);

/// The folder of one run.
#[derive(Clone, Debug)]
pub(super) struct RunFolder(PathBuf);

impl RunFolder {
    pub fn of(folders: &Folders, id: &str) -> Self {
        Self(folders.runs.join(id))
    }

    pub fn make(&self) -> Result<(), RunsError> {
        create_private_dir(&self.0).map_err(|error| RunsError::file(self.0.display(), error))
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.0.join(name)
    }

    /// Where the files beside the blueprint are kept as they were.
    pub fn blueprint(&self) -> PathBuf {
        self.path("blueprint")
    }

    /// Removes all of it: the run never came to be.
    pub fn discard(&self) {
        let _ = fs::remove_dir_all(&self.0);
    }

    pub fn keep_secrets(&self, secrets: &Secrets) -> Result<(), RunsError> {
        if secrets.is_empty() {
            return Ok(());
        }
        let texts: std::collections::BTreeMap<&str, &str> = secrets
            .iter()
            .map(|(name, secret)| (name.as_str(), secret.reveal()))
            .collect();
        let path = self.path(SECRETS);
        let bytes = serde_json::to_vec(&texts).map_err(|error| RunsError::file(path.display(), error))?;
        write_private(&path, &bytes, true).map_err(|error| RunsError::file(path.display(), error))
    }

    pub fn secrets(&self) -> Secrets {
        let read = fs::read(self.path(SECRETS)).ok();
        let texts: std::collections::BTreeMap<String, String> = read
            .and_then(|bytes| serde_json::from_slice(&bytes).ok())
            .unwrap_or_default();
        texts
            .into_iter()
            .map(|(name, text)| (name, Secret::new(text)))
            .collect()
    }

    /// The run needs them no more.
    pub fn drop_secrets(&self) -> Result<(), RunsError> {
        let path = self.path(SECRETS);
        match fs::remove_file(&path) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => {
                Err(RunsError::file(path.display(), error))
            }
            _ => Ok(()),
        }
    }
}

/// Removes what a program that was killed has left: secrets of runs that are at their end, folders of runs that never came to
/// be. Those younger than an hour may be of a run that is being asked for right now.
pub(super) fn sweep(folders: &Folders, known: &[RunSummary]) {
    let Ok(entries) = fs::read_dir(&folders.runs) else {
        return;
    };
    for entry in entries.flatten() {
        let name = entry.file_name().to_string_lossy().into_owned();
        let folder = RunFolder::of(folders, &name);
        let is_old = entry
            .metadata()
            .and_then(|found| found.modified())
            .is_ok_and(|changed| changed.elapsed().is_ok_and(|age| age > ABANDONED));
        match known.iter().find(|run| run.id == name) {
            Some(run) if run.status.is_over() => {
                // One that cannot be removed now is tried again at the next start.
                let _ = folder.drop_secrets();
            }
            None if is_old => folder.discard(),
            _ => {}
        }
    }
}

/// Writes a file for its owner alone, whole or not at all; `durably` also over a loss of power.
pub(in crate::engine) fn write_private(path: &Path, bytes: &[u8], durably: bool) -> io::Result<()> {
    let mut name = path.as_os_str().to_owned();
    name.push(".new");
    let new = PathBuf::from(name);
    let mut file = private().write(true).truncate(true).open(&new)?;
    file.write_all(bytes)?;
    if durably {
        file.sync_all()?;
    }
    drop(file);
    fs::rename(&new, path)
}

/// Options that make a file for its owner alone.
pub(super) fn private() -> OpenOptions {
    let mut options = OpenOptions::new();
    options.create(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options
}
