//! Declaration files of other tools as part of a catalog: what each format declares, how it meets what is written by hand, and
//! what is said of what is wrong.

#[path = "../support/workspace.rs"]
#[allow(dead_code)]
mod workspace;

mod formats;
mod meeting;
mod robust;

use muster::model::catalog::{Catalog, Node, Relation};
use muster::sources::declarations::Settings;
use muster::sources::files::{self, Declared, Tree};
use workspace::Workspace;

/// A workspace whose folder `kafka` holds declarations of the cluster `main`.
fn workspace(files: &[(&str, &str)]) -> Workspace {
    with_settings(
        files,
        Settings {
            cluster: Some("main".to_owned()),
            ..Settings::default()
        },
    )
}

fn with_settings(files: &[(&str, &str)], settings: Settings) -> Workspace {
    let mut workspace = Workspace::new(files);
    workspace.scope.trees[0].ignore = vec!["kafka/**".to_owned()];
    workspace.scope.declared = vec![Declared {
        tree: Tree {
            base: workspace.scope.root.clone(),
            patterns: vec!["kafka".to_owned()],
            ignore: vec![],
        },
        settings,
    }];
    workspace
}

/// Entities as `ref type`, with what each needs below it.
fn told(catalog: &Catalog) -> String {
    let mut lines = String::new();
    for entity in catalog.entities() {
        let by = if entity.is_declared() { "" } else { " (by hand)" };
        lines += &format!("{} {}{by}\n", entity.entity_ref(), entity.type_().unwrap_or("-"));
        let mut needs: Vec<&str> = entity
            .targets(Relation::DependsOn)
            .map(|node| catalog.node_ref(node))
            .collect();
        needs.sort_unstable();
        for need in needs {
            lines += &format!("  {need}\n");
        }
    }
    lines
}

/// Problems of files, without what is missing of owners.
fn problems(catalog: &Catalog) -> Vec<String> {
    let told = catalog
        .problems()
        .filter(|problem| problem.code().name() != "nobody-accountable");
    told.map(|problem| {
        format!(
            "{} {}:{}:{} {}",
            problem.code().name(),
            problem.file(),
            problem.at().line,
            problem.at().column,
            problem.message()
        )
    })
    .collect()
}

/// The document that was made for an entity.
fn document(workspace: &Workspace, catalog: &Catalog, entity_ref: &str) -> Node {
    let entity = catalog.entity(catalog.find(entity_ref).expect("the entity"));
    let text = files::text(&workspace.scope.path(entity.file())).expect("its file");
    files::document_of_entity(&workspace.scope, &text, entity).expect("its document")
}

fn annotation(document: &Node, name: &str) -> Option<String> {
    let node = document.at_path(&["metadata", "annotations", name])?;
    node.text().map(str::to_owned)
}
