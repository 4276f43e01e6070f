//! `fs:delete`: files of the run taken away by patterns.

use serde_json::{Value, json};

use super::transform::{OnTree, Transform, Transformed, refused};
use super::{nothing, schema};
use crate::model::text::counted;
use crate::providers::action::{Action, ActionError, Call, Log};
use crate::providers::input::Input;

struct Delete;

pub fn action() -> Box<dyn Action> {
    let input = schema(
        &["files"],
        json!({ "files": {
            "type": "array", "items": { "type": "string" },
            "description": "Paths or patterns, as docs/** ; a folder goes with all that is in it",
        } }),
    );
    OnTree::boxed(
        "fs:delete",
        "Deletes files of the run",
        (input, nothing()),
        Delete,
    )
}

impl Transform for Delete {
    fn transform(&self, call: &Call<'_>, log: &mut dyn Log) -> Result<Transformed, ActionError> {
        let input = Input::without_secrets(call.input)?;
        let patterns = input.texts("files")?;
        let gone = call.tree.matching(&patterns).map_err(refused)?;
        let mut tree = (**call.tree).clone();
        for path in &gone {
            tree.remove(path);
            log.line(&format!("deleted {path}"));
        }
        if gone.is_empty() {
            log.line(&format!("no file matches {}", patterns.join(", ")));
        }
        Ok(Transformed {
            summary: format!("Deletes {} of the run", counted(gone.len(), "file", "files")),
            target: Some(patterns.join(", ")),
            tree: Some(tree),
            output: Value::Null,
            ..Transformed::default()
        })
    }
}
