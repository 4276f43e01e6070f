//! `task:human`: a step that a person does. The run goes on when its task is done. Muster's own.

use serde_json::{Value, json};

use crate::model::blueprint::action::{ActionSpec, Settlement, UndoSpec};
use crate::model::run::{Effect, Undo};
use crate::providers::action::{Action, ActionError, Applied, Call, Errand, Log, Observed, Planned};
use crate::providers::entity::reference;
use crate::providers::files::schema;
use crate::providers::input::{Input, wrong};

const WHY_NOT: &str = "a person did it, and a person takes it back";

struct HumanTask(ActionSpec);

pub fn action() -> Box<dyn Action> {
    let text = |description: &str| json!({ "type": "string", "description": description });
    Box::new(HumanTask(ActionSpec {
        id: "task:human",
        summary: "Files a task for a person, and waits until it is done",
        input: schema(
            &["title"],
            json!({
                "title": text("What is to be done"),
                "description": text("How, and how one sees that it is done"),
                "category": text("The category of the task"),
                "assignee": text("The person who is to do it; whoever accepts it if not given"),
                "entity": text("The entity that it is about"),
            }),
        ),
        output: schema(
            &[],
            json!({ "task": text("The id of the task"), "doneBy": text("Who did it") }),
        ),
        settlement: Settlement::Repeat,
        undo: UndoSpec::Not(WHY_NOT),
    }))
}

fn errand(call: &Call<'_>) -> Result<Errand, ActionError> {
    let input = Input::without_secrets(call.input)?;
    let catalog = call.world.catalog();
    let assignee = input
        .text("assignee")?
        .map(|text| reference(text, Some("user"), None))
        .transpose()?;
    if let Some(person) = assignee
        .as_ref()
        .filter(|person| catalog.find(person.as_str()).is_none())
    {
        return Err(wrong(format!("there is no {person} in the catalog to do it")));
    }
    let entity = input
        .text("entity")?
        .map(|text| reference(text, Some("component"), None))
        .transpose()?;
    Ok(Errand {
        title: input
            .required("title")?
            .lines()
            .next()
            .unwrap_or_default()
            .to_owned(),
        description: input.text("description")?.map(str::to_owned),
        category: input.text("category")?.map(str::to_owned),
        assignee: assignee.map(|person| person.to_string()),
        entities: entity.into_iter().map(|entity| entity.to_string()).collect(),
        approvers: Vec::new(),
    })
}

impl Action for HumanTask {
    fn spec(&self) -> &ActionSpec {
        &self.0
    }

    fn plan(&self, call: &Call<'_>) -> Result<Planned, ActionError> {
        let errand = errand(call)?;
        let who = errand.assignee.as_deref().unwrap_or("whoever accepts it");
        Ok(Planned {
            effect: Effect::Ask,
            summary: format!("Asks {who}: {}", errand.title),
            target: errand.assignee,
            undo: Undo::Not(WHY_NOT.to_owned()),
            ..Planned::default()
        })
    }

    fn observe(&self, _: &Call<'_>) -> Result<Observed, ActionError> {
        Ok(Observed::Absent)
    }

    fn apply(&self, call: &Call<'_>, log: &mut dyn Log) -> Result<Applied, ActionError> {
        let errand = errand(call)?;
        log.line(&format!("waits for a person: {}", errand.title));
        Ok(Applied::Person(errand))
    }

    fn undo(&self, _: &Call<'_>, _: &Value, _: &mut dyn Log) -> Result<(), ActionError> {
        Err(wrong(WHY_NOT))
    }
}
