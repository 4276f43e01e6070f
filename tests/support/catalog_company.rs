//! A small company in memory: its catalog, searched for real, with a document and a history for one of its entities.

use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};
use muster::app::{Answer, Failure, Request};
use muster::model::catalog::query::{Facet, Index, Query, count_values};
use muster::model::catalog::{Catalog, EntityId, Key, Node, Position, Value};
use muster::model::journal::{EntityAppeared, EntityChanged, Event, Hash, NewEvent, Stamp, Subject};
use muster::runtime::inbox::Sender;
use muster::runtime::{Services, Ticket};
use uuid::Uuid;

/// What the screens of a test are told.
pub struct Company {
    pub catalog: Arc<Catalog>,
    pub now: Timestamp,
}

impl Company {
    fn search(&self, catalog: &Catalog, query: &Query) -> Vec<EntityId> {
        Index::new(catalog)
            .search(catalog, query, None, &|| false)
            .unwrap_or_default()
    }

    fn facets(&self, catalog: &Catalog, query: &Query) -> Answer {
        let count = |facet: Facet| {
            let mut others = query.clone();
            others.terms.retain(|term| term.facet != facet);
            let values = count_values(catalog, facet, self.search(catalog, &others));
            let owned = values.into_iter().map(|(value, count)| (value.to_owned(), count));
            (facet, owned.collect::<Vec<_>>())
        };
        Answer::Facets(Facet::ALL.into_iter().map(count).collect())
    }

    /// Two events, of five minutes and of three days ago.
    fn events(&self, subject: &Subject) -> Arc<[Event]> {
        let entity = subject.entity_ref().unwrap_or_default().to_owned();
        if entity != "component:default/ledger" {
            return Arc::new([]);
        }
        let at = |minutes| self.now - SignedDuration::from_mins(minutes);
        let changed = EntityChanged {
            entity: entity.clone(),
            from: Hash::of(b"a"),
            to: Hash::of(b"b"),
            fields: vec!["spec.owner".into(), "metadata.tags".into()],
            file: "payments.yaml".into(),
            unknown: Default::default(),
        };
        let appeared = EntityAppeared {
            entity,
            version: Hash::of(b"a"),
            file: "payments.yaml".into(),
            unknown: Default::default(),
        };
        Arc::new([
            stamped(
                NewEvent::new(&changed, subject.clone(), at(5), "user:default/ana"),
                2,
            ),
            stamped(
                NewEvent::new(&appeared, subject.clone(), at(3 * 24 * 60), "muster"),
                1,
            ),
        ])
    }

    fn document(&self, entity_ref: &str) -> Answer {
        match entity_ref {
            "component:default/ledger" => Answer::Document(Arc::new(ledger())),
            "component:default/broken" => Answer::Failed(Failure::new(
                "The file cannot be read now.",
                "What is shown is its last good version.",
            )),
            _ => Answer::Document(Arc::new(map(vec![("kind", text("Component"))]))),
        }
    }
}

impl Services for Company {
    fn start(&self, _: Sender) {}

    fn answer(&self, request: Request, _: &Ticket) -> Answer {
        match request {
            Request::LoadCatalog => Answer::Catalog(self.catalog.clone()),
            Request::Search { catalog, query } => {
                let ids = self.search(&catalog, &query).into();
                Answer::Found { catalog, ids }
            }
            Request::Find {
                catalog,
                words,
                limit,
            } => {
                let mut ids = self.search(&catalog, &Query::parse(&words));
                ids.truncate(limit);
                let ids = ids.into();
                Answer::Found { catalog, ids }
            }
            Request::CountFacets { catalog, query } => self.facets(&catalog, &query),
            Request::Events(filter) => Answer::Events(match &filter.subject {
                Some(subject) => self.events(subject),
                None => Arc::new([]),
            }),
            Request::ReadDocument { entity_ref } => self.document(&entity_ref),
            _ => Answer::Failed(Failure::new("This company cannot do that.", "Ask another.")),
        }
    }
}

fn stamped(event: NewEvent, lseq: u64) -> Event {
    event.stamped(Stamp {
        journal_id: Uuid::nil(),
        origin: Uuid::nil(),
        lseq,
        oseq: lseq,
        prev: Hash::ZERO,
        random: [lseq as u8; 26],
    })
}

fn ledger() -> Node {
    let link = |url: &str, title: &str| map(vec![("url", text(url)), ("title", text(title))]);
    let links = vec![
        link("https://grafana.example/d/ledger", "Dashboard"),
        link("https://wiki.example/ledger", "Runbook"),
    ];
    let metadata = map(vec![
        ("name", text("ledger")),
        (
            "description",
            text(
                "Keeps the books: every payment, refund and fee becomes two entries here, and nothing is ever changed \
                 or deleted. The source of truth for finance, reconciled with the bank each night.",
            ),
        ),
        (
            "annotations",
            map(vec![
                ("pagerduty.com/service-id", text("PLEDGER")),
                ("muster/deputy", text("user:default/bo")),
            ]),
        ),
        ("links", node(Value::List(links))),
    ]);
    map(vec![
        ("apiVersion", text("backstage.io/v1alpha1")),
        ("kind", text("Component")),
        ("metadata", metadata),
        (
            "spec",
            map(vec![("type", text("service")), ("owner", text("payments"))]),
        ),
    ])
}

fn node(value: Value) -> Node {
    Node {
        value,
        at: Position::default(),
    }
}

fn text(text: &str) -> Node {
    Node::scalar(text, Position::default())
}

fn map(pairs: Vec<(&str, Node)>) -> Node {
    let key = |text: &str| Key {
        text: text.to_owned(),
        at: Position::default(),
    };
    node(Value::Map(
        pairs
            .into_iter()
            .map(|(name, value)| (key(name), value))
            .collect(),
    ))
}
