//! Who may come in and what they may do there: SASL, TLS, and access rules.

use std::path::PathBuf;

use muster::model::access::rule::behind;
use muster::remote::Secret;
use muster::remote::kafka::{
    Change, Cluster, Connection, KafkaClient, KafkaError, Operation, Pattern, Permission, ResourceType, Rule,
    RuleFilter, Sasl, Tls,
};
use muster::sources::access::{kafka, plain};

use crate::stage::{
    client, connection, create, eventually, from_environment, kafka_tool, kind, new_topic, topic, unique,
};

fn sasl(mechanism: &'static str, username: &str, password: &str) -> Sasl {
    Sasl {
        mechanism,
        username: username.to_owned(),
        password: Secret::new(password),
    }
}

fn password(user: &str) -> Option<String> {
    from_environment(&format!("MUSTER_KAFKA_{}_PASSWORD", user.to_uppercase()))
}

/// The secure broker as a user sees it, by SCRAM.
fn as_user(user: &str) -> Option<KafkaClient> {
    let connection = Connection {
        sasl: Some(sasl("SCRAM-SHA-512", user, &password(user)?)),
        ..connection(&from_environment("MUSTER_KAFKA_SECURE")?)
    };
    KafkaClient::new(connection).ok()
}

fn keys(name: &str) -> PathBuf {
    PathBuf::from(from_environment("MUSTER_KAFKA_SECURE_KEYS").unwrap()).join(name)
}

fn rule(name: &str, pattern: Pattern, principal: &str, operation: Operation) -> Rule {
    Rule {
        resource: ResourceType::Topic,
        name: name.to_owned(),
        pattern,
        principal: principal.to_owned(),
        host: "*".to_owned(),
        operation,
        permission: Permission::Allow,
    }
}

fn of_principal(cluster: &dyn Cluster, principal: &str) -> Vec<Rule> {
    let filter = RuleFilter {
        principal: Some(principal.to_owned()),
        ..RuleFilter::default()
    };
    cluster.rules(&filter).unwrap()
}

#[test]
fn rules_are_added_found_and_taken_away_exactly() {
    let Some(cluster) = as_user("admin") else { return };
    let (principal, topic, prefix) = (
        format!("User:{}", unique("cart")),
        unique("orders"),
        unique("orders."),
    );
    let group = Rule {
        resource: ResourceType::Group,
        ..rule(&unique("cart"), Pattern::Literal, &principal, Operation::Read)
    };
    let denied = Rule {
        permission: Permission::Deny,
        host: "10.0.0.1".to_owned(),
        ..rule("*", Pattern::Literal, &principal, Operation::Delete)
    };
    let transactional = Rule {
        resource: ResourceType::TransactionalId,
        ..rule("tx", Pattern::Prefixed, &principal, Operation::Write)
    };
    let everything = Rule {
        resource: ResourceType::Cluster,
        ..rule(
            "kafka-cluster",
            Pattern::Literal,
            &principal,
            Operation::IdempotentWrite,
        )
    };
    let mut rules = vec![
        rule(&topic, Pattern::Literal, &principal, Operation::Read),
        rule(&prefix, Pattern::Prefixed, &principal, Operation::Write),
        group,
        denied,
        transactional,
        everything,
    ];
    rules.sort();
    cluster.change(&Change::AddRules(rules.clone())).unwrap();
    // What is there already stays.
    cluster.change(&Change::AddRules(rules.clone())).unwrap();
    eventually("rules that were added", || {
        (of_principal(&cluster, &principal) == rules).then_some(())
    });

    let filter = RuleFilter {
        resource: Some(ResourceType::Topic),
        name: Some(prefix.clone()),
        pattern: Some(Pattern::Prefixed),
        principal: Some(principal.clone()),
    };
    assert_eq!(cluster.rules(&filter).unwrap().len(), 1);
    let told = kafka_tool(&[
        "org.apache.kafka.tools.AclCommand",
        "--bootstrap-server",
        &from_environment("MUSTER_KAFKA_SECURE_INSIDE").unwrap(),
        "--list",
        "--principal",
        &principal,
    ]);
    assert!(
        told.contains(&prefix) && told.contains("PREFIXED") && told.contains("permissionType=DENY"),
        "{told}"
    );

    // The same but for one thing is another rule.
    let other = rule(&topic, Pattern::Literal, &principal, Operation::Describe);
    cluster
        .change(&Change::RemoveRules(vec![other, rules[0].clone()]))
        .unwrap();
    eventually("one rule less", || {
        (of_principal(&cluster, &principal) == rules[1..]).then_some(())
    });
    cluster.change(&Change::RemoveRules(rules)).unwrap();
    eventually("no rules", || {
        of_principal(&cluster, &principal).is_empty().then_some(())
    });
}

/// What Kafka lets an account do is what its rules come to, and ends with the rules behind it.
#[test]
fn rules_come_to_rights_as_the_authorizer_has_them() {
    let (Some(admin), Some(reader)) = (as_user("admin"), as_user("reader")) else {
        return;
    };
    let prefix = unique("orders");
    let (placed, paid) = (format!("{prefix}.placed"), format!("{prefix}.paid"));
    for topic in [&placed, &paid] {
        create(&admin, topic, 1, &[]);
    }
    let forbidden = Rule {
        permission: Permission::Deny,
        ..rule(&paid, Pattern::Literal, "User:reader", Operation::All)
    };
    let rules = vec![
        rule(&prefix, Pattern::Prefixed, "User:reader", Operation::Read),
        forbidden,
    ];
    admin.change(&Change::AddRules(rules.clone())).unwrap();
    let theirs = || {
        let mut rights = kafka("kafka:test", &admin).rights;
        rights.retain(|right| right.target.contains(&prefix));
        rights
    };
    let seen = eventually("a right by a prefix", || {
        let rights = theirs();
        (rights.len() == 1).then_some(rights)
    });
    assert_eq!(seen[0].target, format!("kafka:test/{placed}"));
    assert_eq!(
        (seen[0].principal.as_str(), seen[0].right.as_str()),
        ("User:reader", "read")
    );
    assert_eq!(seen[0].through, format!("every topic that begins with {prefix}"));
    // Who may read may describe; who is forbidden may not.
    eventually("what the authorizer says", || {
        let is_let_in = |topic: &String| kind(reader.topics(Some(std::slice::from_ref(topic))));
        (is_let_in(&placed) == "done" && is_let_in(&paid) == "TOPIC_AUTHORIZATION_FAILED").then_some(())
    });
    let standing = admin.rules(&RuleFilter::default()).unwrap();
    let plain_rules: Vec<_> = standing.iter().map(plain).collect();
    let gone: Vec<Rule> = {
        let behind = behind(&seen[0], "kafka:test", &plain_rules);
        let pairs = standing.iter().zip(&plain_rules);
        pairs
            .filter(|(_, plain)| behind.contains(plain))
            .map(|(rule, _)| rule.clone())
            .collect()
    };
    assert_eq!(gone, rules[..1]);
    admin.change(&Change::RemoveRules(gone)).unwrap();
    eventually("the end of a right", || {
        let shut_out = kind(reader.topics(Some(std::slice::from_ref(&placed))));
        (theirs().is_empty() && shut_out == "TOPIC_AUTHORIZATION_FAILED").then_some(())
    });
    admin.change(&Change::RemoveRules(rules)).unwrap();
}

#[test]
fn a_rule_that_is_none_changes_nothing_or_is_known_as_half_done() {
    let Some(cluster) = as_user("admin") else { return };
    let principal = format!("User:{}", unique("half"));
    let good = rule("half", Pattern::Literal, &principal, Operation::Read);
    let bad = Rule {
        resource: ResourceType::Cluster,
        name: "another-cluster".to_owned(),
        ..good.clone()
    };
    assert_eq!(
        kind(cluster.change(&Change::AddRules(vec![bad.clone()]))),
        "INVALID_REQUEST"
    );
    let outcome = kind(cluster.change(&Change::AddRules(vec![good, bad])));
    let is_there = !of_principal(&cluster, &principal).is_empty();
    assert!(
        outcome == "lost" || (outcome == "INVALID_REQUEST" && !is_there),
        "{outcome}, there: {is_there}"
    );
}

#[test]
fn an_account_without_rights_is_refused_and_told_nothing_wrong() {
    let (Some(admin), Some(reader)) = (as_user("admin"), as_user("reader")) else {
        return;
    };
    assert!(admin.about().unwrap().authorizes);
    assert!(reader.about().unwrap().authorizes);
    let name = unique("forbidden");
    create(&admin, &name, 1, &[]);
    let named = std::slice::from_ref(&name);
    // Neither "there is no such topic" nor "there are no rules".
    assert_eq!(kind(reader.topics(Some(named))), "TOPIC_AUTHORIZATION_FAILED");
    assert_eq!(kind(reader.settings(named)), "TOPIC_AUTHORIZATION_FAILED");
    assert_eq!(
        kind(reader.rules(&RuleFilter::default())),
        "CLUSTER_AUTHORIZATION_FAILED"
    );
    let new = new_topic(&unique("new"), 1, &[]);
    let changes = [
        (Change::CreateTopic(new), "TOPIC_AUTHORIZATION_FAILED"),
        (
            Change::DeleteTopic { name: name.clone() },
            "TOPIC_AUTHORIZATION_FAILED",
        ),
        (
            Change::GrowTopic {
                name: name.clone(),
                partitions: 2,
            },
            "TOPIC_AUTHORIZATION_FAILED",
        ),
        (
            Change::AddRules(vec![rule(
                &name,
                Pattern::Literal,
                "User:reader",
                Operation::Read,
            )]),
            "CLUSTER_AUTHORIZATION_FAILED",
        ),
    ];
    for (change, code) in changes {
        assert_eq!(kind(reader.check(&change)), code, "check {change:?}");
        assert_eq!(kind(reader.change(&change)), code, "{change:?}");
    }
    assert!(topic(&admin, &name).is_some_and(|topic| topic.partitions == 1));
    // With a right to look it sees the topic, and that is all.
    let right = rule(&name, Pattern::Literal, "User:reader", Operation::Describe);
    admin.change(&Change::AddRules(vec![right])).unwrap();
    eventually("a right", || reader.topics(Some(named)).ok());
    assert_eq!(
        kind(reader.check(&Change::DeleteTopic { name })),
        "TOPIC_AUTHORIZATION_FAILED"
    );
}

#[test]
fn every_way_in_that_the_settings_know() {
    let (Some(address), Some(both), Some(tls)) = (
        from_environment("MUSTER_KAFKA_SECURE"),
        from_environment("MUSTER_KAFKA_SECURE_SASL_TLS"),
        from_environment("MUSTER_KAFKA_SECURE_TLS"),
    ) else {
        return;
    };
    let admin = password("admin").unwrap();
    let trusted = Tls {
        ca: Some(keys("ca.pem")),
        ..Tls::default()
    };
    let own = Tls {
        certificate: Some(keys("client.pem")),
        key: Some(keys("client.key")),
        ..trusted.clone()
    };
    let ways = [
        (&address, None, Some("PLAIN")),
        (&address, None, Some("SCRAM-SHA-256")),
        (&address, None, Some("SCRAM-SHA-512")),
        (&both, Some(&trusted), Some("PLAIN")),
        (&both, Some(&trusted), Some("SCRAM-SHA-512")),
        (&tls, Some(&own), None),
    ];
    for (address, tls, mechanism) in ways {
        let connection = Connection {
            tls: tls.cloned(),
            sasl: mechanism.map(|mechanism| sasl(mechanism, "admin", &admin)),
            ..connection(address)
        };
        let cluster = KafkaClient::new(connection).unwrap();
        assert!(cluster.about().unwrap().authorizes, "{mechanism:?} {tls:?}");
        cluster.rules(&RuleFilter::default()).unwrap();
    }
}

#[test]
fn who_is_not_let_in_is_told_why_without_the_password() {
    let (Some(address), Some(both), Some(tls)) = (
        from_environment("MUSTER_KAFKA_SECURE"),
        from_environment("MUSTER_KAFKA_SECURE_SASL_TLS"),
        from_environment("MUSTER_KAFKA_SECURE_TLS"),
    ) else {
        return;
    };
    let trusted = Tls {
        ca: Some(keys("ca.pem")),
        ..Tls::default()
    };
    let other = Tls {
        ca: Some(keys("other.pem")),
        ..Tls::default()
    };
    let wrong = |mechanism| Some(sasl(mechanism, "admin", "not-the-password"));
    let ways = [
        (
            &address,
            None,
            wrong("PLAIN"),
            "SASL_AUTHENTICATION_FAILED",
            "authentication failed",
        ),
        (
            &address,
            None,
            wrong("SCRAM-SHA-512"),
            "SASL_AUTHENTICATION_FAILED",
            "authentication failed",
        ),
        (
            &both,
            Some(&trusted),
            wrong("SCRAM-SHA-512"),
            "SASL_AUTHENTICATION_FAILED",
            "authentication failed",
        ),
        (&both, Some(&other), wrong("SCRAM-SHA-512"), "down", "certificate"),
        (&tls, Some(&trusted), None, "down", "SSL"),
        (&tls, None, None, "down", "wants TLS"),
        (&address, None, None, "down", "wants TLS or SASL"),
    ];
    for (address, tls, sasl, expected, word) in ways {
        let cluster = KafkaClient::new(Connection {
            tls: tls.cloned(),
            sasl,
            ..connection(address)
        })
        .unwrap();
        let error = cluster.about().unwrap_err();
        let told = format!("{error} {error:?} {cluster:?}");
        assert_eq!(kind::<()>(Err(error)), expected, "{told}");
        assert!(
            told.to_lowercase().contains(&word.to_lowercase()),
            "{word} is not in {told}"
        );
        assert!(!told.contains("not-the-password"), "{told}");
        let change = Change::CreateTopic(new_topic(&unique("shut-out"), 1, &[]));
        assert_eq!(kind(cluster.change(&change)), expected);
    }
}

#[test]
fn tls_files_that_are_not_there_or_are_none_are_named() {
    let Some(tls) = from_environment("MUSTER_KAFKA_SECURE_TLS") else {
        return;
    };
    for (file, words) in [("nowhere.pem", "nowhere.pem"), ("ca.key", "ssl.ca.location")] {
        let connection = Connection {
            tls: Some(Tls {
                ca: Some(keys(file)),
                ..Tls::default()
            }),
            ..connection(&tls)
        };
        let error = KafkaClient::new(connection).unwrap().about().unwrap_err();
        assert!(
            matches!(&error, KafkaError::Settings { message } if message.contains(words)),
            "{error}"
        );
    }
    assert_eq!(kind(client("127.0.0.1:1").about()), "down");
}
