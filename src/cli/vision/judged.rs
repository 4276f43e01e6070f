//! The vision held against the catalog, and the journal beside it, for the commands that need both.

use std::sync::Arc;

use color_eyre::Result;
use jiff::Zoned;

use crate::cli::{Context, Failure, journal};
use crate::config::Workspace;
use crate::engine::vision;
use crate::model::catalog::Catalog;
use crate::model::vision::Judged;
use crate::store::Journal;

/// The vision of the workspace held against its catalog, with the waivers of this journal.
pub(super) fn judged(context: &Context, journal: Option<&Journal>) -> Result<Judged> {
    let workspace = context.workspace()?;
    let catalog = context.reading()?.shared();
    let today = Zoned::now().date();
    Ok(vision::judged(workspace, journal, catalog, today, None).map_err(Failure::from)?)
}

/// The vision of a workspace held against any catalog, with the waivers of its journal.
pub(in crate::cli) fn against(
    context: &Context,
    workspace: &Workspace,
    catalog: Arc<Catalog>,
) -> Result<Judged> {
    let file = context.paths()?.journal(&workspace.key);
    let journal = file.exists().then(|| Journal::open_read_only(&file)).transpose();
    let journal = journal.map_err(Failure::from)?;
    let today = Zoned::now().date();
    Ok(vision::judged(workspace, journal.as_ref(), catalog, today, None).map_err(Failure::from)?)
}

/// The journal to read; none where the workspace has none yet.
pub(super) fn journal_to_read(context: &Context) -> Result<Option<Journal>> {
    let file = context.paths()?.journal(&context.workspace()?.key);
    match file.exists() {
        true => journal::open_to_read(context).map(Some),
        false => Ok(None),
    }
}
