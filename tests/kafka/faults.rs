//! Brokers on bad days, for real: killed in the middle of a change, stopped, started again. They have a broker of their own.

use std::process::Command;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use muster::remote::kafka::{Change, Cluster};

use crate::stage::{client, eventually, from_environment, kind, new_topic, topic, unique};

/// The broker that may be mistreated, which `MUSTER_KAFKA_RUN` names to the script.
fn broker(act: &str) {
    let output = Command::new("tests/kafka/broker.sh")
        .arg(act)
        .env("MUSTER_KAFKA_RUN", "faults")
        .output()
        .unwrap();
    assert!(
        output.status.success(),
        "{act}: {}",
        String::from_utf8_lossy(&output.stderr)
    );
}

#[test]
fn killed_and_stopped_brokers_leave_no_topic_in_doubt_for_good() {
    let Some(address) = from_environment("MUSTER_KAFKA_FAULTS") else {
        return;
    };
    let cluster = client(&address);
    killed_in_mid_create(&address);
    broker("again");
    eventually("a broker that is back", || cluster.about().ok());
    stopped(&cluster);
}

/// Creates topics one after the other while the broker is killed. Each is known: done is there afterwards, refused and down
/// are not, and only what is lost may be either.
fn killed_in_mid_create(address: &str) {
    let is_killed = AtomicBool::new(false);
    let outcomes = std::thread::scope(|scope| {
        let creators: Vec<_> = (0..4)
            .map(|_| {
                scope.spawn(|| {
                    let cluster = client(address);
                    let mut outcomes = vec![];
                    while !is_killed.load(Ordering::SeqCst) {
                        let name = unique("killed");
                        let outcome = kind(cluster.change(&Change::CreateTopic(new_topic(&name, 3, &[]))));
                        outcomes.push((name, outcome));
                    }
                    outcomes
                })
            })
            .collect();
        std::thread::sleep(Duration::from_millis(1_500));
        broker("kill");
        is_killed.store(true, Ordering::SeqCst);
        creators
            .into_iter()
            .flat_map(|creator| creator.join().unwrap())
            .collect::<Vec<_>>()
    });
    let count = |kind: &str| outcomes.iter().filter(|(_, outcome)| outcome == kind).count();
    eprintln!(
        "killed in the middle: {} done, {} lost, {} down",
        count("done"),
        count("lost"),
        count("down")
    );
    assert!(
        count("done") > 0 && count("lost") + count("down") > 0,
        "{outcomes:?}"
    );
    assert_eq!(
        count("done") + count("lost") + count("down"),
        outcomes.len(),
        "{outcomes:?}"
    );

    let cluster = client(address);
    assert_eq!(kind(cluster.about()), "down");
    broker("again");
    eventually("a broker that is back", || cluster.about().ok());
    for (name, outcome) in &outcomes {
        let is_there = topic(&cluster, name).is_some();
        assert!(
            outcome == "lost" || is_there == (outcome == "done"),
            "{name} was {outcome}, and there: {is_there}"
        );
    }
}

/// A broker that stands still before a change is down; one that goes on afterwards has not been sent anything.
fn stopped(cluster: &dyn Cluster) {
    let name = unique("stopped");
    broker("pause");
    let before = kind(cluster.change(&Change::CreateTopic(new_topic(&name, 1, &[]))));
    broker("resume");
    assert_eq!(before, "down");
    eventually("a broker that goes on", || cluster.about().ok());
    assert_eq!(topic(cluster, &name), None);
    cluster
        .change(&Change::CreateTopic(new_topic(&name, 1, &[])))
        .unwrap();
}
