//! `fs:rename`: files and folders of the run given other paths.

use serde_json::{Value, json};

use super::transform::{OnTree, Transform, Transformed, refused};
use super::{nothing, schema};
use crate::model::text::counted;
use crate::providers::action::{Action, ActionError, Call, Log};
use crate::providers::input::{Input, wrong};

struct Rename;

pub fn action() -> Box<dyn Action> {
    let item = schema(
        &["from", "to"],
        json!({
            "from": { "type": "string" },
            "to": { "type": "string" },
            "overwrite": { "type": "boolean", "description": "Take the place of what is there" },
        }),
    );
    let input = schema(&["files"], json!({ "files": { "type": "array", "items": item } }));
    OnTree::boxed(
        "fs:rename",
        "Renames files and folders of the run",
        (input, nothing()),
        Rename,
    )
}

impl Transform for Rename {
    fn transform(&self, call: &Call<'_>, log: &mut dyn Log) -> Result<Transformed, ActionError> {
        let input = Input::without_secrets(call.input)?;
        let files = input
            .get("files")
            .and_then(Value::as_array)
            .ok_or_else(|| wrong("`files` must be a list of `from` and `to`"))?;
        let mut tree = (**call.tree).clone();
        for file in files {
            let file = Input::of(file);
            let (from, to) = (file.required("from")?, file.required("to")?);
            tree.rename(from, to, file.flag("overwrite")?).map_err(refused)?;
            log.line(&format!("renamed {from} to {to}"));
        }
        Ok(Transformed {
            summary: format!(
                "Renames {} of the run",
                counted(files.len(), "file or folder", "files or folders")
            ),
            target: None,
            tree: Some(tree),
            output: Value::Null,
            ..Transformed::default()
        })
    }
}
