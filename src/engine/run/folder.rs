//! A run's own folder: what must outlive the program and does not belong into the journal. Readable by its owner alone.

use std::fs::{self, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use super::Folders;
use super::error::RunsError;
use crate::config::create_private_dir;
use crate::model::secret::{Secret, Secrets};

const SECRETS: &str = "secrets.json";

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

/// Writes a file for its owner alone, whole or not at all; `durably` also over a loss of power.
pub(super) fn write_private(path: &Path, bytes: &[u8], durably: bool) -> io::Result<()> {
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
