//! Steps of which nobody can know before what they change: whoever governs that has agreed to the run, or they are not done.

use muster::model::blueprint::action::{ActionSpec, Settlement, UndoSpec};
use muster::model::run::{RunAct, RunStatus};
use muster::providers::action::{Action, ActionError, Applied, Call, Done, Log, Observed, Planned};
use serde_json::{Value, json};

use crate::stage::{BO, Stage, approve};
use crate::{asking, plan, stage};

/// Says only when it is done what it was asked to find.
struct Find(ActionSpec);

impl Action for Find {
    fn spec(&self) -> &ActionSpec {
        &self.0
    }
    fn plan(&self, _: &Call<'_>) -> Result<Planned, ActionError> {
        Ok(Planned::default())
    }
    fn observe(&self, _: &Call<'_>) -> Result<Observed, ActionError> {
        Ok(Observed::Absent)
    }
    fn apply(&self, call: &Call<'_>, _: &mut dyn Log) -> Result<Applied, ActionError> {
        Ok(Applied::Done(Done {
            output: json!({ "found": call.input["target"], "all": [call.input["target"]] }),
            ..Done::default()
        }))
    }
    fn undo(&self, _: &Call<'_>, _: &Value, _: &mut dyn Log) -> Result<(), ActionError> {
        Ok(())
    }
}

pub fn find() -> Box<dyn Action> {
    Box::new(Find(ActionSpec {
        id: "fake:find",
        summary: "",
        input: json!({ "type": "object" }),
        output: json!({ "type": "object", "properties": { "found": {}, "all": {} } }),
        settlement: Settlement::Repeat,
        undo: UndoSpec::Nothing,
    }))
}

const TOPIC: &str = "kafka:main/orders";

fn finding(target: &str) -> Value {
    json!({ "id": "find", "action": "fake:find", "input": { "target": target } })
}

fn changing() -> Value {
    json!({ "id": "change", "action": "fake:touch", "input": { "target": "${{ steps.find.output.found }}" } })
}

fn changing_each() -> Value {
    json!({
        "id": "change", "action": "fake:touch", "each": "${{ steps.find.output.all }}",
        "input": { "target": "${{ each.value }}" },
    })
}

/// The status of a run as far as it goes by itself.
fn came(stage: &Stage) -> RunStatus {
    let runs = asking(stage);
    let id = stage.start(&runs, json!({}));
    stage.drive(&runs, &id).unwrap().status
}

#[test]
fn it_is_not_done_before_they_agree_who_are_asked_then() {
    for change in [changing(), changing_each()] {
        let stage = stage(json!([finding(TOPIC), change]));
        assert!(plan(&stage).approvals.is_empty(), "nobody can know yet");
        let runs = asking(&stage);
        let id = stage.start(&runs, json!({}));
        let run = stage.drive(&runs, &id).unwrap();
        let step = run.steps.last().unwrap();
        assert_eq!((run.status, step.attempts), (RunStatus::Failed, 0), "{step:?}");
        let failure = step.failure.clone().unwrap();
        assert_eq!(
            failure.message,
            "a change of resource:default/orders needs the agreement of user:default/bo"
        );
        assert!(failure.hint.unwrap().contains("muster run edit"));
        // Tried again it is no other.
        runs.act(&id, RunAct::Retry).unwrap();
        assert_eq!(stage.drive(&runs, &id).unwrap().status, RunStatus::Failed);
        // Planned anew it is known.
        runs.act(&id, RunAct::Edit { values: json!({}) }).unwrap();
        let run = stage.drive(&runs, &id).unwrap();
        assert_eq!(
            (run.status, run.summary().approvers),
            (RunStatus::Waiting, vec![BO.to_owned()])
        );
        approve(&runs.clone().acting_as(BO), &id).unwrap();
        assert_eq!(stage.drive(&runs, &id).unwrap().status, RunStatus::Succeeded);
    }
}

#[test]
fn it_is_done_where_nobody_need_be_asked() {
    for target in ["component:default/mine", "kafka:main/unknown", ""] {
        let stage = stage(json!([finding(target), changing()]));
        assert_eq!(came(&stage), RunStatus::Succeeded, "{target}");
    }
    // Where settings say so, nobody is asked.
    let stage = stage(json!([finding(TOPIC), changing()]));
    let runs = stage.program();
    let id = stage.start(&runs, json!({}));
    assert_eq!(stage.drive(&runs, &id).unwrap().status, RunStatus::Succeeded);
}

#[test]
fn who_has_agreed_to_the_run_has_agreed_to_it() {
    let agree = json!({ "id": "agree", "action": "approval", "input": { "approvers": BO } });
    let stage = stage(json!([agree, finding(TOPIC), changing()]));
    let runs = asking(&stage);
    let id = stage.start(&runs, json!({}));
    assert_eq!(stage.drive(&runs, &id).unwrap().status, RunStatus::Waiting);
    approve(&runs.clone().acting_as(BO), &id).unwrap();
    assert_eq!(stage.drive(&runs, &id).unwrap().status, RunStatus::Succeeded);
}
