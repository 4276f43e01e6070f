//! A workspace in a temporary folder, made of texts, and its catalog.

use muster::model::catalog::Catalog;
use muster::sources::files::{self, Scope, Snapshot};
use std::fs;
use std::path::Path;
use std::sync::Arc;
use tempfile::TempDir;

pub struct Workspace {
    pub folder: TempDir,
    pub scope: Scope,
}

impl Workspace {
    /// Files by their paths below the workspace.
    pub fn new(files: &[(&str, &str)]) -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let root = folder
            .path()
            .canonicalize()
            .expect("the folder that was just made");
        let workspace = Self {
            scope: Scope::folder(&root),
            folder,
        };
        for (path, text) in files {
            workspace.write(path, text);
        }
        workspace
    }

    pub fn path(&self, path: &str) -> std::path::PathBuf {
        self.scope.root.join(path)
    }

    pub fn write(&self, path: &str, text: impl AsRef<[u8]>) {
        let path = self.path(path);
        fs::create_dir_all(path.parent().unwrap_or(Path::new("."))).expect("a folder");
        fs::write(path, text).expect("a file");
    }

    pub fn remove(&self, path: &str) {
        fs::remove_file(self.path(path)).expect("a file to remove");
    }

    /// Reads everything for the first time.
    pub fn read(&self) -> Snapshot {
        files::read(&self.scope, None)
            .snapshot
            .expect("a first reading gives a snapshot")
    }

    /// Reads again; none when nothing changed.
    pub fn read_again(&self, before: &Snapshot) -> Option<Snapshot> {
        files::read(&self.scope, Some(before)).snapshot
    }
}

/// The catalog of one file.
pub fn catalog(yaml: &str) -> Arc<Catalog> {
    Workspace::new(&[("catalog-info.yaml", yaml)]).read().catalog
}

/// One entity as YAML: `entity("Component", "ledger", "owner: team-a")` with the lines of its spec.
pub fn entity(kind: &str, name: &str, spec: &str) -> String {
    let spec: String = spec.lines().map(|line| format!("  {line}\n")).collect();
    format!("---\napiVersion: backstage.io/v1alpha1\nkind: {kind}\nmetadata:\n  name: {name}\nspec:\n{spec}")
}

/// The problems of a catalog as `code file:line:column`.
pub fn problems(catalog: &Catalog) -> Vec<String> {
    let line = |p: muster::model::catalog::ProblemView<'_>| {
        format!(
            "{} {}:{}:{}",
            p.code().name(),
            p.file(),
            p.at().line,
            p.at().column
        )
    };
    catalog.problems().map(line).collect()
}

pub fn refs(catalog: &Catalog) -> Vec<&str> {
    catalog.entities().map(|entity| entity.entity_ref()).collect()
}
