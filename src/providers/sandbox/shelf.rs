//! A sandbox's documents on disk: one JSON file each, read when asked for, written whole or not at all.

use std::collections::{BTreeMap, BTreeSet};
use std::io;
use std::path::{Path, PathBuf};

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

/// What a sandbox knows, as far as one request looked at it. Changes are on disk only after `save`.
pub struct Shelf {
    folder: PathBuf,
    /// None where it is to be removed.
    changed: BTreeMap<String, Option<Value>>,
}

impl Shelf {
    pub(super) fn new(folder: &Path) -> Self {
        Self {
            folder: folder.to_owned(),
            changed: BTreeMap::new(),
        }
    }

    /// Where a service may keep what is no document.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// A document, by a name that the service makes of letters, digits, `-`, `_`, `.` and `/`.
    pub fn get<T: DeserializeOwned>(&self, name: &str) -> io::Result<Option<T>> {
        let value = match self.changed.get(name) {
            Some(changed) => changed.clone(),
            None => match std::fs::read(self.file(name)) {
                Ok(bytes) => return serde_json::from_slice(&bytes).map(Some).map_err(io::Error::from),
                Err(error) if error.kind() == io::ErrorKind::NotFound => None,
                Err(error) => return Err(error),
            },
        };
        value
            .map(serde_json::from_value)
            .transpose()
            .map_err(io::Error::from)
    }

    /// Whether there is a document of this name.
    pub fn has(&self, name: &str) -> bool {
        match self.changed.get(name) {
            Some(changed) => changed.is_some(),
            None => self.file(name).exists(),
        }
    }

    /// The names of the documents in a folder, without it, as they are on disk.
    pub fn names(&self, folder: &str) -> io::Result<BTreeSet<String>> {
        let entries = match std::fs::read_dir(self.folder.join(folder)) {
            Ok(entries) => entries,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(BTreeSet::new()),
            Err(error) => return Err(error),
        };
        let names = entries.flatten().filter_map(|entry| {
            let name = entry.file_name().into_string().ok()?;
            Some(name.strip_suffix(".json")?.to_owned())
        });
        Ok(names.collect())
    }

    pub fn put(&mut self, name: &str, document: &impl Serialize) -> io::Result<()> {
        let value = serde_json::to_value(document).map_err(io::Error::from)?;
        self.changed.insert(name.to_owned(), Some(value));
        Ok(())
    }

    pub fn remove(&mut self, name: &str) {
        self.changed.insert(name.to_owned(), None);
    }

    pub(super) fn save(self) -> io::Result<()> {
        for (name, value) in &self.changed {
            let file = self.file(name);
            match value {
                Some(value) => write(&file, value)?,
                None => match std::fs::remove_file(&file) {
                    Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
                    _ => {}
                },
            }
        }
        Ok(())
    }

    fn file(&self, name: &str) -> PathBuf {
        self.folder.join(format!("{name}.json"))
    }
}

/// Writes a document so that whoever reads sees the old one or the new one.
pub(super) fn write(file: &Path, document: &impl Serialize) -> io::Result<()> {
    if let Some(folder) = file.parent() {
        std::fs::create_dir_all(folder)?;
    }
    let fresh = file.with_extension("json.new");
    std::fs::write(&fresh, serde_json::to_vec(document).map_err(io::Error::from)?)?;
    std::fs::rename(&fresh, file)
}
