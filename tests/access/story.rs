//! From asking for access until it is gone.

use std::sync::Arc;
use std::thread;

use jiff::SignedDuration;
use muster::engine::access::{Begun, Chosen};
use muster::engine::run::RunsError;
use muster::model::access::{AccessRefusal, Presence, Right, Why};
use muster::model::run::{RunStatus, StepStatus};

use crate::stage::{ANA, CLEO, ORDERS, Stage, Stop, over};

#[test]
fn what_is_over_is_taken_back_by_its_run_before_anybody_looks() {
    let stage = Stage::new();
    let run = stage.granted(stage.in_days(30));
    assert!(stage.may_read());
    assert_eq!(over(&stage.ended(Some(&stage.runs(ANA))).review), []);
    let review = stage.review();
    let given: Vec<&str> = review
        .rows
        .iter()
        .filter(|row| matches!(&row.why, Why::Granted(grant) if grant.run == run))
        .map(|row| row.right.target.as_str())
        .collect();
    assert_eq!(given, ["kafka:main/group/ledger", "kafka:main/orders.placed"]);
    stage.pass_days(31);
    let ended = stage.ended(Some(&stage.runs(ANA)));
    assert_eq!(over(&ended.review), []);
    assert!(!stage.may_read());
    assert!(stage.records().granted.iter().all(|one| one.is_taken_back()));
}

#[test]
fn what_is_over_and_there_is_taken_back_once_though_two_do_it() {
    let stage = Stage::new();
    stage.granted(stage.in_days(30));
    stage.pass_days(31);
    let there = over(&stage.ended(None).review);
    assert_eq!(there.len(), 2);
    let take_back = |actor: &str| {
        stage.acting(actor, Arc::default(), |acting| {
            acting.take_back(&there, Chosen::Swept).unwrap()
        })
    };
    // Two programs at the same moment, by people who govern nothing here.
    let (one, other) = thread::scope(|scope| {
        let one = scope.spawn(|| take_back(CLEO));
        let other = scope.spawn(|| take_back(ANA));
        (one.join().unwrap(), other.join().unwrap())
    });
    for (one, other) in one.iter().zip(&other) {
        let (one, other) = (one.as_ref().unwrap(), other.as_ref().unwrap());
        assert_eq!(one.run, other.run);
        assert!(one.was_begun != other.was_begun);
        assert!(!one.is_asked, "the end was agreed on");
    }
    let takings = stage.takings();
    assert_eq!(takings.len(), 2);
    for id in &takings {
        let run = stage.drive(&stage.runs(ANA), id);
        assert_eq!(run.status, RunStatus::Succeeded, "{run:?}");
    }
    assert!(!stage.may_read());
    // What was seen before is known to be gone, without another look.
    assert_eq!(over(&stage.review()), []);
    assert_eq!(over(&stage.ended(Some(&stage.runs(ANA))).review), []);
    assert_eq!(stage.takings().len(), 2);
}

#[test]
fn a_program_that_is_stopped_anywhere_takes_it_back_once_all_the_same() {
    for place in 0..12 {
        let stage = Stage::new();
        stage.granted(stage.in_days(30));
        stage.pass_days(31);
        let there = over(&stage.ended(None).review);
        let stop = Stop::at(place);
        // Stopped while it starts the runs, or while it drives them.
        let begun = stage.acting(ANA, Arc::clone(&stop), |acting| {
            let begun = acting.take_back(&there, Chosen::Swept).unwrap();
            for one in begun.iter().flatten() {
                match acting.runs.drive(Some(&one.run), &|| false, &mut |_| {}) {
                    Ok(_) | Err(RunsError::Halted) => {}
                    Err(error) => panic!("{error}"),
                }
            }
            begun
        });
        assert_eq!(begun.len(), 2);
        let left = over(&stage.ended(None).review);
        let again = stage.acting(ANA, Arc::default(), |acting| {
            acting.take_back(&left, Chosen::Swept).unwrap()
        });
        assert!(again.iter().all(Result::is_ok), "{place}: {again:?}");
        for id in stage.takings() {
            let run = stage.drive(&stage.runs(ANA), &id);
            assert_eq!(run.status, RunStatus::Succeeded, "{place}: {run:?}");
        }
        assert!(!stage.may_read(), "{place}");
        assert_eq!(stage.takings().len(), 2, "{place}");
    }
}

#[test]
fn an_adopted_grant_ends_too() {
    let stage = Stage::new();
    let runs = stage.runs(CLEO);
    let order = Stage::order(Some(stage.in_days(30)));
    let plan = runs.plan(&order).unwrap();
    let id = runs.start(&order, &plan.hash).unwrap();
    stage.drive(&runs, &id);
    let ana = stage.runs(ANA);
    let shown = ana.run(&id).unwrap().unwrap();
    ana.act(&id, muster::model::run::RunAct::approve(&shown)).unwrap();
    // The program ends right after the rules were added: the places are observed, intended, applied.
    let killed = stage.program(&stage.journal(), CLEO, Stop::at(2));
    let halted = killed.drive(Some(&id), &|| false, &mut |_| {});
    assert!(matches!(halted, Err(RunsError::Halted)), "{halted:?}");
    assert!(stage.may_read());
    let run = stage.drive(&runs, &id);
    let access = run.step("access").unwrap();
    assert_eq!(access.status, StepStatus::Adopted);
    assert!(access.expires.is_some());
    stage.pass_days(31);
    assert_eq!(over(&stage.ended(Some(&runs)).review), []);
    assert!(!stage.may_read());
}

#[test]
fn who_governs_the_resource_lets_it_last_longer_and_others_are_told_whom_to_ask() {
    let stage = Stage::new();
    let run = stage.granted(stage.in_days(30));
    let later = stage.in_days(60);
    assert_eq!(
        stage.extend(CLEO, &run, later),
        Err(AccessRefusal::NotYours {
            entity: ORDERS.to_owned(),
            whose: vec![ANA.to_owned()],
        })
    );
    assert!(matches!(
        stage.extend(ANA, &run, stage.in_days(91)),
        Err(AccessRefusal::TooLong { .. })
    ));
    assert!(matches!(
        stage.extend(ANA, &run, stage.in_days(-1)),
        Err(AccessRefusal::Past { .. })
    ));
    stage.extend(ANA, &run, later).unwrap();
    stage.pass_days(45);
    assert_eq!(over(&stage.ended(Some(&stage.runs(ANA))).review), []);
    assert!(stage.may_read());
    // Earlier is as well possible as later.
    stage.extend(ANA, &run, stage.in_days(1)).unwrap();
    stage.pass_days(2);
    assert_eq!(over(&stage.ended(Some(&stage.runs(ANA))).review), []);
    assert!(!stage.may_read());
    assert!(matches!(
        stage.extend(ANA, &run, stage.in_days(1)),
        Err(AccessRefusal::NoGrant { .. })
    ));
}

#[test]
fn what_nothing_explains_is_taken_back_only_when_those_who_govern_it_agree() {
    let stage = Stage::new();
    // Somebody let the ledger in by hand, as a run would have.
    let run = stage.granted(stage.in_days(30));
    stage.pass_days(31);
    let rules = stage.cluster().rules(&Default::default()).unwrap();
    stage.ended(Some(&stage.runs(ANA)));
    stage
        .cluster()
        .change(&muster::remote::kafka::Change::AddRules(rules))
        .unwrap();
    stage.clock.pass(SignedDuration::from_secs(1));
    stage.look();
    let review = stage.review();
    let found = review
        .rows
        .iter()
        .find(|row| row.entity.as_deref() == Some(ORDERS));
    let found = found.unwrap();
    assert_eq!((&found.why, found.presence), (&Why::Nothing, Presence::There));
    assert!(run.len() > 5);
    let right = found.right.clone();
    let begun = stage.acting(CLEO, Arc::default(), |acting| {
        acting
            .take_back(std::slice::from_ref(&right), Chosen::Swept)
            .unwrap()
    });
    let begun = begun[0].as_ref().unwrap();
    assert!(begun.is_asked);
    let waiting = stage.drive(&stage.runs(CLEO), &begun.run);
    assert_eq!(waiting.summary().approvers, [ANA]);
    assert!(stage.may_read());
}

#[test]
fn looking_through_is_journaled_once_somebody_has_looked() {
    let stage = Stage::new();
    stage.granted(stage.in_days(30));
    let attest = |actor: &str| stage.acting(actor, Arc::default(), |acting| acting.attest(ORDERS).unwrap());
    assert!(matches!(attest(ANA), Err(AccessRefusal::NotLooked { .. })));
    stage.look();
    assert!(matches!(attest(CLEO), Err(AccessRefusal::NotYours { .. })));
    assert_eq!(
        attest(ANA).unwrap(),
        format!("{ORDERS} is looked through: 2 rights, all explained")
    );
    let reviewed = stage.review().reviewed;
    assert_eq!(reviewed.len(), 1);
    assert_eq!(
        (reviewed[0].entity.as_str(), reviewed[0].by.as_str()),
        (ORDERS, ANA)
    );
}

#[test]
fn a_plan_warns_of_access_without_an_end_and_of_a_late_one() {
    let stage = Stage::new();
    let runs = stage.runs(CLEO);
    for (days, warned) in [(30, false), (100, true)] {
        let plan = runs.plan(&Stage::order(Some(stage.in_days(days)))).unwrap();
        let hints = plan.findings.iter().filter_map(|finding| finding.hint.as_deref());
        let warnings = hints.filter(|hint| hint.contains("`longest` in [access]"));
        assert_eq!(warnings.count() > 0, warned, "{days}");
    }
    // Without an end it is declared in the catalog, which the blueprint says.
    let plan = runs.plan(&Stage::order(None)).unwrap();
    let hints: Vec<_> = plan
        .findings
        .iter()
        .filter_map(|finding| finding.hint.as_deref())
        .collect();
    assert!(!hints.iter().any(|hint| hint.contains("[access]")), "{hints:?}");
}

/// What comes of taking one right back.
fn take(stage: &Stage, right: &Right, chosen: Chosen) -> Result<Begun, AccessRefusal> {
    let begun = stage.acting(CLEO, Arc::default(), |acting| {
        acting.take_back(std::slice::from_ref(right), chosen).unwrap()
    });
    begun[0].clone().map_err(|refused| refused.why)
}

#[test]
fn a_rule_that_gives_what_is_explained_too_stays_until_that_has_its_own() {
    let stage = Stage::new();
    for topic in ["orders.placed", "orders.tmp"] {
        stage.has_topic(topic);
    }
    // The audit depends on one of them.
    stage.lets_read("User:audit", "orders.*");
    stage.lets_no_longer("User:audit", "orders.placed");
    let right = stage.right("User:audit", "kafka:main/orders.tmp");
    for chosen in [Chosen::Swept, Chosen::Named] {
        match take(&stage, &right, chosen) {
            Err(AccessRefusal::Whole { lost, .. }) => assert_eq!(lost.target, "kafka:main/orders.placed"),
            other => panic!("{other:?}"),
        }
    }
    stage.lets_read("User:audit", "orders.placed");
    // The rule opens what Ana governs, so she is asked, whatever of it is chosen.
    let begun = take(&stage, &right, Chosen::Swept).unwrap();
    assert!(begun.is_asked && !begun.was_begun);
    assert_eq!(begun.right.target, "kafka:main/orders.*");
}

#[test]
fn what_nobody_governs_is_taken_back_by_its_name_only() {
    let stage = Stage::new();
    for topic in ["tmp.one", "tmp.two"] {
        stage.has_topic(topic);
    }
    stage.lets_read("User:audit", "tmp.*");
    let right = stage.right("User:audit", "kafka:main/tmp.one");
    let refused = take(&stage, &right, Chosen::Swept);
    assert!(
        matches!(refused, Err(AccessRefusal::Ungoverned { .. })),
        "{refused:?}"
    );
    assert_eq!(stage.takings().len(), 0);
    let begun = take(&stage, &right, Chosen::Named).unwrap();
    assert!(!begun.is_asked && !begun.was_begun);
    assert!(take(&stage, &right, Chosen::Swept).unwrap().was_begun);
}

#[test]
fn what_was_given_while_somebody_looked_is_not_taken_back() {
    let stage = Stage::new();
    let run = stage.granted(stage.in_days(30));
    stage.look();
    let seen = stage.seen_before();
    let right = stage.right("User:ledger", "kafka:main/orders.placed");
    assert!(seen.0.row(&right).unwrap().is_unexplained());
    let begun = stage.acting_by(seen, ANA, Arc::default(), |acting| {
        acting
            .take_back(std::slice::from_ref(&right), Chosen::Named)
            .unwrap()
    });
    let refused = begun[0].as_ref().unwrap_err();
    assert_eq!(*refused.right, right);
    match &refused.why {
        AccessRefusal::Explained { why, .. } => assert!(why.contains(&run), "{why}"),
        other => panic!("{other:?}"),
    }
    assert_eq!(stage.takings().len(), 0);
}
