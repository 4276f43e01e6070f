//! What people do to runs: cancel, retry, edit, undo, hand over; and that one process has effects at a time.

use std::sync::{Arc, Mutex};

use muster::engine::run::{Drove, RunsError};
use muster::model::run::{Effect, RunAct, RunStatus, StepStatus};
use muster::model::task::Status;
use serde_json::{Value, json};

use crate::fake::{FakeWorld, Fault, Shared, State, actions};
use crate::stage::{BO, Stage, Stops, Time, approve};

fn document(steps: Value) -> Value {
    json!({
        "apiVersion": "scaffolder.backstage.io/v1beta3",
        "kind": "Template",
        "metadata": { "name": "all", "title": "Some" },
        "spec": {
            "parameters": { "required": ["name"], "properties": { "name": { "type": "string" }, "count": { "type": "number" } } },
            "steps": steps,
        },
    })
}

fn stage(steps: Value) -> (Stage, Shared) {
    let state: Shared = Arc::new(Mutex::new(State::default()));
    let time = Time::new();
    let fakes = actions(&state, &time);
    let stage = Stage::new(document(steps), fakes, Arc::new(FakeWorld), time, Stops::at(&[]));
    (stage, state)
}

fn make(id: &str, name: &str) -> Value {
    json!({ "id": id, "action": "fake:make", "input": { "name": name } })
}

fn step(id: &str, action: &str) -> Value {
    json!({ "id": id, "action": action, "input": { "name": id } })
}

#[test]
fn a_plan_writes_nothing_and_tells_what_cannot_be_known() {
    let (stage, state) = stage(json!([
        make("a", "${{ parameters.name }}"),
        make("b", "${{ steps.a.output.name }}-b"),
        make("c", "${{ steps.a.output.serial }}"),
        { "id": "d", "action": "fake:make", "if": "${{ steps.a.output.serial == 'x' }}", "input": { "name": "d" } },
        { "id": "e", "action": "fake:make", "if": "${{ parameters.count }}", "input": { "name": "e" } },
    ]));
    let runs = stage.program();
    let before = stage.journal().head().unwrap();
    let plan = runs.plan(&Stage::order(json!({ "name": "x" }))).unwrap();
    let shown: Vec<_> = plan
        .steps
        .iter()
        .map(|step| (step.id.as_str(), step.effect, step.target.as_deref()))
        .collect();
    assert_eq!(
        shown,
        [
            ("a", Effect::Create, Some("x")),
            ("b", Effect::Create, Some("x-b")),
            ("c", Effect::Ask, None),
            ("d", Effect::Ask, None),
            ("e", Effect::None, None),
        ]
    );
    assert!(
        plan.steps[2].summary.contains("steps.a.output.serial"),
        "{}",
        plan.steps[2].summary
    );
    assert_eq!(
        plan.hash,
        runs.plan(&Stage::order(json!({ "name": "x" }))).unwrap().hash
    );
    assert_ne!(
        plan.hash,
        runs.plan(&Stage::order(json!({ "name": "y" }))).unwrap().hash
    );
    assert_eq!(stage.journal().head().unwrap(), before);
    assert!(state.lock().unwrap().things.is_empty());
    assert!(!stage.path().join("runs").exists());
}

#[test]
fn what_is_missing_or_broken_is_named() {
    let (stage, _) = stage(json!([step("a", "fake:mak")]));
    let runs = stage.program();
    let error = runs.plan(&Stage::order(json!({}))).unwrap_err();
    assert!(
        matches!(&error, RunsError::Values(_)) && error.to_string().contains("name"),
        "{error}"
    );
    let plan = runs.plan(&Stage::order(json!({ "name": "x" }))).unwrap();
    let finding = &plan.findings[0];
    assert!(finding.blocking && finding.message.contains("fake:mak"));
    assert!(finding.hint.as_ref().unwrap().contains("fake:make"));
    let refused = runs.start(&Stage::order(json!({ "name": "x" })), &plan.hash);
    assert!(matches!(refused, Err(RunsError::Blocked(_))));
    let error = runs.plan(&muster::model::run::Order {
        blueprint: "template:default/al".to_owned(),
        ..Default::default()
    });
    assert!(error.unwrap_err().hint().contains("template:default/all"));
}

#[test]
fn another_plan_than_the_one_shown_is_not_run() {
    let (stage, _) = stage(json!([make("a", "x")]));
    let runs = stage.program();
    let order = Stage::order(json!({ "name": "x" }));
    let plan = runs.plan(&order).unwrap();
    *stage.library.document.lock().unwrap() = document(json!([make("a", "y")]));
    assert!(matches!(
        runs.start(&order, &plan.hash),
        Err(RunsError::Changed(_))
    ));
    assert!(runs.list().unwrap().is_empty());
    assert_eq!(std::fs::read_dir(stage.path().join("runs")).unwrap().count(), 0);
}

#[test]
fn what_was_asked_for_runs_whatever_becomes_of_the_blueprint() {
    let (stage, state) = stage(json!([make("a", "x")]));
    let runs = stage.program();
    let id = stage.start(&runs, json!({ "name": "x" }));
    *stage.library.document.lock().unwrap() = document(json!([make("a", "y")]));
    assert_eq!(stage.drive(&runs, &id).unwrap().status, RunStatus::Succeeded);
    assert_eq!(state.lock().unwrap().things[0].name, "x");
}

#[test]
fn what_is_not_ours_is_never_adopted() {
    let (stage, state) = stage(json!([make("a", "x")]));
    let runs = stage.program();
    let id = stage.start(&runs, json!({ "name": "x" }));
    state.lock().unwrap().things.push(crate::fake::Thing {
        name: "x".to_owned(),
        marker: "somebody else's".to_owned(),
        seen_from: stage.time.now(),
    });
    let run = stage.drive(&runs, &id).unwrap();
    assert_eq!(run.status, RunStatus::Failed);
    assert_eq!(state.lock().unwrap().made, 0);
}

#[test]
fn a_run_is_cancelled_between_steps_and_undone_as_shown() {
    let (stage, state) = stage(json!([
        make("a", "x"),
        make("b", "y"),
        step("human", "fake:human"),
        make("c", "z")
    ]));
    let runs = stage.program();
    let id = stage.start(&runs, json!({ "name": "x" }));
    assert_eq!(stage.drive(&runs, &id).unwrap().status, RunStatus::Waiting);
    let run = runs
        .act(
            &id,
            RunAct::Cancel {
                reason: Some("no more".to_owned()),
            },
        )
        .unwrap();
    assert_eq!(run.status, RunStatus::Cancelled);
    let journal = stage.journal();
    let open = journal.tasks().unwrap();
    assert!(
        open.iter().all(|task| task.status() == Status::Declined),
        "no task is left over"
    );
    let list = runs.undo_list(&id).unwrap();
    let steps: Vec<String> = list.iter().map(|step| step.id.clone()).collect();
    assert_eq!(steps, ["b", "a"]);
    assert!(
        runs.act(
            &id,
            RunAct::Undo {
                steps: vec!["a".to_owned()]
            }
        )
        .is_err(),
        "exactly what was shown"
    );
    state.lock().unwrap().stubborn = 1;
    runs.act(&id, RunAct::Undo { steps }).unwrap();
    let run = stage.drive(&runs, &id).unwrap();
    assert_eq!(run.status, RunStatus::UndoFailed);
    assert_eq!(
        state.lock().unwrap().things.len(),
        2,
        "it stops at the first that fails"
    );
    runs.act(&id, RunAct::Retry).unwrap();
    let run = stage.drive(&runs, &id).unwrap();
    assert_eq!(run.status, RunStatus::Undone);
    assert!(state.lock().unwrap().things.is_empty());
}

#[test]
fn the_undo_of_a_run_survives_a_crash_at_every_place() {
    for place in 0..40 {
        let state: Shared = Arc::new(Mutex::new(State::default()));
        let time = Time::new();
        let fakes = actions(&state, &time);
        let steps = json!([make("a", "x"), make("b", "y")]);
        let stage = Stage::new(
            document(steps),
            fakes,
            Arc::new(FakeWorld),
            time,
            Stops::at(&[place]),
        );
        let runs = stage.program();
        let order = Stage::order(json!({ "name": "x" }));
        let plan = runs.plan(&order).unwrap();
        let id = loop {
            if let Ok(id) = runs.start(&order, &plan.hash) {
                break id;
            }
        };
        let drive = || loop {
            match stage.drive(&stage.program(), &id) {
                Ok(run) => break run,
                Err(RunsError::Halted) => {}
                Err(error) => panic!("{error}"),
            }
        };
        assert_eq!(drive().status, RunStatus::Succeeded);
        let steps = vec!["b".to_owned(), "a".to_owned()];
        runs.act(&id, RunAct::Undo { steps }).unwrap();
        assert_eq!(drive().status, RunStatus::Undone);
        assert!(state.lock().unwrap().things.is_empty());
    }
}

#[test]
fn a_step_that_is_refused_again_and_again_fails_and_can_be_tried_again() {
    let (stage, state) = stage(json!([make("a", "x"), make("b", "y")]));
    state.lock().unwrap().fault = Some(Fault::Refused);
    let runs = stage.program();
    let id = stage.start(&runs, json!({ "name": "x" }));
    let run = stage.drive(&runs, &id).unwrap();
    assert_eq!(run.status, RunStatus::Succeeded);
    assert!(run.steps.iter().all(|step| step.attempts == 2));
}

#[test]
fn other_answers_count_for_what_is_not_done_yet() {
    let (stage, state) = stage(json!([
        make("a", "${{ parameters.name }}"),
        step("agree", "fake:agree"),
        step("human", "fake:human"),
        make("c", "${{ parameters.name }}-c"),
    ]));
    let runs = stage.program();
    let id = stage.start(&runs, json!({ "name": "x" }));
    stage.drive(&runs, &id).unwrap();
    approve(&runs.clone().acting_as(BO), &id).unwrap();
    stage.drive(&runs, &id).unwrap();
    let run = runs
        .act(
            &id,
            RunAct::Edit {
                values: json!({ "name": "y" }),
            },
        )
        .unwrap();
    assert_eq!(run.step("a").unwrap().status, StepStatus::Succeeded);
    assert_eq!(
        run.step("agree").unwrap().status,
        StepStatus::Pending,
        "another plan was agreed to"
    );
    let run = stage.drive(&runs, &id).unwrap();
    assert_eq!(run.current().unwrap().id, "agree");
    approve(&runs.clone().acting_as(BO), &id).unwrap();
    let run = stage.drive(&runs, &id).unwrap();
    let Some(muster::model::run::Wait::Task(task)) = run.current().unwrap().wait.clone() else {
        panic!("{:?}", run.current());
    };
    let finish = muster::model::task::Act::Finish { minutes: None };
    stage
        .journal()
        .act(vec![(task, finish)], BO, stage.time.now())
        .unwrap();
    assert_eq!(stage.drive(&runs, &id).unwrap().status, RunStatus::Succeeded);
    let names: Vec<String> = state
        .lock()
        .unwrap()
        .things
        .iter()
        .map(|thing| thing.name.clone())
        .collect();
    assert_eq!(names, ["x", "y-c"]);
}

#[test]
fn a_run_that_is_handed_over_leaves_a_task_that_says_what_is_done() {
    let (stage, _) = stage(json!([
        make("a", "x"),
        step("human", "fake:human"),
        make("b", "y")
    ]));
    let runs = stage.program();
    let id = stage.start(&runs, json!({ "name": "x" }));
    stage.drive(&runs, &id).unwrap();
    let run = runs.act(&id, RunAct::HandOver).unwrap();
    assert_eq!(run.status, RunStatus::Cancelled);
    let journal = stage.journal();
    let own = journal.task_record(&run.task).unwrap().unwrap().task;
    assert_eq!(own.state.status, Status::Duplicate);
    let into = journal
        .task_record(&own.state.duplicate_of.unwrap())
        .unwrap()
        .unwrap()
        .task;
    assert_eq!(into.source, "queue", "it is no self-served work any more");
    let account = into.description.unwrap();
    assert!(
        account.contains("done: a") && account.contains("to do: b"),
        "{account}"
    );
}

#[test]
fn one_process_has_effects_at_a_time() {
    let (stage, _) = stage(json!([make("a", "x")]));
    let runs = stage.program();
    let id = stage.start(&runs, json!({ "name": "x" }));
    let lock = stage.path().join("effects.lock");
    let held = std::fs::File::create(&lock).unwrap();
    held.lock().unwrap();
    assert!(muster::engine::run::is_driven(&lock));
    assert_eq!(runs.drive(None, &|| false, &mut |_| {}).unwrap(), Drove::Busy);
    drop(held);
    assert_eq!(stage.drive(&runs, &id).unwrap().status, RunStatus::Succeeded);
    // A process that another test is just starting has the lock too, until it becomes another program.
    let is_free = || {
        std::thread::sleep(std::time::Duration::from_millis(5));
        !muster::engine::run::is_driven(&lock)
    };
    assert!((0..400).any(|_| is_free()));
}
