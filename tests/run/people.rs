//! Steps that people do: agreeing by way of the queue, declining, merged tasks.

use std::sync::{Arc, Mutex};

use muster::model::run::{RunStatus, Wait};
use muster::model::task::{Act, Status};
use serde_json::json;

use crate::fake::{FakeWorld, Shared, State, actions};
use crate::stage::{ANA, BO, Stage, Stops, Time};

fn waiting(action: &str) -> (Stage, String, String) {
    let state: Shared = Arc::new(Mutex::new(State::default()));
    let time = Time::new();
    let fakes = actions(&state, &time);
    let document = json!({
        "kind": "Template",
        "metadata": { "name": "all" },
        "spec": { "steps": [{ "id": "a", "action": action, "input": {} }] },
    });
    let stage = Stage::new(document, fakes, Arc::new(FakeWorld), time, Stops::at(&[]));
    let runs = stage.program();
    let id = stage.start(&runs, json!({}));
    let run = stage.drive(&runs, &id).unwrap();
    assert_eq!(run.status, RunStatus::Waiting);
    let task = match run.current().unwrap().wait.clone() {
        Some(Wait::Task(task) | Wait::Approval { task, .. }) => task,
        other => panic!("{other:?}"),
    };
    (stage, id, task)
}

fn act(stage: &Stage, task: &str, act: Act, who: &str) {
    let acted = stage
        .journal()
        .act(vec![(task.to_owned(), act)], who, stage.time.now())
        .unwrap();
    assert!(acted[0].outcome.is_ok(), "{acted:?}");
}

#[test]
fn an_approval_is_given_by_finishing_its_task_and_never_by_the_requester() {
    let (stage, id, task) = waiting("fake:agree");
    act(
        &stage,
        &task,
        Act::Assign {
            to: None,
            expects: Some(BO.to_owned()),
        },
        BO,
    );
    act(&stage, &task, Act::Finish { minutes: None }, ANA);
    let runs = stage.program();
    assert_eq!(stage.drive(&runs, &id).unwrap().status, RunStatus::Waiting);
    let open = stage.journal().task_record(&task).unwrap().unwrap().task;
    assert!(open.state.status.is_open(), "it is still to be agreed to");
    act(&stage, &task, Act::Finish { minutes: None }, BO);
    let run = stage.drive(&runs, &id).unwrap();
    assert_eq!(run.status, RunStatus::Succeeded);
    assert_eq!(run.steps[0].approved_by.as_deref(), Some(BO));
}

#[test]
fn an_approval_is_denied_by_declining_its_task() {
    let (stage, id, task) = waiting("fake:agree");
    act(
        &stage,
        &task,
        Act::Decline {
            reason: "too dear".to_owned(),
        },
        BO,
    );
    let run = stage.drive(&stage.program(), &id).unwrap();
    assert_eq!(run.status, RunStatus::Failed);
    assert!(
        run.steps[0]
            .failure
            .as_ref()
            .unwrap()
            .message
            .contains("too dear")
    );
}

#[test]
fn a_declined_task_fails_its_step_and_trying_again_files_another() {
    let (stage, id, task) = waiting("fake:human");
    act(
        &stage,
        &task,
        Act::Decline {
            reason: "not mine".to_owned(),
        },
        BO,
    );
    let runs = stage.program();
    assert_eq!(stage.drive(&runs, &id).unwrap().status, RunStatus::Failed);
    runs.act(&id, muster::model::run::RunAct::Retry).unwrap();
    let run = stage.drive(&runs, &id).unwrap();
    let Some(Wait::Task(again)) = run.current().unwrap().wait.clone() else {
        panic!("{:?}", run.current());
    };
    assert_ne!(again, task);
    act(&stage, &again, Act::Finish { minutes: Some(3) }, BO);
    let run = stage.drive(&runs, &id).unwrap();
    assert_eq!(run.status, RunStatus::Succeeded);
    assert_eq!(run.steps[0].output.as_ref().unwrap()["doneBy"], BO);
    let record = stage.journal().task_record(&run.task).unwrap().unwrap();
    assert_eq!(record.task.state.status, Status::Done);
}
