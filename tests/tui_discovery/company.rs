//! A company with things outside that its catalog does not have, and services that claim, declare and look.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex};

use jiff::{SignedDuration, Timestamp};
use muster::app::msg::Pick;
use muster::app::{Answer, Failure, Request};
use muster::model::blueprint::field::{Matcher, Picker};
use muster::model::catalog::Catalog;
use muster::model::discovery::{
    Claim, Claimed, Discovery, Gone, Guess, Hint, Observed, Place, Sighting, Sort, Standing, Unregistered,
    Way,
};
use muster::runtime::inbox::Sender;
use muster::runtime::{Services, Ticket};

use crate::program;
use crate::workspace::{self, entity};

pub struct Company {
    pub world: Mutex<World>,
}

/// What there is, and what is to go wrong.
pub struct World {
    /// Documents beside those of the example.
    documents: Vec<String>,
    pub discovery: Discovery,
    pub claims: Vec<Claim>,
    pub declared: Vec<(String, String)>,
    pub looks: Vec<Option<Vec<String>>>,
    /// These cannot be claimed, or declared, and why.
    pub failing: BTreeMap<String, String>,
    /// No look works, for this reason.
    pub broken: Option<String>,
    /// A look goes on until it is told to stop.
    pub endless: bool,
}

pub fn now() -> Timestamp {
    program::state(true).shared.now
}

fn ago(minutes: i64) -> Timestamp {
    now() - SignedDuration::from_mins(minutes)
}

fn base() -> String {
    [
        entity("Group", "checkout", "type: team\nchildren: []"),
        entity("Group", "payments", "type: team\nchildren: []"),
        entity("User", "ana", "memberOf: [checkout]\nleaderOf: [checkout]"),
        entity("User", "ben", "memberOf: [payments]\nleaderOf: [payments]"),
        entity("User", "zoe", "memberOf: []"),
        entity(
            "Component",
            "cart",
            "type: service\nlifecycle: production\nowner: checkout\ndependsOn: [resource:stock]",
        ),
        entity(
            "Component",
            "ledger",
            "type: service\nlifecycle: production\nowner: payments",
        ),
        entity("Resource", "orders.placed", "type: kafka-topic\nowner: checkout"),
        entity("Resource", "stock", "type: kafka-topic\nowner: checkout"),
        entity("Resource", "invoices", "type: kafka-topic\nowner: payments"),
    ]
    .concat()
}

pub fn topic(name: &str, accountable: Option<&str>, reason: &str) -> Unregistered {
    let facts = [("partitions", "12"), ("replicas", "3")];
    Unregistered {
        sighting: Sighting {
            id: format!("kafka:main/{name}"),
            sort: Sort::Topic,
            name: name.to_owned(),
            facts: facts
                .map(|(fact, value)| (fact.to_owned(), value.to_owned()))
                .into(),
            hints: vec![Hint::Writer("User:cart".to_owned())],
            ..Sighting::default()
        },
        guess: Guess {
            owner: accountable.map(|_| "group:default/checkout".to_owned()),
            accountable: accountable.map(str::to_owned),
            reason: reason.to_owned(),
        },
        entity_ref: format!("resource:default/{}", plain(name)),
    }
}

/// A name as the catalog can have it.
fn plain(name: &str) -> String {
    let known = |c: &char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-');
    name.chars().filter(known).collect::<String>().replace("--", "-")
}

fn repository() -> Unregistered {
    Unregistered {
        sighting: Sighting {
            id: "github:acme/price-bot".to_owned(),
            sort: Sort::Repository,
            name: "price-bot".to_owned(),
            facts: vec![("language".to_owned(), "Go".to_owned())],
            url: Some("https://github.example/acme/price-bot".to_owned()),
            hints: vec![Hint::CodeOwner("@acme/payments".to_owned())],
            files: Vec::new(),
        },
        guess: Guess {
            owner: Some("group:default/payments".to_owned()),
            accountable: Some("user:default/ben".to_owned()),
            reason: "CODEOWNERS gives all of it to payments, which ben leads".to_owned(),
        },
        entity_ref: "component:default/price-bot".to_owned(),
    }
}

fn seen(who: &str, from: &str, way: Way, to: &str, standing: Standing, evidence: &str) -> Observed {
    let end = |kind: &str, name: &str| (!name.is_empty()).then(|| format!("{kind}:default/{name}"));
    Observed {
        from: end("component", from),
        who: who.to_owned(),
        way,
        to: end("resource", to),
        id: format!("kafka:main/{}", if to.is_empty() { "refunds.v1" } else { to }),
        evidence: if evidence.is_empty() {
            vec![]
        } else {
            vec![evidence.to_owned()]
        },
        standing,
    }
}

fn place(name: &str, minutes: Option<i64>, seen: usize, problem: &str) -> Place {
    Place {
        name: name.to_owned(),
        taken: minutes.map(ago),
        complete: problem.is_empty() && minutes.is_some(),
        seen,
        problems: if problem.is_empty() {
            vec![]
        } else {
            vec![problem.to_owned()]
        },
        sandbox: name == "kafka:main",
    }
}

/// Two clusters, one of them down, and an organisation.
pub fn example() -> Discovery {
    let ana = Some("user:default/ana");
    Discovery {
        places: vec![
            place("kafka:main", Some(3), 214, ""),
            place(
                "kafka:eu",
                Some(90),
                0,
                "no broker of eu-1.example:9092 answers: connection refused",
            ),
            place(
                "github:acme",
                Some(26 * 60),
                31,
                "the rate limit is used up until 04:00",
            ),
        ],
        unregistered: vec![
            topic(
                "orders.refused",
                ana,
                "its name begins with orders. as 1 other that checkout owns",
            ),
            topic(
                "orders.returned",
                ana,
                "its name begins with orders. as 1 other that checkout owns",
            ),
            topic("tmp-支払い-test", None, "nothing speaks for anybody"),
            topic("evil\u{1b}[31m", None, "nothing speaks for anybody"),
            repository(),
        ],
        gone: vec![Gone {
            entity_ref: "resource:default/invoices".to_owned(),
            id: "kafka:main/invoices".to_owned(),
            accountable: Some("user:default/ben".to_owned()),
            noticed: Some(ago(3)),
        }],
        observed: vec![
            seen(
                "group cart",
                "cart",
                Way::Reads,
                "",
                Standing::Unknown,
                "group cart has offsets",
            ),
            seen("", "cart", Way::Reads, "stock", Standing::Unseen, ""),
            seen(
                "group ledger-main",
                "ledger",
                Way::Reads,
                "orders.placed",
                Standing::Undeclared,
                "group ledger-main has offsets",
            ),
            seen(
                "User:cart",
                "cart",
                Way::Writes,
                "orders.placed",
                Standing::Undeclared,
                "rule: User:cart may WRITE to orders.*",
            ),
        ],
    }
}

impl Company {
    pub fn new(discovery: Discovery) -> Arc<Self> {
        Arc::new(Self {
            world: Mutex::new(World {
                documents: Vec::new(),
                discovery,
                claims: Vec::new(),
                declared: Vec::new(),
                looks: Vec::new(),
                failing: BTreeMap::new(),
                broken: None,
                endless: false,
            }),
        })
    }

    fn look(&self, places: Option<Vec<String>>, ticket: &Ticket) -> Answer {
        let (endless, broken) = {
            let mut world = self.world.lock().unwrap();
            world.looks.push(places.clone());
            (world.endless, world.broken.clone())
        };
        if places.is_some_and(|places| places.is_empty()) {
            return self.discovery();
        }
        while endless && ticket.is_current() {
            std::thread::yield_now();
        }
        match broken {
            Some(cause) => Answer::Failed(Failure::new(cause, "r tries again.")),
            None => self.discovery(),
        }
    }

    fn discovery(&self) -> Answer {
        Answer::Discovery(Arc::new(self.world.lock().unwrap().discovery.clone()))
    }
}

impl World {
    fn catalog(&self) -> Arc<Catalog> {
        workspace::catalog(&(base() + &self.documents.concat()))
    }

    fn claim(&mut self, claim: Claim) -> Claimed {
        let entity_ref = claim.entity_ref.clone().unwrap_or_default();
        let outcome = match self.failing.get(&claim.id) {
            Some(cause) => Err(cause.clone()),
            None => {
                self.discovery
                    .unregistered
                    .retain(|found| found.sighting.id != claim.id);
                let name = entity_ref.rsplit('/').next().unwrap_or_default();
                self.documents
                    .push(entity("Resource", name, "type: kafka-topic\nowner: checkout"));
                Ok(format!("catalog/discovered/{name}.yaml"))
            }
        };
        let id = claim.id.clone();
        self.claims.push(claim);
        Claimed {
            id,
            entity_ref,
            outcome,
        }
    }

    fn declare(&mut self, edge: (String, String)) -> Result<String, String> {
        if let Some(cause) = self.failing.get(&edge.0) {
            return Err(cause.clone());
        }
        for seen in &mut self.discovery.observed {
            if seen.from.as_ref() == Some(&edge.0) && seen.to.as_ref() == Some(&edge.1) {
                seen.standing = Standing::Both;
            }
        }
        self.declared.push(edge);
        Ok("catalog-info.yaml".to_owned())
    }
}

fn picked(catalog: &Catalog, picker: &Picker, words: &str) -> Vec<Pick> {
    let kinds: BTreeSet<&str> = picker
        .filters
        .iter()
        .filter_map(|filter| filter.get("kind"))
        .filter_map(|kind| match kind {
            Matcher::OneOf(kinds) => Some(kinds),
            Matcher::Exists(_) => None,
        })
        .flatten()
        .map(String::as_str)
        .collect();
    let fitting = catalog.entities().filter(|entity| kinds.contains(entity.kind()));
    let found = fitting.filter(|entity| entity.name().contains(words));
    found
        .map(|entity| Pick {
            entity_ref: entity.entity_ref().to_owned(),
            title: entity.label().to_owned(),
            note: entity.kind().to_owned(),
        })
        .collect()
}

impl Services for Company {
    fn start(&self, _: Sender) {}

    fn answer(&self, request: Request, ticket: &Ticket) -> Answer {
        let mut world = self.world.lock().unwrap();
        match request {
            Request::LoadCatalog => Answer::Catalog(world.catalog()),
            Request::Discovery { .. } => {
                drop(world);
                self.discovery()
            }
            Request::Survey { places, .. } => {
                drop(world);
                self.look(places, ticket)
            }
            Request::Claim { claims } => {
                Answer::Claimed(claims.into_iter().map(|claim| world.claim(claim)).collect())
            }
            Request::Declare { edges } => {
                Answer::Declared(edges.into_iter().map(|edge| world.declare(edge)).collect())
            }
            Request::Pick {
                catalog,
                picker,
                words,
                ..
            } => Answer::Picked(picked(&catalog, &picker, &words).into()),
            other => {
                let catalog = world.catalog();
                drop(world);
                program::Fake(catalog).answer(other, ticket)
            }
        }
    }
}
