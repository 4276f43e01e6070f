//! A company in which some access is over, some is nobody's, and one place was not seen to the end. What is asked and done is
//! remembered.

use std::sync::{Arc, Mutex};

use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp};
use muster::app::{Answer, Failure, Msg, Request};
use muster::engine::ownership::review as owned;
use muster::model::access::{
    Access, AccessAct, AccessPlace, AccessReview, Asks, Grant, Presence, PrincipalSort, Reviewed, Right, Why,
    shown,
};
use muster::model::catalog::Catalog;
use muster::model::ownership::{Beside, Ownership, Policy, holding};
use muster::runtime::inbox::Sender;
use muster::runtime::{Services, Ticket};

use crate::program::Fake;
use crate::workspace::Workspace;

pub const ANA: &str = "user:default/ana";
pub const BO: &str = "user:default/bo";
pub const DAN: &str = "user:default/dan";
pub const CART: &str = "component:default/cart";
pub const ORDERS: &str = "resource:default/orders";
pub const LEDGER: &str = "component:default/ledger";
pub const PAYMENTS: &str = "group:default/payments";

const COMPANY: &str = "\
{apiVersion: backstage.io/v1alpha1, kind: Group, metadata: {name: tech, annotations: {muster/lead: bo}}, spec: {type: department, children: []}}
---
{apiVersion: backstage.io/v1alpha1, kind: Group, metadata: {name: payments, annotations: {muster/lead: ana}}, spec: {type: team, parent: tech, children: []}}
---
{apiVersion: backstage.io/v1alpha1, kind: User, metadata: {name: ana}, spec: {memberOf: [payments]}}
---
{apiVersion: backstage.io/v1alpha1, kind: User, metadata: {name: bo}, spec: {memberOf: [tech]}}
---
{apiVersion: backstage.io/v1alpha1, kind: User, metadata: {name: dan}, spec: {memberOf: [payments]}}
---
{apiVersion: backstage.io/v1alpha1, kind: Component, metadata: {name: cart}, spec: {type: service, lifecycle: production, owner: payments, dependsOn: ['resource:orders']}}
---
{apiVersion: backstage.io/v1alpha1, kind: Component, metadata: {name: ledger, annotations: {github.com/project-slug: acme/ledger}}, spec: {type: service, lifecycle: production, owner: tech}}
---
{apiVersion: backstage.io/v1alpha1, kind: Resource, metadata: {name: orders, annotations: {muster/external-id: 'kafka:main/orders.placed'}}, spec: {type: kafka-topic, owner: payments}}
";

pub fn now() -> Timestamp {
    "2026-11-23T10:00:00Z".parse().unwrap()
}

fn before(hours: i64) -> Timestamp {
    now() - SignedDuration::from_hours(hours)
}

const TOPIC: &str = "kafka:main/orders.placed";
const REPOSITORY: &str = "github:acme/ledger";

pub fn right(target: &str, principal: &str, right: &str, through: &str) -> Right {
    Right {
        target: target.to_owned(),
        principal: principal.to_owned(),
        principal_sort: match (target.starts_with("github:"), principal.contains('/')) {
            (true, true) => PrincipalSort::Team,
            (true, false) => PrincipalSort::Login,
            (false, _) => PrincipalSort::Account,
        },
        right: right.to_owned(),
        through: through.to_owned(),
    }
}

pub fn row(right: Right, entity: Option<&str>, holder: Option<&str>, why: Why) -> Access {
    Access {
        right,
        entity: entity.map(str::to_owned),
        holder: holder.map(str::to_owned),
        why,
        presence: Presence::There,
        is_over: false,
    }
}

fn granted(run: &str, until: Option<&str>, reason: &str) -> Why {
    Why::Granted(Grant {
        run: run.to_owned(),
        step: "rules".to_owned(),
        until: until.map(|until| until.parse().unwrap()),
        by: DAN.to_owned(),
        given: before(24 * 30),
        reason: reason.to_owned(),
    })
}

/// What the places have.
pub fn review() -> AccessReview {
    let over = Access {
        is_over: true,
        ..row(
            right(TOPIC, "User:report", "read", ""),
            Some(ORDERS),
            None,
            granted("01jcover", Some("2026-11-19T00:00:00Z"), "the audit of October"),
        )
    };
    let gone = Access {
        presence: Presence::Gone,
        ..row(
            right(TOPIC, "User:probe", "describe", ""),
            Some(ORDERS),
            None,
            granted("01jcgone", None, "a test of the cluster"),
        )
    };
    let cart = Some(CART);
    let payments = Some(PAYMENTS);
    let rows = vec![
        over,
        row(
            right(REPOSITORY, "octocat", "admin", "outside collaborator"),
            Some(LEDGER),
            None,
            Why::Nothing,
        ),
        row(
            right("kafka:main/scratch", "User:cart", "write", "from any host"),
            None,
            cart,
            Why::Nothing,
        ),
        row(
            right(REPOSITORY, "acme/payments", "push", ""),
            Some(LEDGER),
            payments,
            granted("01jcpush", Some("2026-12-01T00:00:00Z"), "the move of the ledger"),
        ),
        row(
            right(REPOSITORY, "bo", "admin", ""),
            Some(LEDGER),
            Some(BO),
            Why::Owner("member of group:default/tech, which owns it".to_owned()),
        ),
        row(
            right(TOPIC, "User:cart", "read", ""),
            Some(ORDERS),
            cart,
            Why::Declared("component:default/cart dependsOn resource:default/orders".to_owned()),
        ),
        gone,
    ];
    AccessReview {
        rows,
        places: vec![
            AccessPlace {
                place: "kafka:main".to_owned(),
                taken: Some(before(3)),
                complete: true,
                problems: Vec::new(),
            },
            AccessPlace {
                place: "github:acme".to_owned(),
                taken: Some(before(26)),
                complete: false,
                problems: vec!["acme/vault: the token may not list who has access (403)".to_owned()],
            },
        ],
        reviewed: vec![Reviewed {
            entity: ORDERS.to_owned(),
            by: ANA.to_owned(),
            at: before(24 * 70),
        }],
        asks: Asks {
            ask: true,
            leaving: Vec::new(),
        },
    }
}

/// A company whose places nobody has looked at.
pub fn never() -> AccessReview {
    let mut review = AccessReview {
        reviewed: Vec::new(),
        rows: Vec::new(),
        ..review()
    };
    for place in &mut review.places {
        (place.taken, place.complete) = (None, false);
        place.problems.clear();
    }
    review
}

/// What the world answers.
pub struct Station {
    catalog: Arc<Catalog>,
    world: Mutex<World>,
    // Documents are read from there.
    _files: Workspace,
}

#[derive(Default)]
struct World {
    review: AccessReview,
    broken: Option<String>,
    /// What a look finds, instead of what was known.
    after: Option<AccessReview>,
    looks: usize,
    acts: Vec<AccessAct>,
    asked: usize,
    sender: Option<Sender>,
}

impl Station {
    pub fn with(review: AccessReview) -> Arc<Self> {
        let files = Workspace::new(&[("muster.toml", ""), ("company.yaml", COMPANY)]);
        Arc::new(Self {
            catalog: files.read().catalog,
            world: Mutex::new(World {
                review,
                ..World::default()
            }),
            _files: files,
        })
    }

    pub fn usual() -> Arc<Self> {
        Self::with(review())
    }

    fn world(&self) -> std::sync::MutexGuard<'_, World> {
        self.world.lock().unwrap()
    }

    pub fn break_with(&self, cause: &str) {
        self.world().broken = Some(cause.to_owned());
    }

    /// From now on this is known.
    pub fn say(&self, review: AccessReview) {
        self.world().review = review;
    }

    /// As soon as somebody looks, this is seen.
    pub fn say_when_looked(&self, review: AccessReview) {
        self.world().after = Some(review);
    }

    /// How often the places were looked at.
    pub fn looks(&self) -> usize {
        self.world().looks
    }

    pub fn acts(&self) -> Vec<AccessAct> {
        self.world().acts.clone()
    }

    /// How often somebody wanted to know who has what.
    pub fn asked(&self) -> usize {
        self.world().asked
    }
}

impl World {
    fn act(&mut self, act: &AccessAct) -> Vec<Result<String, String>> {
        self.acts.push(act.clone());
        match act {
            AccessAct::TakeBack { rights } => {
                self.review.rows.retain(|row| !rights.contains(&row.right));
                let begun = |right: &Right| Ok(format!("Run 01jcback takes it back: {}", shown(right)));
                rights.iter().map(begun).collect()
            }
            AccessAct::Extend { run, until, .. } => {
                vec![Ok(format!("What step `rules` of run {run} gave ends on {until}"))]
            }
            AccessAct::Review { entity } if entity == ORDERS => {
                vec![Ok(format!("{entity} is looked through: 2 rights"))]
            }
            AccessAct::Review { entity } => {
                vec![Err(format!(
                    "You do not govern changes of {entity}: {BO} can do this"
                ))]
            }
        }
    }
}

impl Services for Station {
    fn start(&self, sender: Sender) {
        self.world().sender = Some(sender);
    }

    fn answer(&self, request: Request, ticket: &Ticket) -> Answer {
        let mut world = self.world();
        match request {
            Request::Access { .. } => {
                world.asked += 1;
                match &world.broken {
                    Some(cause) => Answer::Failed(Failure::new(cause.as_str(), "r tries again.")),
                    None => Answer::Access(Arc::new(world.review.clone())),
                }
            }
            Request::SurveyAccess { .. } => {
                world.looks += 1;
                if let Some(after) = world.after.take() {
                    world.review = after;
                }
                match &world.broken {
                    Some(cause) => Answer::Failed(Failure::new(cause.as_str(), "r tries again.")),
                    None => Answer::Access(Arc::new(world.review.clone())),
                }
            }
            Request::AccessAct(act) => {
                let outcomes = world.act(&act);
                if let Some(sender) = &world.sender {
                    sender.send(Msg::JournalGrew);
                }
                Answer::AccessActed(outcomes.into())
            }
            Request::Owned { catalog, team, .. } => {
                let known = Ownership::default();
                let policy = Policy::default();
                let review = owned(&catalog, &known, &policy, Date::constant(2026, 11, 23));
                let held = holding(&review, Beside::default(), ANA, team);
                Answer::Owned(Arc::new(held))
            }
            other => Fake(self.catalog.clone()).answer(other, ticket),
        }
    }
}
