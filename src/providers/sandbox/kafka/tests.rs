use tempfile::TempDir;

use super::*;
use crate::remote::kafka::{NewTopic, Operation, Pattern, Permission, ResourceType};

fn cluster() -> (TempDir, SandboxCluster) {
    let folder = tempfile::tempdir().unwrap();
    let cluster = SandboxCluster::new("main", folder.path().join("main"), || {
        Ok(Seeds {
            brokers: 3,
            topics: vec![SeedTopic {
                name: "orders.v1".to_owned(),
                partitions: Some(6),
                ..SeedTopic::default()
            }],
            ..Seeds::default()
        })
    });
    (folder, cluster)
}

fn create(name: &str) -> NewTopic {
    NewTopic {
        name: name.to_owned(),
        partitions: Some(3),
        replication: Some(3),
        ..NewTopic::default()
    }
}

fn settings(name: &str, value: &str) -> Settings {
    [(name.to_owned(), value.to_owned())].into()
}

#[test]
fn it_refuses_what_kafka_refuses() {
    let (_folder, cluster) = cluster();
    let long = "x".repeat(250);
    let set = |name: &str, value: &str| Change::SetTopic {
        name: "orders.v1".to_owned(),
        settings: [(name.to_owned(), Some(value.to_owned()))].into(),
    };
    let grow = |partitions| Change::GrowTopic {
        name: "orders.v1".to_owned(),
        partitions,
    };
    for (change, code) in [
        (Change::CreateTopic(create("orders.v1")), "TOPIC_ALREADY_EXISTS"),
        (
            Change::CreateTopic(create("orders_v1")),
            "INVALID_TOPIC_EXCEPTION",
        ),
        (Change::CreateTopic(create("a b")), "INVALID_TOPIC_EXCEPTION"),
        (Change::CreateTopic(create("..")), "INVALID_TOPIC_EXCEPTION"),
        (Change::CreateTopic(create("")), "INVALID_TOPIC_EXCEPTION"),
        (Change::CreateTopic(create(&long)), "INVALID_TOPIC_EXCEPTION"),
        (
            Change::CreateTopic(NewTopic {
                replication: Some(4),
                ..create("x")
            }),
            "INVALID_REPLICATION_FACTOR",
        ),
        (
            Change::CreateTopic(NewTopic {
                partitions: Some(0),
                ..create("x")
            }),
            "INVALID_PARTITIONS",
        ),
        (
            Change::CreateTopic(NewTopic {
                settings: settings("retention", "1"),
                ..create("x")
            }),
            "INVALID_CONFIG",
        ),
        (set("retention.ms", "7d"), "INVALID_CONFIG"),
        (set("cleanup.policy", "shred"), "INVALID_CONFIG"),
        (grow(6), "INVALID_PARTITIONS"),
        (grow(3), "INVALID_PARTITIONS"),
        (
            Change::DeleteTopic {
                name: "nothing".to_owned(),
            },
            "UNKNOWN_TOPIC_OR_PARTITION",
        ),
    ] {
        for answer in [cluster.check(&change), cluster.change(&change)] {
            let found = match &answer {
                Err(KafkaError::Refused { code, passing, .. }) if !passing => code.as_str(),
                _ => "",
            };
            assert_eq!(found, code, "{change:?}: {answer:?}");
        }
    }
    let names: Vec<String> = cluster
        .topics(None)
        .unwrap()
        .into_iter()
        .map(|topic| topic.name)
        .collect();
    assert_eq!(names, ["orders.v1"]);
}

#[test]
fn what_is_changed_is_there_for_other_processes_too() {
    let (folder, cluster) = cluster();
    let new = NewTopic {
        settings: settings("retention.ms", "1000"),
        ..create("prices.v1")
    };
    assert_eq!(cluster.check(&Change::CreateTopic(new.clone())), Ok(()));
    assert_eq!(cluster.topics(None).unwrap().len(), 1, "a check changes nothing");
    cluster.change(&Change::CreateTopic(new)).unwrap();
    let rule = Rule {
        resource: ResourceType::Topic,
        name: "prices.".to_owned(),
        pattern: Pattern::Prefixed,
        principal: "User:cart".to_owned(),
        host: "*".to_owned(),
        operation: Operation::Read,
        permission: Permission::Allow,
    };
    cluster
        .change(&Change::AddRules(vec![rule.clone(), rule.clone()]))
        .unwrap();

    let other = SandboxCluster::new("main", folder.path().join("main"), || {
        panic!("it is planted already")
    });
    let change = Change::GrowTopic {
        name: "prices.v1".to_owned(),
        partitions: 12,
    };
    other.change(&change).unwrap();
    let found = cluster
        .topics(Some(&["prices.v1".to_owned(), "nothing".to_owned()]))
        .unwrap();
    assert_eq!(found.len(), 1);
    assert_eq!((found[0].partitions, found[0].replication), (12, 3));
    assert_eq!(
        other.settings(&["prices.v1".to_owned()]).unwrap()["prices.v1"],
        settings("retention.ms", "1000")
    );
    let filter = RuleFilter {
        principal: Some("User:cart".to_owned()),
        ..RuleFilter::default()
    };
    assert_eq!(other.rules(&filter).unwrap(), std::slice::from_ref(&rule));
    other.change(&Change::RemoveRules(vec![rule])).unwrap();
    assert_eq!(cluster.rules(&filter).unwrap(), []);
}

#[test]
fn it_fails_as_it_was_told() {
    for (fault, is_done) in [
        (Fault::NotSent, false),
        (Fault::LostBefore, false),
        (Fault::LostAfter, true),
        (
            Fault::Refused {
                code: "POLICY_VIOLATION".to_owned(),
                passing: false,
            },
            false,
        ),
    ] {
        let (_folder, cluster) = cluster();
        let planned = PlannedFault {
            write: 1,
            path: Some("CreateTopic".to_owned()),
            fault: fault.clone(),
        };
        cluster.fail(planned).unwrap();
        let other = Change::GrowTopic {
            name: "orders.v1".to_owned(),
            partitions: 7,
        };
        assert_eq!(cluster.change(&other), Ok(()), "only the one that is named");
        let error = cluster.change(&Change::CreateTopic(create("x"))).unwrap_err();
        match (&fault, &error) {
            (Fault::NotSent, KafkaError::Down { .. })
            | (Fault::LostBefore | Fault::LostAfter, KafkaError::Lost { .. })
            | (Fault::Refused { .. }, KafkaError::Refused { .. }) => {}
            _ => panic!("{fault:?}: {error:?}"),
        }
        let found = cluster.topics(Some(&["x".to_owned()])).unwrap();
        assert_eq!(found.len(), usize::from(is_done), "{fault:?}");
    }
}
