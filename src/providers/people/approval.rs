//! `approval`: somebody else agrees before the run goes on. Muster's own.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::who::{owners, people};
use crate::model::blueprint::action::{ActionSpec, Settlement, UndoSpec};
use crate::model::catalog::Catalog;
use crate::model::run::Effect;
use crate::providers::action::{Action, ActionError, Applied, Call, Done, Errand, Log, Observed, Planned};
use crate::providers::entity::reference;
use crate::providers::files::schema;
use crate::providers::input::{Input, wrong};

/// The action of approvals that the vision asks for.
pub const VISION_APPROVAL: &str = "vision:approval";

/// The action of approvals that changes of somebody else's resources need.
pub const CHANGE_APPROVAL: &str = "change:approval";

struct Approval(ActionSpec);

/// What blueprints say.
pub fn action() -> Box<dyn Action> {
    boxed(
        "approval",
        "Waits until one of the approvers agrees; never the person who asked",
    )
}

/// What the engine puts before the steps of a run where the vision says so.
pub fn of_vision() -> Box<dyn Action> {
    boxed(
        VISION_APPROVAL,
        "Waits until one of those agrees whom the vision names; muster adds it by itself",
    )
}

/// What the engine puts before the steps of a run that changes somebody else's resource.
pub fn of_changes() -> Box<dyn Action> {
    boxed(
        CHANGE_APPROVAL,
        "Waits until whoever governs changes of a resource agrees; muster adds it by itself",
    )
}

fn boxed(id: &'static str, summary: &'static str) -> Box<dyn Action> {
    let text = |description: &str| json!({ "type": "string", "description": description });
    let refs = json!({
        "anyOf": [{ "type": "string" }, { "type": "array", "items": { "type": "string" } }],
        "description": "People or groups; of anything else, whoever answers for it",
    });
    Box::new(Approval(ActionSpec {
        id,
        summary,
        input: schema(
            &["approvers"],
            json!({
                "approvers": refs,
                "reason": text("What they are asked to agree to, and why"),
                "entity": text("The entity that it is about"),
                "role": text("What the one who is asked first is to the entity"),
                "entities": { "type": "array", "items": { "type": "string" }, "description": "All entities that it is about" },
                "then": { "type": "array", "description": "Who is asked next, in turn, where nobody answers in time" },
                "unlessOwn": { "type": "boolean", "description": "Nobody is asked where the requester decides about all of it themselves" },
            }),
        ),
        output: schema(
            &[],
            json!({ "task": text("The id of the task"), "approvedBy": text("Who agreed") }),
        ),
        settlement: Settlement::Repeat,
        undo: UndoSpec::Nothing,
    }))
}

fn errand(call: &Call<'_>) -> Result<Errand, ActionError> {
    let input = Input::without_secrets(call.input)?;
    let wanted = input.texts("approvers")?;
    if wanted.is_empty() {
        return Err(wrong("`approvers` is missing")
            .hint("name people, groups, or the entity whose accountable person is asked"));
    }
    let catalog = call.world.catalog();
    let entity = input
        .text("entity")?
        .map(|text| reference(text, Some("component"), None))
        .transpose()?;
    let title = match input.text("reason")?.and_then(|reason| reason.lines().next()) {
        Some(reason) => format!("Agree? {reason}"),
        None => "Agree?".to_owned(),
    };
    Ok(Errand {
        title,
        description: input.text("reason")?.map(str::to_owned),
        category: Some("approval".to_owned()),
        assignee: None,
        entities: entity.into_iter().map(|entity| entity.to_string()).collect(),
        approvers: approvers(&catalog, &wanted, call.requester)?,
    })
}

/// All the people who may agree. Where only the requester answers for an entity, the rest of the owning team may.
fn approvers(catalog: &Catalog, wanted: &[String], requester: &str) -> Result<Vec<String>, ActionError> {
    let mut all = BTreeSet::new();
    for text in wanted {
        let wanted = reference(text, Some("user"), None)?;
        let mut found = people(catalog, &wanted);
        if found.iter().all(|person| person == requester) && !matches!(wanted.kind(), "user" | "group") {
            found = owners(catalog, wanted.as_str());
        }
        all.extend(found);
    }
    all.remove(requester);
    Ok(all.into_iter().collect())
}

/// Whether nobody need be asked: the requester decides about each of these themselves, and the step lets that do.
fn is_own(call: &Call<'_>) -> Result<bool, ActionError> {
    let input = Input::without_secrets(call.input)?;
    if !input.flag("unlessOwn")? {
        return Ok(false);
    }
    let (catalog, wanted) = (call.world.catalog(), input.texts("approvers")?);
    for text in &wanted {
        let wanted = reference(text, Some("user"), None)?;
        if !people(&catalog, &wanted)
            .iter()
            .any(|person| person == call.requester)
        {
            return Ok(false);
        }
    }
    Ok(!wanted.is_empty())
}

impl Action for Approval {
    fn spec(&self) -> &ActionSpec {
        &self.0
    }

    fn plan(&self, call: &Call<'_>) -> Result<Planned, ActionError> {
        if is_own(call)? {
            return Ok(Planned {
                summary: "Nobody is asked: you decide about it yourself".to_owned(),
                output: json!({ "approvedBy": call.requester }),
                ..Planned::default()
            });
        }
        let errand = errand(call)?;
        let blocking = match errand.approvers.is_empty() {
            true => vec!["nobody is left who may agree: whoever asks may not".to_owned()],
            false => Vec::new(),
        };
        let catalog = call.world.catalog();
        let label = |person: &String| {
            catalog
                .find(person)
                .map_or(person.clone(), |id| catalog.entity(id).label().to_owned())
        };
        let names: Vec<String> = errand.approvers.iter().take(3).map(label).collect();
        let more = errand.approvers.len().saturating_sub(names.len());
        let summary = match (names.as_slice(), more) {
            ([], _) => "Asks somebody to agree".to_owned(),
            (names, 0) => format!("Asks {} to agree", names.join(" or ")),
            (names, more) => format!("Asks {} or one of {more} others to agree", names.join(", ")),
        };
        Ok(Planned {
            effect: Effect::Ask,
            summary,
            approvers: errand.approvers,
            blocking,
            ..Planned::default()
        })
    }

    fn observe(&self, _: &Call<'_>) -> Result<Observed, ActionError> {
        Ok(Observed::Absent)
    }

    fn apply(&self, call: &Call<'_>, log: &mut dyn Log) -> Result<Applied, ActionError> {
        if is_own(call)? {
            log.line("nobody is asked: whoever asks for it decides about it");
            return Ok(Applied::Done(Done {
                output: json!({ "approvedBy": call.requester }),
                ..Done::default()
            }));
        }
        let errand = errand(call)?;
        if errand.approvers.is_empty() {
            return Err(wrong("nobody is left who may agree: whoever asks may not")
                .hint("name other approvers, or give the entity a deputy"));
        }
        log.line(&format!(
            "waits for one of {} to agree",
            errand.approvers.join(", ")
        ));
        Ok(Applied::Person(errand))
    }

    fn undo(&self, _: &Call<'_>, _: &Value, _: &mut dyn Log) -> Result<(), ActionError> {
        Ok(())
    }
}
