//! `catalog:fetch`: entities of the catalog as an output, with who answers for them.

use serde_json::{Value, json};

use crate::model::blueprint::action::{ActionSpec, Settlement, UndoSpec};
use crate::model::catalog::Entity;
use crate::providers::action::{Action, ActionError, Applied, Call, Done, Log, Observed, Planned};
use crate::providers::entity::{document, reference};
use crate::providers::files::schema;
use crate::providers::input::{Input, wrong};

struct Fetch(ActionSpec);

pub fn action() -> Box<dyn Action> {
    let text = |description: &str| json!({ "type": "string", "description": description });
    Box::new(Fetch(ActionSpec {
        id: "catalog:fetch",
        summary: "Fetches one or several entities of the catalog",
        input: schema(
            &[],
            json!({
                "entityRef": text("The entity"),
                "entityRefs": { "type": "array", "items": { "type": "string" }, "description": "Several entities" },
                "optional": { "type": "boolean", "description": "Go on where there is no such entity" },
                "defaultKind": text("The kind where the reference names none"),
                "defaultNamespace": text("The namespace where the reference names none"),
            }),
        ),
        output: schema(
            &[],
            json!({
                "entity": { "type": "object", "description": "The entity" },
                "entities": { "type": "array", "items": { "type": "object" }, "description": "The entities" },
                "ref": text("Its canonical reference"),
                "owner": text("The team or person that owns it"),
                "accountable": text("The one person who answers for it"),
                "projectSlug": text("OWNER/REPO of its repository on GitHub"),
            }),
        ),
        settlement: Settlement::Repeat,
        undo: UndoSpec::Nothing,
    }))
}

/// The output, and what it is about in a sentence.
fn fetched(call: &Call<'_>) -> Result<(Value, String), ActionError> {
    let input = Input::without_secrets(call.input)?;
    let (kind, namespace) = (input.text("defaultKind")?, input.text("defaultNamespace")?);
    let optional = input.flag("optional")?;
    let catalog = call.world.catalog();
    let find = |text: &str| -> Result<Option<Value>, ActionError> {
        let wanted = reference(text, kind, namespace)?;
        match catalog.find(wanted.as_str()) {
            Some(id) => Ok(Some(whole(call, catalog.entity(id)))),
            None if optional => Ok(None),
            None => Err(wrong(format!("there is no {wanted} in the catalog"))
                .hint("set `optional: true` where it need not be there")),
        }
    };
    match (input.text("entityRef")?, input.texts("entityRefs")?) {
        (Some(one), several) if several.is_empty() => {
            let entity = find(one)?;
            let mut output = json!({ "entity": entity });
            let wanted = reference(one, kind, namespace)?;
            if let Some(id) = catalog.find(wanted.as_str()) {
                let found = catalog.entity(id);
                output["ref"] = found.entity_ref().into();
                output["owner"] = found.owner().map(|owner| catalog.node_ref(owner)).into();
                output["accountable"] = found.accountable().map(|person| person.entity_ref()).into();
                let slug = output
                    .pointer("/entity/metadata/annotations/github.com~1project-slug")
                    .cloned();
                output["projectSlug"] = slug.unwrap_or_default();
            }
            Ok((output, format!("Fetches {wanted}")))
        }
        (None, several) if !several.is_empty() => {
            let entities: Vec<Value> = several
                .iter()
                .map(|one| find(one).map(Option::unwrap_or_default))
                .collect::<Result<_, _>>()?;
            Ok((
                json!({ "entities": entities }),
                format!("Fetches {}", several.join(", ")),
            ))
        }
        (None, _) => Err(wrong("`entityRef` or `entityRefs` is missing")),
        (Some(_), _) => Err(wrong("only one of `entityRef` and `entityRefs` can be given")),
    }
}

/// The document with the relations that the whole catalog gives it. Where its file can no longer be read, what the catalog
/// remembers.
fn whole(call: &Call<'_>, entity: Entity<'_>) -> Value {
    let catalog = call.world.catalog();
    let mut document = document(call.world, entity).unwrap_or_else(|| {
        json!({
            "kind": entity.kind(),
            "metadata": {
                "name": entity.name(), "namespace": entity.namespace(),
                "title": entity.title(), "description": entity.description(),
            },
            "spec": { "type": entity.type_(), "lifecycle": entity.lifecycle(), "owner": entity.owner_text() },
        })
    });
    let relations: Vec<Value> = catalog
        .outgoing(entity.node())
        .map(|edge| json!({ "type": edge.relation.names().0, "targetRef": catalog.node_ref(edge.node) }))
        .collect();
    document["relations"] = relations.into();
    document
}

impl Action for Fetch {
    fn spec(&self) -> &ActionSpec {
        &self.0
    }

    fn plan(&self, call: &Call<'_>) -> Result<Planned, ActionError> {
        let (output, summary) = fetched(call)?;
        Ok(Planned {
            summary,
            output,
            ..Planned::default()
        })
    }

    fn observe(&self, _: &Call<'_>) -> Result<Observed, ActionError> {
        Ok(Observed::Absent)
    }

    fn apply(&self, call: &Call<'_>, _: &mut dyn Log) -> Result<Applied, ActionError> {
        let (output, _) = fetched(call)?;
        Ok(Applied::Done(Done {
            output,
            ..Done::default()
        }))
    }

    fn undo(&self, _: &Call<'_>, _: &Value, _: &mut dyn Log) -> Result<(), ActionError> {
        Ok(())
    }
}
