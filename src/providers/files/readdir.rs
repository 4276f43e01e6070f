//! `fs:readdir`: what folders of the run hold, as an output.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::schema;
use super::transform::{OnTree, Transform, Transformed, refused};
use crate::model::blueprint::tree;
use crate::model::text::counted;
use crate::providers::action::{Action, ActionError, Call, Log};
use crate::providers::input::Input;

struct ReadDir;

pub fn action() -> Box<dyn Action> {
    let input = schema(
        &["paths"],
        json!({
            "paths": { "type": "array", "items": { "type": "string" } },
            "recursive": { "type": "boolean", "description": "Folders in them too" },
        }),
    );
    let entry = schema(
        &[],
        json!({
            "name": { "type": "string" }, "path": { "type": "string" }, "fullPath": { "type": "string" },
        }),
    );
    let output = schema(
        &[],
        json!({
            "files": { "type": "array", "items": entry }, "folders": { "type": "array", "items": entry },
        }),
    );
    OnTree::boxed(
        "fs:readdir",
        "Lists files and folders of the run",
        (input, output),
        ReadDir,
    )
}

impl Transform for ReadDir {
    fn transform(&self, call: &Call<'_>, _: &mut dyn Log) -> Result<Transformed, ActionError> {
        let input = Input::without_secrets(call.input)?;
        let (paths, recursive) = (input.texts("paths")?, input.flag("recursive")?);
        let (mut files, mut folders) = (BTreeSet::new(), BTreeSet::new());
        for path in &paths {
            let folder = tree::folder(path).map_err(refused)?;
            for file in call.tree.paths_at(&folder) {
                let below = file[folder.len()..].trim_start_matches('/');
                let slashes: Vec<usize> = below.match_indices('/').map(|(at, _)| at).collect();
                let offset = file.len() - below.len();
                let wanted = if recursive {
                    slashes.len()
                } else {
                    slashes.len().min(1)
                };
                folders.extend(slashes[..wanted].iter().map(|at| &file[..offset + at]));
                if recursive || slashes.is_empty() {
                    files.insert(file);
                }
            }
        }
        Ok(Transformed {
            summary: format!("Lists {}", counted(files.len(), "file", "files")),
            target: Some(paths.join(", ")),
            tree: None,
            output: json!({ "files": listed(&files), "folders": listed(&folders) }),
            ..Transformed::default()
        })
    }
}

/// `path` is the folder, as Backstage has it.
fn listed(paths: &BTreeSet<&str>) -> Vec<Value> {
    let entry = |full: &&str| {
        let (folder, name) = full.rsplit_once('/').unwrap_or((".", full));
        json!({ "name": name, "path": folder, "fullPath": full })
    };
    paths.iter().map(entry).collect()
}
