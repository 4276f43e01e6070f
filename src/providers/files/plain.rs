//! `fetch:plain` and `fetch:plain:file`: files copied into the run's files as they are.

use serde_json::{Value, json};

use super::transform::{OnTree, Transform, Transformed, refused};
use super::{nothing, schema, source};
use crate::model::blueprint::tree::Tree;
use crate::model::text::counted;
use crate::providers::action::{Action, ActionError, Call, Log};
use crate::providers::input::Input;

struct Folder;

struct File;

fn input(required: &[&str]) -> Value {
    schema(
        required,
        json!({
            "url": { "type": "string", "description": "Beside the blueprint as ./NAME, or an address on GitHub" },
            "targetPath": { "type": "string", "description": "Where it goes; the top if not given" },
        }),
    )
}

pub fn folder_action() -> Box<dyn Action> {
    let summary = "Copies a folder of files as they are";
    OnTree::boxed("fetch:plain", summary, (input(&["url"]), nothing()), Folder)
}

pub fn file_action() -> Box<dyn Action> {
    let summary = "Copies one file as it is";
    let input = input(&["url", "targetPath"]);
    OnTree::boxed("fetch:plain:file", summary, (input, nothing()), File)
}

impl Transform for Folder {
    fn transform(&self, call: &Call<'_>, log: &mut dyn Log) -> Result<Transformed, ActionError> {
        let input = Input::without_secrets(call.input)?;
        let url = input.required("url")?;
        let target = input.text("targetPath")?.unwrap_or_default();
        let mut copied = Tree::default();
        for (path, file) in source::folder(call, url)?.files {
            copied.insert(&path, file).map_err(refused)?;
        }
        let mut tree = (**call.tree).clone();
        let put = tree.merge(&copied, target, true).map_err(refused)?;
        let files = counted(put, "file", "files");
        log.line(&format!("copied {files} from {url}"));
        Ok(Transformed {
            summary: format!("Copies {files} from {url}"),
            target: (!target.is_empty()).then(|| target.to_owned()),
            tree: Some(tree),
            output: Value::Null,
            ..Transformed::default()
        })
    }
}

impl Transform for File {
    fn transform(&self, call: &Call<'_>, log: &mut dyn Log) -> Result<Transformed, ActionError> {
        let input = Input::without_secrets(call.input)?;
        let (url, target) = (input.required("url")?, input.required("targetPath")?);
        let mut tree = (**call.tree).clone();
        tree.insert(target, source::file(call, url)?).map_err(refused)?;
        log.line(&format!("copied {url} to {target}"));
        Ok(Transformed {
            summary: format!("Copies {url} to {target}"),
            target: Some(target.to_owned()),
            tree: Some(tree),
            output: Value::Null,
            ..Transformed::default()
        })
    }
}
