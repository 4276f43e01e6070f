//! A company on disk with a few entity files.

use std::fs;
use std::path::Path;
use std::sync::Arc;

use muster::config::{FoundBy, Workspace};
use muster::engine::CatalogReader;
use muster::engine::edit::{Edit, Edits};
use muster::model::catalog::Catalog;
use muster::model::catalog::edit::Change;
use muster::model::journal::{Event, Filter};
use muster::store::Journal;
use tempfile::TempDir;

pub const CART: &str = "# The cart.
apiVersion: backstage.io/v1alpha1
kind: Component
metadata:
  name: cart
  annotations:
    github.com/project-slug: acme/cart # here
spec:
  type: service
  lifecycle: production
  owner: shop # for now
---
apiVersion: backstage.io/v1alpha1
kind: Component
metadata: {name: basket}
spec: {type: service, lifecycle: production, owner: shop}
";

const PEOPLE: &str = "
apiVersion: backstage.io/v1alpha1
kind: Group
metadata: {name: shop, annotations: {muster/lead: ana}}
spec: {type: team, children: []}
---
apiVersion: backstage.io/v1alpha1
kind: User
metadata: {name: ana}
spec: {memberOf: [shop]}
";

pub struct Stage {
    pub folder: TempDir,
    pub workspace: Workspace,
    pub journal: Journal,
}

impl Stage {
    pub fn new() -> Self {
        Self::with_settings("[catalog]\nlocations = [\"catalog\"]\n")
    }

    pub fn with_settings(settings: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path().join("work");
        fs::create_dir_all(root.join("catalog")).unwrap();
        fs::write(root.join("muster.toml"), settings).unwrap();
        fs::write(root.join("catalog/people.yaml"), PEOPLE).unwrap();
        fs::write(root.join("catalog/cart.yaml"), CART).unwrap();
        let data = folder.path().join("data");
        Self {
            workspace: Workspace::open(&root, FoundBy::Program).unwrap(),
            journal: Journal::open(&data.join("journal.db"), &data).unwrap(),
            folder,
        }
    }

    pub fn root(&self) -> &Path {
        &self.workspace.root
    }

    pub fn read(&self, path: &str) -> String {
        fs::read_to_string(self.root().join(path)).unwrap()
    }

    pub fn write(&self, path: &str, text: &str) {
        let path = self.root().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    pub fn catalog(&self) -> Arc<Catalog> {
        CatalogReader::new(self.workspace.scope(), None).current().catalog
    }

    pub fn edit(&self, catalog: &Catalog, edits: &[Edit]) -> Vec<Result<String, String>> {
        self.edits(catalog).write(edits, &self.journal).unwrap()
    }

    pub fn edits<'a>(&'a self, catalog: &'a Catalog) -> Edits<'a> {
        Edits {
            workspace: &self.workspace,
            catalog,
            actor: "user:default/ana",
        }
    }

    pub fn events(&self) -> Vec<Event> {
        let filter = Filter {
            type_prefix: Some("entity.edited".to_owned()),
            ..Filter::default()
        };
        self.journal.events(&filter).unwrap()
    }
}

pub fn deputy(entity: &str, who: Option<&str>) -> Edit {
    Edit {
        entity: entity.to_owned(),
        changes: vec![Change::annotation("muster/deputy", who)],
        reason: "holidays".to_owned(),
    }
}

pub fn owner(entity: &str, value: &str) -> Edit {
    Edit {
        entity: entity.to_owned(),
        changes: vec![Change::Set {
            path: vec!["spec".to_owned(), "owner".to_owned()],
            value: value.to_owned(),
        }],
        reason: String::new(),
    }
}
