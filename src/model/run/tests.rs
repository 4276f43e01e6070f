//! The fold of a run and what comes next: rules as cases, and what holds for any events at all.

use jiff::{SignedDuration, Timestamp};
use proptest::prelude::*;
use serde_json::json;

use super::*;
use crate::model::journal::{
    Fact, RunApproved, RunCancelling, RunDenied, RunEdited, RunFinished, RunHandedOver, RunRequested,
    RunRetried, RunUndoing, StepDone, StepExpanded, StepFailed, StepIntended, StepRunning, StepSettled,
    StepSkipped, StepUndoFailed, StepUndoIntended, StepUndone, StepUnknown, StepWaiting,
};

const ANA: &str = "user:default/ana";
const BO: &str = "user:default/bo";

fn at(second: i64) -> Timestamp {
    Timestamp::from_second(1_700_000_000 + second).unwrap()
}

fn planned(id: &str) -> PlannedStep {
    PlannedStep {
        id: id.to_owned(),
        undo: Undo::By("takes it away".to_owned()),
        ..PlannedStep::default()
    }
}

fn requested(steps: &[&str]) -> Fact {
    Fact::RunRequested(RunRequested {
        blueprint: "template:default/x".to_owned(),
        plan: steps.iter().map(|id| planned(id)).collect(),
        plan_hash: "h1".to_owned(),
        task: "task".to_owned(),
        ..RunRequested::default()
    })
}

fn intent(step: &str, attempt: u32) -> Fact {
    Fact::StepIntended(StepIntended {
        step: step.to_owned(),
        attempt,
        ..StepIntended::default()
    })
}

fn done(step: &str, attempt: u32) -> Fact {
    Fact::StepDone(StepDone {
        step: step.to_owned(),
        attempt,
        output: json!({}),
        ..StepDone::default()
    })
}

fn failed(step: &str, attempt: u32, not_before: Option<Timestamp>) -> Fact {
    Fact::StepFailed(StepFailed {
        step: step.to_owned(),
        attempt,
        failure: StepFailure {
            message: "no".to_owned(),
            not_before,
            ..StepFailure::default()
        },
        ..StepFailed::default()
    })
}

fn waiting(step: &str, wait: Wait) -> Fact {
    Fact::StepWaiting(StepWaiting {
        step: step.to_owned(),
        attempt: 1,
        wait,
        ..StepWaiting::default()
    })
}

fn finished(status: RunStatus) -> Fact {
    Fact::RunFinished(RunFinished {
        status,
        ..RunFinished::default()
    })
}

fn undoing(steps: &[&str]) -> Fact {
    Fact::RunUndoing(RunUndoing {
        steps: steps.iter().map(|step| (*step).to_owned()).collect(),
        ..RunUndoing::default()
    })
}

/// All events accepted, done by Ana.
fn fold(facts: &[Fact]) -> Run {
    let mut run = None;
    for (second, fact) in facts.iter().enumerate() {
        run = apply(run, "r", fact, at(second as i64), ANA).unwrap();
    }
    run.unwrap()
}

fn refused(facts: &[Fact], fact: &Fact, actor: &str) -> Refusal {
    apply(Some(fold(facts)), "r", fact, at(99), actor).unwrap_err()
}

#[test]
fn steps_go_one_after_the_other_and_each_says_before_it_acts() {
    let begun = [requested(&["a", "b"])];
    assert!(matches!(
        refused(&begun, &intent("b", 1), ANA),
        Refusal::Order { .. }
    ));
    assert!(matches!(
        refused(&begun, &intent("a", 2), ANA),
        Refusal::Attempt { .. }
    ));
    assert!(matches!(
        refused(&begun, &done("a", 1), ANA),
        Refusal::Step { .. }
    ));
    assert!(matches!(
        refused(&begun, &finished(RunStatus::Succeeded), ANA),
        Refusal::Run { .. }
    ));
    let run = fold(&[
        requested(&["a", "b"]),
        intent("a", 1),
        done("a", 1),
        intent("b", 1),
        done("b", 1),
        finished(RunStatus::Succeeded),
    ]);
    assert_eq!(run.status, RunStatus::Succeeded);
    assert_eq!(next(&run, at(0)), Next::Nothing);
}

#[test]
fn an_outcome_belongs_to_its_attempt() {
    let facts = [
        requested(&["a"]),
        intent("a", 1),
        failed("a", 1, Some(at(5))),
        intent("a", 2),
    ];
    assert!(matches!(
        refused(&facts, &done("a", 1), ANA),
        Refusal::Attempt { .. }
    ));
}

#[test]
fn only_those_who_were_asked_agree_and_never_the_requester() {
    let wait = Wait::Approval {
        task: "t".to_owned(),
        by: vec![BO.to_owned(), ANA.to_owned()],
    };
    let facts = [requested(&["a"]), intent("a", 1), waiting("a", wait)];
    let approve = |hash: &str| {
        Fact::RunApproved(RunApproved {
            step: "a".to_owned(),
            plan_hash: hash.to_owned(),
            ..RunApproved::default()
        })
    };
    assert_eq!(refused(&facts, &approve("h1"), ANA), Refusal::OwnApproval);
    assert!(matches!(
        refused(&facts, &approve("h1"), "user:default/cy"),
        Refusal::NotAsked { .. }
    ));
    assert_eq!(refused(&facts, &approve("other"), BO), Refusal::OtherPlan);
    // A driver cannot agree in a person's place.
    assert!(matches!(
        refused(&facts, &done("a", 1), ANA),
        Refusal::Step { .. }
    ));
    let run = apply(Some(fold(&facts)), "r", &approve("h1"), at(9), BO)
        .unwrap()
        .unwrap();
    assert_eq!(run.step("a").unwrap().approved_by.as_deref(), Some(BO));
    let run = apply(
        Some(run),
        "r",
        &Fact::RunEdited(RunEdited {
            plan: vec![planned("a")],
            from_hash: "h1".to_owned(),
            plan_hash: "h2".to_owned(),
            ..RunEdited::default()
        }),
        at(10),
        ANA,
    )
    .unwrap()
    .unwrap();
    assert_eq!(
        run.step("a").unwrap().status,
        StepStatus::Pending,
        "agreed to is another plan"
    );
}

#[test]
fn exactly_what_was_shown_is_undone_the_latest_first() {
    let facts = [
        requested(&["a", "b"]),
        intent("a", 1),
        done("a", 1),
        intent("b", 1),
        failed("b", 1, None),
    ];
    let run = fold(&facts);
    assert_eq!(undoable(&run), ["a"]);
    assert!(matches!(
        refused(&facts, &undoing(&["b", "a"]), ANA),
        Refusal::OtherSteps { .. }
    ));
    let run = apply(Some(run), "r", &undoing(&["a"]), at(9), ANA)
        .unwrap()
        .unwrap();
    assert_eq!(next(&run, at(9)), Next::Undo(0));
}

#[test]
fn what_has_an_end_date_is_due_then() {
    let mut run = fold(&[
        requested(&["a"]),
        intent("a", 1),
        done("a", 1),
        finished(RunStatus::Succeeded),
    ]);
    run.steps[0].expires = Some(at(100));
    assert_eq!(due(&run), Some(at(100)));
    assert_eq!(next(&run, at(99)), Next::Wait(at(100)));
    assert_eq!(next(&run, at(100)), Next::Undo(0));
}

#[test]
fn a_delay_grows_up_to_five_minutes_and_what_is_asked_for_wins() {
    for tries in 1..40 {
        let most = SignedDuration::from_secs((1i64 << (tries - 1).min(20)).min(300));
        for attempt in 1..50 {
            let delay = delay("key", attempt, tries, None);
            assert!(delay >= SignedDuration::ZERO && delay <= most);
        }
    }
    let asked = Some(SignedDuration::from_secs(77));
    assert_eq!(delay("key", 1, 1, asked), SignedDuration::from_secs(77));
}

#[test]
fn a_marker_is_of_its_journal_run_and_step() {
    let key = op_key("j", "r", "s");
    assert_eq!(key.len(), 64);
    assert_ne!(key, op_key("j", "rs", ""));
    assert_ne!(key, op_key("j", "r", "t"));
}

fn any_fact() -> impl Strategy<Value = Fact> {
    let step = prop::sample::select(vec!["a", "b", "b[0]", "b[1]", "c"]).prop_map(str::to_owned);
    let moment = prop::option::of((0i64..50).prop_map(at));
    (0usize..21, step, 0u32..4, moment, any::<bool>(), 0usize..3).prop_map(
        |(kind, step, attempt, moment, flag, count)| {
            let failure = StepFailure {
                message: "no".to_owned(),
                not_before: moment,
                ..StepFailure::default()
            };
            let status = [RunStatus::Succeeded, RunStatus::Cancelled, RunStatus::Undone][count];
            macro_rules! fact {
                ($name:ident { $($field:ident $(: $value:expr)?),* }) => {
                    Fact::$name($name { $($field $(: $value)?,)* ..$name::default() })
                };
            }
            let wait = match count {
                0 => Wait::Task("t".to_owned()),
                1 => Wait::Approval {
                    task: "t".to_owned(),
                    by: vec![BO.to_owned()],
                },
                _ => Wait::Until(moment.unwrap_or(at(1))),
            };
            match kind {
                0 => requested(&["a", "b", "c"]),
                1..=3 => intent(&step, attempt),
                4 | 5 => fact!(StepDone {
                    step,
                    attempt,
                    adopted: flag,
                    expires: moment
                }),
                6 => fact!(StepFailed {
                    step,
                    attempt,
                    failure
                }),
                7 => fact!(StepUnknown {
                    step,
                    attempt,
                    failure,
                    next_look: moment
                }),
                8 => fact!(StepRunning { step, attempt }),
                9 => fact!(StepWaiting { step, attempt, wait }),
                10 => fact!(StepSkipped { step }),
                11 => fact!(StepSettled {
                    step,
                    attempt,
                    happened: flag
                }),
                12 => fact!(StepExpanded { step, count }),
                13 => fact!(RunRetried { step }),
                14 => fact!(RunApproved {
                    step,
                    plan_hash: "h1".to_owned()
                }),
                15 => fact!(RunDenied {
                    step,
                    reason: "no".to_owned()
                }),
                16 => fact!(RunCancelling {}),
                17 => fact!(RunUndoing {
                    steps: if flag {
                        vec![step]
                    } else {
                        vec!["b".to_owned(), "a".to_owned()]
                    }
                }),
                18 => fact!(StepUndoIntended { step, attempt }),
                19 if flag => fact!(StepUndone { step }),
                19 => fact!(StepUndoFailed { step, failure }),
                20 if flag => fact!(RunHandedOver { task: "t".to_owned() }),
                _ => fact!(RunFinished { status }),
            }
        },
    )
}

proptest! {
    /// Whatever is journaled: the fold never panics, what is refused changes nothing, and what comes next is always told.
    #[test]
    fn any_events_fold(facts in prop::collection::vec((any_fact(), any::<bool>()), 0..80)) {
        let mut run = apply(None, "r", &requested(&["a", "b", "c"]), at(0), ANA).unwrap();
        for (second, (fact, is_ana)) in facts.iter().enumerate() {
            let actor = if *is_ana { ANA } else { BO };
            let before = run.clone();
            let mut changed = run.clone().unwrap();
            let verdict = change(&mut changed, fact, at(second as i64), actor);
            match apply(run, "r", fact, at(second as i64), actor) {
                Ok(after) => {
                    prop_assert!(verdict.is_ok());
                    prop_assert_eq!(after.as_ref(), Some(&changed));
                    run = after;
                }
                Err(_) => {
                    prop_assert!(verdict.is_err());
                    prop_assert_eq!(Some(&changed), before.as_ref());
                    run = before;
                }
            }
            let now = run.as_ref().unwrap();
            let _ = (next(now, at(25)), due(now), now.summary(), undo_list(now));
            // A run that goes on by itself always has something that comes next.
            if matches!(now.status, RunStatus::Running | RunStatus::Queued | RunStatus::Cancelling | RunStatus::Undoing) {
                prop_assert_ne!(next(now, Timestamp::MAX), Next::Nothing);
            }
        }
    }
}
