//! Taking access back where the catalog or the cluster is not what it was when it was given.

use muster::providers::action::{Applied, ErrorKind};
use muster::remote::kafka::{Cluster, RuleFilter};
use serde_json::json;

use crate::cluster::{bench, bench_on};

#[test]
fn what_was_given_is_taken_back_whatever_the_account_is_called_by_now() {
    let (bench, cluster) = bench();
    let before = cluster.inner.rules(&RuleFilter::default()).unwrap();
    let input = json!({"component": "component:default/basket", "topic": "orders.v1", "role": "read"});
    let Ok(Applied::Done(done)) = bench.apply("kafka:access:grant", input) else {
        panic!("it is done at once");
    };
    assert_ne!(cluster.inner.rules(&RuleFilter::default()).unwrap(), before);
    // The component's account is another one, and the topic is known by another name.
    let renamed = json!({
        "component": "component:default/basket", "principal": "User:other", "topic": "other.v1", "role": "read",
    });
    bench.undo("kafka:access:grant", renamed, &done.output).unwrap();
    assert_eq!(cluster.inner.rules(&RuleFilter::default()).unwrap(), before);
}

#[test]
fn a_cluster_without_an_authorizer_is_asked_again_later() {
    for id in ["kafka:access:grant", "kafka:access:revoke"] {
        let (well, _) = bench();
        let input = json!({"principal": "User:ledger", "topic": "orders.v1", "role": "both"});
        let Ok(Applied::Done(done)) = well.apply(id, input.clone()) else {
            panic!("it is done at once");
        };
        let (open, cluster) = bench_on(true);
        let error = open.undo(id, input, &done.output).unwrap_err();
        assert_eq!(error.kind, ErrorKind::Retry { after: None }, "{id}: {error}");
        assert!(cluster.sent.lock().unwrap().is_empty());
    }
}
