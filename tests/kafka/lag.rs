//! How far groups are behind, of real consumers, compared with what Kafka's own tool says.

use std::time::Duration;

use muster::remote::kafka::{Change, Cluster, Lag};
use rdkafka::consumer::{BaseConsumer, CommitMode, Consumer};
use rdkafka::{Offset, TopicPartitionList};

use crate::groups::{config, write};
use crate::stage::{client, create, eventually, kafka_tool, open_broker, unique};

/// `topic`, `partition`, what was committed, how far it is behind.
type Row<'l> = (&'l str, u32, Option<u64>, Option<u64>);

fn rows(lag: &Lag) -> Vec<Row<'_>> {
    let rows = lag.partitions.iter();
    rows.map(|of| (of.topic.as_str(), of.partition, of.committed, of.behind))
        .collect()
}

fn commit(consumer: &BaseConsumer, topic: &str, offsets: &[i64]) {
    let mut list = TopicPartitionList::new();
    for (partition, offset) in (0..).zip(offsets) {
        list.add_partition_offset(topic, partition, Offset::Offset(*offset))
            .unwrap();
    }
    consumer.commit(&list, CommitMode::Sync).unwrap();
}

/// The sum of the column LAG, as Kafka's own tool tells it.
fn told_by_kafka(address: &str, group: &str) -> u64 {
    let told = kafka_tool(&[
        "org.apache.kafka.tools.consumer.group.ConsumerGroupCommand",
        "--bootstrap-server",
        address,
        "--describe",
        "--group",
        group,
    ]);
    let lines: Vec<&str> = told.lines().filter(|line| !line.trim().is_empty()).collect();
    let header = lines
        .iter()
        .find(|line| line.contains("LAG"))
        .unwrap_or_else(|| panic!("{told}"));
    let column = header.split_whitespace().position(|word| word == "LAG").unwrap();
    let rows = lines.iter().filter(|line| line.starts_with(group));
    rows.filter_map(|line| line.split_whitespace().nth(column)?.parse::<u64>().ok())
        .sum()
}

#[test]
fn a_group_is_as_far_behind_as_kafka_itself_says() {
    let Some(address) = open_broker() else { return };
    let cluster = client(&address);
    let (name, topic, gone) = (unique("behind"), unique("read"), unique("gone"));
    create(&cluster, &topic, 2, &[]);
    create(&cluster, &gone, 1, &[]);
    for _ in 0..20 {
        write(&address, &topic);
    }
    write(&address, &gone);
    let consumer: BaseConsumer = config(&address).set("group.id", &name).create().unwrap();
    commit(&consumer, &topic, &[1, 0]);
    commit(&consumer, &gone, &[0]);
    let lag = cluster.lag(&name).unwrap();
    assert_eq!(
        (lag.state.as_str(), lag.members, lag.behind()),
        ("Empty", 0, 20),
        "{lag:?}"
    );
    assert_eq!(lag.behind(), told_by_kafka(&address, &name));
    cluster.change(&Change::DeleteTopic { name: gone }).unwrap();
    let left = eventually("a topic that is gone", || {
        cluster.lag(&name).ok().filter(|lag| lag.partitions.len() == 2)
    });
    assert_eq!(
        (left.behind(), left.never_committed(), left.untold()),
        (19, 0, 0),
        "{left:?}"
    );
    assert_eq!(left.worst(), Some((topic.as_str(), 19)));
}

#[test]
fn who_reads_and_never_committed_is_told_apart() {
    let Some(address) = open_broker() else { return };
    let cluster = client(&address);
    for protocol in ["classic", "consumer"] {
        let (name, topic) = (unique("fresh"), unique("unread"));
        create(&cluster, &topic, 1, &[]);
        for _ in 0..3 {
            write(&address, &topic);
        }
        let mut config = config(&address);
        config.set("group.id", &name).set("group.protocol", protocol);
        config
            .set("auto.offset.reset", "earliest")
            .set("enable.auto.commit", "false");
        let consumer: BaseConsumer = config.create().unwrap();
        consumer.subscribe(&[&topic]).unwrap();
        let lag = eventually("a group that is assigned something", || {
            consumer.poll(Duration::from_millis(50));
            cluster
                .lag(&name)
                .ok()
                .filter(|lag| lag.members == 1 && !lag.partitions.is_empty())
        });
        assert_eq!(rows(&lag), [(topic.as_str(), 0, None, Some(3))], "{protocol}");
        assert_eq!((lag.behind(), lag.never_committed()), (0, 3));
        commit(&consumer, &topic, &[2]);
        let lag = cluster.lag(&name).unwrap();
        assert_eq!(rows(&lag), [(topic.as_str(), 0, Some(2), Some(1))], "{protocol}");
    }
}

#[test]
fn a_group_that_nobody_knows_is_nobody() {
    let Some(address) = open_broker() else { return };
    let lag = client(&address).lag(&unique("nobody")).unwrap();
    assert!(lag.is_nobody(), "{lag:?}");
    assert_eq!(lag.state, "Dead");
}
