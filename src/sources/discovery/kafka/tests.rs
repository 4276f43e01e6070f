//! What a look at a cluster brings, on a cluster made of plain data.

use std::sync::Mutex;

use super::*;
use crate::remote::kafka::{About, Change, Operation, Pattern, Permission, Rule};

/// Answers from what it is given; what is not given is refused.
#[derive(Default)]
struct Fake {
    topics: Option<Vec<Topic>>,
    settings: BTreeMap<String, Settings>,
    groups: Option<Vec<Group>>,
    rules: Option<Vec<Rule>>,
    open: bool,
    asked: Mutex<Vec<usize>>,
}

fn refused() -> KafkaError {
    KafkaError::Refused {
        code: "CLUSTER_AUTHORIZATION_FAILED".to_owned(),
        message: String::new(),
        passing: false,
    }
}

impl Cluster for Fake {
    fn name(&self) -> &str {
        "main"
    }

    fn address(&self) -> &str {
        "kafka:9092"
    }

    fn about(&self) -> Result<About, KafkaError> {
        Ok(About {
            authorizes: !self.open,
            ..About::default()
        })
    }

    fn topics(&self, _: Option<&[String]>) -> Result<Vec<Topic>, KafkaError> {
        self.topics.clone().ok_or(KafkaError::Down {
            address: "kafka:9092".to_owned(),
            cause: "connection refused".to_owned(),
        })
    }

    fn settings(&self, topics: &[String]) -> Result<BTreeMap<String, Settings>, KafkaError> {
        self.asked.lock().unwrap().push(topics.len());
        Ok(self.settings.clone())
    }

    fn rules(&self, _: &RuleFilter) -> Result<Vec<Rule>, KafkaError> {
        self.rules.clone().ok_or_else(refused)
    }

    fn groups(&self) -> Result<Vec<Group>, KafkaError> {
        self.groups.clone().ok_or_else(refused)
    }

    fn change(&self, _: &Change) -> Result<(), KafkaError> {
        unreachable!("a look changes nothing")
    }

    fn check(&self, _: &Change) -> Result<(), KafkaError> {
        unreachable!("a look changes nothing")
    }
}

#[derive(Default)]
struct Watcher {
    stopped: bool,
    last: (usize, Option<usize>),
}

impl Watch for Watcher {
    fn seen(&mut self, seen: usize, of: Option<usize>) {
        self.last = (seen, of);
    }

    fn keep(&mut self, _: &Survey) {}

    fn stopped(&self) -> bool {
        self.stopped
    }
}

fn topic(name: &str) -> Topic {
    Topic {
        name: name.to_owned(),
        partitions: 12,
        replication: 3,
        internal: name.starts_with("__"),
    }
}

fn group(name: &str, members: u32, topics: &[&str]) -> Group {
    Group {
        name: name.to_owned(),
        state: "Stable".to_owned(),
        members,
        clients: vec![],
        topics: topics.iter().map(|topic| (*topic).to_owned()).collect(),
    }
}

fn rule(words: &str) -> Rule {
    let [permission, principal, operation, name] = words
        .split(' ')
        .collect::<Vec<_>>()
        .try_into()
        .expect("four words");
    let (name, pattern) = match name.strip_suffix('*').filter(|name| !name.is_empty()) {
        Some(start) => (start, Pattern::Prefixed),
        None => (name, Pattern::Literal),
    };
    Rule {
        resource: ResourceType::Topic,
        name: name.to_owned(),
        pattern,
        principal: principal.to_owned(),
        host: "*".to_owned(),
        operation: Operation::of_word(operation).expect("an operation"),
        permission: Permission::of_word(permission).expect("a permission"),
    }
}

fn survey(fake: Fake, watcher: &mut Watcher) -> Survey {
    KafkaSurveyor::new(Arc::new(fake)).survey(None, watcher)
}

#[test]
fn topics_and_groups_are_seen_with_what_matters_of_them() {
    let settings = [("retention.ms", "604800000"), ("cleanup.policy", "delete")];
    let settings = settings.map(|(key, value)| (key.to_owned(), value.to_owned()));
    let fake = Fake {
        topics: Some(vec![topic("__consumer_offsets"), topic("orders")]),
        settings: [("orders".to_owned(), settings.into())].into(),
        groups: Some(vec![group("cart", 2, &["orders"])]),
        open: true,
        ..Fake::default()
    };
    let mut watcher = Watcher::default();
    let survey = survey(fake, &mut watcher);
    assert!(
        survey.complete && survey.taken.is_some() && survey.problems.is_empty(),
        "{survey:?}"
    );
    let told: Vec<String> = survey
        .sightings
        .iter()
        .map(|sighting| {
            let facts: Vec<String> = sighting
                .facts
                .iter()
                .map(|(what, is)| format!("{what} {is}"))
                .collect();
            format!("{}: {}", sighting.id, facts.join(", "))
        })
        .collect();
    assert_eq!(
        told,
        [
            "kafka:main/orders: partitions 12, replication 3, cleanup delete, retention 7 days",
            "kafka:main/group/cart: state Stable, members 2, reads orders",
        ]
    );
    assert_eq!(survey.flows[0].evidence, "group cart reads now");
    assert_eq!(watcher.last, (2, Some(2)));
}

#[test]
fn rules_mean_what_kafka_makes_of_them() {
    let fake = Fake {
        topics: Some(
            ["a", "orders", "orders.paid", "orders.placed", "z"]
                .map(topic)
                .into(),
        ),
        groups: Some(vec![]),
        rules: Some(
            [
                "allow User:cart WRITE orders.*",
                "deny User:cart WRITE orders.paid",
                "allow User:all ALL a",
                "allow User:desc DESCRIBE a",
                "allow User:admin ALL *",
                "allow User:* READ z",
                "allow User:gone READ nothing",
                "deny User:* READ a",
            ]
            .map(rule)
            .into(),
        ),
        ..Fake::default()
    };
    let survey = survey(fake, &mut Watcher::default());
    let told: Vec<String> = survey
        .flows
        .iter()
        .map(|flow| format!("{} {:?} {}: {}", flow.who, flow.way, flow.what, flow.evidence))
        .collect();
    assert_eq!(
        told,
        [
            "User:all Writes kafka:main/a: rule: User:all may ALL a",
            "User:cart Writes kafka:main/orders.placed: rule: User:cart may WRITE orders.*",
        ]
    );
    assert_eq!(
        survey.problems,
        [
            "a rule lets User:admin read or write every topic: too wide to tell who really does",
            "a rule lets User:* read or write z: too wide to tell who really does",
        ]
    );
    let placed = survey
        .sightings
        .iter()
        .find(|sighting| sighting.name == "orders.placed");
    assert_eq!(
        placed.map(|topic| &topic.hints[..]),
        Some(&[Hint::Writer("User:cart".to_owned())][..])
    );
}

#[test]
fn what_may_not_be_seen_is_a_problem_and_no_failure() {
    let fake = Fake {
        topics: Some(vec![topic("orders")]),
        groups: Some(vec![]),
        ..Fake::default()
    };
    let seen = survey(fake, &mut Watcher::default());
    assert!(seen.complete && seen.sightings.len() == 1);
    assert!(
        seen.problems[0].starts_with("the access rules cannot be seen: Kafka refuses"),
        "{seen:?}"
    );
    // Without the groups nobody knows which are gone.
    let fake = Fake {
        topics: Some(vec![topic("orders")]),
        open: true,
        ..Fake::default()
    };
    let seen = survey(fake, &mut Watcher::default());
    assert!(!seen.complete && seen.sightings.len() == 1 && seen.problems.len() == 1);
    let down = survey(Fake::default(), &mut Watcher::default());
    assert!(!down.complete && down.taken.is_none() && down.sightings.is_empty());
    assert!(
        down.problems[0].contains("no broker of kafka:9092 answers"),
        "{down:?}"
    );
}

#[test]
fn many_topics_are_asked_for_in_pieces_and_whoever_stops_has_no_complete_look() {
    let fake = Fake {
        topics: Some((0..1200).map(|number| topic(&format!("t{number:04}"))).collect()),
        groups: Some(vec![]),
        open: true,
        ..Fake::default()
    };
    let fake = Arc::new(fake);
    let mut surveyor = KafkaSurveyor::new(fake.clone());
    assert!(surveyor.survey(None, &mut Watcher::default()).complete);
    assert_eq!(*fake.asked.lock().unwrap(), [500, 500, 200]);
    let mut stopped = Watcher {
        stopped: true,
        ..Watcher::default()
    };
    assert!(!surveyor.survey(None, &mut stopped).complete);
}
