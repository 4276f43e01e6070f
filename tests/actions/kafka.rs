//! Kafka's topics and access against the sandbox, under every fault at every change: nothing doubled, nothing lost, and never
//! a request that the plan did not announce.

use std::collections::{BTreeMap, BTreeSet};

use muster::providers::action::{Applied, Done, ErrorKind, Observed, Planned};
use muster::providers::sandbox::{Fault, PlannedFault};
use muster::remote::kafka::{Change, Cluster, ResourceType, Rule, RuleFilter, Settings, Topic};
use serde_json::{Value, json};

use crate::cluster::{Counting, bench, bench_on, read_rule};
use crate::world::{Bench, OP};

/// Each action, as a blueprint would give it.
fn inputs() -> Vec<(&'static str, Value)> {
    vec![
        (
            "kafka:topic:create",
            json!({"name": "prices.v1", "partitions": 3, "replication": 3, "config": {"retention.ms": 604_800_000, "cleanup.policy": "delete"}}),
        ),
        (
            "kafka:topic:change",
            json!({"name": "orders.v1", "partitions": 12, "config": {"retention.ms": null, "cleanup.policy": "compact"}}),
        ),
        (
            "kafka:access:grant",
            json!({"principal": "User:ledger", "topic": "orders.v1", "role": "both"}),
        ),
        (
            "kafka:access:revoke",
            json!({"principal": "User:ledger", "topic": "orders.v1"}),
        ),
    ]
}

/// All that a cluster holds.
fn all(cluster: &Counting) -> (Vec<Topic>, BTreeMap<String, Settings>, Vec<Rule>) {
    let topics = cluster.inner.topics(None).unwrap();
    let names: Vec<String> = topics.iter().map(|topic| topic.name.clone()).collect();
    let settings = cluster.inner.settings(&names).unwrap();
    let rules = cluster.inner.rules(&RuleFilter::default()).unwrap();
    (topics, settings, rules)
}

/// Drives a step as the engine does: look, do once, look again, with patience where an answer was lost.
fn drive(bench: &Bench, id: &str, input: &Value) -> Result<Value, String> {
    for _ in 0..20 {
        match bench.observe(id, input.clone()) {
            Ok(Observed::Done { output }) => return Ok(output),
            Ok(Observed::Absent | Observed::Begun) => {}
            Ok(Observed::Foreign { what }) => return Err(what),
            Ok(other) => panic!("{other:?}"),
            Err(error) => return Err(error.message),
        }
        match bench.apply(id, input.clone()) {
            Ok(Applied::Done(Done { output, .. })) => return Ok(output),
            Ok(other) => panic!("{other:?}"),
            Err(error) if error.kind == ErrorKind::Final => return Err(error.message),
            Err(_) => {}
        }
    }
    Err("it never ends".to_owned())
}

/// Changes in the plan's words.
fn announced(sent: &[Change]) -> BTreeSet<String> {
    let mut words = BTreeSet::new();
    for change in sent {
        match change {
            Change::CreateTopic(new) => {
                words.extend(["partitions".to_owned(), "replication".to_owned()]);
                words.extend(new.settings.keys().cloned());
            }
            Change::DeleteTopic { name } => drop(words.insert(format!("delete {name}"))),
            Change::GrowTopic { .. } => drop(words.insert("partitions".to_owned())),
            Change::SetTopic { settings, .. } => words.extend(settings.keys().cloned()),
            Change::AddRules(rules) | Change::RemoveRules(rules) => words.extend(rules.iter().map(|rule| {
                let resource = match rule.resource {
                    ResourceType::Group => "consumer group",
                    _ => "topic",
                };
                format!(
                    "{} may {} the {resource} {}",
                    rule.principal, rule.operation, rule.name
                )
            })),
        }
    }
    words
}

#[test]
fn nothing_is_sent_that_the_plan_did_not_announce() {
    for (id, input) in inputs() {
        let (bench, cluster) = bench();
        let planned = bench.plan(id, input.clone()).unwrap();
        assert!(planned.blocking.is_empty(), "{id}: {:?}", planned.blocking);
        assert!(
            cluster.sent.lock().unwrap().is_empty(),
            "{id}: a plan changes nothing"
        );
        let told: BTreeSet<String> = planned.changes.iter().map(|change| change.what.clone()).collect();
        drive(&bench, id, &input).unwrap();
        let sent = cluster.sent.lock().unwrap().clone();
        assert_eq!(announced(&sent), told, "{id}: {sent:?}");
        // Done is done: planning it anew finds nothing to do, or what is there.
        let again: Planned = bench.plan(id, input.clone()).unwrap();
        assert!(again.changes.is_empty(), "{id}: {again:?}");
    }
}

#[test]
fn no_fault_loses_or_doubles_anything() {
    let refused = |passing| Fault::Refused {
        code: "NOT_CONTROLLER".to_owned(),
        passing,
    };
    for (id, input) in inputs() {
        let (well, cluster) = bench();
        let output = drive(&well, id, &input).unwrap();
        let (expected, writes) = (all(&cluster), cluster.sent.lock().unwrap().len());
        assert!(writes > 0, "{id}");
        for write in 1..=u32::try_from(writes).unwrap() {
            for fault in [Fault::NotSent, Fault::LostBefore, Fault::LostAfter, refused(true)] {
                let (bench, cluster) = bench();
                let planned = PlannedFault {
                    write,
                    path: None,
                    fault: fault.clone(),
                };
                cluster.inner.fail(planned).unwrap();
                let given = drive(&bench, id, &input)
                    .unwrap_or_else(|error| panic!("{id}, change {write}, {fault:?}: {error}"));
                assert_eq!(all(&cluster), expected, "{id}, change {write}, {fault:?}");
                // What was before is known in spite of it: taking it back gives just that.
                assert_eq!(given, output, "{id}, change {write}, {fault:?}");
                let before = all(&crate::cluster::bench().1);
                bench.undo(id, input.clone(), &given).unwrap();
                let (mut topics, settings, rules) = all(&cluster);
                if id == "kafka:topic:change" {
                    // Partitions stay, as the plan says.
                    assert_eq!(topics[0].partitions, 12);
                    topics[0].partitions = 6;
                }
                assert_eq!(
                    (topics, settings, rules),
                    before,
                    "{id}, change {write}, {fault:?}, undone"
                );
                // Once more does no harm.
                bench.undo(id, input.clone(), &given).unwrap();
            }
            let (bench, cluster) = bench();
            let planned = PlannedFault {
                write,
                path: None,
                fault: refused(false),
            };
            cluster.inner.fail(planned).unwrap();
            let error = drive(&bench, id, &input).unwrap_err();
            assert!(error.contains("NOT_CONTROLLER"), "{id}: {error}");
            // A person mends it, and the step goes on.
            drive(&bench, id, &input).unwrap();
            assert_eq!(all(&cluster), expected, "{id}, change {write}");
        }
    }
}

#[test]
fn a_topic_that_is_there_is_never_taken_over() {
    let (bench, cluster) = bench();
    for (input, words) in [
        (
            json!({"name": "orders.v1", "partitions": 12, "config": {"retention.ms": 2000}}),
            "partitions 6, not 12",
        ),
        (
            json!({"name": "orders.v1", "partitions": 6, "config": {"retention.ms": 1000}}),
            "as wanted, but was not made by this step",
        ),
        (
            json!({"name": "orders.v1"}),
            "retention.ms 1000 (1 s), not the cluster's own",
        ),
    ] {
        let planned = bench.plan("kafka:topic:create", input.clone()).unwrap();
        assert!(
            planned.blocking.iter().any(|line| line.contains(words)),
            "{words}: {:?}",
            planned.blocking
        );
        match bench.observe("kafka:topic:create", input.clone()).unwrap() {
            Observed::Foreign { what } => assert!(what.contains(words), "{what}"),
            other => panic!("{other:?}"),
        }
        let error = bench.apply("kafka:topic:create", input).unwrap_err();
        assert_eq!(error.kind, ErrorKind::Final);
    }
    assert!(cluster.sent.lock().unwrap().is_empty());
}

#[test]
fn what_somebody_else_made_after_a_refusal_is_not_ours() {
    let (bench, cluster) = bench();
    let input = json!({"name": "prices.v1", "partitions": 3});
    let fault = Fault::Refused {
        code: "POLICY_VIOLATION".to_owned(),
        passing: false,
    };
    let planned = PlannedFault {
        write: 1,
        path: Some("CreateTopic prices.v1".to_owned()),
        fault,
    };
    cluster.inner.fail(planned).unwrap();
    drive(&bench, "kafka:topic:create", &input).unwrap_err();
    let other = bench.step("b");
    drive(&other, "kafka:topic:create", &input).unwrap();
    let mut bench = other;
    bench.op_key = OP.to_owned();
    assert!(matches!(
        bench.observe("kafka:topic:create", input),
        Ok(Observed::Foreign { .. })
    ));
}

#[test]
fn a_topic_that_is_used_is_not_deleted_by_an_undo() {
    let (bench, cluster) = bench();
    let input = json!({"name": "prices.v1", "partitions": 3});
    let output = drive(&bench, "kafka:topic:create", &input).unwrap();
    let grow = Change::GrowTopic {
        name: "prices.v1".to_owned(),
        partitions: 4,
    };
    cluster.inner.change(&grow).unwrap();
    let error = bench.undo("kafka:topic:create", input, &output).unwrap_err();
    assert!(error.message.contains("was changed since"), "{error}");
    assert_eq!(cluster.inner.topics(None).unwrap().len(), 2);
}

#[test]
fn more_partitions_name_those_who_read_and_fewer_are_refused() {
    let (bench, _) = bench();
    let planned = bench
        .plan(
            "kafka:topic:change",
            json!({"name": "orders.v1", "partitions": 8}),
        )
        .unwrap();
    assert!(
        planned.findings[0].contains("it is read by the groups ledger"),
        "{:?}",
        planned.findings
    );
    let planned = bench
        .plan(
            "kafka:topic:change",
            json!({"name": "orders.v1", "partitions": 3}),
        )
        .unwrap();
    assert!(
        planned.blocking[0].contains("would be fewer"),
        "{:?}",
        planned.blocking
    );
    let error = bench
        .apply(
            "kafka:topic:change",
            json!({"name": "orders.v1", "partitions": 3}),
        )
        .unwrap_err();
    assert_eq!(error.kind, ErrorKind::Final);
}

#[test]
fn only_what_was_given_is_taken_back() {
    let (bench, cluster) = bench();
    // READ is there already: DESCRIBE and the group's are added.
    let input = json!({"principal": "User:ledger", "topic": "orders.v1", "role": "read"});
    let planned = bench.plan("kafka:access:grant", input.clone()).unwrap();
    assert_eq!(planned.changes.len(), 2);
    let output = drive(&bench, "kafka:access:grant", &input).unwrap();
    bench.undo("kafka:access:grant", input, &output).unwrap();
    let rules = cluster.inner.rules(&RuleFilter::default()).unwrap();
    assert_eq!(rules, [read_rule("User:ledger", "orders.v1")]);
}

#[test]
fn a_cluster_that_keeps_nobody_out_needs_no_rules() {
    let (bench, cluster) = bench_on(true);
    for id in ["kafka:access:grant", "kafka:access:revoke"] {
        let input = json!({"principal": "User:cart", "topic": "orders.v1", "role": "read"});
        let planned = bench.plan(id, input.clone()).unwrap();
        assert!(
            planned.blocking.is_empty() && planned.changes.is_empty(),
            "{id}: {planned:?}"
        );
        assert!(
            planned
                .findings
                .iter()
                .any(|line| line.contains("has no authorizer")),
            "{id}"
        );
        let output = drive(&bench, id, &input).unwrap();
        bench.undo(id, input, &output).unwrap();
    }
    assert!(cluster.sent.lock().unwrap().is_empty());
}

#[test]
fn access_that_ends_says_when() {
    let (bench, _) = bench();
    let input =
        json!({"principal": "User:cart", "topic": "orders.v1", "role": "read", "until": "2999-01-31"});
    let Applied::Done(done) = bench.apply("kafka:access:grant", input.clone()).unwrap() else {
        panic!("it is done at once");
    };
    assert_eq!(done.output["until"], "2999-02-01T00:00:00Z");
    let gives = done.output["gives"].as_array().unwrap();
    assert!(
        gives
            .iter()
            .any(|right| right["target"] == "kafka:main/orders.v1"),
        "{gives:?}"
    );
    // Whoever finds it done is told the same.
    let output = done.output.clone();
    assert_eq!(
        bench.observe("kafka:access:grant", input),
        Ok(Observed::Done { output })
    );
    let over = json!({"principal": "User:cart", "topic": "orders.v1", "role": "read", "until": "2020-01-31"});
    assert!(bench.plan("kafka:access:grant", over).is_err());
}

#[test]
fn what_is_wrong_is_told_before_anybody_is_asked() {
    let (bench, cluster) = bench();
    for (id, input, words) in [
        ("kafka:topic:create", json!({"name": "a b"}), "letters, digits"),
        (
            "kafka:topic:create",
            json!({"name": "x", "partitions": 0}),
            "whole number from 1",
        ),
        (
            "kafka:topic:create",
            json!({"name": "x", "replication": 1.5}),
            "whole number from 1",
        ),
        (
            "kafka:topic:create",
            json!({"name": "x", "config": {"retention": 1}}),
            "no setting `retention`",
        ),
        (
            "kafka:topic:change",
            json!({"name": "x"}),
            "neither `partitions` nor `config`",
        ),
        (
            "kafka:access:grant",
            json!({"topic": "x", "role": "read"}),
            "neither `principal` nor `component`",
        ),
        (
            "kafka:access:grant",
            json!({"principal": "cart", "topic": "x", "role": "read"}),
            "no principal",
        ),
        (
            "kafka:access:grant",
            json!({"principal": "User:cart", "role": "read"}),
            "either `topic` or `prefix`",
        ),
        (
            "kafka:access:grant",
            json!({"principal": "User:cart", "topic": "x", "role": "own"}),
            "`role` cannot be",
        ),
        (
            "kafka:access:grant",
            json!({"principal": "User:cart", "topic": "x", "operations": ["EAT"]}),
            "no operation `EAT`",
        ),
        (
            "kafka:access:grant",
            json!({"principal": "User:cart", "topic": "component:default/ledger", "role": "read"}),
            "is no topic of Kafka",
        ),
    ] {
        let error = bench.plan(id, input.clone()).unwrap_err();
        assert!(error.message.contains(words), "{input}: {error}");
    }
    assert_eq!(*cluster.questions.lock().unwrap(), 0);
}

#[test]
fn planning_a_new_topic_takes_one_question() {
    let (bench, cluster) = bench();
    bench
        .plan(
            "kafka:topic:create",
            json!({"name": "prices.v1", "partitions": 3}),
        )
        .unwrap();
    assert_eq!(*cluster.questions.lock().unwrap(), 1);
}

#[test]
fn what_the_cluster_would_refuse_is_in_the_plan() {
    let (bench, _) = bench();
    for (input, code) in [
        (
            json!({"name": "x", "replication": 4}),
            "INVALID_REPLICATION_FACTOR",
        ),
        (json!({"name": "orders_v1"}), "INVALID_TOPIC_EXCEPTION"),
    ] {
        let planned = bench.plan("kafka:topic:create", input).unwrap();
        assert!(
            planned.blocking.iter().any(|line| line.contains(code)),
            "{:?}",
            planned.blocking
        );
    }
}
