//! Looks: what is kept of them, and what outlives a bad day.

use muster::model::discovery::Standing;
use muster::model::journal::{Fact, sentence};

use crate::stage::{FakeCluster, Stage};

#[test]
fn a_look_is_kept_and_journaled_where_it_found_something_new() {
    let stage = Stage::new();
    assert_eq!(stage.view().places.len(), 1);
    assert_eq!(stage.view().places[0].taken, None);
    let cluster = FakeCluster::with(&["orders.placed"], &[("cart", &["orders.placed"])]);
    assert!(stage.look(&cluster).complete);
    // Another start knows it without asking anybody.
    assert_eq!(stage.unregistered(), ["kafka:main/orders.placed"]);
    assert_eq!(stage.view().places[0].seen, 2);
    stage.look(&cluster);
    cluster.topics.lock().unwrap().push("orders.paid".to_owned());
    stage.look(&cluster);
    let told: Vec<String> = stage.events("place.surveyed").iter().map(sentence).collect();
    assert_eq!(
        told,
        [
            "kafka:main looked at: 2 things, 2 new",
            "kafka:main looked at: 3 things, 1 new",
        ]
    );
}

#[test]
fn a_cluster_that_is_down_keeps_what_was_seen_before() {
    let stage = Stage::new();
    let cluster = FakeCluster::with(&["orders"], &[]);
    *cluster.is_down.lock().unwrap() = true;
    assert!(!stage.look(&cluster).complete);
    assert_eq!(stage.view().places[0].taken, None);
    *cluster.is_down.lock().unwrap() = false;
    stage.look(&cluster);
    let before = stage.view();
    *cluster.is_down.lock().unwrap() = true;
    assert!(!stage.look(&cluster).complete);
    let after = stage.view();
    assert_eq!(after.unregistered, before.unregistered);
    assert_eq!(after.places[0].taken, before.places[0].taken);
    assert!(after.places[0].problems[0].contains("no broker of kafka.example.com:9092 answers"));
    assert_eq!(stage.events("place.surveyed").len(), 1);
}

#[test]
fn what_was_registered_and_is_gone_is_told_and_who_reads_what() {
    let stage = Stage::new();
    stage.write(
        "catalog/topics.yaml",
        "
apiVersion: backstage.io/v1alpha1
kind: Resource
metadata: {name: orders, annotations: {muster/external-id: 'kafka:main/orders'}}
spec: {type: kafka-topic, owner: shop}
---
apiVersion: backstage.io/v1alpha1
kind: Resource
metadata: {name: old, annotations: {muster/external-id: 'kafka:main/old'}}
spec: {type: kafka-topic, owner: shop}
",
    );
    stage.look(&FakeCluster::with(&["orders"], &[("cart", &["orders"])]));
    let view = stage.view();
    assert_eq!(view.unregistered, []);
    let gone: Vec<&str> = view.gone.iter().map(|gone| gone.entity_ref.as_str()).collect();
    assert_eq!(gone, ["resource:default/old"]);
    let seen = &view.observed[0];
    assert_eq!(
        (seen.from.as_deref(), seen.to.as_deref(), seen.standing),
        (
            Some("component:default/cart"),
            Some("resource:default/orders"),
            Standing::Undeclared
        )
    );
    assert_eq!(
        stage.declare(&[("component:default/cart", "resource:default/orders")]),
        [Ok("catalog/cart.yaml".into())]
    );
    assert_eq!(stage.view().observed[0].standing, Standing::Both);
    let events = stage.events("dependency.declared");
    assert!(matches!(events[0].fact(), Ok(Fact::DependencyDeclared(_))));
}
