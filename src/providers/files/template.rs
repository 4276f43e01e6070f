//! `fetch:template`: a skeleton rendered into the run's files, contents and names.

use serde_json::json;

use super::render::{self, Choice, Rendering};
use super::transform::{OnTree, Transform, Transformed, refused};
use super::{schema, source};
use crate::model::text::counted;
use crate::providers::action::{Action, ActionError, Call, Log};
use crate::providers::input::Input;

struct Template;

pub fn action() -> Box<dyn Action> {
    let globs = json!({ "type": "array", "items": { "type": "string" } });
    let input = schema(
        &["url"],
        render::properties(json!({
            "targetPath": { "type": "string", "description": "The folder where the files go; the top if not given" },
            "copyWithoutTemplating": globs,
            "copyWithoutRender": globs,
            "templateFileExtension": {
                "type": ["string", "boolean"],
                "description": "Render only files with this ending, and take it off; true is .njk",
            },
        })),
    );
    let output = schema(
        &[],
        json!({ "skeletonDigest": { "type": "string", "description": "SHA-256 of what was read" } }),
    );
    let summary = "Renders a folder of files with the values that it is given";
    OnTree::boxed("fetch:template", summary, (input, output), Template)
}

impl Transform for Template {
    fn transform(&self, call: &Call<'_>, log: &mut dyn Log) -> Result<Transformed, ActionError> {
        let input = Input::without_secrets(call.input)?;
        let url = input.required("url")?;
        let (rendering, choice) = (Rendering::of(call, &input)?, Choice::of(&input)?);
        let skeleton = source::folder(call, url)?;
        let rendered = render::skeleton(&skeleton, &rendering, &choice, call, log)?;
        let target = input.text("targetPath")?.unwrap_or_default();
        let mut tree = (**call.tree).clone();
        let put = tree
            .merge(&rendered, target, input.flag("replace")?)
            .map_err(refused)?;
        let kept = rendered.len() - put;
        let files = counted(put, "file", "files");
        log.line(&format!("wrote {files} from {url}"));
        if kept > 0 {
            log.line(&format!(
                "{} there already and kept",
                counted(kept, "file was", "files were")
            ));
        }
        Ok(Transformed {
            summary: format!("Writes {files} from {url}"),
            target: (!target.is_empty()).then(|| target.to_owned()),
            tree: Some(tree),
            output: json!({ "skeletonDigest": skeleton.digest() }),
            ..Transformed::default()
        })
    }
}
