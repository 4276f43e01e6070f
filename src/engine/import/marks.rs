//! How far each source of tickets has been read: a small file beside the journal it belongs to. Losing it costs time only,
//! for tickets that come again are known.

use std::collections::BTreeMap;
use std::fmt;
use std::io;
use std::path::{Path, PathBuf};

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// The marks of one journal.
#[derive(Debug)]
pub struct Marks {
    file: PathBuf,
    kept: Kept,
}

#[derive(Debug, Default, Serialize, Deserialize)]
struct Kept {
    /// The journal that the tickets went into: another one begins anew.
    journal: String,
    reached: BTreeMap<String, Timestamp>,
}

/// The file cannot be written.
#[derive(Debug)]
pub struct MarksError {
    file: PathBuf,
    cause: io::Error,
}

impl fmt::Display for MarksError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "cannot write {}: {}", self.file.display(), self.cause)
    }
}

impl std::error::Error for MarksError {}

impl Marks {
    /// The marks in a file. One that is missing, unreadable or of another journal holds none.
    pub fn load(file: &Path, journal: Uuid) -> Self {
        let journal = journal.to_string();
        let kept = std::fs::read(file)
            .ok()
            .and_then(|bytes| serde_json::from_slice::<Kept>(&bytes).ok())
            .filter(|kept| kept.journal == journal)
            .unwrap_or_else(|| Kept {
                journal,
                ..Kept::default()
            });
        Self {
            file: file.to_owned(),
            kept,
        }
    }

    /// Up to when a source has been read.
    pub fn get(&self, scope: &str) -> Option<Timestamp> {
        self.kept.reached.get(scope).copied()
    }

    /// Notes how far a source has been read, on the disk. Never goes back.
    pub fn set(&mut self, scope: &str, reached: Timestamp) -> Result<(), MarksError> {
        if self.get(scope) >= Some(reached) {
            return Ok(());
        }
        self.kept.reached.insert(scope.to_owned(), reached);
        self.write().map_err(|cause| MarksError {
            file: self.file.clone(),
            cause,
        })
    }

    /// Forgets a mark.
    pub fn clear(&mut self, scope: &str) -> Result<(), MarksError> {
        if self.kept.reached.remove(scope).is_none() {
            return Ok(());
        }
        self.write().map_err(|cause| MarksError {
            file: self.file.clone(),
            cause,
        })
    }

    /// Whole or not at all, and for its owner only.
    fn write(&self) -> io::Result<()> {
        let fresh = self.file.with_extension(format!("{}.new", std::process::id()));
        let mut options = std::fs::OpenOptions::new();
        options.write(true).create(true).truncate(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let file = options.open(&fresh)?;
        serde_json::to_writer_pretty(&file, &self.kept)?;
        file.sync_all()?;
        std::fs::rename(&fresh, &self.file)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_are_of_one_journal_and_never_go_back() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("imports.json");
        let (journal, other) = (Uuid::from_u128(1), Uuid::from_u128(2));
        let at = |second| Timestamp::from_second(second).unwrap();
        let mut marks = Marks::load(&file, journal);
        for second in [10, 20, 5] {
            marks.set("github acme/ops", at(second)).unwrap();
        }
        assert_eq!(Marks::load(&file, journal).get("github acme/ops"), Some(at(20)));
        assert_eq!(Marks::load(&file, journal).get("github acme/web"), None);
        assert_eq!(Marks::load(&file, other).get("github acme/ops"), None);
        std::fs::write(&file, "{\"journal\":").unwrap();
        assert_eq!(Marks::load(&file, journal).get("github acme/ops"), None);
    }
}
