//! What librdkafka's own mock cluster can stand in for where there is no broker: looks, and brokers that are down or slow.

use std::time::Duration;

use muster::remote::kafka::{Change, Cluster};
use rdkafka::mocking::MockCluster;
use rdkafka::producer::DefaultProducerContext;
use rdkafka::types::{RDKafkaApiKey, RDKafkaRespErr};

use crate::stage::{client, kind, new_topic, topic};

fn mock(brokers: i32) -> MockCluster<'static, DefaultProducerContext> {
    let mock = MockCluster::new(brokers).unwrap();
    mock.create_topic("orders", 4, brokers).unwrap();
    mock.create_topic("payments", 1, 1).unwrap();
    mock
}

#[test]
fn topics_are_found_by_name_and_all_at_once() {
    let mock = mock(3);
    let cluster = client(&mock.bootstrap_servers());
    let all = cluster.topics(None).unwrap();
    let told: Vec<_> = all
        .iter()
        .map(|topic| (topic.name.as_str(), topic.partitions, topic.replication))
        .collect();
    assert_eq!(told, [("orders", 4, 3), ("payments", 1, 1)]);
    assert_eq!(topic(&cluster, "orders"), Some(all[0].clone()));
    assert_eq!(cluster.about().unwrap().brokers, 3);
}

#[test]
fn what_a_broker_does_not_know_how_to_do_is_refused_and_never_sent() {
    let mock = mock(1);
    let cluster = client(&mock.bootstrap_servers());
    assert_eq!(
        kind(cluster.change(&Change::CreateTopic(new_topic("new", 1, &[])))),
        "UNSUPPORTED_VERSION"
    );
    assert_eq!(cluster.topics(None).unwrap().len(), 2);
}

#[test]
fn a_topic_that_may_not_be_looked_at_is_refused_and_not_taken_for_absent() {
    let mock = mock(1);
    mock.topic_error(
        "orders",
        RDKafkaRespErr::RD_KAFKA_RESP_ERR_TOPIC_AUTHORIZATION_FAILED,
    )
    .unwrap();
    let cluster = client(&mock.bootstrap_servers());
    assert_eq!(
        kind(cluster.topics(Some(&["orders".to_owned()]))),
        "TOPIC_AUTHORIZATION_FAILED"
    );
}

#[test]
fn a_cluster_that_goes_down_is_down_and_one_that_comes_back_answers() {
    let mock = mock(1);
    let cluster = client(&mock.bootstrap_servers());
    assert_eq!(cluster.topics(None).unwrap().len(), 2);
    mock.broker_down(1).unwrap();
    assert_eq!(kind(cluster.topics(None)), "down");
    assert_eq!(
        kind(cluster.change(&Change::DeleteTopic {
            name: "orders".to_owned()
        })),
        "down"
    );
    mock.broker_up(1).unwrap();
    assert_eq!(cluster.topics(None).unwrap().len(), 2);
}

#[test]
fn one_broker_of_three_is_not_missed() {
    let mock = mock(3);
    let cluster = client(&mock.bootstrap_servers());
    assert_eq!(cluster.topics(None).unwrap().len(), 2);
    mock.broker_down(1).unwrap();
    assert_eq!(cluster.topics(None).unwrap().len(), 2);
}

#[test]
fn a_slow_broker_is_waited_for() {
    let mock = mock(1);
    mock.broker_round_trip_time(1, Duration::from_millis(700))
        .unwrap();
    let cluster = client(&mock.bootstrap_servers());
    assert!(topic(&cluster, "orders").is_some());
}

#[test]
fn a_connection_that_ends_while_one_looks_costs_another_look() {
    let mock = mock(1);
    let cluster = client(&mock.bootstrap_servers());
    cluster.about().unwrap();
    mock.request_errors(
        RDKafkaApiKey::Metadata,
        &[RDKafkaRespErr::RD_KAFKA_RESP_ERR__TRANSPORT],
    );
    assert!(topic(&cluster, "orders").is_some());
}
