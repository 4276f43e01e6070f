//! `catalog:declare`: what an entity depends on, or what depends on it, written into its file in the workspace. Muster's
//! own. Only the lines change that have to, and only where what is read back is what was meant.

use serde_json::{Value, json};

use super::place::{Place, digest, file_of};
use crate::model::blueprint::action::{ActionSpec, Settlement, UndoSpec};
use crate::model::blueprint::tree;
use crate::model::catalog::edit::{self, change};
use crate::model::catalog::{DEFAULT_NAMESPACE, EntityRef, Node};
use crate::model::run::{Change, Effect, Undo};
use crate::providers::action::{Action, ActionError, Applied, Call, Done, ErrorKind, Log, Observed, Planned};
use crate::providers::entity::{json as json_of, reference};
use crate::providers::files::schema;
use crate::providers::input::{Input, wrong};
use crate::providers::note;
use crate::sources::files::places_of;

const UNDO: &str = "gives the file its text of before, unless it was changed since";

struct Declare(ActionSpec);

pub fn action() -> Box<dyn Action> {
    let text = |description: &str| json!({ "type": "string", "description": description });
    Box::new(Declare(ActionSpec {
        id: "catalog:declare",
        summary: "Writes into an entity's file what it depends on, or what depends on it",
        input: schema(
            &["entity", "targets"],
            json!({
                "entity": text("The entity whose file is changed"),
                "relation": { "type": "string", "enum": ["dependsOn", "dependencyOf"], "description": "dependsOn if not given" },
                "targets": {
                    "anyOf": [{ "type": "string" }, { "type": "array", "items": { "type": "string" } }],
                    "description": "The entities at the other end",
                },
                "optional": { "type": "boolean", "description": "Go on where the file cannot be changed from here" },
            }),
        ),
        output: schema(
            &[],
            json!({
                "entityRef": text("The entity"),
                "file": text("The file that was changed"),
                "added": { "type": "array", "description": "The refs that were not there before" },
            }),
        ),
        settlement: Settlement::Observe,
        undo: UndoSpec::By(UNDO),
    }))
}

/// What a step asks for.
struct Wanted {
    entity: EntityRef,
    relation: &'static str,
    targets: Vec<EntityRef>,
    is_optional: bool,
}

/// A file as it is and as it is to be.
struct Edit {
    file: String,
    before: String,
    after: String,
    added: Vec<String>,
}

impl Wanted {
    fn of(call: &Call<'_>) -> Result<Self, ActionError> {
        let input = Input::without_secrets(call.input)?;
        let relation = match input.text("relation")? {
            None | Some("dependsOn") => "dependsOn",
            Some("dependencyOf") => "dependencyOf",
            Some(other) => {
                return Err(
                    wrong(format!("`relation` cannot be `{other}`")).hint("it is dependsOn or dependencyOf")
                );
            }
        };
        let targets = input.texts("targets")?;
        if targets.is_empty() {
            return Err(wrong("`targets` is missing").hint("name the entities at the other end"));
        }
        let refs = targets.iter().map(|text| reference(text, None, None));
        Ok(Self {
            entity: reference(input.required("entity")?, Some("component"), None)?,
            relation,
            targets: refs.collect::<Result<_, _>>()?,
            is_optional: input.flag("optional")?,
        })
    }

    /// The file that holds the entity, with its text; none where there is none yet.
    fn find(&self, call: &Call<'_>, place: &Place) -> Result<Option<(String, String)>, ActionError> {
        let catalog = call.world.catalog();
        let known = catalog
            .find(self.entity.as_str())
            .map(|id| catalog.entity(id).file().to_owned());
        // An earlier step of this run may have registered it.
        let file = known.unwrap_or_else(|| file_of(&self.entity));
        let clean = tree::clean(&file).map_err(|_| {
            wrong(format!("{} is in {file}, outside of the workspace", self.entity)).hint(BY_HAND)
        })?;
        Ok(place.read(&clean)?.map(|text| (clean, text)))
    }

    /// What there is to change; none where the entity is in no file.
    fn edit(&self, call: &Call<'_>, place: &Place) -> Result<Option<Edit>, ActionError> {
        let Some((file, before)) = self.find(call, place)? else {
            return Ok(None);
        };
        let (mut after, mut added) = (before.clone(), Vec::new());
        for target in &self.targets {
            let Some((offset, document)) = place_of(&after, &self.entity) else {
                return Ok(None);
            };
            if self.says(&document, target) {
                continue;
            }
            let addition = edit::Change::Add {
                path: ["spec", self.relation].map(str::to_owned).to_vec(),
                value: target.to_string(),
            };
            let next = change(&after, offset, &[addition])
                .map_err(|why| wrong(format!("{file} cannot be changed: {why}")).hint(BY_HAND))?;
            if !self.is_as_meant(&after, &next, target) {
                return Err(wrong(format!(
                    "{file} is written in a way that cannot be changed without changing what it says"
                ))
                .hint(BY_HAND));
            }
            added.push(target.to_string());
            after = next;
        }
        Ok(Some(Edit {
            file,
            before,
            after,
            added,
        }))
    }

    /// Whether a document names the target already, in whichever way it is written.
    fn says(&self, document: &Node, target: &EntityRef) -> bool {
        let namespace = self.entity.namespace();
        let list = document.at_path(&["spec", self.relation]);
        let items = list.map(Node::items).unwrap_or_default();
        items
            .iter()
            .filter_map(|item| EntityRef::parse(item.text()?, None, namespace).ok())
            .any(|named| named.as_str() == target.as_str())
    }

    /// Whether the new text says what the old one did, and the target besides.
    fn is_as_meant(&self, before: &str, after: &str, target: &EntityRef) -> bool {
        let (before, after) = (places_of(before), places_of(after));
        let is_meant = |old: &Node, new: &Node| {
            let (mut listed, more) = (self.listed(old), self.listed(new));
            listed.push(target.to_string());
            listed == more && self.without(old) == self.without(new)
        };
        before.len() == after.len()
            && before
                .iter()
                .zip(&after)
                .all(|((_, old), (_, new))| match is_of(old, &self.entity) {
                    true => is_meant(old, new),
                    false => old.canonical_json() == new.canonical_json(),
                })
    }

    /// What the list holds, as it is written.
    fn listed(&self, document: &Node) -> Vec<String> {
        let list = document.at_path(&["spec", self.relation]);
        let items = list.map(Node::items).unwrap_or_default();
        items
            .iter()
            .map(|item| item.text().unwrap_or_default().to_owned())
            .collect()
    }

    /// A document but for the list.
    fn without(&self, document: &Node) -> Option<Value> {
        let mut json = json_of(document)?;
        json.get_mut("spec")?.as_object_mut()?.remove(self.relation);
        Some(json)
    }

    fn output(&self, file: Option<&str>, added: &[String]) -> Value {
        json!({ "entityRef": self.entity.as_str(), "file": file, "added": added })
    }

    fn words(&self) -> String {
        let targets: Vec<&str> = self.targets.iter().map(EntityRef::as_str).collect();
        match self.relation {
            "dependsOn" => format!("{} depends on {}", self.entity, targets.join(", ")),
            _ => format!("{} is needed by {}", self.entity, targets.join(", ")),
        }
    }
}

const BY_HAND: &str = "write it into the entity's file by hand, where that is kept";

/// Where an entity's document begins in a text, and the document.
pub(in crate::providers) fn place_of(text: &str, entity: &EntityRef) -> Option<(usize, Node)> {
    places_of(text).into_iter().find(|(_, node)| is_of(node, entity))
}

fn is_of(node: &Node, entity: &EntityRef) -> bool {
    let text = |path: &[&str]| node.at_path(path).and_then(Node::text);
    let namespace = text(&["metadata", "namespace"]).unwrap_or(DEFAULT_NAMESPACE);
    text(&["kind"]).is_some_and(|kind| kind.eq_ignore_ascii_case(entity.kind()))
        && text(&["metadata", "name"]).is_some_and(|name| name.eq_ignore_ascii_case(entity.name()))
        && namespace.eq_ignore_ascii_case(entity.namespace())
}

impl Action for Declare {
    fn spec(&self) -> &ActionSpec {
        &self.0
    }

    fn plan(&self, call: &Call<'_>) -> Result<Planned, ActionError> {
        let wanted = Wanted::of(call)?;
        let place = Place::open(call.world.workspace())?;
        let mut planned = Planned {
            target: Some(wanted.entity.to_string()),
            entities: vec![wanted.entity.to_string()],
            ..Planned::default()
        };
        let edit = match wanted.edit(call, &place) {
            Err(error) if wanted.is_optional && error.kind == ErrorKind::Final => {
                let hint = error.hint.unwrap_or_default();
                planned.summary = format!("Cannot declare that {}", wanted.words());
                planned.findings.push(format!("{}: {hint}", error.message));
                return Ok(planned);
            }
            edit => edit?,
        };
        planned.undo = Undo::By(UNDO.to_owned());
        let Some(edit) = edit else {
            // An earlier step may register it.
            planned.effect = Effect::Ask;
            planned.summary = format!("Declares that {}, once that is in the catalog", wanted.words());
            return Ok(planned);
        };
        planned.output = wanted.output(Some(&edit.file), &edit.added);
        if edit.added.is_empty() {
            planned.undo = Undo::Nothing;
            planned.summary = format!("It is declared already that {}", wanted.words());
            return Ok(planned);
        }
        planned.effect = Effect::Change;
        planned.summary = format!("Declares that {}", wanted.words());
        planned.changes.push(Change {
            what: edit.file,
            before: Some(edit.before),
            after: Some(edit.after),
        });
        Ok(planned)
    }

    fn observe(&self, call: &Call<'_>) -> Result<Observed, ActionError> {
        let wanted = Wanted::of(call)?;
        let place = Place::open(call.world.workspace())?;
        Ok(match wanted.edit(call, &place) {
            Ok(Some(edit)) if edit.added.is_empty() => {
                let noted = note::find(call)?.unwrap_or_default();
                let added: Vec<String> = serde_json::from_value(noted["added"].clone()).unwrap_or_default();
                Observed::Done {
                    output: wanted.output(Some(&edit.file), &added),
                }
            }
            _ => Observed::Absent,
        })
    }

    fn apply(&self, call: &Call<'_>, log: &mut dyn Log) -> Result<Applied, ActionError> {
        let wanted = Wanted::of(call)?;
        let place = Place::open(call.world.workspace())?;
        let missing =
            || Err(wrong(format!("{} is in no file of this workspace", wanted.entity)).hint(BY_HAND));
        let edit = match wanted
            .edit(call, &place)
            .and_then(|edit| edit.map_or_else(missing, Ok))
        {
            Err(error) if wanted.is_optional && error.kind == ErrorKind::Final => {
                log.line(&format!("{}: {}", error.message, error.hint.unwrap_or_default()));
                return Ok(Applied::Done(Done {
                    output: wanted.output(None, &[]),
                    ..Done::default()
                }));
            }
            edit => edit?,
        };
        let fresh = json!({ "added": edit.added, "before": edit.before, "after": digest(&edit.after) });
        if !edit.added.is_empty() {
            // What an earlier attempt has written is in the file: only the last note tells of its text.
            note::put(call, &fresh)?;
            place.replace(&edit.file, &edit.after)?;
            log.line(&format!("{}: {}", edit.file, wanted.words()));
        }
        Ok(Applied::Done(Done {
            output: wanted.output(Some(&edit.file), &edit.added),
            ..Done::default()
        }))
    }

    fn undo(&self, call: &Call<'_>, output: &Value, log: &mut dyn Log) -> Result<(), ActionError> {
        let (Some(file), Some(noted)) = (output["file"].as_str(), note::find(call)?) else {
            log.line("it changed nothing");
            return Ok(());
        };
        let place = Place::open(call.world.workspace())?;
        let (Some(before), Some(after)) = (noted["before"].as_str(), noted["after"].as_str()) else {
            return Ok(());
        };
        match place.read(file)? {
            None => log.line(&format!("{file} is gone, and what was declared in it")),
            Some(text) if text == before => {}
            Some(text) if digest(&text) == after => {
                place.replace(file, before)?;
                log.line(&format!("{file} is as before"));
            }
            Some(_) => {
                return Err(wrong(format!("{file} was changed since, so it stays"))
                    .hint("take the dependency out by hand if it is not true any more"));
            }
        }
        Ok(())
    }
}
