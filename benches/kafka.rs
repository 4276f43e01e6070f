//! What a live cluster costs: looking at a thousand topics one by one, as the plan of a run does, and discovery of ten
//! thousand topics and two thousand groups. Prints a table.
//!
//! `MUSTER_KAFKA=HOST:PORT cargo bench --bench kafka [-- TOPICS GROUPS]`, as `tests/kafka/broker.sh start` gives it. What is
//! not there is made first, and stays.

use std::error::Error;
use std::time::{Duration, Instant};

use muster::remote::kafka::{Cluster, Connection, KafkaClient, RuleFilter};
use rdkafka::admin::{AdminClient, AdminOptions, NewTopic, TopicReplication};
use rdkafka::client::DefaultClientContext;
use rdkafka::consumer::{BaseConsumer, CommitMode, Consumer};
use rdkafka::error::RDKafkaErrorCode;
use rdkafka::{ClientConfig, Offset, TopicPartitionList};

type Outcome<T> = Result<T, Box<dyn Error>>;

const PLANNED: usize = 1_000;

/// How many topics are made in one request, and how many consumers commit at a time.
const AT_ONCE: usize = 250;
const CONSUMERS: usize = 8;

fn main() -> Outcome<()> {
    let Some(address) = std::env::var("MUSTER_KAFKA")
        .ok()
        .filter(|address| !address.is_empty())
    else {
        println!("no broker in MUSTER_KAFKA: nothing is measured; tests/kafka/broker.sh start gives one");
        return Ok(());
    };
    let mut sizes = std::env::args()
        .skip(1)
        .filter_map(|size| size.parse::<usize>().ok());
    let (topics, groups) = (sizes.next().unwrap_or(10_000), sizes.next().unwrap_or(2_000));
    let cluster = KafkaClient::new(Connection {
        name: "bench".to_owned(),
        bootstrap: vec![address.clone()],
        ..Connection::default()
    })?;
    let names: Vec<String> = (0..topics).map(|number| format!("bench-{number:05}")).collect();
    make_topics(&cluster, &address, &names)?;
    make_groups(&cluster, &address, groups, &names)?;

    let start = Instant::now();
    for name in names.iter().take(PLANNED) {
        cluster.topics(Some(std::slice::from_ref(name)))?;
        cluster.settings(std::slice::from_ref(name))?;
    }
    row(
        &format!("plan of {} topics, one by one", PLANNED.min(topics)),
        start.elapsed(),
        "2 s",
    );

    let discovery = Instant::now();
    let start = Instant::now();
    let all = cluster.topics(None)?;
    row(&format!("all {} topics", all.len()), start.elapsed(), "");
    let start = Instant::now();
    let all: Vec<String> = all.into_iter().map(|topic| topic.name).collect();
    let settings = cluster.settings(&all)?;
    row(
        &format!("settings of {} topics", settings.len()),
        start.elapsed(),
        "",
    );
    let start = Instant::now();
    let rules = cluster.rules(&RuleFilter::default())?;
    row(&format!("{} rules", rules.len()), start.elapsed(), "");
    let start = Instant::now();
    let found = cluster.groups()?;
    row(
        &format!("{} groups with what they read", found.len()),
        start.elapsed(),
        "",
    );
    row("discovery as a whole", discovery.elapsed(), "10 s");
    Ok(())
}

fn row(what: &str, time: Duration, aim: &str) {
    println!("{what:40} {:8.2} s   {aim}", time.as_secs_f64());
}

fn config(address: &str) -> ClientConfig {
    let mut config = ClientConfig::new();
    config.set("bootstrap.servers", address);
    config
}

fn make_topics(cluster: &KafkaClient, address: &str, names: &[String]) -> Outcome<()> {
    let known = cluster.topics(Some(names))?;
    let missing: Vec<&String> = names
        .iter()
        .filter(|name| !known.iter().any(|topic| topic.name == **name))
        .collect();
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?;
    let admin: AdminClient<DefaultClientContext> = config(address).create()?;
    let options = AdminOptions::new().operation_timeout(Some(Duration::from_secs(60)));
    for names in missing.chunks(AT_ONCE) {
        let new: Vec<NewTopic<'_>> = names
            .iter()
            .map(|name| NewTopic::new(name, 1, TopicReplication::Fixed(1)).set("retention.ms", "604800000"))
            .collect();
        runtime.block_on(admin.create_topics(&new, &options))?;
    }
    Ok(())
}

fn make_groups(cluster: &KafkaClient, address: &str, count: usize, topics: &[String]) -> Outcome<()> {
    let known = cluster.groups()?;
    let names: Vec<String> = (0..count)
        .map(|number| format!("bench-group-{number:05}"))
        .collect();
    let missing: Vec<&String> = names
        .iter()
        .filter(|name| !known.iter().any(|group| group.name == **name))
        .collect();
    let failures: Vec<String> = std::thread::scope(|scope| {
        let part = missing.len().div_ceil(CONSUMERS).max(1);
        let parts: Vec<_> = missing
            .chunks(part)
            .map(|names| scope.spawn(|| commit(address, names, topics)))
            .collect();
        parts
            .into_iter()
            .filter_map(|part| part.join().ok()?.err())
            .collect()
    });
    failures
        .first()
        .map_or(Ok(()), |failure| Err(failure.clone().into()))
}

/// Groups that have read a topic each, and are gone.
fn commit(address: &str, groups: &[&String], topics: &[String]) -> Result<(), String> {
    for (number, group) in groups.iter().enumerate() {
        let made = config(address).set("group.id", group.as_str()).create();
        let consumer: BaseConsumer = made.map_err(|error| error.to_string())?;
        let mut offsets = TopicPartitionList::new();
        let partition = offsets.add_partition_offset(&topics[number % topics.len()], 0, Offset::Offset(0));
        partition.map_err(|error| error.to_string())?;
        // The group's coordinator has to be found first.
        while let Err(error) = consumer.commit(&offsets, CommitMode::Sync) {
            if error.rdkafka_error_code() != Some(RDKafkaErrorCode::WaitingForCoordinator) {
                return Err(error.to_string());
            }
            consumer.poll(Duration::from_millis(5));
        }
    }
    Ok(())
}
