//! The workspace: found, its settings right, each of its locations there and read.

use super::Area;
use crate::cli::Context;
use crate::cli::output::counted;
use crate::config::{Location, SettingsError, Workspace, WorkspaceError};
use crate::model::catalog::Severity;
use crate::sources::files::{self, Scope, Tree};

pub(super) fn look(context: &Context) -> Area {
    let mut area = Area::new("Workspace");
    match context.find_workspace() {
        Ok(Ok(workspace)) => describe(&workspace, &mut area),
        Ok(Err(WorkspaceError::None)) => {
            area.warning(
                "none here",
                "`muster init DIR` makes one; `--workspace DIR` takes any folder of entity files",
            );
        }
        Ok(Err(WorkspaceError::Settings(SettingsError::Wrong(complaints)))) => {
            for complaint in complaints {
                area.problem(complaint.to_string(), "correct the line");
            }
        }
        Ok(Err(error)) => area.problem(error.to_string(), "name a folder that can be read"),
        Err(_) => area.warning("not looked for", "mend the settings above first"),
    }
    area
}

fn describe(workspace: &Workspace, area: &mut Area) {
    let root = workspace.root.display();
    area.ok(format!(
        "{}  {root} (from {})",
        workspace.name, workspace.found_by
    ));
    if workspace.settings_file().exists() {
        area.ok(format!("settings  {}", workspace.settings_file().display()));
    } else {
        area.ok("settings  no muster.toml; everything below the folder is the catalog");
    }
    let scope = workspace.scope();
    if workspace.settings.locations.is_empty() {
        describe_reading("everything", &scope, area);
    }
    for location in &workspace.settings.locations {
        describe_location(workspace, location, &scope, area);
    }
}

/// Each location is read by itself, so that one without entities is seen.
fn describe_location(workspace: &Workspace, location: &Location, scope: &Scope, area: &mut Area) {
    match location {
        Location::Path(path) => {
            let is_glob = path.value.contains(['*', '?', '[', '{']);
            if !is_glob && !workspace.root.join(&path.value).exists() {
                let remedy = format!("correct {}", path.place);
                return area.problem(format!("location  {} is not there", path.value), remedy);
            }
            let own = scope.trees.iter().find(|tree| tree.base == workspace.root);
            let tree = own.map(|tree| Tree {
                patterns: vec![path.value.clone()],
                ..tree.clone()
            });
            describe_reading(
                &path.value,
                &Scope {
                    trees: tree.into_iter().collect(),
                    declared: vec![],
                    ..scope.clone()
                },
                area,
            );
        }
        Location::Git { work_tree, .. } => {
            let base = workspace.work_tree(&work_tree.value);
            let shown = format!("git {}", work_tree.value.display());
            if !base.is_dir() {
                let remedy = format!("clone it to {}, or correct {}", base.display(), work_tree.place);
                return area.problem(format!("location  {shown} is not there"), remedy);
            }
            if !base.join(".git").exists() {
                let remedy = format!("name the top folder of a clone in {}", work_tree.place);
                return area.problem(format!("location  {shown} is no Git work tree"), remedy);
            }
            let trees = scope
                .trees
                .iter()
                .filter(|tree| tree.base == base)
                .cloned()
                .collect();
            describe_reading(
                &shown,
                &Scope {
                    trees,
                    declared: vec![],
                    ..scope.clone()
                },
                area,
            );
        }
    }
}

fn describe_reading(name: &str, scope: &Scope, area: &mut Area) {
    let catalog = files::read(scope, None).snapshot.unwrap_or_default().catalog;
    let message = format!(
        "location  {name}: {} in {}",
        counted(catalog.len(), "entity", "entities"),
        counted(catalog.file_count(), "file", "files")
    );
    let errors = catalog
        .problems()
        .filter(|problem| problem.severity() == Severity::Error)
        .count();
    match (catalog.len(), errors) {
        (0, 0) => area.warning(
            message,
            "nothing is read from there; check the path and the globs",
        ),
        (_, 0) => area.ok(message),
        (_, errors) => area.warning(
            format!("{message}, {}", counted(errors, "error", "errors")),
            "`muster catalog check` tells them",
        ),
    }
}
