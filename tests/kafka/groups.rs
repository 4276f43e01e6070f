//! Consumer groups, of real consumers.

use std::time::Duration;

use muster::remote::kafka::{Change, Cluster, Group};
use rdkafka::consumer::{BaseConsumer, CommitMode, Consumer};
use rdkafka::producer::{BaseProducer, BaseRecord, Producer};
use rdkafka::{ClientConfig, Offset, TopicPartitionList};

use crate::stage::{client, create, eventually, kafka_tool, open_broker, unique};

pub fn config(address: &str) -> ClientConfig {
    let mut config = ClientConfig::new();
    config.set("bootstrap.servers", address);
    config
}

pub fn write(address: &str, topic: &str) {
    let producer: BaseProducer = config(address).create().unwrap();
    producer
        .send(BaseRecord::<(), str>::to(topic).payload("hello"))
        .unwrap();
    producer.flush(Duration::from_secs(20)).unwrap();
}

/// A consumer that has read and committed a record.
fn reading(address: &str, group: &str, topic: &str, protocol: &str) -> BaseConsumer {
    let mut config = config(address);
    config
        .set("group.id", group)
        .set("client.id", format!("{group}-client"))
        .set("group.protocol", protocol);
    config
        .set("auto.offset.reset", "earliest")
        .set("enable.auto.commit", "false");
    let consumer: BaseConsumer = config.create().unwrap();
    consumer.subscribe(&[topic]).unwrap();
    eventually("a record", || {
        consumer
            .poll(Duration::from_millis(100))
            .and_then(Result::ok)
            .map(|_| ())
    });
    consumer.commit_consumer_state(CommitMode::Sync).unwrap();
    consumer
}

fn group(cluster: &dyn Cluster, name: &str) -> Option<Group> {
    cluster
        .groups()
        .unwrap()
        .into_iter()
        .find(|group| group.name == name)
}

#[test]
fn groups_tell_who_reads_what_while_they_read_and_after() {
    let Some(address) = open_broker() else { return };
    let cluster = client(&address);
    for protocol in ["classic", "consumer"] {
        let (name, topic, past) = (unique("readers"), unique("read"), unique("read-before"));
        for topic in [&topic, &past] {
            create(&cluster, topic, 2, &[]);
            write(&address, topic);
        }
        drop(reading(&address, &name, &past, protocol));
        let consumer = reading(&address, &name, &topic, protocol);
        let mut topics = vec![topic.clone(), past];
        topics.sort();
        let wanted = Group {
            name: name.clone(),
            state: "Stable".to_owned(),
            members: 1,
            clients: vec![format!("{name}-client")],
            topics,
        };
        eventually("a group that reads", || {
            consumer.poll(Duration::ZERO);
            group(&cluster, &name).filter(|group| *group == wanted)
        });
        drop(consumer);
        let gone = Group {
            state: "Empty".to_owned(),
            members: 0,
            clients: vec![],
            ..wanted
        };
        eventually("a group whose members left", || {
            group(&cluster, &name).filter(|group| *group == gone)
        });
        let told = kafka_tool(&[
            "org.apache.kafka.tools.consumer.group.ConsumerGroupCommand",
            "--bootstrap-server",
            &address,
            "--list",
        ]);
        assert!(told.lines().any(|line| line == name), "{told}");
    }
}

#[test]
fn a_group_that_only_keeps_offsets_is_told_with_its_topic_even_when_that_is_gone() {
    let Some(address) = open_broker() else { return };
    let cluster = client(&address);
    let (name, topic) = (unique("keeper"), unique("kept"));
    create(&cluster, &topic, 1, &[]);
    let consumer: BaseConsumer = config(&address).set("group.id", &name).create().unwrap();
    let mut offsets = TopicPartitionList::new();
    offsets
        .add_partition_offset(&topic, 0, Offset::Offset(0))
        .unwrap();
    consumer.commit(&offsets, CommitMode::Sync).unwrap();
    let kept = group(&cluster, &name).unwrap();
    assert_eq!(
        (kept.state.as_str(), kept.members, kept.topics.as_slice()),
        ("Empty", 0, std::slice::from_ref(&topic))
    );
    cluster.change(&Change::DeleteTopic { name: topic }).unwrap();
    assert!(group(&cluster, &name).is_none_or(|group| group.members == 0));
}
