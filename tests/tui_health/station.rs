//! A company at three in the morning: one thing is down, its neighbours are not well, and whoever looks is told the same as in
//! the program. What is asked and done is remembered.

use std::sync::{Arc, Mutex};

use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp};
use muster::app::{Answer, Failure, Msg, Request};
use muster::engine::ownership::review;
use muster::model::catalog::Catalog;
use muster::model::health::{Health, HealthAct, Healths, Look, Probed, Silence, Told, Went};
use muster::model::ownership::{Beside, Ownership, Policy, holding};
use muster::runtime::inbox::Sender;
use muster::runtime::{Services, Ticket};

use crate::program::Fake;
use crate::workspace::Workspace;

pub const ANA: &str = "user:default/ana";
pub const CLEO: &str = "user:default/cleo";
pub const CART: &str = "component:default/cart";
pub const LEDGER: &str = "component:default/ledger";
pub const SEARCH: &str = "component:default/search";
pub const ORDERS: &str = "resource:default/orders";
pub const PAY: &str = "component:default/payment-gateway";

const COMPANY: &str = "\
{apiVersion: backstage.io/v1alpha1, kind: Group, metadata: {name: tech, annotations: {muster/lead: bo}}, spec: {type: department, children: []}}
---
{apiVersion: backstage.io/v1alpha1, kind: Group, metadata: {name: payments, annotations: {muster/lead: ana}}, spec: {type: team, parent: tech, children: []}}
---
{apiVersion: backstage.io/v1alpha1, kind: Group, metadata: {name: catalogue, annotations: {muster/lead: cleo}}, spec: {type: team, parent: tech, children: []}}
---
{apiVersion: backstage.io/v1alpha1, kind: User, metadata: {name: ana}, spec: {memberOf: [payments]}}
---
{apiVersion: backstage.io/v1alpha1, kind: User, metadata: {name: bo}, spec: {memberOf: [tech]}}
---
{apiVersion: backstage.io/v1alpha1, kind: User, metadata: {name: cleo}, spec: {memberOf: [catalogue]}}
---
{apiVersion: backstage.io/v1alpha1, kind: User, metadata: {name: dan}, spec: {memberOf: [payments]}}
---
{apiVersion: backstage.io/v1alpha1, kind: Component, metadata: {name: cart, annotations: {muster/contact: dan}}, spec: {type: service, lifecycle: production, owner: payments}}
---
{apiVersion: backstage.io/v1alpha1, kind: Component, metadata: {name: payment-gateway}, spec: {type: service, lifecycle: production, owner: payments, dependsOn: ['component:cart']}}
---
{apiVersion: backstage.io/v1alpha1, kind: Component, metadata: {name: ledger}, spec: {type: service, lifecycle: production, owner: payments, dependsOn: ['component:cart']}}
---
{apiVersion: backstage.io/v1alpha1, kind: Component, metadata: {name: search}, spec: {type: service, lifecycle: production, owner: catalogue}}
---
{apiVersion: backstage.io/v1alpha1, kind: Resource, metadata: {name: orders}, spec: {type: kafka-topic, owner: catalogue}}
";

pub fn now() -> Timestamp {
    "2026-11-23T03:00:00Z".parse().unwrap()
}

fn before(minutes: i64) -> Timestamp {
    now() - SignedDuration::from_mins(minutes)
}

/// Looks half a minute apart, the last one just now: `u`, `l`, `d`, `?`.
fn looks(signs: &str) -> Vec<Look> {
    let count = i64::try_from(signs.len()).unwrap();
    let one = |(at, sign): (usize, char)| {
        let (heard, took) = match sign {
            'u' => (Health::Up, Some(41)),
            'l' => (Health::Degraded, Some(2_340)),
            'd' => (Health::Down, None),
            _ => (Health::Unknown, None),
        };
        let back = count - i64::try_from(at).unwrap();
        Look {
            at: now() - SignedDuration::from_secs(30 * back - 12),
            heard,
            took,
        }
    };
    signs.chars().enumerate().map(one).collect()
}

fn probed(entity: &str, probe: &str, state: Health, since: i64, seen: &str, signs: &str) -> Probed {
    Probed {
        entity: entity.to_owned(),
        probe: probe.to_owned(),
        target: format!(
            "https://{}.example.com/healthz expect=2xx every=30s",
            entity.rsplit('/').next().unwrap()
        ),
        declared: "annotation muster/probe".to_owned(),
        state,
        since: (since > 0).then(|| before(since)),
        flaps: false,
        seen: seen.to_owned(),
        looks: looks(signs),
        next: Some(now() + SignedDuration::from_secs(18)),
        told: Vec::new(),
    }
}

fn told(whom: &str, role: &str, minutes: i64, failed: Option<&str>) -> Told {
    Told {
        at: before(minutes),
        whom: format!("user:default/{whom}"),
        role: role.to_owned(),
        by: "pager".to_owned(),
        state: Health::Down,
        went: failed.map_or(Went::Arrived, |why| Went::Failed(why.to_owned())),
    }
}

/// The company of the night.
pub fn night() -> Healths {
    let cart = Probed {
        told: vec![
            told("dan", "contact", 46, None),
            told("bo", "lead", 16, Some("page exited with 1: no route")),
        ],
        ..probed(
            CART,
            "web",
            Health::Down,
            47,
            "connection refused by 10.0.4.17:443",
            "uuuuuuuuuddd",
        )
    };
    let search = Probed {
        flaps: true,
        told: vec![Told {
            by: String::new(),
            ..told("cleo", "accountable", 3, Some("no way reaches user:default/cleo"))
        }],
        ..probed(
            SEARCH,
            "web",
            Health::Down,
            4,
            "503 Service Unavailable, expected 2xx",
            "uuduudduuudd",
        )
    };
    let lag = Probed {
        target: "kafka:main/ledger max-lag=1000".to_owned(),
        declared: "muster.toml".to_owned(),
        ..probed(
            LEDGER,
            "lag",
            Health::Degraded,
            185,
            "ledger is 12,408 records behind on orders-3",
            "uuullllllll",
        )
    };
    let orders = Probed {
        next: None,
        ..probed(ORDERS, "probe", Health::Unknown, 0, "", "")
    };
    let silenced = probed(PAY, "web", Health::Down, 95, "timeout after 5 s", "dddddddddddd");
    Healths {
        probes: vec![
            silenced,
            cart,
            search,
            lag,
            orders,
            probed(LEDGER, "web", Health::Up, 60 * 52, "200 OK", "uuuuuuuuuuuu"),
        ],
        silences: vec![Silence {
            entity: PAY.to_owned(),
            until: now() + SignedDuration::from_mins(85),
            reason: "the bank moves its endpoint".to_owned(),
            by: "user:default/bo".to_owned(),
        }],
        wrong: vec![(
            ORDERS.to_owned(),
            "muster/probe.lag: `max-lag=many` is no number; write max-lag=1000".to_owned(),
        )],
    }
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
    healths: Healths,
    broken: Option<String>,
    /// What asking finds, instead of what was known.
    after: Option<Healths>,
    probed: Vec<Vec<String>>,
    acts: Vec<HealthAct>,
    asked: usize,
    /// Whether it is left to others what only one process does.
    rests: bool,
    sender: Option<Sender>,
}

impl Station {
    pub fn with(healths: Healths) -> Arc<Self> {
        let files = Workspace::new(&[("muster.toml", ""), ("company.yaml", COMPANY)]);
        Arc::new(Self {
            catalog: files.read().catalog,
            world: Mutex::new(World {
                healths,
                ..World::default()
            }),
            _files: files,
        })
    }

    pub fn night() -> Arc<Self> {
        Self::with(night())
    }

    fn world(&self) -> std::sync::MutexGuard<'_, World> {
        self.world.lock().unwrap()
    }

    pub fn break_with(&self, cause: &str) {
        self.world().broken = Some(cause.to_owned());
    }

    /// From now on the probes say this.
    pub fn say(&self, healths: Healths) {
        self.world().healths = healths;
    }

    /// As soon as somebody asks, the probes say this.
    pub fn say_when_asked(&self, healths: Healths) {
        self.world().after = Some(healths);
    }

    /// Of which entities the probes were asked, question by question.
    pub fn probed(&self) -> Vec<Vec<String>> {
        self.world().probed.clone()
    }

    pub fn acts(&self) -> Vec<HealthAct> {
        self.world().acts.clone()
    }

    /// Whether it is left to others what only one process does.
    pub fn rests(&self) -> bool {
        self.world().rests
    }

    /// How often somebody wanted to know what the probes saw.
    pub fn asked(&self) -> usize {
        self.world().asked
    }
}

impl World {
    fn act(&mut self, act: &HealthAct) -> Result<String, String> {
        self.acts.push(act.clone());
        let silences = &mut self.healths.silences;
        match act {
            HealthAct::Silence { entity, .. } if entity == ORDERS => {
                Err(format!("Only who answers for {entity} silences it."))
            }
            HealthAct::Silence {
                entity,
                until,
                reason,
            } => {
                silences.push(Silence {
                    entity: entity.clone(),
                    until: *until,
                    reason: reason.clone(),
                    by: ANA.to_owned(),
                });
                Ok(format!("Nobody is told of {entity} until {until}."))
            }
            HealthAct::Speak { entity } => {
                silences.retain(|silence| silence.entity != *entity);
                Ok(format!("Who has to be told of {entity} is told again."))
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
            Request::Health { .. } => {
                world.asked += 1;
                match &world.broken {
                    Some(cause) => Answer::Failed(Failure::new(cause.as_str(), "r tries again.")),
                    None => Answer::Health(Arc::new(world.healths.clone())),
                }
            }
            Request::Probe { entities, .. } => {
                world.probed.push(entities);
                if let Some(after) = world.after.take() {
                    world.healths = after;
                }
                Answer::Health(Arc::new(world.healths.clone()))
            }
            Request::HealthAct(act) => {
                let outcome = world.act(&act);
                if let Some(sender) = &world.sender {
                    sender.send(Msg::JournalGrew);
                }
                Answer::HealthActed(outcome)
            }
            Request::Owned { catalog, team, .. } => {
                let known = Ownership::default();
                let policy = Policy::default();
                let review = review(&catalog, &known, &policy, Date::constant(2026, 11, 23));
                let held = holding(&review, Beside::default(), ANA, team);
                Answer::Owned(Arc::new(held))
            }
            other => Fake(self.catalog.clone()).answer(other, ticket),
        }
    }

    fn rest(&self) {
        self.world().rests = true;
    }

    fn go_on(&self) {
        self.world().rests = false;
    }
}
