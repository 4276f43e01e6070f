//! A small company with a catalog, its flaws and a past, and the services that answer for it.

use std::sync::{Arc, Mutex};

use jiff::{SignedDuration, Timestamp};
use muster::app::geometry::Size;
use muster::app::msg::{Finding, Verified};
use muster::app::{Answer, Request, State};
use muster::model::catalog::Catalog;
use muster::model::catalog::summary::Summary;
use muster::model::journal::{
    Body, EntityAppeared, EntityChanged, EntityDisappeared, Event, Filter, Hash, NewEvent, Stamp, Subject,
    Unknown, WorkspaceOpened,
};
use muster::model::task::{Running, TaskSummary};
use muster::runtime::headless::Headless;
use muster::runtime::inbox::Sender;
use muster::runtime::{Screens, Services, Ticket};
use uuid::Uuid;

use crate::program;
use crate::workspace::{self, entity};

/// Answers from a catalog and a list of events.
pub struct Company {
    pub catalog: Arc<Catalog>,
    /// Oldest first.
    pub events: Mutex<Vec<Event>>,
    /// What a verification finds.
    pub findings: Vec<Finding>,
}

impl Company {
    pub fn new(catalog: Arc<Catalog>, events: Vec<Event>) -> Arc<Self> {
        Arc::new(Self {
            catalog,
            events: Mutex::new(events),
            findings: Vec::new(),
        })
    }

    /// With the catalog and the past below.
    pub fn example() -> Arc<Self> {
        Self::new(catalog(), past())
    }

    /// Starts the program on it, and waits until everything is answered.
    pub fn start(self: &Arc<Self>, state: State, screens: Screens, (width, height): (u16, u16)) -> Headless {
        let size = Size::new(width, height);
        let mut program = Headless::start(state, screens, self.clone(), size).unwrap();
        program.wait_idle(std::time::Duration::from_secs(20)).unwrap();
        program
    }

    fn found(&self, filter: &Filter) -> Vec<Event> {
        let events = self.events.lock().unwrap();
        let mut found: Vec<Event> = events
            .iter()
            .filter(|event| passes(event, filter))
            .cloned()
            .collect();
        if filter.newest_first {
            found.reverse();
        }
        found.truncate(filter.limit.unwrap_or(usize::MAX));
        found
    }
}

fn passes(event: &Event, filter: &Filter) -> bool {
    let text = |event: &Event| {
        let body = String::from_utf8_lossy(event.body.as_deref().unwrap_or_default()).into_owned();
        format!("{} {} {} {body}", event.subject, event.type_, event.actor)
    };
    filter.after.is_none_or(|after| event.lseq > after)
        && filter.before.is_none_or(|before| event.lseq < before)
        && filter.since.is_none_or(|since| event.time >= since)
        && filter
            .subject
            .as_ref()
            .is_none_or(|subject| event.subject == *subject)
        && filter.actor.as_ref().is_none_or(|actor| event.actor == *actor)
        && filter
            .type_prefix
            .as_ref()
            .is_none_or(|prefix| event.type_.starts_with(prefix))
        && filter
            .text
            .as_ref()
            .is_none_or(|wanted| text(event).contains(wanted))
}

impl Services for Company {
    fn start(&self, _: Sender) {}

    fn answer(&self, request: Request, ticket: &Ticket) -> Answer {
        match request {
            Request::LoadCatalog => Answer::Catalog(self.catalog.clone()),
            Request::Runs => Answer::Runs(Arc::new([])),
            Request::Drafts => Answer::Drafts(Arc::new([])),
            Request::Summarise { catalog, person } => {
                Answer::Summary(Arc::new(Summary::of(&catalog, person.as_deref())))
            }
            Request::Events(filter) => Answer::Events(self.found(&filter).into()),
            Request::TaskSummary => Answer::TaskSummary(Arc::new(TaskSummary {
                all: 41,
                open: 9,
                new: 3,
                mine: 2,
                overdue: 1,
                running: Some(Running {
                    task: "k5qr8nm51x".to_owned(),
                    title: "Give Wouter access to the ledger".to_owned(),
                    since: now() - SignedDuration::from_mins(17),
                }),
            })),
            Request::VerifyJournal => Answer::Verified(Arc::new(Verified {
                events: self.events.lock().unwrap().len() as u64,
                origins: 1,
                versions: 2031,
                findings: self.findings.clone(),
                unlisted: 0,
            })),
            Request::Reach { nodes, .. } => Answer::Reach(nodes.into_iter().map(|node| (node, 0)).collect()),
            other => program::Fake(self.catalog.clone()).answer(other, ticket),
        }
    }
}

/// Seven sorts of flaw, names in two scripts, a name that would like to move the cursor.
pub fn catalog() -> Arc<Catalog> {
    let component = |name: &str, type_: &str, owner: &str, more: &str| {
        let spec = format!("type: {type_}\nlifecycle: production\nowner: {owner}\n{more}");
        entity("Component", name, spec.trim_end())
    };
    let mut documents = vec![
        entity("Domain", "money", "owner: payments"),
        entity("System", "ledger", "owner: payments\ndomain: money"),
        entity("System", "shop", "owner: shop"),
        entity("Group", "payments", "type: team\nchildren: []"),
        entity("Group", "shop", "type: team\nchildren: []"),
        entity("User", "ana", "memberOf: [payments]\nleaderOf: [payments]"),
        entity("User", "ben", "memberOf: [shop]"),
        component(
            "ledger",
            "service",
            "payments",
            "system: ledger\ndependsOn: [resource:ledger-db]",
        ),
        component(
            "billing",
            "service",
            "payments",
            "system: ledger\ndependsOn: [component:gone]",
        ),
        component("支払い台帳", "service", "payments", "system: ledger"),
        component(
            "cart",
            "service",
            "shop",
            "system: shop\ndependsOn: [component:ledger]",
        ),
        component("storefront", "website", "shop", "system: shop"),
        component("old-importer", "batch-job", "team-ghost", ""),
        component("older-importer", "batch-job", "team-ghost", ""),
        component("somebodys-tool", "service", "The Data People", ""),
        component("cart", "service", "shop", ""),
        entity(
            "Resource",
            "ledger-db",
            "type: database\nowner: payments\nsystem: ledger",
        ),
        entity(
            "Resource",
            "orders.v1",
            "type: kafka-topic\nowner: shop\nsystem: shop",
        ),
        entity("Resource", "drop-box", "type: bucket"),
        entity(
            "API",
            "ledger-api",
            "type: openapi\nlifecycle: production\nowner: payments\ndefinition: '{}'",
        ),
    ];
    documents.push("---\nkind: Component\nmetadata: [\n".to_owned());
    workspace::catalog(&documents.concat())
}

pub fn now() -> Timestamp {
    program::state(true).shared.now
}

fn ago(hours: i64) -> Timestamp {
    now() - SignedDuration::from_hours(hours)
}

/// An event with everything in it that is random elsewhere made from its position.
pub fn event(lseq: u64, hours_ago: i64, actor: &str, subject: Subject, body: &impl Body) -> Event {
    let random = std::array::from_fn(|at| (lseq as u8).wrapping_mul(31).wrapping_add(at as u8));
    NewEvent::new(body, subject, ago(hours_ago), actor).stamped(Stamp {
        journal_id: Uuid::from_u128(1),
        origin: Uuid::from_u128(0x1b9d_6bcd_bbfd_4b2d_9b5d_ab8d_fbbd_4bed),
        lseq,
        oseq: lseq,
        prev: Hash::of(&lseq.to_be_bytes()),
        random,
    })
}

pub fn changed(lseq: u64, hours_ago: i64, actor: &str, entity: &str, fields: &[&str]) -> Event {
    let body = EntityChanged {
        entity: entity.to_owned(),
        from: Hash::of(b"from"),
        to: Hash::of(b"to"),
        fields: fields.iter().map(|field| (*field).to_owned()).collect(),
        file: "catalog/money.yaml".to_owned(),
        unknown: Unknown::new(),
    };
    event(lseq, hours_ago, actor, Subject::entity(entity), &body)
}

/// Oldest first: a first opening, entities that came, changed and went, one of them redacted.
pub fn past() -> Vec<Event> {
    let ana = "user:default/ana";
    let opened = WorkspaceOpened {
        name: "acme".to_owned(),
        unknown: Unknown::new(),
    };
    let gone = EntityDisappeared {
        entity: "component:default/table-compactor".to_owned(),
        version: Hash::of(b"was"),
        unknown: Unknown::new(),
    };
    let appeared = EntityAppeared {
        entity: "component:default/支払い台帳".to_owned(),
        version: Hash::of(b"is"),
        file: "catalog/money.yaml".to_owned(),
        unknown: Unknown::new(),
    };
    let mut redacted = changed(
        3,
        100,
        "os:sam",
        "component:default/billing",
        &["metadata.description"],
    );
    (redacted.body, redacted.salt) = (None, None);
    vec![
        event(1, 24 * 40, "os:sam", Subject::workspace(), &opened),
        event(2, 24 * 6, "os:sam", Subject::entity(&gone.entity), &gone),
        redacted,
        event(4, 30, ana, Subject::entity(&appeared.entity), &appeared),
        changed(
            5,
            5,
            ana,
            "component:default/cart",
            &["spec.owner", "metadata.annotations[\"muster/lead\"]"],
        ),
        changed(6, 0, ana, "component:default/ledger", &["spec.dependsOn"]),
    ]
}
