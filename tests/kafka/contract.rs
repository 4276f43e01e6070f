//! What a cluster does as muster asks, on a broker that lets everybody in.

use std::collections::BTreeMap;

use muster::remote::kafka::{
    Change, Cluster, NewTopic, Operation, Pattern, Permission, ResourceType, Rule, RuleFilter, Topic,
};

use crate::stage::{
    client, create, eventually, kafka_tool, kind, new_topic, open_broker, settings, topic, unique,
};

fn set(name: &str, settings: &[(&str, Option<&str>)]) -> Change {
    Change::SetTopic {
        name: name.to_owned(),
        settings: settings
            .iter()
            .map(|(key, value)| ((*key).to_owned(), value.map(str::to_owned)))
            .collect(),
    }
}

fn grow(name: &str, partitions: u32) -> Change {
    Change::GrowTopic {
        name: name.to_owned(),
        partitions,
    }
}

fn rule() -> Rule {
    Rule {
        resource: ResourceType::Topic,
        name: "orders".to_owned(),
        pattern: Pattern::Literal,
        principal: "User:cart".to_owned(),
        host: "*".to_owned(),
        operation: Operation::Read,
        permission: Permission::Allow,
    }
}

#[test]
fn a_topic_from_its_making_to_its_end() {
    let Some(address) = open_broker() else { return };
    let cluster = client(&address);
    let name = unique("orders");
    let made = create(
        &cluster,
        &name,
        3,
        &[("retention.ms", "60000"), ("cleanup.policy", "compact")],
    );
    assert_eq!(
        made,
        Topic {
            name: name.clone(),
            partitions: 3,
            replication: 1,
            internal: false
        }
    );
    assert_eq!(
        kind(cluster.change(&Change::CreateTopic(new_topic(&name, 3, &[])))),
        "TOPIC_ALREADY_EXISTS"
    );

    // One setting anew, one given back; the third, which is not named, stays.
    let change = set(
        &name,
        &[("retention.ms", None), ("max.message.bytes", Some("2097152"))],
    );
    cluster.change(&change).unwrap();
    let wanted = BTreeMap::from([
        ("cleanup.policy".to_owned(), "compact".to_owned()),
        ("max.message.bytes".to_owned(), "2097152".to_owned()),
    ]);
    eventually("settings that were set", || {
        (settings(&cluster, &name) == wanted).then_some(())
    });

    cluster.change(&grow(&name, 5)).unwrap();
    eventually("more partitions", || {
        topic(&cluster, &name).filter(|topic| topic.partitions == 5)
    });

    let told = kafka_tool(&[
        "org.apache.kafka.tools.TopicCommand",
        "--bootstrap-server",
        &address,
        "--describe",
        "--topic",
        &name,
    ]);
    for part in [
        "PartitionCount: 5",
        "ReplicationFactor: 1",
        "cleanup.policy=compact",
        "max.message.bytes=2097152",
    ] {
        assert!(told.contains(part), "{part} is not in {told}");
    }
    assert!(!told.contains("retention.ms="), "{told}");

    cluster
        .change(&Change::DeleteTopic { name: name.clone() })
        .unwrap();
    eventually("a topic that is gone", || {
        topic(&cluster, &name).is_none().then_some(())
    });
    assert_eq!(
        kind(cluster.change(&Change::DeleteTopic { name })),
        "UNKNOWN_TOPIC_OR_PARTITION"
    );
}

#[test]
fn where_nothing_is_said_the_clusters_own_numbers_hold() {
    let Some(address) = open_broker() else { return };
    let cluster = client(&address);
    let name = unique("own-numbers");
    let new = NewTopic {
        name: name.clone(),
        ..NewTopic::default()
    };
    cluster.change(&Change::CreateTopic(new)).unwrap();
    let made = eventually("a topic that was made", || topic(&cluster, &name));
    assert_eq!((made.partitions, made.replication), (1, 1));
    assert!(settings(&cluster, &name).is_empty());
}

#[test]
fn what_kafka_refuses_is_said_with_its_code_and_changes_nothing() {
    let Some(address) = open_broker() else { return };
    let cluster = client(&address);
    let name = unique("refused");
    let before = create(&cluster, &name, 2, &[]);
    let absent = unique("absent");
    let replicated = NewTopic {
        replication: Some(3),
        ..new_topic(&unique("replicated"), 1, &[])
    };
    let cases = [
        (
            Change::CreateTopic(new_topic("with a space", 1, &[])),
            "INVALID_TOPIC_EXCEPTION",
        ),
        (
            Change::CreateTopic(new_topic("..", 1, &[])),
            "INVALID_TOPIC_EXCEPTION",
        ),
        (
            Change::CreateTopic(new_topic(&"x".repeat(250), 1, &[])),
            "INVALID_TOPIC_EXCEPTION",
        ),
        (Change::CreateTopic(new_topic("nul\0", 1, &[])), "INVALID_REQUEST"),
        (Change::CreateTopic(new_topic("", 1, &[])), "INVALID_TOPIC_EXCEPTION"),
        (
            Change::CreateTopic(new_topic(&unique("none"), 0, &[])),
            "INVALID_PARTITIONS",
        ),
        (
            Change::CreateTopic(new_topic(&unique("many"), u32::MAX, &[])),
            "INVALID_REQUEST",
        ),
        (Change::CreateTopic(replicated), "INVALID_REPLICATION_FACTOR"),
        (
            Change::CreateTopic(new_topic(&unique("odd"), 1, &[("no.such", "1")])),
            "INVALID_CONFIG",
        ),
        (
            Change::CreateTopic(new_topic(&unique("odd"), 1, &[("retention.ms", "soon")])),
            "INVALID_CONFIG",
        ),
        (grow(&name, 1), "INVALID_PARTITIONS"),
        (grow(&name, 2), "INVALID_PARTITIONS"),
        (grow(&absent, 2), "UNKNOWN_TOPIC_OR_PARTITION"),
        (set(&name, &[("no.such", Some("1"))]), "INVALID_CONFIG"),
        (set(&name, &[("retention.ms", Some("soon"))]), "INVALID_CONFIG"),
        (
            set(&absent, &[("retention.ms", Some("1"))]),
            "UNKNOWN_TOPIC_OR_PARTITION",
        ),
        (
            Change::DeleteTopic { name: absent.clone() },
            "UNKNOWN_TOPIC_OR_PARTITION",
        ),
        (Change::AddRules(vec![rule()]), "SECURITY_DISABLED"),
        (Change::RemoveRules(vec![rule()]), "SECURITY_DISABLED"),
    ];
    for (change, code) in cases {
        assert_eq!(kind(cluster.check(&change)), code, "check {change:?}");
        assert_eq!(kind(cluster.change(&change)), code, "{change:?}");
    }
    assert_eq!(topic(&cluster, &name), Some(before));
    assert!(settings(&cluster, &name).is_empty());
}

#[test]
fn a_check_changes_nothing() {
    let Some(address) = open_broker() else { return };
    let cluster = client(&address);
    let (name, other) = (unique("checked"), unique("checked"));
    create(&cluster, &name, 1, &[]);
    cluster
        .check(&Change::CreateTopic(new_topic(
            &other,
            3,
            &[("retention.ms", "1000")],
        )))
        .unwrap();
    cluster.check(&grow(&name, 4)).unwrap();
    cluster
        .check(&set(&name, &[("retention.ms", Some("1000"))]))
        .unwrap();
    cluster
        .check(&Change::DeleteTopic { name: name.clone() })
        .unwrap();
    assert_eq!(topic(&cluster, &name).map(|topic| topic.partitions), Some(1));
    assert!(settings(&cluster, &name).is_empty());
    assert_eq!(topic(&cluster, &other), None);
}

#[test]
fn looking_for_a_topic_does_not_make_it() {
    let Some(address) = open_broker() else { return };
    // The broker makes topics that clients ask for: Kafka's own default.
    let cluster = client(&address);
    let name = unique("looked-for");
    for _ in 0..3 {
        assert_eq!(topic(&cluster, &name), None);
        assert_eq!(
            cluster.settings(std::slice::from_ref(&name)).unwrap(),
            BTreeMap::new()
        );
    }
    assert!(
        !cluster
            .topics(None)
            .unwrap()
            .iter()
            .any(|topic| topic.name == name)
    );
}

#[test]
fn many_topics_are_found_by_name_and_all_at_once() {
    let Some(address) = open_broker() else { return };
    let cluster = client(&address);
    let names: Vec<String> = (0..20).map(|_| unique("many")).collect();
    for name in &names {
        create(&cluster, name, 1, &[("retention.ms", "5000")]);
    }
    // Twice the same, one that is none, one that can be none.
    let asked: Vec<String> = names
        .iter()
        .chain(&names[..1])
        .cloned()
        .chain([unique("none"), "no name".to_owned(), String::new()])
        .collect();
    let found = cluster.topics(Some(&asked)).unwrap();
    let mut sorted = names.clone();
    sorted.sort();
    assert_eq!(
        found.iter().map(|topic| &topic.name).collect::<Vec<_>>(),
        sorted.iter().collect::<Vec<_>>()
    );
    let settings = cluster.settings(&asked).unwrap();
    assert_eq!(
        settings.keys().collect::<Vec<_>>(),
        sorted.iter().collect::<Vec<_>>()
    );
    assert!(
        settings
            .values()
            .all(|settings| settings["retention.ms"] == "5000" && settings.len() == 1)
    );
    let all = cluster.topics(None).unwrap();
    assert!(all.is_sorted_by(|a, b| a.name < b.name));
    assert!(found.iter().all(|topic| all.contains(topic)));
    assert_eq!(cluster.topics(Some(&[])).unwrap(), []);
}

#[test]
fn a_cluster_without_authorizer_says_so_and_has_no_rules() {
    let Some(address) = open_broker() else { return };
    let cluster = client(&address);
    let about = cluster.about().unwrap();
    assert_eq!((about.brokers, about.authorizes), (1, false));
    assert_eq!(about.id.map(|id| id.len()), Some(22));
    assert_eq!(cluster.rules(&RuleFilter::default()).unwrap(), []);
}

#[test]
fn nobody_there_is_down_with_the_reason() {
    // Nobody listens where somebody just stopped to.
    let address = std::net::TcpListener::bind("127.0.0.1:0")
        .unwrap()
        .local_addr()
        .unwrap()
        .to_string();
    let cluster = client(&address);
    for _ in 0..2 {
        let error = cluster.topics(None).unwrap_err().to_string();
        assert!(
            error.contains("Connection refused") && error.contains(&address),
            "{error}"
        );
    }
    assert_eq!(
        kind(cluster.change(&Change::CreateTopic(new_topic("a", 1, &[])))),
        "down"
    );
    assert_eq!(kind(client("no-such-host.invalid:9092").about()), "down");
}
