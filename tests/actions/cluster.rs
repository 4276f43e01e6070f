//! A bench with a Kafka cluster that writes down what it is asked.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use muster::providers::sandbox::kafka::{SandboxCluster, SeedTopic, Seeds};
use muster::remote::kafka::{
    About, Change, Cluster, Group, KafkaError, Operation, Pattern, Permission, ResourceType, Rule,
    RuleFilter, Settings, Topic,
};

use crate::world::Bench;

/// A cluster that writes down what it is asked to change, and how often it is asked.
pub struct Counting {
    pub inner: SandboxCluster,
    /// It keeps nobody out.
    pub is_open: bool,
    pub sent: Mutex<Vec<Change>>,
    pub questions: Mutex<usize>,
}

impl Counting {
    fn asked(&self) -> &SandboxCluster {
        *self.questions.lock().unwrap() += 1;
        &self.inner
    }
}

impl Cluster for Counting {
    fn name(&self) -> &str {
        self.inner.name()
    }

    fn address(&self) -> &str {
        self.inner.address()
    }

    fn about(&self) -> Result<About, KafkaError> {
        let about = self.asked().about()?;
        Ok(About {
            authorizes: !self.is_open,
            ..about
        })
    }

    fn topics(&self, names: Option<&[String]>) -> Result<Vec<Topic>, KafkaError> {
        self.asked().topics(names)
    }

    fn settings(&self, topics: &[String]) -> Result<BTreeMap<String, Settings>, KafkaError> {
        self.asked().settings(topics)
    }

    fn rules(&self, filter: &RuleFilter) -> Result<Vec<Rule>, KafkaError> {
        self.asked().rules(filter)
    }

    fn groups(&self) -> Result<Vec<Group>, KafkaError> {
        self.asked().groups()
    }

    fn change(&self, change: &Change) -> Result<(), KafkaError> {
        self.sent.lock().unwrap().push(change.clone());
        self.inner.change(change)
    }

    fn check(&self, change: &Change) -> Result<(), KafkaError> {
        self.asked().check(change)
    }
}

pub fn read_rule(principal: &str, topic: &str) -> Rule {
    Rule {
        resource: ResourceType::Topic,
        name: topic.to_owned(),
        pattern: Pattern::Literal,
        principal: principal.to_owned(),
        host: "*".to_owned(),
        operation: Operation::Read,
        permission: Permission::Allow,
    }
}

/// A bench with a cluster `main` of three brokers: `orders.v1` with 6 partitions, which the group `ledger` reads.
pub fn bench() -> (Bench, Arc<Counting>) {
    bench_on(false)
}

pub fn bench_on(is_open: bool) -> (Bench, Arc<Counting>) {
    let bench = Bench::new(&[]);
    let seeds = || Seeds {
        brokers: 3,
        topics: vec![SeedTopic {
            name: "orders.v1".to_owned(),
            partitions: Some(6),
            replication: Some(3),
            settings: [("retention.ms".to_owned(), "1000".to_owned())].into(),
        }],
        rules: vec![read_rule("User:ledger", "orders.v1")],
        groups: vec![Group {
            name: "ledger".to_owned(),
            topics: vec!["orders.v1".to_owned()],
            ..Group::default()
        }],
        lags: Vec::new(),
        gone: vec![],
    };
    let cluster = Arc::new(Counting {
        inner: SandboxCluster::new("main", bench.path("cluster"), move || Ok(seeds())),
        is_open,
        sent: Mutex::default(),
        questions: Mutex::default(),
    });
    let bench = bench.kafka(cluster.clone());
    (bench, cluster)
}
