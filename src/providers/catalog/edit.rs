//! `catalog:edit`: an entity's file in the workspace, changed where it must be. Muster's own. Only where the entity's document is
//! as it was shown to whoever agreed.

use std::collections::BTreeMap;
use std::path::Path;

use serde_json::{Value, json};

use super::declare::place_of;
use super::place::{Place, Replaced, digest, repository};
use crate::model::blueprint::action::{ActionSpec, Settlement, UndoSpec};
use crate::model::blueprint::tree;
use crate::model::catalog::edit::{Change as Wish, change, extent, fits, names_known};
use crate::model::catalog::{Catalog, EntityRef, Node};
use crate::model::run::{Change, Effect, Undo};
use crate::providers::action::{Action, ActionError, Applied, Call, Done, Log, Observed, Planned};
use crate::providers::entity::reference;
use crate::providers::files::schema;
use crate::providers::input::{Input, wrong};
use crate::providers::note;

/// The action's id: what its steps did is journaled as edits.
pub const EDIT: &str = "catalog:edit";

const UNDO: &str = "gives the file its text of before, unless it was changed since";

struct Edit(ActionSpec);

pub fn action() -> Box<dyn Action> {
    let text = |description: &str| json!({ "type": "string", "description": description });
    Box::new(Edit(ActionSpec {
        id: EDIT,
        summary: "Changes what an entity's file in the workspace says",
        input: schema(
            &["entity", "changes"],
            json!({
                "entity": text("The entity whose file is changed"),
                "changes": { "type": "array", "items": { "type": "object" }, "description": "Each with do, path and value" },
                "digest": text("SHA-256 of the entity's document as it was shown; another one is left alone"),
                "reason": text("Why"),
            }),
        ),
        output: schema(
            &[],
            json!({
                "entityRef": text("The entity"),
                "file": text("The file that was changed"),
                "fields": { "type": "object", "description": "What it said and says now, by path" },
            }),
        ),
        settlement: Settlement::Observe,
        undo: UndoSpec::By(UNDO),
    }))
}

/// The digest by which a change is bound to an entity's document; none where the text does not hold it.
pub fn digest_of(text: &str, entity: &EntityRef) -> Option<String> {
    document_in(text, entity).map(digest)
}

/// The text of an entity's document in that of its file.
pub(in crate::providers) fn document_in<'t>(text: &'t str, entity: &EntityRef) -> Option<&'t str> {
    let (offset, _) = place_of(text, entity)?;
    text.get(extent(text, offset).ok()?)
}

/// A file as it is and as it is to be.
struct Wanted {
    entity: EntityRef,
    changes: Vec<Wish>,
    file: String,
    before: String,
    after: String,
}

impl Wanted {
    fn of(call: &Call<'_>, place: &Place) -> Result<Self, ActionError> {
        let input = Input::without_secrets(call.input)?;
        let entity = reference(input.required("entity")?, Some("component"), None)?;
        let changes: Vec<Wish> = serde_json::from_value(call.input["changes"].clone())
            .map_err(|error| wrong(format!("`changes` cannot be read: {error}")))?;
        let file = file_of(&call.world.catalog(), &entity, call.world.workspace())?;
        let gone = || wrong(format!("{file} does not hold {entity} any more"));
        let before = place.read(&file)?.ok_or_else(gone)?;
        let (offset, _) = place_of(&before, &entity).ok_or_else(gone)?;
        let after = change(&before, offset, &changes)
            .map_err(|why| wrong(format!("{file} cannot be changed: {why}")).hint("change it by hand"))?;
        place_of(&after, &entity)
            .ok_or_else(|| wrong("it would not be the same entity any more".to_owned()))?;
        Ok(Self {
            entity,
            changes,
            file,
            before,
            after,
        })
    }

    fn is_done(&self) -> bool {
        self.before == self.after
    }

    /// Whether it may be done: whoever agreed has agreed to a change of the document as it was shown.
    fn may_be_done(&self, call: &Call<'_>) -> Result<(), ActionError> {
        let shown = Input::without_secrets(call.input)?.text("digest")?;
        if shown.is_some() && digest_of(&self.before, &self.entity).as_deref() != shown {
            let changed = format!(
                "{} says something else of {} since this was asked for",
                self.file, self.entity
            );
            return Err(wrong(changed).hint("cancel this run, look at the file, and ask again"));
        }
        let Some((_, document)) = place_of(&self.before, &self.entity) else {
            return Ok(());
        };
        let catalog = call.world.catalog();
        let mut all = self.changes.iter();
        all.try_for_each(|change| fits(&document, change).and_then(|()| names_known(&catalog, change)))
            .map_err(wrong)
    }

    /// `earlier` is the file's text before the first attempt.
    fn output(&self, earlier: &str) -> Value {
        let document = |text: &str| place_of(text, &self.entity).map(|(_, document)| document);
        let (before, after) = (document(earlier), document(&self.after));
        let mut fields = BTreeMap::new();
        for change in &self.changes {
            let path: Vec<&str> = change.path().iter().map(String::as_str).collect();
            let said =
                |document: &Option<Node>| document.as_ref().map_or(Value::Null, |node| value(node, &path));
            let (before, after) = (said(&before), said(&after));
            if before != after {
                fields.insert(path.join("."), [before, after]);
            }
        }
        json!({ "entityRef": self.entity.as_str(), "file": self.file, "fields": fields })
    }
}

/// The file of an entity, where it is the workspace's own to change.
fn file_of(catalog: &Catalog, entity: &EntityRef, root: &Path) -> Result<String, ActionError> {
    let id = catalog
        .find(entity.as_str())
        .ok_or_else(|| wrong(format!("{entity} is not in the catalog")))?;
    let found = catalog.entity(id);
    let by_hand = |why: String| wrong(format!("{entity} {why}")).hint("change it there");
    if found.is_declared() {
        return Err(by_hand(format!(
            "is known only from {}, which is another tool's",
            found.file()
        )));
    }
    let file =
        tree::clean(found.file()).map_err(|_| by_hand("is in a file outside of the workspace".to_owned()))?;
    match Path::new(&file)
        .parent()
        .and_then(|folder| repository(root, folder))
    {
        Some(repository) => Err(by_hand(format!(
            "is in a file of another repository, {repository}"
        ))),
        None => Ok(file),
    }
}

/// What a document says at a path; null where it says nothing.
fn value(document: &Node, path: &[&str]) -> Value {
    let node = document.at_path(path);
    node.and_then(|node| serde_json::from_str(&node.canonical_json()).ok())
        .unwrap_or_default()
}

impl Action for Edit {
    fn spec(&self) -> &ActionSpec {
        &self.0
    }

    fn plan(&self, call: &Call<'_>) -> Result<Planned, ActionError> {
        let wanted = Wanted::of(call, &Place::open(call.world.workspace())?)?;
        let mut planned = Planned {
            target: Some(wanted.entity.to_string()),
            entities: vec![wanted.entity.to_string()],
            output: wanted.output(&wanted.before),
            ..Planned::default()
        };
        if wanted.is_done() {
            planned.summary = format!("{} says so already", wanted.file);
            return Ok(planned);
        }
        wanted.may_be_done(call)?;
        planned.effect = Effect::Change;
        planned.undo = Undo::By(UNDO.to_owned());
        let why = match Input::without_secrets(call.input)?.text("reason")? {
            Some(reason) => format!(": {reason}"),
            None => String::new(),
        };
        planned.summary = format!("Changes what {} says of {}{why}", wanted.file, wanted.entity);
        // The other documents of the file stay, and are not for the journal.
        let document = |text: &str| document_in(text, &wanted.entity).map(str::to_owned);
        planned.changes.push(Change {
            before: document(&wanted.before),
            after: document(&wanted.after),
            what: wanted.file,
        });
        Ok(planned)
    }

    fn observe(&self, call: &Call<'_>) -> Result<Observed, ActionError> {
        let Ok(wanted) = Wanted::of(call, &Place::open(call.world.workspace())?) else {
            return Ok(Observed::Absent);
        };
        if !wanted.is_done() {
            return Ok(Observed::Absent);
        }
        // An earlier attempt of this step may have written it: then its note tells what was there before.
        let noted = note::find(call)?.unwrap_or_default();
        let earlier = noted["before"].as_str().unwrap_or(&wanted.before);
        Ok(Observed::Done {
            output: wanted.output(earlier),
        })
    }

    fn apply(&self, call: &Call<'_>, log: &mut dyn Log) -> Result<Applied, ActionError> {
        let place = Place::open(call.world.workspace())?;
        let wanted = Wanted::of(call, &place)?;
        if !wanted.is_done() {
            wanted.may_be_done(call)?;
            let fresh = json!({ "before": wanted.before, "after": digest(&wanted.after) });
            note::put(call, &fresh)?;
            let texts = [(
                wanted.file.as_str(),
                wanted.before.as_str(),
                wanted.after.as_str(),
            )];
            for outcome in place.replace_all(&texts) {
                if outcome? == Replaced::Changed {
                    note::forget(call)?;
                    return Err(wrong(format!("{} was changed just now", wanted.file))
                        .hint("look at the file, and ask again"));
                }
            }
            log.line(&format!("{} is changed", wanted.file));
        }
        Ok(Applied::Done(Done {
            output: wanted.output(&wanted.before),
            ..Done::default()
        }))
    }

    fn undo(&self, call: &Call<'_>, output: &Value, log: &mut dyn Log) -> Result<(), ActionError> {
        let noted = note::find(call)?;
        if noted.is_none()
            && output["fields"]
                .as_object()
                .is_some_and(serde_json::Map::is_empty)
        {
            log.line("it changed nothing");
            return Ok(());
        }
        let noted = noted.unwrap_or_default();
        let texts = (noted["before"].as_str(), noted["after"].as_str());
        let (Some(file), (Some(before), Some(after))) = (output["file"].as_str(), texts) else {
            return Err(lost(output["file"].as_str()));
        };
        let changed = || {
            wrong(format!("{file} was changed since, so it stays"))
                .hint("change it back by hand if that is still wanted")
        };
        let place = Place::open(call.world.workspace())?;
        let now = place.read(file)?.ok_or_else(changed)?;
        if now == before {
            return Ok(());
        }
        if digest(&now) != after {
            return Err(changed());
        }
        for outcome in place.replace_all(&[(file, &now, before)]) {
            if outcome? == Replaced::Changed {
                return Err(changed());
            }
        }
        log.line(&format!("{file} is as before"));
        Ok(())
    }
}

/// What was before is not known any more: it is kept only on the machine that made the change.
fn lost(file: Option<&str>) -> ActionError {
    let file = file.unwrap_or("its file");
    wrong(format!(
        "what {file} said before is not kept in .muster/notes of this workspace, so it stays as it is"
    ))
    .hint("undo it in the workspace where it was done, or change the file back by hand: the run says what each field said")
}
