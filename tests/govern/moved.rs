//! Who governs something is somebody else by the time it is agreed to, or who was asked is not here any more.

use jiff::civil::date;
use muster::engine::run::Asking;
use muster::model::run::{RunAct, RunStatus};
use serde_json::{Value, json};

use crate::stage::{BO, approve};
use crate::{COMPANY, CY, Company, asking, stage_of};

fn change(target: &str) -> Value {
    json!({ "action": "fake:touch", "input": { "target": target } })
}

#[test]
fn the_word_of_who_no_longer_governs_it_is_not_enough() {
    let world = Company::of(COMPANY);
    let stage = stage_of(world.clone(), json!([change("kafka:main/orders")]));
    let runs = asking(&stage);
    let id = stage.start(&runs, json!({}));
    stage.drive(&runs, &id).unwrap();
    let (before, after) = (
        "muster/change-approver: user:default/bo",
        "muster/change-approver: user:default/cy",
    );
    world.reorganise(before, after);
    approve(&runs.clone().acting_as(BO), &id).unwrap();
    let run = stage.drive(&runs, &id).unwrap();
    let step = run.steps.last().unwrap();
    assert_eq!((run.status, step.attempts), (RunStatus::Failed, 0), "{step:?}");
    assert_eq!(
        step.failure.clone().unwrap().message,
        "a change of resource:default/orders needs the agreement of user:default/cy"
    );
    runs.act(&id, RunAct::Edit { values: json!({}) }).unwrap();
    let run = stage.drive(&runs, &id).unwrap();
    assert_eq!(
        (run.status, run.summary().approvers),
        (RunStatus::Waiting, vec![CY.to_owned()])
    );
    approve(&runs.clone().acting_as(CY), &id).unwrap();
    assert_eq!(stage.drive(&runs, &id).unwrap().status, RunStatus::Succeeded);
}

#[test]
fn what_nobody_was_asked_about_is_done_as_it_was_planned() {
    let world = Company::of(COMPANY);
    let wait = json!({ "id": "agree", "action": "approval", "input": { "approvers": BO } });
    let stage = stage_of(world.clone(), json!([wait, change("component:default/new")]));
    let runs = asking(&stage);
    let id = stage.start(&runs, json!({}));
    stage.drive(&runs, &id).unwrap();
    world.reorganise("{name: cart", "{name: new");
    approve(&runs.clone().acting_as(BO), &id).unwrap();
    assert_eq!(stage.drive(&runs, &id).unwrap().status, RunStatus::Succeeded);
}

#[test]
fn who_is_not_here_any_more_is_not_waited_for() {
    let world = Company::of(COMPANY);
    let start = || {
        let stage = stage_of(world.clone(), json!([change("kafka:main/orders")]));
        let runs = asking(&stage);
        let id = stage.start(&runs, json!({}));
        stage.drive(&runs, &id).unwrap();
        (stage, runs, id)
    };
    let (stage, runs, id) = start();
    assert_eq!(runs.escalate().unwrap(), 0);
    let leaving = |last| Asking {
        answer: jiff::SignedDuration::from_hours(48),
        leaving: [(BO.to_owned(), last)].into(),
    };
    let still = stage.program().asking(Some(leaving(date(2100, 1, 1))));
    assert_eq!(
        still.escalate().unwrap(),
        0,
        "they leave, and can answer until then"
    );
    let left = stage.program().asking(Some(leaving(date(2000, 1, 1))));
    assert_eq!(left.escalate().unwrap(), 1);
    assert_eq!(left.run(&id).unwrap().unwrap().summary().approvers, [BO, CY]);
    assert_eq!(left.escalate().unwrap(), 0);
    let (_stage, runs, id) = start();
    world.reorganise("metadata: {name: bo}", "metadata: {name: bob}");
    assert_eq!(runs.escalate().unwrap(), 1);
    assert_eq!(runs.run(&id).unwrap().unwrap().summary().approvers, [BO, CY]);
}
