//! Reads the catalog for a command: through the cache, and from files that no workspace names. Knows settings and
//! sources; what a command makes of the catalog is its own business.

use std::path::{Path, PathBuf};

use color_eyre::Result;

use super::{Context, Failure};
use crate::config::{Workspace, WorkspaceError};
use crate::model::catalog::{Catalog, Entity, Node};
use crate::sources::cache;
use crate::sources::files::{self, Scope, Snapshot, Tree};

/// A catalog, and where its files are.
pub struct Reading {
    pub scope: Scope,
    snapshot: Snapshot,
}

impl Reading {
    pub fn catalog(&self) -> &Catalog {
        &self.snapshot.catalog
    }

    /// The whole document of an entity, read from its file; none where the file no longer says so.
    pub fn document(&self, entity: Entity<'_>) -> Option<Node> {
        let path = self.scope.path(entity.file());
        let base = self
            .scope
            .trees
            .iter()
            .map(|tree| &tree.base)
            .find(|base| path.starts_with(base));
        files::document(&path, base.unwrap_or(&self.scope.root), entity.bytes())
            .filter(|_| !entity.is_stale())
    }
}

/// Reads a workspace. What has not changed since the last reading comes from the cache, which `--read-only` leaves as
/// it is.
pub(super) fn read(workspace: &Workspace, context: &Context) -> Result<Reading> {
    let scope = workspace.scope();
    let cached = context.paths()?.catalog_cache(&workspace.key);
    let before = cache::load(&cached);
    let reading = files::read(&scope, before.as_ref());
    let snapshot = match (reading.snapshot, before) {
        (Some(snapshot), _) => {
            if !context.read_only()
                && let Err(error) = cache::save(&cached, &snapshot)
            {
                tracing::warn!(%error, file = %cached.display(), "cannot write the cache");
            }
            snapshot
        }
        (None, before) => before.unwrap_or_default(),
    };
    Ok(Reading { scope, snapshot })
}

/// Reads the workspace, if there is one, together with files and folders that it may not name.
pub(super) fn read_with(paths: &[PathBuf], context: &Context) -> Result<Reading> {
    let workspace = match context.find_workspace()? {
        Ok(workspace) => Some(workspace),
        Err(WorkspaceError::None) => None,
        Err(error) => return Err(Failure::from(error).into()),
    };
    let here = std::env::current_dir().unwrap_or_default();
    let mut scope = workspace.map_or_else(
        || Scope {
            root: here,
            trees: vec![],
        },
        |workspace| workspace.scope(),
    );
    for path in paths {
        scope.trees.push(tree_of(path)?);
    }
    let snapshot = files::read(&scope, None).snapshot.unwrap_or_default();
    Ok(Reading { scope, snapshot })
}

/// A folder, or one file of its folder.
fn tree_of(path: &Path) -> Result<Tree> {
    let cannot =
        |error| Failure::new(format!("cannot read {}: {error}", path.display())).hint("check the path");
    let real = path.canonicalize().map_err(cannot)?;
    let (base, patterns) = match (real.is_dir(), real.parent(), real.file_name()) {
        (false, Some(folder), Some(name)) => {
            (folder.to_owned(), vec![globset::escape(&name.to_string_lossy())])
        }
        _ => (real, vec![]),
    };
    Ok(Tree {
        base,
        patterns,
        ignore: vec![],
    })
}
