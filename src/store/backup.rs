//! Copies of a journal: made through SQLite's backup interface while others go on writing, and verified before they count.

use std::fs;
use std::path::{Path, PathBuf};

use rusqlite::Connection;

use super::connection::{copy_database, open_reader};
use super::error::{Cause, JournalError};
use super::installation::home_of_copy;
use super::journal::Journal;
use super::verify::Report;

/// A copy that was made.
#[derive(Clone, Debug)]
pub struct BackupCopy {
    pub path: PathBuf,
    pub bytes: u64,
    /// What verifying the copy found: a damaged journal gives a damaged copy.
    pub report: Report,
}

impl Journal {
    /// Copies the journal into the new file `to` and verifies the copy. The copy is a journal in one file.
    pub fn backup(&self, to: &Path) -> Result<BackupCopy, JournalError> {
        let mut draft = to.as_os_str().to_owned();
        draft.push(".partial");
        let draft = PathBuf::from(draft);
        let copy = || -> Result<BackupCopy, Cause> {
            if to.exists() {
                return Err(Cause::Exists);
            }
            copy_database(&open_reader(self.path())?, &draft)?;
            mark_as_copy(&draft)?;
            fs::rename(&draft, to)?;
            let report = verified(to).map_err(|error| error.cause)?;
            Ok(BackupCopy {
                path: to.to_owned(),
                bytes: fs::metadata(to)?.len(),
                report,
            })
        };
        copy().map_err(|cause| {
            // A draft that could not be finished is of no use; the cause is what counts.
            let _ = fs::remove_file(&draft);
            cause.at(to)
        })
    }
}

fn verified(path: &Path) -> Result<Report, JournalError> {
    let copy = Journal::open_read_only(path)?;
    let mut report = copy.verify(&|_, _| {})?;
    report.findings.extend(copy.check_tables()?);
    Ok(report)
}

/// Whoever writes into the copy must not do so under the name of the original.
fn mark_as_copy(path: &Path) -> Result<(), Cause> {
    let conn = Connection::open(path)?;
    home_of_copy(&conn)?;
    Ok(conn.close().map_err(|(_, error)| error)?)
}
