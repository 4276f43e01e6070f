//! `catalog:unregister`: an entity taken out of the workspace's catalog. Muster's own. Only a file of this workspace is
//! changed, and only where what is left of it is what was there without the entity.

use serde_json::{Value, json};

use super::place::{Place, Put, digest};
use crate::model::blueprint::action::{ActionSpec, Settlement, UndoSpec};
use crate::model::blueprint::tree;
use crate::model::catalog::Node;
use crate::model::run::{Change, Effect, Undo};
use crate::providers::action::{Action, ActionError, Applied, Call, Done, Log, Observed, Planned};
use crate::providers::entity::reference;
use crate::providers::files::schema;
use crate::providers::input::{Input, wrong};
use crate::sources::files::documents_of;

const UNDO: &str = "puts the entity back where it was, unless its file was changed since";

struct Unregister(ActionSpec);

pub fn action() -> Box<dyn Action> {
    let text = |description: &str| json!({ "type": "string", "description": description });
    Box::new(Unregister(ActionSpec {
        id: "catalog:unregister",
        summary: "Takes an entity out of the workspace's catalog",
        input: schema(&["entityRef"], json!({ "entityRef": text("The entity") })),
        output: schema(
            &[],
            json!({
                "entityRef": text("The entity"),
                "file": text("The file that it was in"),
                "removed": text("What was taken out"),
            }),
        ),
        settlement: Settlement::Observe,
        undo: UndoSpec::By(UNDO),
    }))
}

/// What is to be taken out of which file.
struct Wanted {
    entity: String,
    file: String,
    before: String,
    /// None where nothing would be left, so that the file goes.
    after: Option<String>,
    at: usize,
    removed: String,
}

impl Wanted {
    /// None where the entity is in no file any more.
    fn of(call: &Call<'_>) -> Result<Option<Self>, ActionError> {
        let input = Input::without_secrets(call.input)?;
        let wanted = reference(input.required("entityRef")?, None, None)?;
        let catalog = call.world.catalog();
        let Some(entity) = catalog.find(wanted.as_str()).map(|id| catalog.entity(id)) else {
            return Ok(None);
        };
        let by_hand = |why: &str| wrong(format!("{wanted} {why}")).hint("take it out by hand");
        if entity.is_declared() {
            return Err(by_hand(&format!(
                "is declared in {}, another tool's file",
                entity.file()
            )));
        }
        let file = match tree::clean(entity.file()) {
            Ok(file) if file == entity.file() => file,
            _ => {
                return Err(by_hand(&format!(
                    "is in {}, outside this workspace",
                    entity.file()
                )));
            }
        };
        let Some(before) = Place::open(call.world.workspace())?.read(&file)? else {
            return Ok(None);
        };
        if !holds(&before, wanted.as_str()) {
            return Ok(None);
        }
        let (bytes, moved) = (entity.bytes(), "is no longer where the catalog read it");
        let removed = before
            .get(bytes.clone())
            .ok_or_else(|| by_hand(moved))?
            .to_owned();
        if !holds(&removed, wanted.as_str()) {
            return Err(by_hand(moved));
        }
        let rest = format!("{}{}", &before[..bytes.start], &before[bytes.end..]);
        let (left, had) = (documents_of(&rest).len(), documents_of(&before).len());
        if left + 1 != had || holds(&rest, wanted.as_str()) {
            return Err(by_hand("cannot be taken out of its file without touching others"));
        }
        Ok(Some(Self {
            entity: wanted.to_string(),
            file,
            after: (left > 0).then_some(rest),
            before,
            at: bytes.start,
            removed,
        }))
    }

    fn output(&self) -> Value {
        json!({
            "entityRef": self.entity,
            "file": self.file,
            "removed": self.removed,
            "at": self.at,
            "before": digest(&self.before),
            "after": self.after.as_deref().map(digest),
        })
    }
}

/// Whether a text holds this entity.
fn holds(text: &str, entity_ref: &str) -> bool {
    documents_of(text).into_iter().flatten().any(|node| {
        let text = |path: &[&str]| node.at_path(path).and_then(Node::text).map(str::trim);
        let (Some(kind), Some(name)) = (text(&["kind"]), text(&["metadata", "name"])) else {
            return false;
        };
        let namespace = text(&["metadata", "namespace"]).unwrap_or("default");
        reference(&format!("{kind}:{namespace}/{name}"), None, None)
            .is_ok_and(|found| found.as_str() == entity_ref)
    })
}

impl Action for Unregister {
    fn spec(&self) -> &ActionSpec {
        &self.0
    }

    fn plan(&self, call: &Call<'_>) -> Result<Planned, ActionError> {
        let Some(wanted) = Wanted::of(call)? else {
            return Ok(Planned {
                summary: "Takes nothing out: the catalog has no such entity".to_owned(),
                ..Planned::default()
            });
        };
        Ok(Planned {
            effect: Effect::Change,
            target: Some(wanted.entity.clone()),
            summary: format!("Takes {} out of {}", wanted.entity, wanted.file),
            changes: vec![Change {
                what: wanted.file.clone(),
                before: Some(wanted.before.clone()),
                after: wanted.after.clone(),
            }],
            undo: Undo::By(UNDO.to_owned()),
            output: wanted.output(),
            entities: vec![wanted.entity],
            ..Planned::default()
        })
    }

    fn observe(&self, call: &Call<'_>) -> Result<Observed, ActionError> {
        Ok(match Wanted::of(call)? {
            Some(_) => Observed::Absent,
            None => Observed::Done {
                output: json!({ "entityRef": Input::of(call.input).text("entityRef")? }),
            },
        })
    }

    fn apply(&self, call: &Call<'_>, log: &mut dyn Log) -> Result<Applied, ActionError> {
        let Some(wanted) = Wanted::of(call)? else {
            return Ok(Applied::Done(Done::default()));
        };
        let place = Place::open(call.world.workspace())?;
        match &wanted.after {
            Some(rest) => place.replace(&wanted.file, rest)?,
            None => place.remove(&wanted.file)?,
        }
        log.line(&format!("took {} out of {}", wanted.entity, wanted.file));
        Ok(Applied::Done(Done {
            output: wanted.output(),
            ..Done::default()
        }))
    }

    fn undo(&self, call: &Call<'_>, output: &Value, log: &mut dyn Log) -> Result<(), ActionError> {
        let text = |key: &str| output.get(key).and_then(Value::as_str);
        let (Some(file), Some(removed), Some(before)) = (text("file"), text("removed"), text("before"))
        else {
            // It took nothing out.
            return Ok(());
        };
        let place = Place::open(call.world.workspace())?;
        let there = place.read(file)?;
        let at = output["at"].as_u64().unwrap_or_default() as usize;
        let changed = || {
            wrong(format!("{file} was changed since, so nothing is put back"))
                .hint("its earlier text is in the run's record")
        };
        match (there, text("after")) {
            (Some(text), _) if digest(&text) == before => return Ok(()),
            (None, None) => {
                if place.create(file, removed)? == Put::Taken {
                    return Err(changed());
                }
            }
            (Some(rest), Some(after)) if digest(&rest) == after && rest.is_char_boundary(at) => {
                place.replace(file, &format!("{}{removed}{}", &rest[..at], &rest[at..]))?;
            }
            _ => return Err(changed()),
        }
        log.line(&format!("put it back into {file}"));
        Ok(())
    }
}
