//! The blueprints that ship and make something at Kafka, run to their end on a sandbox.

use std::sync::Arc;

use muster::model::blueprint::Blueprint;
use muster::remote::kafka::{Cluster, Rule, RuleFilter};
use serde_json::json;

use crate::cluster::Counting;
use crate::shipped::{run, service_values, shipped_on};
use crate::world::Bench;

/// A bench with a Kafka cluster whose blueprint is one that ships; with the cluster's topic `orders.v1` in the catalog.
fn shipped_on_kafka(name: &str) -> (Bench, Blueprint, Arc<Counting>) {
    let (bench, cluster) = crate::cluster::bench();
    bench.write(
        "workspace/catalog/orders.yaml",
        "\
apiVersion: backstage.io/v1alpha1
kind: Resource
metadata:
  name: orders
  annotations:
    muster/external-id: kafka:main/orders.v1
    muster/accountable: user:default/ben
spec: {type: kafka-topic, owner: ledgers}
",
    );
    let (bench, blueprint) = shipped_on(bench, name);
    (bench, blueprint, cluster)
}

/// What an account may do, in short.
fn allowed(cluster: &Counting, principal: &str) -> Vec<String> {
    let filter = RuleFilter {
        principal: Some(principal.to_owned()),
        ..RuleFilter::default()
    };
    let rules = cluster.inner.rules(&filter).expect("an answer");
    let short = |rule: &Rule| format!("{} {}", rule.operation, rule.name);
    rules.iter().map(short).collect()
}

#[test]
fn a_topic_is_made_and_is_in_the_catalog() {
    let (mut bench, blueprint, cluster) = shipped_on_kafka("kafka-topic");
    let values = json!({
        "name": "shop.price.v1", "description": "Every change of a price, by article", "owner": "group:default/ledgers",
        "accountable": "user:default/ben", "classification": "internal", "partitions": 3, "policy": "compact",
        "retention": "604800000",
    });
    let output = run(&mut bench, &blueprint, &values);
    assert_eq!(output["links"][0]["entityRef"], "resource:default/shop.price.v1");
    let names = ["shop.price.v1".to_owned()];
    assert_eq!(
        cluster.inner.topics(Some(&names)).expect("an answer")[0].partitions,
        3
    );
    assert_eq!(
        cluster.inner.settings(&names).expect("an answer")["shop.price.v1"]["cleanup.policy"],
        "compact"
    );
    insta::assert_snapshot!(bench.text("catalog-info.yaml"), @r#"
    apiVersion: backstage.io/v1alpha1
    kind: Resource
    metadata:
      name: shop.price.v1
      description: "Every change of a price, by article"
      tags: [kafka]
      labels:
        data-classification: internal
      annotations:
        muster/external-id: kafka:main/shop.price.v1
        muster/accountable: user:default/ben
    spec:
      type: kafka-topic
      owner: group:default/ledgers
    "#);
    let catalog = bench.catalog();
    let topic = catalog.entity(
        catalog
            .find("resource:default/shop.price.v1")
            .expect("it is there"),
    );
    assert_eq!(
        topic.accountable().map(|person| person.entity_ref()),
        Some("user:default/ben")
    );
}

#[test]
fn access_to_a_topic_is_given_and_declared() {
    let (mut bench, blueprint, cluster) = shipped_on_kafka("topic-access");
    let values = json!({
        "topic": "resource:default/orders", "component": "component:default/invoices", "role": "read",
        "reason": "Invoices are written for orders",
    });
    run(&mut bench, &blueprint, &values);
    assert_eq!(
        allowed(&cluster, "User:invoices"),
        ["READ orders.v1", "DESCRIBE orders.v1", "READ invoices"]
    );
    let file = bench.read("workspace/catalog/org.yaml").expect("it is there");
    assert!(
        file.contains("dependsOn: [component:default/ledger, resource:default/orders]"),
        "{file}"
    );
    // What ends is not declared.
    let (mut bench, blueprint, _) = shipped_on_kafka("topic-access");
    let mut lent = values.clone();
    lent["until"] = "2999-01-31".into();
    run(&mut bench, &blueprint, &lent);
    let file = bench.read("workspace/catalog/org.yaml").expect("it is there");
    assert!(!file.contains("resource:default/orders"), "{file}");
}

#[test]
fn a_topic_gets_more_partitions() {
    let (mut bench, blueprint, cluster) = shipped_on_kafka("topic-partitions");
    let values =
        json!({"topic": "resource:default/orders", "partitions": 24, "reason": "It lags in the evening"});
    let output = run(&mut bench, &blueprint, &values);
    assert_eq!(
        output["text"][0]["content"],
        "resource:default/orders has 24 partitions."
    );
    let found = cluster
        .inner
        .topics(Some(&["orders.v1".to_owned()]))
        .expect("an answer");
    assert_eq!(found[0].partitions, 24);
}

#[test]
fn two_services_are_connected_through_a_topic_old_or_new() {
    let services = json!({
        "writer": "component:default/ledger", "reader": "component:default/invoices", "reason": "Invoices follow the ledger",
    });
    for (more, topic, target) in [
        (
            json!({"which": "existing", "topic": "resource:default/orders"}),
            "orders.v1",
            "resource:default/orders",
        ),
        (
            json!({
                "which": "new", "name": "ledger.entry.v1", "description": "Every entry, by account", "partitions": 6,
                "owner": "group:default/ledgers", "accountable": "user:default/ana", "retention": "604800000",
            }),
            "ledger.entry.v1",
            "resource:default/ledger.entry.v1",
        ),
    ] {
        let (mut bench, blueprint, cluster) = shipped_on_kafka("topic-connection");
        let mut values = services.clone();
        for (key, value) in more.as_object().into_iter().flatten() {
            values[key] = value.clone();
        }
        run(&mut bench, &blueprint, &values);
        assert!(
            allowed(&cluster, "User:ledger").contains(&format!("WRITE {topic}")),
            "{topic}"
        );
        assert!(
            allowed(&cluster, "User:invoices").contains(&format!("READ {topic}")),
            "{topic}"
        );
        let catalog = bench.catalog();
        let topic = catalog.find_node(target).expect("it is there");
        let reader = catalog
            .find_node("component:default/invoices")
            .expect("it is there");
        assert!(
            catalog.outgoing(reader).any(|edge| edge.node == topic),
            "{target}"
        );
        let writer = catalog
            .find_node("component:default/ledger")
            .expect("it is there");
        assert!(
            catalog.outgoing(topic).any(|edge| edge.node == writer),
            "{target}"
        );
    }
}

#[test]
fn a_service_comes_with_the_topics_that_it_publishes() {
    let (mut bench, blueprint, cluster) = shipped_on_kafka("event-driven-service");
    let mut values = service_values();
    values["publishes"] = json!(["price.changed.v1", "price.gone.v1"]);
    run(&mut bench, &blueprint, &values);
    let names: Vec<String> = cluster
        .inner
        .topics(None)
        .expect("an answer")
        .into_iter()
        .map(|topic| topic.name)
        .collect();
    assert_eq!(names, ["orders.v1", "price.changed.v1", "price.gone.v1"]);
    let allowed = allowed(&cluster, "User:price-feed");
    assert_eq!(
        allowed,
        [
            "WRITE price.changed.v1",
            "DESCRIBE price.changed.v1",
            "WRITE price.gone.v1",
            "DESCRIBE price.gone.v1"
        ]
    );
    let catalog = bench.catalog();
    let topic = catalog.entity(
        catalog
            .find("resource:default/price.gone.v1")
            .expect("it is there"),
    );
    assert_eq!(
        topic.accountable().map(|person| person.entity_ref()),
        Some("user:default/ben")
    );
    assert!(
        bench
            .text("catalog-info.yaml")
            .contains("muster/external-id: kafka:main/price.gone.v1")
    );
}
