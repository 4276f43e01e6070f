//! Grants that name the same: what ends leaves what others need, and the last takes what was left to it.

use jiff::SignedDuration;
use muster::model::journal::{Fact, RunRequested, StepDone, StepIntended, StepUndoFailed, StepUndoIntended};
use muster::model::run::{
    Next, PlannedStep, Refusal, Run, StepFailure, StepStatus, Undo, apply, delay_of_an_end, next,
};
use muster::remote::kafka::{Change, RuleFilter};
use serde_json::json;

use crate::stage::{ANA, RETURNS, Stage};

const ORDERS_RULES: [&str; 2] = ["DESCRIBE orders.placed", "READ orders.placed"];
const RETURNS_RULES: [&str; 2] = ["DESCRIBE returns.v1", "READ returns.v1"];
const GROUP: &str = "READ ledger";

fn sorted(parts: &[&[&str]]) -> Vec<String> {
    let mut all: Vec<String> = parts.concat().into_iter().map(str::to_owned).collect();
    all.sort();
    all
}

/// Time passes, and what is due is done.
fn pass(stage: &Stage, days: i64) {
    stage.pass_days(days);
    stage.ended(Some(&stage.runs(ANA)));
}

#[test]
fn a_rule_that_another_grant_needs_stays_until_that_ends() {
    let stage = Stage::new();
    let first = stage.granted(stage.in_days(30));
    stage.pass_days(1);
    let second = stage.granted_on(RETURNS, stage.in_days(59));
    assert_eq!(stage.rules(), sorted(&[&ORDERS_RULES, &RETURNS_RULES, &[GROUP]]));
    pass(&stage, 30);
    assert_eq!(stage.rules(), sorted(&[&RETURNS_RULES, &[GROUP]]));
    // It is written down what stays, and for whom.
    let runs = stage.runs(ANA);
    let run = runs.run(&first).unwrap().unwrap();
    let access = run.step("access").unwrap();
    assert_eq!(access.status, StepStatus::Undone);
    let kept = &access.output.as_ref().unwrap()["kept"];
    assert_eq!(kept[0]["target"], "kafka:main/group/ledger");
    assert_eq!(kept[0]["for"], second.as_str());
    let (lines, _) = runs.log(&first, 20);
    assert!(
        lines.iter().any(|(_, line)| line.starts_with("stays: ")),
        "{lines:?}"
    );
    // The other grant is not told to have lost it.
    let records = stage.records();
    let theirs = records.granted.iter().filter(|one| one.grant.run == second);
    assert!(theirs.clone().count() > 1 && theirs.clone().all(|one| !one.is_taken_back()));
    pass(&stage, 30);
    assert_eq!(stage.rules(), sorted(&[]));
}

#[test]
fn who_asks_again_for_longer_keeps_it_for_longer() {
    let stage = Stage::new();
    stage.granted(stage.in_days(30));
    stage.pass_days(1);
    stage.granted(stage.in_days(59));
    pass(&stage, 30);
    assert_eq!(stage.rules(), sorted(&[&ORDERS_RULES, &[GROUP]]));
    pass(&stage, 30);
    assert_eq!(stage.rules(), sorted(&[]));
}

#[test]
fn what_no_run_gave_stays_at_the_end() {
    let stage = Stage::new();
    stage.granted(stage.in_days(30));
    let by_hand = stage.cluster().rules(&RuleFilter::default()).unwrap();
    pass(&stage, 31);
    stage.cluster().change(&Change::AddRules(by_hand)).unwrap();
    stage.pass_days(1);
    // Found by a grant, but the run that had added the same was over by then.
    stage.granted(stage.in_days(30));
    pass(&stage, 31);
    assert_eq!(stage.rules(), sorted(&[&ORDERS_RULES, &[GROUP]]));
}

/// A run whose two steps end after so many seconds.
fn run_of_two(ends: [i64; 2]) -> Run {
    let planned = |id: &str| PlannedStep {
        id: id.to_owned(),
        undo: Undo::By("takes it away".to_owned()),
        ..PlannedStep::default()
    };
    let requested = RunRequested {
        plan: vec![planned("a"), planned("b")],
        plan_hash: "h".to_owned(),
        task: "task".to_owned(),
        ..RunRequested::default()
    };
    let mut run = apply(None, "run", &Fact::RunRequested(requested), at(0), ANA).unwrap();
    for (step, end) in ["a", "b"].into_iter().zip(ends) {
        let intended = StepIntended {
            step: step.to_owned(),
            attempt: 1,
            ..StepIntended::default()
        };
        let done = StepDone {
            step: step.to_owned(),
            attempt: 1,
            output: json!({}),
            expires: Some(at(end)),
            ..StepDone::default()
        };
        for fact in [Fact::StepIntended(intended), Fact::StepDone(done)] {
            run = apply(run, "run", &fact, at(1), ANA).unwrap();
        }
    }
    run.unwrap()
}

fn at(second: i64) -> jiff::Timestamp {
    jiff::Timestamp::from_second(1_780_000_000 + second).unwrap()
}

fn intended(step: &str) -> Fact {
    Fact::StepUndoIntended(StepUndoIntended {
        step: step.to_owned(),
        attempt: 1,
        ..StepUndoIntended::default()
    })
}

#[test]
fn nothing_is_taken_back_before_its_end() {
    let run = run_of_two([100, 200]);
    for (second, is_refused) in [(99, true), (100, false)] {
        let after = apply(Some(run.clone()), "run", &intended("a"), at(second), ANA);
        assert_eq!(matches!(after, Err(Refusal::Step { .. })), is_refused, "{second}");
    }
}

#[test]
fn an_end_that_is_tried_again_later_does_not_hold_up_another() {
    let run = run_of_two([100, 200]);
    let failed = Fact::StepUndoFailed(StepUndoFailed {
        step: "a".to_owned(),
        failure: StepFailure {
            message: "nobody answers".to_owned(),
            not_before: Some(at(3_000)),
            ..StepFailure::default()
        },
        ..StepUndoFailed::default()
    });
    let run = apply(Some(run), "run", &intended("a"), at(100), ANA).unwrap();
    let run = apply(run, "run", &failed, at(101), ANA).unwrap().unwrap();
    assert_eq!(next(&run, at(200)), Next::Undo(1));
    assert_eq!(next(&run, at(3_000)), Next::Undo(1));
}

#[test]
fn the_delay_of_an_end_grows_up_to_an_hour() {
    let longest = (1..200).map(|tries| delay_of_an_end("key", tries, None)).max();
    let longest = longest.unwrap();
    assert!(longest > SignedDuration::from_mins(50) && longest <= SignedDuration::from_hours(1));
}
