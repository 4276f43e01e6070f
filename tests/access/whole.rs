//! A rule that opens several topics goes once, and only when all who govern any of them agree.

use std::sync::Arc;

use jiff::SignedDuration;
use muster::engine::access::{Begun, Chosen, Refused};
use muster::model::access::Right;
use muster::model::run::{RunAct, RunStatus};

use crate::stage::{ANA, CLEO, DAN, Stage};

/// Begins to take back all that an account has.
fn sweep(stage: &Stage, actor: &str, principal: &str) -> Vec<Result<Begun, Refused>> {
    let rows = stage.review().rows;
    let theirs = rows.into_iter().filter(|row| row.right.principal == principal);
    let rights: Vec<Right> = theirs.map(|row| row.right).collect();
    stage.acting(actor, Arc::default(), |acting| {
        acting.take_back(&rights, Chosen::Swept).unwrap()
    })
}

fn agree(stage: &Stage, actor: &str, run: &str) -> RunStatus {
    let runs = stage.runs(actor);
    let shown = runs.run(run).unwrap().unwrap();
    runs.act(run, RunAct::approve(&shown)).unwrap();
    stage.drive(&runs, run).status
}

/// How many rules an account has.
fn rules(stage: &Stage, principal: &str) -> usize {
    let rules = stage.cluster().rules(&Default::default()).unwrap();
    rules.iter().filter(|rule| rule.principal == principal).count()
}

#[test]
fn one_rule_is_one_run_that_asks_all_who_govern_what_it_opens() {
    // One of the topics says where it is, one is known by its name, and one nobody registered.
    for pattern in ["money.*", "*"] {
        let stage = Stage::new();
        for topic in ["money.invoices", "money.refunds", "money.tmp"] {
            stage.has_topic(topic);
        }
        stage.lets_read("User:tool", pattern);
        let begun = sweep(&stage, DAN, "User:tool");
        assert_eq!(begun.len(), 1, "{begun:?}");
        let one = begun[0].as_ref().unwrap();
        assert!(one.is_asked && !one.was_begun);
        assert_eq!(one.right.target, format!("kafka:main/{pattern}"));
        assert_eq!(stage.takings(), std::slice::from_ref(&one.run));
        let opens = "the rule goes as a whole: it opens";
        assert!(
            one.findings.iter().any(|finding| finding.starts_with(opens)),
            "{:?}",
            one.findings
        );

        // Whoever else takes any of it back is led to the same run.
        let again = sweep(&stage, ANA, "User:tool");
        assert_eq!(again.len(), 1);
        let again = again[0].as_ref().unwrap();
        assert_eq!((again.run.as_str(), again.was_begun), (one.run.as_str(), true));

        let waiting = stage.drive(&stage.runs(DAN), &one.run);
        assert_eq!(waiting.status, RunStatus::Waiting);
        // The word of one is not enough for what the other one governs.
        let (first, second) = match waiting.summary().approvers.iter().any(|by| by == ANA) {
            true => (ANA, CLEO),
            false => (CLEO, ANA),
        };
        assert_eq!(agree(&stage, first, &one.run), RunStatus::Waiting);
        stage.clock.pass(SignedDuration::from_secs(1));
        assert_eq!(rules(&stage, "User:tool"), 1);
        assert_eq!(agree(&stage, second, &one.run), RunStatus::Succeeded);
        assert_eq!(rules(&stage, "User:tool"), 0);
        let left = stage.review().rows;
        assert!(
            left.iter().all(|row| row.right.principal != "User:tool"),
            "{left:?}"
        );
    }
}

#[test]
fn who_governs_a_part_asks_those_who_govern_the_rest() {
    let stage = Stage::new();
    for topic in ["money.invoices", "money.refunds"] {
        stage.has_topic(topic);
    }
    stage.lets_read("User:tool", "money.*");
    let begun = sweep(&stage, CLEO, "User:tool");
    let one = begun[0].as_ref().unwrap();
    assert!(one.is_asked);
    let waiting = stage.drive(&stage.runs(CLEO), &one.run);
    assert_eq!(waiting.summary().approvers, [ANA]);
    assert_eq!(agree(&stage, ANA, &one.run), RunStatus::Succeeded);
}

#[test]
fn two_rules_are_two_runs() {
    let stage = Stage::new();
    stage.has_topic("money.invoices");
    stage.lets_read("User:tool", "money.*");
    stage.lets_read("User:tool", "money.invoices");
    let begun = sweep(&stage, DAN, "User:tool");
    assert_eq!(begun.len(), 2);
    let targets: Vec<&str> = begun
        .iter()
        .flatten()
        .map(|one| one.right.target.as_str())
        .collect();
    assert!(targets.contains(&"kafka:main/money.*") && targets.contains(&"kafka:main/money.invoices"));
}
