//! The demo company made ready to be opened: its files, and a journal that remembers last week, so that there is a past to
//! look at. Everything lies below one folder, to be thrown away.

use std::fmt;
use std::path::Path;

use jiff::{SignedDuration, Timestamp};

use super::{CatalogReader, record};
use crate::config::{FoundBy, Paths, Workspace, WorkspaceError};
use crate::demo::{self, DemoError, Options};
use crate::store::{Journal, JournalError};

/// Who the demo's own history is ascribed to.
const ACTOR: &str = "muster demo";

/// Why there is no demo.
#[derive(Debug)]
pub enum DemoFailure {
    Files(DemoError),
    Workspace(WorkspaceError),
    Journal(JournalError),
}

impl fmt::Display for DemoFailure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Files(error) => error.fmt(f),
            Self::Workspace(error) => error.fmt(f),
            Self::Journal(error) => error.fmt(f),
        }
    }
}

impl std::error::Error for DemoFailure {}

/// Makes the demo company in a folder: `company` is the workspace, `home` holds its journal and cache.
///
/// The journal knows the company of a week ago; what happened since is found by the next reading.
pub fn prepare(folder: &Path, options: &Options, now: Timestamp) -> Result<(Workspace, Paths), DemoFailure> {
    let company = folder.join("company");
    demo::write(&company, options).map_err(DemoFailure::Files)?;
    let workspace = Workspace::open(&company, FoundBy::Program).map_err(DemoFailure::Workspace)?;
    let paths = Paths::below(&folder.join("home"));
    let reader = CatalogReader::new(workspace.scope(), Some(paths.catalog_cache(&workspace.key)));
    let snapshot = reader.current();
    let journal =
        Journal::open(&paths.journal(&workspace.key), paths.data()).map_err(DemoFailure::Journal)?;
    let week_ago = now - SignedDuration::from_hours(7 * 24);
    journal
        .workspace_opened(&workspace.name, ACTOR, week_ago)
        .map_err(DemoFailure::Journal)?;
    record(&journal, &reader, &snapshot.catalog, week_ago, ACTOR).map_err(DemoFailure::Journal)?;
    for edit in demo::later_edits(options) {
        edit.apply(&company).map_err(DemoFailure::Files)?;
    }
    Ok((workspace, paths))
}
