//! The runs of the workspace as commands reach them: its journal, its catalog, and what actions can reach of the world.

use std::sync::Arc;

use color_eyre::Result;
use jiff::Zoned;

use crate::cli::{Context, Failure};
use crate::config::Workspace;
use crate::engine::blueprints::Shelf;
use crate::engine::ownership::ownership;
use crate::engine::run::{Asking, Folders, Runs, RunsError, asking};
use crate::engine::{CatalogReader, Outside, vision};
use crate::model::catalog::Catalog;
use crate::providers;
use crate::store::Journal;

/// What is done with runs.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(in crate::cli) enum Use {
    /// Nothing is written anywhere: no journal, no cache.
    Plan,
    Look,
    Change,
}

/// How changes of what somebody else governs are asked about.
pub(in crate::cli) fn asked(context: &Context) -> Result<Option<Asking>> {
    let (workspace, paths) = (context.workspace()?, context.paths()?);
    let file = paths.journal(&workspace.key);
    let journal = file.exists().then(|| Journal::open_read_only(&file));
    let journal = journal.transpose().map_err(Failure::from)?;
    asked_by(journal.as_ref(), workspace)
}

/// Who leaves is not asked.
fn asked_by(journal: Option<&Journal>, workspace: &Workspace) -> Result<Option<Asking>> {
    let known = journal.map(|journal| ownership(journal, None));
    let known = known.transpose().map_err(Failure::from)?.unwrap_or_default();
    Ok(asking(&workspace.settings.changes, &known))
}

/// The catalog as it is now, and the runs.
pub(in crate::cli) fn open(usage: Use, context: &Context) -> Result<(Arc<Catalog>, Runs)> {
    let (workspace, paths) = (context.workspace()?, context.paths()?);
    let cache = paths.catalog_cache(&workspace.key);
    let mut reader = CatalogReader::new(workspace.scope(), Some(cache));
    if usage == Use::Plan || context.read_only() {
        reader = reader.leaving_the_cache();
    }
    let catalog = reader.current().catalog;
    let file = paths.journal(&workspace.key);
    let journal = match usage {
        Use::Change => Some(super::super::journal::open_to_write(context)?),
        _ if file.exists() => Some(Journal::open_read_only(&file).map_err(Failure::from)?),
        _ => None,
    };
    let asking = asked_by(journal.as_ref(), workspace)?;
    let outside = Outside::open(workspace, paths, catalog.clone()).map_err(Failure::from)?;
    let library = Shelf::new(catalog.clone(), workspace.scope());
    let folders = Folders {
        runs: paths.workspace_data(&workspace.key).join("runs"),
        lock: paths.data().join("effects.lock"),
    };
    let runs = Runs::new(
        journal,
        Arc::new(providers::all()),
        Arc::new(outside),
        Arc::new(library),
        folders,
        context.actor()?,
    );
    Ok((
        catalog,
        runs.covering(workspace.settings.covered())
            .asking(asking)
            .giving_at_most(workspace.settings.access.longest),
    ))
}

/// The runs, held to the vision as it is now.
pub(in crate::cli) fn held(runs: Runs, catalog: &Arc<Catalog>, context: &Context) -> Result<Runs> {
    let (workspace, paths) = (context.workspace()?, context.paths()?);
    let file = paths.journal(&workspace.key);
    // Exceptions that were granted count; where nobody has journaled anything yet there are none.
    let journal = file.exists().then(|| Journal::open_read_only(&file));
    let journal = journal.transpose().map_err(Failure::from)?;
    let today = Zoned::now().date();
    let judged =
        vision::judged(workspace, journal.as_ref(), catalog.clone(), today, None).map_err(Failure::from)?;
    Ok(runs.held_to(Arc::new(judged)))
}

/// The whole id of the run that a person means.
pub(in crate::cli) fn named(runs: &Runs, text: &str) -> Result<String> {
    let mut ids = runs.find(text).map_err(Failure::from)?;
    match ids.len() {
        0 => Err(Failure::new(format!("{text}: there is no such run"))
            .hint("`muster run list` shows all")
            .into()),
        1 => Ok(ids.remove(0)),
        _ => {
            let failure = Failure::new(format!("several runs begin with `{text}`"));
            Err(failure.hint(format!("say which: {}", ids.join(", "))).into())
        }
    }
}

impl From<RunsError> for Failure {
    fn from(error: RunsError) -> Self {
        let hint = error.hint();
        let message = error.to_string();
        let failure = match error {
            RunsError::Values(_) => Failure::usage(message),
            _ => Failure::new(message),
        };
        failure.hint(hint)
    }
}
