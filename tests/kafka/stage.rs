//! Where the brokers are, and what tests do with them: unique names, patience, Kafka's own tools.

use std::io::Write as _;
use std::process::Command;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, Instant};

use muster::remote::kafka::{
    Change, Cluster, Connection, KafkaClient, KafkaError, NewTopic, Settings, Topic,
};

/// An address, or anything else, from the environment. Where it is not there, says so past the test's captured output.
pub fn from_environment(variable: &str) -> Option<String> {
    let value = std::env::var(variable).ok().filter(|value| !value.is_empty());
    if value.is_none() {
        let test = std::thread::current().name().unwrap_or("a test").to_owned();
        let _ = writeln!(
            std::io::stderr(),
            "{test}: no broker in {variable}; tests/kafka/run.sh starts one"
        );
    }
    value
}

/// The broker that lets everybody in.
pub fn open_broker() -> Option<String> {
    from_environment("MUSTER_KAFKA")
}

pub fn connection(address: &str) -> Connection {
    Connection {
        name: "test".to_owned(),
        bootstrap: vec![address.to_owned()],
        ..Connection::default()
    }
}

pub fn client(address: &str) -> KafkaClient {
    KafkaClient::new(connection(address)).unwrap()
}

/// A name that no other test has, nor an earlier run on the same broker.
pub fn unique(name: &str) -> String {
    static COUNT: AtomicU32 = AtomicU32::new(0);
    let (process, count) = (std::process::id(), COUNT.fetch_add(1, Ordering::Relaxed));
    format!("{name}-{process}-{count}")
}

/// Asks again until it is so: what a broker has agreed to is not everywhere at once.
pub fn eventually<T>(what: &str, mut look: impl FnMut() -> Option<T>) -> T {
    let start = Instant::now();
    loop {
        if let Some(found) = look() {
            return found;
        }
        assert!(
            start.elapsed() < Duration::from_secs(30),
            "{what} never came true"
        );
        std::thread::sleep(Duration::from_millis(20));
    }
}

/// Runs one of Kafka's own tools to its end.
pub fn kafka_tool(arguments: &[&str]) -> String {
    let output = Command::new("tests/kafka/broker.sh")
        .arg("tool")
        .args(arguments)
        .output()
        .unwrap();
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(
        output.status.success(),
        "{arguments:?}: {text}{}",
        String::from_utf8_lossy(&output.stderr)
    );
    text
}

pub fn new_topic(name: &str, partitions: u32, settings: &[(&str, &str)]) -> NewTopic {
    NewTopic {
        name: name.to_owned(),
        partitions: Some(partitions),
        replication: Some(1),
        settings: settings
            .iter()
            .map(|(key, value)| ((*key).to_owned(), (*value).to_owned()))
            .collect(),
    }
}

pub fn create(cluster: &dyn Cluster, name: &str, partitions: u32, settings: &[(&str, &str)]) -> Topic {
    cluster
        .change(&Change::CreateTopic(new_topic(name, partitions, settings)))
        .unwrap();
    eventually("a topic that was made", || topic(cluster, name))
}

pub fn topic(cluster: &dyn Cluster, name: &str) -> Option<Topic> {
    cluster.topics(Some(&[name.to_owned()])).unwrap().pop()
}

pub fn settings(cluster: &dyn Cluster, name: &str) -> Settings {
    cluster
        .settings(&[name.to_owned()])
        .unwrap()
        .remove(name)
        .unwrap_or_default()
}

/// An error in short: what it is, and Kafka's code.
pub fn kind<T>(outcome: Result<T, KafkaError>) -> String {
    match outcome.err() {
        None => "done".to_owned(),
        Some(KafkaError::Down { .. }) => "down".to_owned(),
        Some(KafkaError::Lost { .. }) => "lost".to_owned(),
        Some(KafkaError::Refused { code, .. }) => code,
        Some(KafkaError::Settings { .. }) => "settings".to_owned(),
    }
}
