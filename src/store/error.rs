//! What can go wrong with a journal: a cause that code can act on, a sentence and a next step for the person.

use std::fmt;
use std::path::{Path, PathBuf};

use rusqlite::ErrorCode;
use uuid::Uuid;

use crate::model::journal::{Hash, InvalidEvent};

/// A journal that could not do what was asked. Nothing of the request was written.
#[derive(Clone, Debug)]
pub struct JournalError {
    /// The journal's file, or the file that was to be made from it.
    pub path: PathBuf,
    pub cause: Cause,
}

/// Why. After [`Cause::DiskFull`], [`Cause::ReadOnly`] and [`Cause::Io`] a program must stop its effects: what cannot
/// be recorded must not be done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Cause {
    /// This SQLite can corrupt a journal that two processes write (sqlite.org/wal.html#walresetbug).
    OldSqlite {
        found: String,
    },
    /// The file is not a journal.
    NotAJournal,
    /// A newer muster wrote the file.
    Newer {
        found: i64,
        known: i64,
    },
    /// The file, or the end of the record in it, is damaged.
    Corrupt(String),
    /// The file or its disk cannot be written, or the journal was opened for reading only.
    ReadOnly,
    DiskFull,
    /// Another process holds the file for longer than one waits.
    Locked,
    /// The operating system refused.
    Io(String),
    /// An event that no journal takes.
    Invalid(InvalidEvent),
    /// No event has this id.
    NoSuchEvent(Uuid),
    /// The manifest of the first reading is gone.
    NoManifest(Hash),
    /// There is a file already where a copy was to go.
    Exists,
    /// The thread that writes has ended.
    Stopped,
    /// Anything else that SQLite says.
    Database(String),
}

impl Cause {
    pub(super) fn at(self, path: &Path) -> JournalError {
        JournalError {
            path: path.to_owned(),
            cause: self,
        }
    }
}

impl From<rusqlite::Error> for Cause {
    fn from(error: rusqlite::Error) -> Cause {
        let text = error.to_string();
        match error.sqlite_error_code() {
            Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => Cause::Locked,
            Some(ErrorCode::ReadOnly) => Cause::ReadOnly,
            Some(ErrorCode::DiskFull) => Cause::DiskFull,
            Some(ErrorCode::DatabaseCorrupt) => Cause::Corrupt(text),
            Some(ErrorCode::NotADatabase) => Cause::NotAJournal,
            Some(ErrorCode::SystemIoFailure | ErrorCode::CannotOpen | ErrorCode::PermissionDenied) => {
                Cause::Io(text)
            }
            _ => Cause::Database(text),
        }
    }
}

impl From<std::io::Error> for Cause {
    fn from(error: std::io::Error) -> Cause {
        use std::io::ErrorKind;
        match error.kind() {
            ErrorKind::StorageFull | ErrorKind::QuotaExceeded => Cause::DiskFull,
            ErrorKind::ReadOnlyFilesystem => Cause::ReadOnly,
            ErrorKind::AlreadyExists => Cause::Exists,
            _ => Cause::Io(error.to_string()),
        }
    }
}

impl From<InvalidEvent> for Cause {
    fn from(error: InvalidEvent) -> Cause {
        Cause::Invalid(error)
    }
}

impl JournalError {
    /// What the person can do now.
    pub fn next_step(&self) -> &'static str {
        match &self.cause {
            Cause::OldSqlite { .. } => "build muster with its own SQLite, as its Cargo.toml says",
            Cause::NotAJournal => {
                "move the file away, or set MUSTER_HOME to another folder; muster then starts a journal"
            }
            Cause::Newer { .. } => "update muster; the journal is untouched",
            Cause::Corrupt(_) | Cause::NoManifest(_) => {
                "`muster journal verify` tells what is damaged, `muster journal export` saves what can still be read; \
                 then put the latest backup in the file's place"
            }
            Cause::ReadOnly => {
                "make the file and its folder writable for you, or go on reading with --read-only"
            }
            Cause::DiskFull => {
                "free some space on the disk, then try again; everything recorded so far is kept"
            }
            Cause::Locked => "close the other program that holds the file, or try again",
            Cause::Io(_) => "check the disk and the permissions of the folder, then try again",
            Cause::Exists => "choose another name, or move the file that is there away",
            Cause::NoSuchEvent(_) => "`muster journal tail --json` shows the ids",
            Cause::Invalid(_) => "nothing was recorded; correct the event",
            Cause::Stopped => "start muster again; everything recorded so far is kept",
            Cause::Database(_) => "try again; if it stays so, run `muster journal verify`",
        }
    }
}

impl fmt::Display for Cause {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Cause::OldSqlite { found } => write!(
                f,
                "SQLite {found} can damage a journal; 3.51.3 or newer is needed"
            ),
            Cause::NotAJournal => f.write_str("the file is not a muster journal"),
            Cause::Newer { found, known } => {
                write!(
                    f,
                    "a newer muster wrote it (format {found}; this one knows {known})"
                )
            }
            Cause::Corrupt(detail) => write!(f, "it is damaged: {detail}"),
            Cause::ReadOnly => f.write_str("it cannot be written"),
            Cause::DiskFull => f.write_str("the disk is full"),
            Cause::Locked => f.write_str("another program holds it"),
            Cause::Io(detail) => write!(f, "the disk refused: {detail}"),
            Cause::Invalid(error) => error.fmt(f),
            Cause::NoSuchEvent(id) => write!(f, "no event has the id {id}"),
            Cause::NoManifest(digest) => write!(
                f,
                "the manifest {} of the first reading is missing",
                digest.short()
            ),
            Cause::Exists => f.write_str("there is a file already"),
            Cause::Stopped => f.write_str("the journal's writer has stopped"),
            Cause::Database(detail) => write!(f, "SQLite says: {detail}"),
        }
    }
}

impl fmt::Display for JournalError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "journal {}: {}", self.path.display(), self.cause)
    }
}

impl std::error::Error for JournalError {}
