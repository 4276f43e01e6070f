//! Tables of rules and the rights that they come to, on the sandbox's cluster; and against the authorizer as Kafka has it.

use std::collections::BTreeMap;

use muster::model::access::rule::{Rule as Plain, behind, rights};
use muster::model::access::{AccessSurvey, Right};
use muster::providers::sandbox::kafka::{SandboxCluster, SeedTopic, Seeds};
use muster::remote::kafka::{
    About, Change, Cluster, Group, KafkaError, Operation, Pattern, Permission, ResourceType, Rule,
    RuleFilter, Settings, Topic,
};
use muster::sources::access::{kafka, plain};
use proptest::prelude::*;

use crate::access::{all_told, rule};

const TOPICS: [&str; 4] = ["orders.paid", "orders.placed", "prices", "stock"];

fn cluster(rules: &[&str]) -> (tempfile::TempDir, SandboxCluster) {
    let folder = tempfile::tempdir().unwrap();
    let rules: Vec<Rule> = rules.iter().map(|line| rule(line)).collect();
    let topic = |name: &&str| SeedTopic {
        name: (*name).to_owned(),
        ..SeedTopic::default()
    };
    let seeds = Seeds {
        brokers: 1,
        topics: TOPICS.iter().map(topic).collect(),
        rules,
        ..Seeds::default()
    };
    let path = folder.path().join("cluster");
    (
        folder,
        SandboxCluster::new("main", path, move || Ok(seeds.clone())),
    )
}

fn survey(rules: &[&str]) -> AccessSurvey {
    kafka("kafka:main", &cluster(rules).1)
}

/// What is said of every cluster.
const SUPERUSERS: &str = "Superusers may do everything and are not among the rules; a resource without any rule is open to all where the brokers say so.";

#[test]
fn rules_come_to_rights() {
    let table: &[(&str, &[&str], &[&str])] = &[
        (
            "reading is what kafka:access:grant gives for it",
            &[
                "User:cart READ TOPIC prices",
                "User:cart DESCRIBE TOPIC prices",
                "User:cart READ GROUP cart",
            ],
            &[
                "kafka:main/group/cart User:cart read",
                "kafka:main/prices User:cart read",
            ],
        ),
        (
            "so are both",
            &[
                "User:cart READ TOPIC prices",
                "User:cart WRITE TOPIC prices",
                "User:cart DESCRIBE TOPIC prices",
            ],
            &[
                "kafka:main/prices User:cart read",
                "kafka:main/prices User:cart write",
            ],
        ),
        (
            "describing alone is a right",
            &["User:cart DESCRIBE TOPIC prices", "User:cart READ TOPIC stock"],
            &[
                "kafka:main/prices User:cart describe",
                "kafka:main/stock User:cart read",
            ],
        ),
        (
            "all operations are the administrator's",
            &[
                "User:ops ALL TOPIC prices",
                "User:ops DESCRIBE_CONFIGS TOPIC prices",
            ],
            &["kafka:main/prices User:ops admin"],
        ),
        (
            "other operations are called as Kafka calls them",
            &[
                "User:ops ALTER_CONFIGS TOPIC prices",
                "User:ops DESCRIBE_CONFIGS TOPIC prices",
            ],
            &["kafka:main/prices User:ops alter-configs"],
        ),
        (
            "a prefix is a right on each topic that it opens",
            &["User:audit READ TOPIC orders.*"],
            &[
                "kafka:main/orders.paid User:audit read (every topic that begins with orders.)",
                "kafka:main/orders.placed User:audit read (every topic that begins with orders.)",
            ],
        ),
        (
            "one that opens nothing yet is a right on its pattern",
            &["User:audit READ TOPIC new.*", "User:audit READ GROUP audit-*"],
            &[
                "kafka:main/group/audit-* User:audit read (every consumer group that begins with audit-)",
                "kafka:main/new.* User:audit read (every topic that begins with new.)",
            ],
        ),
        (
            "every topic is a right of its own",
            &["User:mirror READ TOPIC *"],
            &["kafka:main/* User:mirror read (every topic, also those to come)"],
        ),
        (
            "the cluster and transactions are targets",
            &[
                "User:cart IDEMPOTENT_WRITE CLUSTER kafka-cluster",
                "User:cart WRITE TRANSACTIONAL_ID cart-1",
            ],
            &[
                "kafka:main User:cart idempotent-write",
                "kafka:main/transactional-id/cart-1 User:cart write",
            ],
        ),
        (
            "an address is told",
            &[
                "User:cart READ TOPIC prices from 10.0.0.1",
                "User:cart READ TOPIC prices from 10.0.0.2",
            ],
            &[
                "kafka:main/prices User:cart read (from 10.0.0.1)",
                "kafka:main/prices User:cart read (from 10.0.0.2)",
            ],
        ),
        (
            "what is forbidden altogether is no right",
            &["User:cart READ TOPIC prices", "!User:cart READ TOPIC prices"],
            &[],
        ),
        (
            "all operations forbid each",
            &["User:cart READ TOPIC prices", "!User:cart ALL TOPIC pri*"],
            &[],
        ),
        (
            "everybody is anybody",
            &["User:cart READ TOPIC prices", "!User:* READ TOPIC *"],
            &[],
        ),
        (
            "another operation, account or topic forbids nothing",
            &[
                "User:cart READ TOPIC prices",
                "!User:cart WRITE TOPIC prices",
                "!User:cartx READ TOPIC prices",
                "!User:cart READ TOPIC price",
                "!User:cart READ GROUP prices",
            ],
            &["kafka:main/prices User:cart read"],
        ),
        (
            "one of a prefix may be forbidden",
            &[
                "User:audit READ TOPIC orders.*",
                "!User:audit READ TOPIC orders.paid",
            ],
            &["kafka:main/orders.placed User:audit read (every topic that begins with orders.)"],
        ),
        (
            "what is forbidden of everything is told",
            &[
                "User:mirror READ TOPIC *",
                "!User:mirror READ TOPIC stock",
                "!User:mirror READ TOPIC orders.*",
                "!User:mirror READ TOPIC * from 10.0.0.9",
            ],
            &[
                "kafka:main/* User:mirror read (every topic, also those to come, but not from 10.0.0.9, orders.*, stock)",
            ],
        ),
        (
            "from where, and for whom",
            &[
                "User:* READ TOPIC prices",
                "!User:bob READ TOPIC prices",
                "!User:* READ TOPIC prices from 10.0.0.9",
            ],
            &["kafka:main/prices User:* read (but not for User:bob, from 10.0.0.9)"],
        ),
        (
            "an operation may be forbidden of all",
            &["User:ops ALL TOPIC prices", "!User:ops DELETE TOPIC prices"],
            &["kafka:main/prices User:ops admin (but not delete)"],
        ),
        (
            "an address that is forbidden takes away just that",
            &[
                "User:cart READ TOPIC prices from 10.0.0.1",
                "User:cart READ TOPIC prices from 10.0.0.2",
                "!User:cart READ TOPIC prices from 10.0.0.1",
            ],
            &["kafka:main/prices User:cart read (from 10.0.0.2)"],
        ),
    ];
    for (what, rules, expected) in table {
        let survey = survey(rules);
        assert_eq!(all_told(&survey), *expected, "{what}");
        assert!(survey.complete && survey.taken.is_some(), "{what}");
        assert_eq!(survey.place, "kafka:main", "{what}");
    }
}

#[test]
fn what_cannot_be_seen_is_said_once() {
    assert_eq!(survey(&["User:cart READ TOPIC prices"]).problems, [SUPERUSERS]);
    let void = survey(&["User:cart READ TOPIC prices", "!User:cart ALL TOPIC *"]);
    assert_eq!(
        void.problems,
        [
            "A rule lets User:cart READ prices, and another one forbids it: it gives nothing.",
            SUPERUSERS
        ]
    );
    let names: Vec<String> = (0..8).map(|i| format!("User:cart READ TOPIC t{i}")).collect();
    let mut many: Vec<&str> = names.iter().map(String::as_str).collect();
    many.push("!User:cart ALL TOPIC *");
    let many = survey(&many);
    assert_eq!(many.problems.len(), 7);
    assert_eq!(
        many.problems[5],
        "3 more rules give nothing, for others forbid what they allow."
    );
}

/// A cluster that refuses some of what it is asked.
struct Refusing {
    inner: SandboxCluster,
    about: Option<About>,
    rules: bool,
    topics: bool,
    _folder: tempfile::TempDir,
}

fn refused() -> KafkaError {
    KafkaError::Refused {
        code: "CLUSTER_AUTHORIZATION_FAILED".to_owned(),
        message: String::new(),
        passing: false,
    }
}

impl Cluster for Refusing {
    fn name(&self) -> &str {
        self.inner.name()
    }

    fn address(&self) -> &str {
        self.inner.address()
    }

    fn about(&self) -> Result<About, KafkaError> {
        self.about.clone().ok_or(KafkaError::Down {
            address: "broker:9092".to_owned(),
            cause: "nobody listens".to_owned(),
        })
    }

    fn topics(&self, names: Option<&[String]>) -> Result<Vec<Topic>, KafkaError> {
        match self.topics {
            true => self.inner.topics(names),
            false => Err(refused()),
        }
    }

    fn settings(&self, topics: &[String]) -> Result<BTreeMap<String, Settings>, KafkaError> {
        self.inner.settings(topics)
    }

    fn rules(&self, filter: &RuleFilter) -> Result<Vec<Rule>, KafkaError> {
        match self.rules {
            true => self.inner.rules(filter),
            false => Err(refused()),
        }
    }

    fn groups(&self) -> Result<Vec<Group>, KafkaError> {
        self.inner.groups()
    }

    fn change(&self, change: &Change) -> Result<(), KafkaError> {
        self.inner.change(change)
    }

    fn check(&self, change: &Change) -> Result<(), KafkaError> {
        self.inner.check(change)
    }
}

#[test]
fn a_cluster_that_refuses_is_a_problem_and_no_failure() {
    let guarded = About {
        authorizes: true,
        ..About::default()
    };
    let of = |about: Option<About>, rules, topics| {
        let (folder, inner) = cluster(&["User:audit READ TOPIC orders.*"]);
        let refusing = Refusing {
            inner,
            about,
            rules,
            topics,
            _folder: folder,
        };
        kafka("kafka:main", &refusing)
    };
    let open = of(Some(About::default()), true, true);
    assert!(open.complete && open.rights.is_empty());
    assert_eq!(
        open.problems,
        [
            "The cluster main has no authorizer: everybody who reaches it may do everything, and there are no rules."
        ]
    );
    for (survey, said) in [
        (of(None, true, true), "no broker of broker:9092 answers"),
        (
            of(Some(guarded.clone()), false, true),
            "CLUSTER_AUTHORIZATION_FAILED",
        ),
    ] {
        assert!(!survey.complete && survey.taken.is_none() && survey.rights.is_empty());
        assert!(survey.problems[0].contains(said), "{:?}", survey.problems);
    }
    let blind = of(Some(guarded), true, false);
    assert!(!blind.complete);
    assert_eq!(
        all_told(&blind),
        ["kafka:main/orders.* User:audit read (every topic that begins with orders.)"]
    );
    assert!(blind.problems[0].starts_with("What prefixed rules open cannot be seen"));
}

#[test]
fn what_a_grant_added_is_what_is_seen_of_it() {
    let added = [
        "User:audit READ TOPIC orders.*",
        "User:audit DESCRIBE TOPIC orders.*",
    ];
    let rules: Vec<Plain> = added.iter().map(|line| plain(&rule(line))).collect();
    let given = rights("kafka:main", &rules, None).rights;
    assert_eq!(given.len(), 1);
    let seen = survey(&[
        added[0],
        added[1],
        "User:audit WRITE TOPIC orders.*",
        "User:audit READ TOPIC prices",
    ]);
    let of_grant: Vec<&Right> = seen
        .rights
        .iter()
        .filter(|right| right.is_of(&given[0]))
        .collect();
    let targets: Vec<&str> = of_grant.iter().map(|right| right.target.as_str()).collect();
    assert_eq!(targets, ["kafka:main/orders.paid", "kafka:main/orders.placed"]);
    assert!(of_grant.iter().all(|right| right.right == "read"));
    // A rule of its own is not what the prefix gave.
    let own = survey(&["User:audit READ TOPIC orders.paid"]);
    assert!(!own.rights[0].is_of(&given[0]));
}

#[test]
fn prefixes_that_open_too_much_are_told_as_prefixes() {
    let topics: Vec<String> = (0..150_000).map(|i| format!("t{i}")).collect();
    let lines = [
        "User:a READ TOPIC t*",
        "User:b READ TOPIC t*",
        "User:c READ TOPIC t14999*",
    ];
    let rules: Vec<Plain> = lines.iter().map(|line| plain(&rule(line))).collect();
    let given = rights("kafka:main", &rules, Some(&topics));
    assert_eq!((given.rights.len(), given.unopened), (150_000 + 1 + 11, 1));
    let of_b = given.rights.iter().find(|right| right.principal == "User:b");
    assert_eq!(of_b.map(|right| right.target.as_str()), Some("kafka:main/t*"));
    assert_eq!(behind(of_b.unwrap(), "kafka:main", &rules), [&rules[1]]);
}

const PRINCIPALS: [&str; 3] = ["User:a", "User:b", "User:*"];
const HOSTS: [&str; 2] = ["*", "10.0.0.1"];
const NAMES: [&str; 3] = ["x", "x1", "y"];

fn any_rule() -> impl Strategy<Value = Rule> {
    let operations = [
        Operation::Read,
        Operation::Write,
        Operation::All,
        Operation::Describe,
    ];
    let name = prop_oneof![
        proptest::sample::select(NAMES.to_vec()).prop_map(|name| (name, Pattern::Literal)),
        proptest::sample::select(NAMES.to_vec()).prop_map(|name| (name, Pattern::Prefixed)),
        Just(("*", Pattern::Literal)),
    ];
    let sample = (
        proptest::sample::select(PRINCIPALS.to_vec()),
        proptest::sample::select(HOSTS.to_vec()),
        proptest::sample::select(operations.to_vec()),
        name,
        proptest::bool::weighted(0.7),
    );
    sample.prop_map(|(principal, host, operation, (name, pattern), allows)| Rule {
        resource: ResourceType::Topic,
        name: name.to_owned(),
        pattern,
        principal: principal.to_owned(),
        host: host.to_owned(),
        operation,
        permission: match allows {
            true => Permission::Allow,
            false => Permission::Deny,
        },
    })
}

/// Whether Kafka lets somebody in (`StandardAuthorizerData.authorize`): one rule allows it, and none forbids it.
fn lets_in(rules: &[Rule], principal: &str, host: &str, operation: Operation, topic: &str) -> bool {
    let matches = |rule: &&Rule| {
        (rule.principal == principal || rule.principal == "User:*")
            && (rule.host == host || rule.host == "*")
            && (rule.operation == operation || rule.operation == Operation::All)
            && match rule.pattern {
                Pattern::Literal => rule.name == topic || rule.name == "*",
                Pattern::Prefixed => topic.starts_with(&rule.name),
            }
    };
    let mut matching = rules.iter().filter(matches).peekable();
    matching.peek().is_some() && matching.all(|rule| rule.permission == Permission::Allow)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn nobody_is_let_in_without_a_right_and_no_right_lets_nobody_in(rules in prop::collection::vec(any_rule(), 0..6)) {
        let topics: Vec<String> = NAMES.iter().map(|name| (*name).to_owned()).collect();
        let plain: Vec<Plain> = rules.iter().map(plain).collect();
        let seen = rights("kafka:main", &plain, Some(&topics)).rights;
        let word = |operation| match operation { Operation::Read => "read", _ => "write" };
        let is_on = |right: &Right, topic: &str| right.target == format!("kafka:main/{topic}") || right.target == "kafka:main/*";
        for principal in ["User:a", "User:b"] {
            for host in ["10.0.0.1", "10.0.0.2"] {
                for operation in [Operation::Read, Operation::Write] {
                    for topic in NAMES {
                        let mut theirs = seen.iter().filter(|right| {
                            [principal, "User:*"].contains(&right.principal.as_str())
                                && [word(operation), "admin"].contains(&right.right.as_str())
                                && is_on(right, topic)
                        });
                        if lets_in(&rules, principal, host, operation, topic) {
                            prop_assert!(theirs.next().is_some(), "{principal} {host} {operation} {topic}: {seen:?}");
                        } else {
                            // A right that says nothing of an exception has none.
                            let plain_right = theirs.find(|right| {
                                !right.through.contains("but not")
                                    && (!right.through.contains("from ") || right.through.contains(host))
                            });
                            prop_assert!(plain_right.is_none(), "{principal} {host} {operation} {topic}: {plain_right:?}");
                        }
                    }
                }
            }
        }
    }

    #[test]
    fn without_the_rules_behind_a_right_it_is_gone_and_nothing_new_is_there(rules in prop::collection::vec(any_rule(), 1..7)) {
        let topics: Vec<String> = NAMES.iter().map(|name| (*name).to_owned()).collect();
        let plain: Vec<Plain> = rules.iter().map(plain).collect();
        let seen = rights("kafka:main", &plain, Some(&topics)).rights;
        for right in &seen {
            let gone = behind(right, "kafka:main", &plain);
            prop_assert!(!gone.is_empty(), "{right:?}");
            prop_assert!(gone.iter().all(|rule| rule.permission == "ALLOW" && rule.principal == right.principal));
            let rest: Vec<Plain> = plain.iter().filter(|rule| !gone.contains(rule)).cloned().collect();
            let left = rights("kafka:main", &rest, Some(&topics)).rights;
            prop_assert!(!left.contains(right), "{right:?}: {gone:?}");
            // To read implies to describe: where that was allowed too, it shows once it is all that is left.
            let is_implied = |one: &Right| one.right == "describe" && one.target == right.target && one.principal == right.principal;
            prop_assert!(left.iter().all(|one| seen.contains(one) || is_implied(one)), "{right:?}: {left:?}");
        }
    }
}
