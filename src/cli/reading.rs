//! Reads the catalog for a command: through the cache, and from files that no workspace names. Knows settings and
//! sources; what a command makes of the catalog is its own business.

use std::cell::RefCell;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use color_eyre::Result;
use jiff::Timestamp;
use jiff::tz::TimeZone;

use super::{Context, Failure};
use crate::config::{Workspace, WorkspaceError};
use crate::engine::past::{Past, PastError, past};
use crate::engine::{CatalogReader, Documents};
use crate::model::catalog::{Catalog, Entity, Node};
use crate::model::journal::Hash;
use crate::model::text::counted;
use crate::sources::files::{Scope, Tree, document_of};
use crate::store::Journal;

/// A catalog, and where its documents are.
pub struct Reading {
    scope: Scope,
    documents: RefCell<Documents>,
    catalog: Arc<Catalog>,
    /// Keeps the last good versions; none where no workspace is read.
    journal: Option<PathBuf>,
    /// Of the past: what files say now is not what they said.
    is_past: bool,
}

impl Reading {
    fn of(reader: &CatalogReader, journal: Option<PathBuf>) -> Self {
        let scope = reader.scope().clone();
        let documents = RefCell::new(Documents::new(scope.clone()));
        Self {
            scope,
            documents,
            catalog: reader.current().catalog,
            journal,
            is_past: false,
        }
    }

    pub fn catalog(&self) -> &Catalog {
        &self.catalog
    }

    /// The catalog, for whoever holds it longer.
    pub fn shared(&self) -> Arc<Catalog> {
        Arc::clone(&self.catalog)
    }

    /// Where its files are.
    pub fn scope(&self) -> &Scope {
        &self.scope
    }

    /// Where a file of the catalog is on this disk.
    pub fn path(&self, file: &str) -> PathBuf {
        self.scope.path(file)
    }

    /// The whole document of an entity: from its file, or its last good version from the journal.
    pub fn document(&self, entity: Entity<'_>) -> Option<Node> {
        let of_file = || self.documents.borrow_mut().of(entity);
        let of_file = (!self.is_past).then(of_file).flatten();
        of_file.or_else(|| {
            let journal = Journal::open_read_only(self.journal.as_deref()?).ok()?;
            let body = journal.version_body(Hash(*entity.version())).ok()??;
            document_of(std::str::from_utf8(&body).ok()?)
        })
    }
}

/// Reads a workspace. What has not changed since the last reading comes from the cache, which `--read-only` leaves as
/// it is.
pub(super) fn read(workspace: &Workspace, context: &Context) -> Result<Reading> {
    let paths = context.paths()?;
    let mut reader = CatalogReader::new(workspace.scope(), Some(paths.catalog_cache(&workspace.key)));
    if context.read_only() {
        reader = reader.leaving_the_cache();
    }
    let journal = Some(paths.journal(&workspace.key)).filter(|journal| journal.exists());
    Ok(Reading::of(&reader, journal))
}

/// The workspace's catalog as it was, said on standard error so that nobody takes it for now.
pub(super) fn read_past(at: Timestamp, context: &Context) -> Result<Reading> {
    let reading = read(context.workspace()?, context)?;
    let past = past_of(&reading, at)?;
    let shown = past.at.to_zoned(TimeZone::system()).strftime("%Y-%m-%d %H:%M");
    eprintln!("as on {shown}");
    if !past.unkept.is_empty() {
        let count = counted(past.unkept.len(), "entity", "entities");
        eprintln!("of {count} only the name is known: what it said was not kept");
    }
    Ok(Reading {
        catalog: past.catalog,
        is_past: true,
        ..reading
    })
}

/// What a reading of now was at a moment.
pub(super) fn past_of(reading: &Reading, at: Timestamp) -> Result<Past> {
    let journal = reading.journal.as_deref().ok_or_else(|| {
        Failure::new("this workspace has no journal yet, so its past is not known")
            .hint("`muster` opens the workspace and starts one")
    })?;
    let journal = Journal::open_read_only(journal).map_err(Failure::from)?;
    Ok(past(&journal, reading.catalog(), at).map_err(Failure::from)?)
}

impl From<PastError> for Failure {
    fn from(error: PastError) -> Self {
        let day = error.first_day();
        match (error, day) {
            (PastError::Journal(error), _) => Self::from(error),
            (early, Some(day)) => Self::new(early.to_string()).hint(format!("name {day} or a later day")),
            (early, None) => Self::new(early.to_string()),
        }
    }
}

/// Reads the workspace, if there is one, together with files and folders that it may not name.
pub(super) fn read_with(paths: &[PathBuf], context: &Context) -> Result<Reading> {
    let mut scope = match context.find_workspace()? {
        Ok(workspace) => workspace.scope(),
        Err(WorkspaceError::None) => Scope {
            root: std::env::current_dir().unwrap_or_default(),
            trees: vec![],
            declared: vec![],
        },
        Err(error) => return Err(Failure::from(error).into()),
    };
    for path in paths {
        scope.trees.push(tree_of(path)?);
    }
    let reader = CatalogReader::new(scope, None);
    Ok(Reading::of(&reader, None))
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
