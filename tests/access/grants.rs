//! What grants are, told from folded runs: given, settled, extended, taken back.

use jiff::Timestamp;
use muster::model::access::{Standing, granted, taken, without_taken};
use muster::model::journal::{
    Fact, RunRequested, StepDone, StepExtended, StepIntended, StepSettled, StepUndoIntended, StepUndone,
    StepUnknown,
};
use muster::model::run::{Next, PlannedStep, Refusal, Run, Undo, apply, gift, next};
use serde_json::{Value, json};

const ANA: &str = "user:default/ana";

fn at(day: i64) -> Timestamp {
    Timestamp::from_second(1_780_000_000 + day * 86_400).unwrap()
}

fn output(until: Option<Timestamp>) -> Value {
    json!({
        "principal": "User:ledger", "cluster": "main", "until": until.map(|until| until.to_string()),
        "gives": [{"target": "kafka:main/orders", "principal": "User:ledger", "principal_sort": "account", "right": "read"}],
        "had": [{"target": "kafka:main/group/ledger", "principal": "User:ledger", "principal_sort": "account", "right": "read"}],
    })
}

fn requested() -> Fact {
    Fact::RunRequested(RunRequested {
        blueprint: "template:default/topic-access".to_owned(),
        title: "Access to a topic".to_owned(),
        plan: vec![PlannedStep {
            id: "access".to_owned(),
            undo: Undo::By("takes it away".to_owned()),
            ..PlannedStep::default()
        }],
        plan_hash: "h".to_owned(),
        task: "task".to_owned(),
        values: json!({"reason": "the audit"}),
        ..RunRequested::default()
    })
}

fn intended() -> Fact {
    Fact::StepIntended(StepIntended {
        step: "access".to_owned(),
        attempt: 1,
        ..StepIntended::default()
    })
}

fn done(until: Option<Timestamp>) -> Fact {
    let output = output(until);
    Fact::StepDone(StepDone {
        step: "access".to_owned(),
        attempt: 1,
        expires: gift::end(&output),
        output,
        ..StepDone::default()
    })
}

fn extended(until: Timestamp) -> Fact {
    Fact::StepExtended(StepExtended {
        step: "access".to_owned(),
        until,
        reason: "it takes longer".to_owned(),
        unknown: Default::default(),
    })
}

fn undone() -> [Fact; 2] {
    [
        Fact::StepUndoIntended(StepUndoIntended {
            step: "access".to_owned(),
            attempt: 1,
            ..StepUndoIntended::default()
        }),
        Fact::StepUndone(StepUndone {
            step: "access".to_owned(),
            ..StepUndone::default()
        }),
    ]
}

/// The run after these, each a day after the other.
fn fold(facts: &[Fact]) -> Result<Run, Refusal> {
    let mut run = None;
    for (day, fact) in facts.iter().enumerate() {
        run = apply(run, "run", fact, at(day as i64), ANA)?;
    }
    Ok(run.unwrap())
}

#[test]
fn a_settled_step_ends_when_its_output_says() {
    let output = output(Some(at(30)));
    let run = fold(&[
        requested(),
        intended(),
        Fact::StepUnknown(StepUnknown {
            step: "access".to_owned(),
            attempt: 1,
            ..StepUnknown::default()
        }),
        Fact::StepSettled(StepSettled {
            step: "access".to_owned(),
            attempt: 1,
            happened: true,
            expires: gift::end(&output),
            output,
            ..StepSettled::default()
        }),
    ]);
    let run = run.unwrap();
    assert_eq!(run.steps[0].expires, Some(at(30)));
    assert_eq!(next(&run, at(30)), Next::Undo(0));
}

#[test]
fn a_gift_ends_when_it_was_said_last() {
    for (until, moved) in [(Some(at(30)), at(60)), (Some(at(30)), at(10)), (None, at(20))] {
        let run = fold(&[requested(), intended(), done(until), extended(moved)]).unwrap();
        assert_eq!(run.steps[0].expires, Some(moved));
        assert_eq!(next(&run, moved), Next::Undo(0));
        assert_eq!(granted(&run)[0].grant.until, Some(moved));
    }
}

#[test]
fn what_is_no_gift_or_is_gone_is_not_extended() {
    let mut gone = vec![requested(), intended(), done(Some(at(1)))];
    gone.extend(undone());
    for facts in [vec![requested()], vec![requested(), intended()], gone] {
        let run = fold(&facts).unwrap();
        let refused = apply(Some(run), "run", &extended(at(50)), at(9), ANA);
        assert!(matches!(refused, Err(Refusal::Step { .. })), "{refused:?}");
    }
    let nothing = Fact::StepDone(StepDone {
        step: "access".to_owned(),
        attempt: 1,
        output: json!({"gives": []}),
        ..StepDone::default()
    });
    let run = fold(&[requested(), intended(), nothing]).unwrap();
    let refused = apply(Some(run), "run", &extended(at(50)), at(9), ANA);
    assert!(matches!(refused, Err(Refusal::NoGift { .. })), "{refused:?}");
}

#[test]
fn grants_say_what_was_given_to_whom_until_when_and_why() {
    let run = fold(&[requested(), intended(), done(Some(at(30)))]).unwrap();
    let all = granted(&run);
    let (given, had) = (&all[0], &all[1]);
    assert!(given.is_given && !had.is_given);
    assert_eq!(given.right.target, "kafka:main/orders");
    assert_eq!(given.grant.by, ANA);
    assert_eq!(given.grant.given, at(2));
    assert_eq!(given.grant.reason, "the audit");
    for (now, live, over) in [(at(29), true, false), (at(30), false, true)] {
        assert_eq!((given.is_live(now), given.is_over(now)), (live, over));
        // What was there before is not taken back at the end.
        assert_eq!((had.is_live(now), had.is_over(now)), (live, false));
    }
}

#[test]
fn what_was_taken_back_is_no_grant_any_more() {
    let mut facts = vec![requested(), intended(), done(Some(at(3)))];
    facts.extend(undone());
    let run = fold(&facts).unwrap();
    assert_eq!(granted(&run)[0].standing, Standing::TakenBack(at(4)));
    let gone = taken(&run);
    assert_eq!((gone.len(), gone[0].at), (1, at(4)));
    // Another run that had given the same before.
    let other = fold(&[requested(), intended(), done(None)]).unwrap();
    let left = without_taken(granted(&other), &gone);
    assert_eq!(left[0].standing, Standing::TakenBack(at(4)));
    assert_eq!(left[1].standing, Standing::Holds);
}
