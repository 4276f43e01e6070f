//! `fetch:template:file`: one file rendered into the run's files.

use serde_json::{Value, json};

use super::render::{self, Rendering};
use super::transform::{OnTree, Transform, Transformed, refused};
use super::{nothing, schema, source};
use crate::providers::action::{Action, ActionError, Call, Log};
use crate::providers::input::Input;

struct TemplateFile;

pub fn action() -> Box<dyn Action> {
    let input = schema(
        &["url", "targetPath"],
        render::properties(
            json!({ "targetPath": { "type": "string", "description": "The path of the file to be" } }),
        ),
    );
    let summary = "Renders one file with the values that it is given";
    OnTree::boxed("fetch:template:file", summary, (input, nothing()), TemplateFile)
}

impl Transform for TemplateFile {
    fn transform(&self, call: &Call<'_>, log: &mut dyn Log) -> Result<Transformed, ActionError> {
        let input = Input::without_secrets(call.input)?;
        let (url, target) = (input.required("url")?, input.required("targetPath")?);
        let rendering = Rendering::of(call, &input)?;
        let file = rendering.file(&source::file(call, url)?, url)?;
        let mut tree = (**call.tree).clone();
        let there = tree.get(target.trim_start_matches("./")).is_some();
        if there && !input.flag("replace")? {
            log.line(&format!("{target} is there already and kept"));
        } else {
            tree.insert(target, file).map_err(refused)?;
            log.line(&format!("wrote {target} from {url}"));
        }
        Ok(Transformed {
            summary: format!("Writes {target} from {url}"),
            target: Some(target.to_owned()),
            tree: Some(tree),
            output: Value::Null,
            ..Transformed::default()
        })
    }
}
