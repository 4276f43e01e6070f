//! What is asked for in one period and done in another is told whole in both: who asked, who agreed, by which plan.

use jiff::Timestamp;
use muster::model::audit::{About, Report, markdown, verify};
use muster::model::journal::{
    Body, NewEvent, RunApproved, RunFinished, RunRequested, StepDone, StepIntended, Subject, TaskAccepted,
    TaskCommented, TaskCreated, TaskDone,
};
use muster::model::run::{Change, Effect, PlannedStep, RunStatus};
use muster::store::Journal;
use serde_json::json;
use tempfile::TempDir;

use crate::{BO, at, report, task};

pub const TOPIC: &str = "resource:default/orders.placed";
const ANA: &str = "user:default/ana";
const RUN: &str = "rrrrrrrrrr";
/// The run's own task, which names only who gets access.
const TASK: &str = "tttttttttt";

fn on_run(body: &impl Body, hours: i64, actor: &str) -> NewEvent {
    NewEvent::new(body, Subject::run(RUN), at(hours), actor)
}

fn on_task(body: &impl Body, hours: i64, actor: &str) -> NewEvent {
    NewEvent::new(body, Subject::task(TASK), at(hours), actor)
}

/// Access to a topic: asked for at 0, agreed to and given at 2, over at 3. Something else happens at 1.
pub fn journal(dir: &TempDir) -> Journal {
    let journal = Journal::open(&dir.path().join("journal.db"), dir.path()).unwrap();
    let plan_hash = "62fe54e1".repeat(8);
    let requested = RunRequested {
        blueprint: "template:default/topic-access".to_owned(),
        title: "Access to a topic".to_owned(),
        values: json!({"topic": TOPIC, "role": "read"}),
        plan: vec![PlannedStep {
            id: "access".to_owned(),
            action: "kafka:access:grant".to_owned(),
            effect: Effect::Create,
            target: Some("kafka:main/orders.placed".to_owned()),
            summary: "Adds 1 rule".to_owned(),
            changes: vec![Change {
                what: "User:shop may READ | it".to_owned(),
                before: None,
                after: Some("allowed".to_owned()),
            }],
            ..PlannedStep::default()
        }],
        plan_hash: plan_hash.clone(),
        task: TASK.to_owned(),
        ..RunRequested::default()
    };
    let created = TaskCreated {
        source: "run".to_owned(),
        ..task("Access to a topic", "component:default/shop")
    };
    let approved = RunApproved {
        step: "agree".to_owned(),
        plan_hash,
        ..RunApproved::default()
    };
    let begun = StepIntended {
        step: "access".to_owned(),
        attempt: 1,
        ..StepIntended::default()
    };
    let done = StepDone {
        step: "access".to_owned(),
        attempt: 1,
        ..StepDone::default()
    };
    let finished = RunFinished {
        status: RunStatus::Succeeded,
        ..RunFinished::default()
    };
    let other = task("Else", "component:default/x");
    journal
        .append(vec![
            on_run(&requested, 0, ANA),
            on_task(&created, 0, ANA),
            on_task(&TaskAccepted::default(), 0, ANA),
            NewEvent::new(&other, Subject::task("eeeeeeeeee"), at(1), "user:default/x"),
            on_run(&approved, 2, BO),
            on_run(&begun, 2, "muster"),
            on_run(&done, 2, "muster"),
            on_run(&finished, 3, "muster"),
            on_task(&TaskDone::default(), 3, ANA),
        ])
        .unwrap();
    journal
}

/// The types of what a report tells.
pub fn told(report: &Report) -> Vec<&str> {
    let links = || report.chains.iter().flat_map(|chain| &chain.links);
    let event = |oseq| links().find(|link| link.oseq == oseq).unwrap();
    let lines = report.lines.iter();
    lines.map(|line| event(line.oseq).type_.as_str()).collect()
}

fn about(entity: Option<&str>, since: Option<i64>, until: Option<i64>) -> About {
    About {
        entity: entity.map(str::to_owned),
        since: since.map(at),
        until: until.map(at),
    }
}

fn types(about: &About) -> Vec<String> {
    let dir = tempfile::tempdir().unwrap();
    let report = report(&journal(&dir), about);
    assert_eq!(verify(&report).problems, Vec::<String>::new());
    told(&report).into_iter().map(str::to_owned).collect()
}

#[test]
fn what_was_done_in_a_period_is_told_with_who_asked_for_it_before() {
    assert_eq!(
        types(&about(Some(TOPIC), Some(2), Some(3))),
        ["run.requested", "run.approved", "step.intent", "step.done"]
    );
    // Who asked, and whose task is done in the period.
    assert_eq!(
        types(&about(Some(ANA), Some(3), None)),
        [
            "run.requested",
            "task.created",
            "run.approved",
            "run.finished",
            "task.done"
        ]
    );
    // The same where it is about everything.
    assert_eq!(
        types(&about(None, Some(2), Some(3))),
        ["run.requested", "run.approved", "step.intent", "step.done"]
    );
}

#[test]
fn what_happens_after_a_period_is_not_in_it() {
    assert_eq!(
        types(&about(Some(TOPIC), None, Some(1))),
        ["run.requested", "task.created", "task.accepted"]
    );
    assert_eq!(types(&about(Some(TOPIC), Some(4), None)), [""; 0]);
}

#[test]
fn the_task_of_a_run_belongs_to_what_the_run_is_about() {
    assert_eq!(
        types(&about(Some(TOPIC), None, None)),
        [
            "run.requested",
            "task.created",
            "task.accepted",
            "run.approved",
            "step.intent",
            "step.done",
            "run.finished",
            "task.done",
        ]
    );
}

#[test]
fn a_task_that_only_a_comment_names_is_told_from_its_creation() {
    let dir = tempfile::tempdir().unwrap();
    let journal = Journal::open(&dir.path().join("journal.db"), dir.path()).unwrap();
    let subject = || Subject::task("cccccccccc");
    let comment = TaskCommented {
        text: BO.to_owned(),
        ..TaskCommented::default()
    };
    let time: [Timestamp; 3] = [at(0), at(1), at(2)];
    journal
        .append(vec![
            NewEvent::new(&task("Move", "component:default/x"), subject(), time[0], ANA),
            NewEvent::new(&comment, subject(), time[1], ANA),
            NewEvent::new(&TaskDone::default(), subject(), time[2], ANA),
        ])
        .unwrap();
    let report = report(&journal, &about(Some(BO), Some(2), None));
    assert_eq!(told(&report), ["task.created", "task.done"]);
}

#[test]
fn the_markdown_tells_the_plan_that_was_agreed_to() {
    let dir = tempfile::tempdir().unwrap();
    let text = markdown(&report(&journal(&dir), &about(Some(TOPIC), Some(2), None)));
    for part in [
        "agree agreed to (plan 62fe54e1)",
        "## Plans\n\n### Run rrrrrr, asked for by user:default/ana (event 1)\n\nPlan `62fe54e1",
        "| access | kafka:access:grant | create | kafka:main/orders.placed | Adds 1 rule; User:shop may READ \\| it: allowed |",
    ] {
        assert!(text.contains(part), "{part}\n{text}");
    }
}
