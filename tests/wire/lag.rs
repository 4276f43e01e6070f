//! How far consumer groups are behind, with the sandbox's cluster and with one that hangs.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex};

use muster::model::health::Health::{Degraded, Down, Unknown, Up};
use muster::providers::sandbox::kafka::{SandboxCluster, SeedLag, SeedTopic, Seeds};
use muster::remote::kafka::{
    About, Change, Cluster, Group, KafkaError, Lag, PartitionLag, Rule, RuleFilter, Settings, Topic,
};

use crate::stage::{PATIENCE, SHORT, World, check, look};

fn group(name: &str, members: u32, topics: &[&str]) -> Group {
    Group {
        name: name.to_owned(),
        state: if members == 0 { "Empty" } else { "Stable" }.to_owned(),
        members,
        clients: vec![],
        topics: topics.iter().map(|topic| (*topic).to_owned()).collect(),
    }
}

fn lag(group: &str, topic: &str, records: u64, uncommitted: bool) -> SeedLag {
    SeedLag {
        group: group.to_owned(),
        topic: topic.to_owned(),
        records,
        uncommitted,
    }
}

fn sandbox(folder: &std::path::Path) -> Arc<SandboxCluster> {
    Arc::new(SandboxCluster::new("main", folder, || {
        let topic = |name: &str, partitions| SeedTopic {
            name: name.to_owned(),
            partitions: Some(partitions),
            ..SeedTopic::default()
        };
        Ok(Seeds {
            brokers: 3,
            topics: vec![topic("orders", 3), topic("prices", 2)],
            groups: vec![
                group("billing", 2, &["orders", "prices"]),
                group("nightly", 0, &["orders"]),
                group("fresh", 1, &["prices"]),
                group("idle", 1, &["gone"]),
            ],
            lags: vec![
                lag("billing", "orders", 1_200, false),
                lag("billing", "prices", 300, false),
                lag("nightly", "orders", 500, false),
                lag("fresh", "prices", 40, true),
            ],
            ..Seeds::default()
        })
    }))
}

#[test]
fn a_group_may_be_behind_as_far_as_its_probe_says() {
    let folder = tempfile::tempdir().unwrap();
    let cluster = sandbox(folder.path());
    let world = World {
        cluster: Some(Arc::clone(&cluster) as _),
        ..World::default()
    };
    let network = world.network();
    for (target, health, words) in [
        (
            "billing max-lag=1500",
            Up,
            "is 1,500 records behind, 1,200 of them in `orders`; 2 consumers read",
        ),
        (
            "billing max-lag=1499",
            Degraded,
            "is 1,500 records behind, 1,200 of them in `orders`, and may be 1,499; 2 consumers read",
        ),
        (
            "nightly max-lag=500",
            Up,
            "is 500 records behind, all in `orders`; nobody reads",
        ),
        ("nightly max-lag=499", Down, "and may be 499; nobody reads"),
        (
            "fresh max-lag=0",
            Unknown,
            "never committed anything, and there are 40 records; 1 consumer reads",
        ),
        ("idle max-lag=0", Up, "is 0 records behind; 1 consumer reads"),
        (
            "biling max-lag=0",
            Down,
            "there is no consumer group `biling` on the Kafka cluster `main`",
        ),
    ] {
        let heard = look(&network, &format!("kafka:main/{target}"), PATIENCE);
        check(&heard, health, true, words, target);
        assert!(heard.took.is_some());
    }
    cluster.fall_behind(lag("billing", "orders", 0, false)).unwrap();
    let heard = look(&network, "kafka:main/billing max-lag=300", PATIENCE);
    check(
        &heard,
        Up,
        true,
        "is 300 records behind, all in `prices`",
        "it caught up",
    );
}

#[test]
fn what_a_sandbox_is_told_is_spread_over_the_partitions() {
    let folder = tempfile::tempdir().unwrap();
    let cluster = sandbox(folder.path());
    cluster.fall_behind(lag("nightly", "orders", 8, false)).unwrap();
    let found = cluster.lag("nightly").unwrap();
    let behind: Vec<_> = found
        .partitions
        .iter()
        .map(|of| (of.partition, of.behind))
        .collect();
    assert_eq!(behind, [(0, Some(3)), (1, Some(3)), (2, Some(2))]);
    assert_eq!((found.behind(), found.state.as_str()), (8, "Empty"));
    let nobody = cluster.lag("nobody").unwrap();
    assert!(nobody.is_nobody() && nobody.state == "Dead", "{nobody:?}");
}

/// A cluster that says what it is told to, or nothing for ever.
struct Told {
    answer: Option<Result<Lag, KafkaError>>,
    asked: AtomicUsize,
    never: Mutex<Receiver<()>>,
    _alive: Mutex<Sender<()>>,
}

impl Told {
    fn new(answer: Option<Result<Lag, KafkaError>>) -> Arc<Self> {
        let (alive, never) = channel();
        Arc::new(Self {
            answer,
            asked: AtomicUsize::default(),
            never: Mutex::new(never),
            _alive: Mutex::new(alive),
        })
    }
}

impl Cluster for Told {
    fn name(&self) -> &str {
        "main"
    }

    fn address(&self) -> &str {
        "kafka.example.com:9092"
    }

    fn about(&self) -> Result<About, KafkaError> {
        Ok(About::default())
    }

    fn topics(&self, _: Option<&[String]>) -> Result<Vec<Topic>, KafkaError> {
        Ok(vec![])
    }

    fn settings(&self, _: &[String]) -> Result<std::collections::BTreeMap<String, Settings>, KafkaError> {
        Ok([].into())
    }

    fn rules(&self, _: &RuleFilter) -> Result<Vec<Rule>, KafkaError> {
        Ok(vec![])
    }

    fn groups(&self) -> Result<Vec<Group>, KafkaError> {
        Ok(vec![])
    }

    fn lag(&self, _: &str) -> Result<Lag, KafkaError> {
        self.asked.fetch_add(1, Ordering::Relaxed);
        match &self.answer {
            Some(answer) => answer.clone(),
            None => {
                let _ = self.never.lock().unwrap().recv();
                Ok(Lag::default())
            }
        }
    }

    fn change(&self, _: &Change) -> Result<(), KafkaError> {
        Ok(())
    }

    fn check(&self, _: &Change) -> Result<(), KafkaError> {
        Ok(())
    }
}

fn network(cluster: &Arc<Told>) -> muster::remote::probe::Network {
    World {
        cluster: Some(Arc::clone(cluster) as _),
        ..World::default()
    }
    .network()
}

#[test]
fn a_cluster_that_hangs_is_asked_once_and_not_waited_for() {
    let cluster = Told::new(None);
    let network = network(&cluster);
    for _ in 0..3 {
        let heard = look(&network, "kafka:main/billing max-lag=1", SHORT);
        check(
            &heard,
            Down,
            false,
            "does not tell of `billing` within 400 ms",
            "it hangs",
        );
    }
    assert_eq!(cluster.asked.load(Ordering::Relaxed), 1);
}

#[test]
fn what_a_cluster_cannot_tell_is_down_or_unknown() {
    let address = "kafka.example.com:9092".to_owned();
    let down = |cause: &str| {
        Err(KafkaError::Down {
            address: address.clone(),
            cause: cause.to_owned(),
        })
    };
    let refused = Err(KafkaError::Refused {
        code: "GROUP_AUTHORIZATION_FAILED".to_owned(),
        message: String::new(),
        passing: false,
    });
    let settings = Err(KafkaError::Settings {
        message: "there is no password".to_owned(),
    });
    let partition = |committed, behind| PartitionLag {
        topic: "orders".to_owned(),
        partition: 0,
        committed,
        behind,
    };
    let partly = Ok(Lag {
        members: 1,
        group: "billing".to_owned(),
        partitions: vec![partition(Some(7), Some(2)), partition(Some(7), None)],
        ..Lag::default()
    });
    let mixed = Ok(Lag {
        members: 3,
        group: "billing".to_owned(),
        partitions: vec![partition(Some(7), Some(2)), partition(None, Some(90))],
        ..Lag::default()
    });
    for (answer, health, reached, words) in [
        (
            down("it does not answer"),
            Down,
            false,
            "the Kafka cluster `main`: no broker of",
        ),
        (down("Connection refused"), Down, true, "Connection refused"),
        (
            refused,
            Unknown,
            true,
            "GROUP_AUTHORIZATION_FAILED; the account that muster uses",
        ),
        (
            settings,
            Unknown,
            true,
            "there is no password; correct [kafka.clusters]",
        ),
        (partly, Unknown, true, "the cluster does not tell of 1 partition"),
        (
            mixed,
            Up,
            true,
            "where it never committed anything, there are another 90",
        ),
    ] {
        let cluster = Told::new(Some(answer));
        let heard = look(&network(&cluster), "kafka:main/billing max-lag=5", PATIENCE);
        check(&heard, health, reached, words, words);
    }
    let heard = look(
        &World::default().network(),
        "kafka:other/billing max-lag=5",
        PATIENCE,
    );
    check(
        &heard,
        Unknown,
        true,
        "there is no Kafka cluster `other`",
        "no cluster",
    );
}
