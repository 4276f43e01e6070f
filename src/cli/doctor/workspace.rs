//! The workspace: found, its settings right, each of its locations there.

use std::path::Path;

use super::Area;
use crate::cli::Context;
use crate::config::{Location, SettingsError, Workspace, WorkspaceError};

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
    for location in &workspace.settings.locations {
        describe_location(&workspace.root, location, area);
    }
}

fn describe_location(root: &Path, location: &Location, area: &mut Area) {
    match location {
        Location::Path(path) => {
            let is_glob = path.value.contains(['*', '?', '[', '{']);
            if is_glob || root.join(&path.value).exists() {
                area.ok(format!("location  {}", path.value));
            } else {
                area.problem(
                    format!("location  {} is not there", path.value),
                    format!("correct {}", path.place),
                );
            }
        }
        Location::Git { work_tree, .. } => {
            let tree = root.join(&work_tree.value);
            let shown = format!("location  git {}", work_tree.value.display());
            if !tree.is_dir() {
                area.problem(
                    format!("{shown} is not there"),
                    format!("clone it to {}, or correct {}", tree.display(), work_tree.place),
                );
            } else if !tree.join(".git").exists() {
                area.problem(
                    format!("{shown} is no Git work tree"),
                    format!("correct {}", work_tree.place),
                );
            } else {
                area.ok(shown);
            }
        }
    }
}
