//! What the journal's tests have in common: a folder of their own, and events.

use std::path::{Path, PathBuf};

use jiff::Timestamp;
use muster::model::journal::{NewEvent, Subject};
use muster::store::{Journal, JournalError};
use tempfile::TempDir;

/// A data folder with one workspace's journal.
pub struct Home(TempDir);

impl Home {
    pub fn new() -> Home {
        Home(tempfile::tempdir().expect("a folder for the test"))
    }

    pub fn folder(&self) -> &Path {
        self.0.path()
    }

    pub fn journal(&self) -> PathBuf {
        self.folder().join("workspaces/acme/journal.db")
    }

    pub fn try_open(&self) -> Result<Journal, JournalError> {
        Journal::open(&self.journal(), self.folder())
    }

    pub fn open(&self) -> Journal {
        self.try_open().expect("a journal")
    }
}

/// Seconds after the beginning of 2026.
pub fn at(second: i64) -> Timestamp {
    Timestamp::from_second(1_767_225_600 + second).expect("a time of this century")
}

/// An event of a type that muster does not know.
pub fn note(name: &str, second: i64) -> NewEvent {
    NewEvent {
        type_: "note.taken".to_owned(),
        type_version: 1,
        subject: Subject::from(format!("note/{name}")),
        time: at(second),
        actor: "user:default/anna".to_owned(),
        causation: None,
        correlation: None,
        body: format!("{{\"second\":{second}}}").into_bytes(),
    }
}
