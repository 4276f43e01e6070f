//! Entity files changed: what somebody decided is written into the file that says it, and nothing else of the file moves. What
//! the workspace does not hold itself is left alone, with the reason.

use crate::config::Workspace;
use crate::model::catalog::Catalog;
use crate::model::catalog::edit::Change;
use crate::store::{Journal, JournalError};

/// What is to be changed of one entity.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Edit {
    /// Canonical ref.
    pub entity: String,
    pub changes: Vec<Change>,
    /// Why, for the journal; may be empty.
    pub reason: String,
}

/// A file as it is, and as it would be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Edited {
    /// Relative to the workspace.
    pub file: String,
    pub before: String,
    pub after: String,
}

/// Where edits go.
pub struct Edits<'a> {
    pub workspace: &'a Workspace,
    pub catalog: &'a Catalog,
    /// Whom the journal names.
    pub actor: &'a str,
}

impl Edits<'_> {
    /// For each edit the file that would say it, or why not; and the files with all of theirs. Writes nothing.
    pub fn preview(&self, edits: &[Edit]) -> (Vec<Result<String, String>>, Vec<Edited>) {
        let _ = (self.workspace, self.catalog, self.actor);
        (vec![Err("not yet".to_owned()); edits.len()], Vec::new())
    }

    /// Writes the edits and journals each; for each the file that says it now, or why it was not written.
    pub fn write(
        &self,
        edits: &[Edit],
        journal: &Journal,
    ) -> Result<Vec<Result<String, String>>, JournalError> {
        let _ = journal;
        Ok(self.preview(edits).0)
    }
}
