//! `catalog:write`: an entity written into the run's files as `catalog-info.yaml`.

use serde_json::{Value, json};

use crate::model::blueprint::tree::TreeFile;
use crate::model::catalog::descriptor::{self, Sort};
use crate::model::text::yaml;
use crate::providers::action::{Action, ActionError, Call, Log};
use crate::providers::files::transform::{OnTree, Transform, Transformed, refused};
use crate::providers::files::{nothing, schema};
use crate::providers::input::{Input, wrong};
use crate::sources::files::document_of;

struct Write;

pub fn action() -> Box<dyn Action> {
    let input = schema(
        &["entity"],
        json!({
            "entity": { "type": "object", "description": "The entity: apiVersion, kind, metadata, spec" },
            "filePath": { "type": "string", "description": "catalog-info.yaml if not given" },
        }),
    );
    let summary = "Writes an entity into the run's files";
    OnTree::boxed("catalog:write", summary, (input, nothing()), Write)
}

impl Transform for Write {
    fn transform(&self, call: &Call<'_>, log: &mut dyn Log) -> Result<Transformed, ActionError> {
        let input = Input::without_secrets(call.input)?;
        let path = input.text("filePath")?.unwrap_or("catalog-info.yaml");
        let entity = input
            .get("entity")
            .filter(|entity| entity.is_object())
            .ok_or_else(|| wrong("`entity` must be a mapping with apiVersion, kind, metadata and spec"))?;
        let text = yaml(entity);
        let is_entity = document_of(&text).is_some_and(|node| descriptor::sort(&node) == Sort::Entity);
        if !is_entity || entity.pointer("/metadata/name").is_none() {
            return Err(wrong(
                "`entity` is no entity: it needs apiVersion, kind and metadata.name",
            ));
        }
        let mut tree = (**call.tree).clone();
        tree.insert(path, TreeFile::text(&text)).map_err(refused)?;
        log.line(&format!("wrote {path}"));
        Ok(Transformed {
            summary: format!("Writes {path}"),
            target: Some(path.to_owned()),
            tree: Some(tree),
            output: Value::Null,
            ..Transformed::default()
        })
    }
}
