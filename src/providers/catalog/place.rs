//! Files in the workspace's catalog folder: put there whole or not at all, never over a file that is not ours, and never
//! outside the workspace, whatever names and links say.

use std::io::{self, Read, Write};
use std::path::Path;

use cap_std::ambient_authority;
use cap_std::fs::{Dir, OpenOptions};
use sha2::{Digest, Sha256};

use crate::model::catalog::{DEFAULT_NAMESPACE, EntityRef};
use crate::model::text::hex;
use crate::providers::action::{ActionError, ErrorKind};
use crate::providers::input::wrong;

/// Bytes of a catalog file that are read back at most.
const MOST_BYTES: u64 = 10 * 1024 * 1024;

/// A workspace's folder, out of which no path leads.
pub struct Place(Dir);

/// What came of putting a file somewhere.
#[derive(Debug, PartialEq, Eq)]
pub enum Put {
    Done,
    /// A file is there already.
    Taken,
}

impl Place {
    pub fn open(workspace: &Path) -> Result<Self, ActionError> {
        Dir::open_ambient_dir(workspace, ambient_authority())
            .map(Self)
            .map_err(|error| failed("open the workspace", &error))
    }

    /// What a file holds; none where there is none.
    pub fn read(&self, path: &str) -> Result<Option<String>, ActionError> {
        let file = match self.0.open(path) {
            Ok(file) => file,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(failed(&format!("read {path}"), &error)),
        };
        let mut text = String::new();
        file.take(MOST_BYTES)
            .read_to_string(&mut text)
            .map_err(|error| failed(&format!("read {path}"), &error))?;
        Ok(Some(text))
    }

    /// Makes a file with this text where none is. The text is written beside it first, so that nobody ever reads half.
    pub fn create(&self, path: &str, text: &str) -> Result<Put, ActionError> {
        let what = format!("write {path}");
        if let Some((folder, _)) = path.rsplit_once('/') {
            self.0
                .create_dir_all(folder)
                .map_err(|error| failed(&what, &error))?;
        }
        let beside = self
            .write_beside(path, text)
            .map_err(|error| failed(&what, &error))?;
        // Unlike renaming, this takes no other file's place.
        let linked = self.0.hard_link(&beside, &self.0, path);
        let gone = self.0.remove_file(&beside);
        match linked {
            Ok(()) => gone.map(|()| Put::Done).map_err(|error| failed(&what, &error)),
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Ok(Put::Taken),
            Err(error) => Err(failed(&what, &error)),
        }
    }

    /// Gives a file another text, at once.
    pub fn replace(&self, path: &str, text: &str) -> Result<(), ActionError> {
        let what = format!("write {path}");
        let beside = self
            .write_beside(path, text)
            .map_err(|error| failed(&what, &error))?;
        self.0
            .rename(&beside, &self.0, path)
            .map_err(|error| failed(&what, &error))
    }

    pub fn remove(&self, path: &str) -> Result<(), ActionError> {
        match self.0.remove_file(path) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => {
                Err(failed(&format!("remove {path}"), &error))
            }
            _ => Ok(()),
        }
    }

    fn write_beside(&self, path: &str, text: &str) -> io::Result<String> {
        let (folder, name) = path.rsplit_once('/').unwrap_or((".", path));
        let beside = format!("{folder}/.{name}.tmp");
        // What a crash left.
        let _ = self.0.remove_file(&beside);
        let mut file = self
            .0
            .open_with(&beside, OpenOptions::new().write(true).create_new(true))?;
        file.write_all(text.as_bytes())?;
        file.sync_all()?;
        Ok(beside)
    }
}

fn failed(what: &str, error: &io::Error) -> ActionError {
    let message = format!("cannot {what}: {error}");
    match error.kind() {
        io::ErrorKind::StorageFull | io::ErrorKind::Interrupted | io::ErrorKind::ResourceBusy => {
            ActionError::new(ErrorKind::Retry { after: None }, message)
        }
        _ => wrong(message),
    }
}

/// Where the file of an entity is that muster registers: `catalog/components/cart.yaml`.
pub fn file_of(entity: &EntityRef) -> String {
    let (kind, name) = (entity.kind(), entity.name());
    match entity.namespace() {
        DEFAULT_NAMESPACE => format!("catalog/{kind}s/{name}.yaml"),
        namespace => format!("catalog/{kind}s/{namespace}/{name}.yaml"),
    }
}

/// SHA-256 of a text, in hexadecimal.
pub fn digest(text: &str) -> String {
    hex(Sha256::digest(text))
}
