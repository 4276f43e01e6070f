//! A company with a vision that it does not quite meet, and services that judge, waive and file as the program does, in
//! memory.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp};
use muster::app::msg::Tried;
use muster::app::{Answer, Failure, Request};
use muster::model::catalog::Catalog;
use muster::model::vision::cel::Wrong;
use muster::model::vision::diff::Fall;
use muster::model::vision::waiver::{Decision, decide};
use muster::model::vision::{By, Judged, PastScores, Trial, Vision, Waiver, WaiverAsk, WaiverSource, diff};
use muster::runtime::inbox::Sender;
use muster::runtime::{Services, Ticket};
use muster::sources::vision::{Unread, VISION_FILE, read_rule, read_with};

use crate::program;
use crate::workspace::{self, entity};

pub struct Company {
    pub world: Mutex<World>,
}

/// What there is, and what is to go wrong.
pub struct World {
    catalog: Arc<Catalog>,
    /// The text of vision.yaml, and of the one before.
    pub vision: String,
    pub before: Option<String>,
    pub granted: Vec<Waiver>,
    pub asked: Vec<WaiverAsk>,
    pub filed: Vec<Fall>,
    /// The vision cannot be judged, for this reason.
    pub broken: Option<String>,
}

pub fn now() -> Timestamp {
    program::state(true).shared.now
}

pub const TODAY: Date = Date::constant(2026, 9, 21);

fn catalog() -> Arc<Catalog> {
    let service = |name: &str, owner: &str, rest: &str| {
        entity(
            "Component",
            name,
            &format!("type: service\nlifecycle: production\nowner: {owner}\n{rest}"),
        )
    };
    workspace::catalog(
        &[
            entity("Group", "checkout", "type: team\nchildren: []"),
            entity("Group", "payments", "type: team\nchildren: []"),
            entity("User", "ana", "memberOf: [checkout]\nleaderOf: [checkout]"),
            entity("User", "ben", "memberOf: [payments]\nleaderOf: [payments]"),
            entity("User", "zoe", "memberOf: []"),
            entity("System", "shop", "owner: checkout"),
            service(
                "cart",
                "checkout",
                "system: shop\ndependsOn: [component:ledger, resource:stock]",
            ),
            service("basket", "checkout", "system: shop\ndependsOn: [component:cart]"),
            service("ledger", "payments", "dependsOn: [resource:orders-mongo]"),
            service("Price_Bot", "payments", ""),
            entity("Resource", "stock", "type: kafka-topic\nowner: checkout"),
            entity("Resource", "orders-mongo", "type: mongodb\nowner: payments"),
        ]
        .concat(),
    )
}

pub const VISION: &str = r#"statement: Services meet through events; every team runs what it builds.
principles:
  - id: events-first
    title: Services meet through events
    reason: A team can be down without taking others with it
    links: ["https://docs.example/events"]
radar:
  quadrants: [{id: data, name: Data}, {id: languages, name: Languages}]
  rings:
    - {id: adopt, name: Adopt}
    - {id: hold, name: Hold, severity: warning, new: blocking}
  technologies:
    - {id: mongodb, title: MongoDB, quadrant: data, ring: hold, reason: "We keep events, not documents"}
    - {id: rust, title: Rust, quadrant: languages, ring: adopt}
rules:
  - id: meet-through-events
    title: Services meet only through topics or APIs
    severity: blocking
    principles: [events-first]
    reason: A call takes the caller down with the called
    for: {kind: Component, type: service}
    each: dependsOn
    require: other.kind != "Component"
    message: '"depends directly on " + other.ref'
    remedy: Publish an event, or give it an API
    blueprint: template:default/kafka-topic
    links: ["https://docs.example/events/how"]
  - id: system-stated
    title: Every service belongs to a system
    for: {kind: Component}
    require: has(entity.spec.system)
    severity: warning
naming:
  - {kind: Component, pattern: '^[a-z][a-z-]+$', reason: Names are part of addresses, severity: advice}
waivers:
  - {rule: system-stated, entity: component:default/ledger, owner: user:default/ben, reason: it moves to the money system, until: 2026-09-25}
  - {rule: meet-through-events, entity: component:default/basket, owner: user:default/ana, reason: the cart is rebuilt, until: 2026-09-01}
grantors: [user:default/zoe]
"#;

impl Company {
    pub fn new(vision: &str) -> Arc<Self> {
        Arc::new(Self {
            world: Mutex::new(World {
                catalog: catalog(),
                vision: vision.to_owned(),
                before: None,
                granted: Vec::new(),
                asked: Vec::new(),
                filed: Vec::new(),
                broken: None,
            }),
        })
    }
}

fn read(text: &str) -> Vision {
    read_with(&|path| match path {
        VISION_FILE if !text.is_empty() => Ok(text.to_owned()),
        _ => Err(Unread::Missing),
    })
}

impl World {
    fn judged(&self, vision: &str) -> Judged {
        let vision = Arc::new(read(vision));
        let waivers = vision.waivers.iter().chain(&self.granted).cloned().collect();
        Judged::new(vision, Arc::clone(&self.catalog), waivers, TODAY, None)
    }

    fn waive(&mut self, asks: Vec<WaiverAsk>) -> Vec<Result<String, String>> {
        let judged = self.judged(&self.vision);
        self.asked.extend(asks.iter().cloned());
        let outcomes = asks
            .into_iter()
            .map(|ask| match decide(&judged, "user:default/ana", &ask) {
                Ok(Decision::AtOnce) => {
                    let text = format!(
                        "{} may fall short of {} until {}",
                        ask.entity, ask.rule, ask.until
                    );
                    self.granted.push(Waiver {
                        rule: ask.rule,
                        entity: ask.entity,
                        owner: "user:default/ana".to_owned(),
                        reason: ask.reason,
                        until: ask.until,
                        granted_by: None,
                        source: WaiverSource::Journal("1".to_owned()),
                    });
                    Ok(text)
                }
                Ok(Decision::ByOthers(people)) => Ok(format!("A task asks {}", people.join(" or "))),
                Err(refusal) => Err(refusal.to_string()),
            });
        outcomes.collect()
    }
}

/// How the teams did on a day so many days ago.
fn past(days: i64, checkout: (usize, usize)) -> PastScores {
    PastScores {
        time: now() - SignedDuration::from_hours(24 * days),
        entities: 10,
        passing: 5,
        groups: BTreeMap::from([((By::Owner, "group:default/checkout".to_owned()), checkout)]),
    }
}

impl Services for Company {
    fn start(&self, _: Sender) {}

    fn answer(&self, request: Request, ticket: &Ticket) -> Answer {
        let mut world = self.world.lock().unwrap();
        match request {
            Request::LoadCatalog => Answer::Catalog(world.catalog.clone()),
            Request::Vision { .. } => match &world.broken {
                Some(cause) => Answer::Failed(Failure::new(cause.as_str(), "r tries again.")),
                None => Answer::Vision(Arc::new(world.judged(&world.vision))),
            },
            Request::VisionPast => {
                Answer::VisionPast(Arc::new([past(60, (4, 1)), past(31, (4, 2)), past(3, (4, 3))]))
            }
            Request::VisionChange { judged } => {
                let before = world.before.as_ref().map(|before| world.judged(before));
                Answer::VisionChange(before.map(|before| Arc::new(diff(&before, &judged))))
            }
            Request::RuleText { line, .. } => match muster::app::vision::item::cut_out(&world.vision, line) {
                Some(text) => Answer::RuleText(text),
                None => Answer::Failed(Failure::new("No rule begins there.", "")),
            },
            Request::TryRule { judged, text } => {
                let (rule, complaints) = read_rule("rule", &text);
                let errors = complaints.into_iter().filter(|complaint| complaint.is_error);
                let wrong = errors.map(|complaint| Wrong {
                    at: complaint.at,
                    message: complaint.message,
                });
                let wrong: Vec<Wrong> = wrong.collect();
                let trial = match rule {
                    Some(rule) if wrong.is_empty() => judged.try_rule(&rule, 8),
                    _ => Trial {
                        wrong,
                        ..Trial::default()
                    },
                };
                Answer::RuleTried(Arc::new(Tried {
                    trial,
                    remarks: Vec::new(),
                }))
            }
            Request::Waive { asks } => Answer::Waived(world.waive(asks).into()),
            Request::EndWaiver { rule, entity, .. } => {
                world.granted.retain(|waiver| !waiver.covers(&rule, &entity));
                Answer::Waived(Arc::new([Ok(format!(
                    "{entity} may no longer fall short of {rule}"
                ))]))
            }
            Request::FileTasks { falls, .. } => {
                world.filed.extend(falls);
                Answer::TasksFiled(Arc::new([Ok("A task was made".to_owned())]))
            }
            other => program::Fake(world.catalog.clone()).answer(other, ticket),
        }
    }
}
