//! The company of the ownership's rules with services around it that review, attest and hand over as the program does; with
//! something attested that changed, an offer, and somebody who leaves.

use std::borrow::Cow;
use std::sync::{Arc, Mutex};

use jiff::Timestamp;
use muster::app::msg::Pick;
use muster::app::{Answer, Failure, Msg, Request};
use muster::engine::ownership::{Owning, review, since};
use muster::model::catalog::{Catalog, Entity};
use muster::model::ownership::{Beside, OwnAct, agenda, holding, packet};
use muster::model::task::Tasks;
use muster::runtime::inbox::Sender;
use muster::runtime::{Services, Ticket};

use crate::company::{ANA, BO, CLEO, Company, DAN, LEDGER, SERVICES, at, date, refs};
use crate::program;
use crate::workspace::entity;

/// The day on which one looks.
const TODAY: i64 = 100;
pub const SEARCH: &str = "component:default/search";

pub struct Office {
    world: Mutex<World>,
}

/// Who is at the keyboard of a company, and what is to go wrong.
struct World {
    company: Company,
    actor: String,
    broken: Option<String>,
    sender: Option<Sender>,
}

pub fn now() -> Timestamp {
    at(TODAY)
}

impl Office {
    pub fn new() -> Arc<Self> {
        let company = Company::new("");
        let more = [
            entity(
                "Component",
                "search",
                "type: service\nlifecycle: production\nowner: catalogue",
            ),
            entity(
                "Component",
                "tool",
                "type: service\nlifecycle: production\nowner: user:dan",
            ),
        ];
        company.files.write("more.yaml", more.concat());
        company.read_on(1);
        let attest = company.attest(&[LEDGER, "system:default/shop"]);
        company.act(ANA, 2, &attest);
        let changed = SERVICES.replace(
            "dependsOn: [component:cart]",
            "dependsOn: [component:cart, resource:bus]",
        );
        company.files.write("services.yaml", changed);
        company.read_on(40);
        let offer = OwnAct::Transfer {
            refs: refs(&[SEARCH]),
            to: ANA.to_owned(),
            reason: "Your team searches most".to_owned(),
        };
        company.act(CLEO, 98, &offer);
        let leave = OwnAct::Leave {
            person: DAN.to_owned(),
            on: date(TODAY + 11),
            to: None,
        };
        company.act(BO, 99, &leave);
        Arc::new(Self {
            world: Mutex::new(World {
                company,
                actor: ANA.to_owned(),
                broken: None,
                sender: None,
            }),
        })
    }

    /// From now on somebody else is at the keyboard.
    pub fn sit_down(&self, actor: &str) {
        self.world.lock().unwrap().actor = actor.to_owned();
    }

    pub fn break_with(&self, cause: &str) {
        self.world.lock().unwrap().broken = Some(cause.to_owned());
    }

    /// Somebody writes something else into the services' file.
    pub fn rewrite(&self, from: &str, to: &str) -> Arc<Catalog> {
        let world = self.world.lock().unwrap();
        let file = world.company.files.path("services.yaml");
        let text = std::fs::read_to_string(&file).unwrap();
        std::fs::write(&file, text.replace(from, to)).unwrap();
        world.company.read_on(TODAY);
        world.company.catalog()
    }

    pub fn accountable(&self, entity: &str) -> Option<String> {
        self.world.lock().unwrap().company.accountable(entity)
    }

    /// How many events tell of ownership.
    pub fn journaled(&self) -> u64 {
        self.world.lock().unwrap().company.ownership().head()
    }

    /// How each thing that was offered stands.
    pub fn offers(&self) -> Vec<(String, &'static str)> {
        let known = self.world.lock().unwrap().company.ownership();
        let items = known.handovers().iter().flat_map(|one| &one.items);
        items
            .map(|item| (item.entity.clone(), item.state.name()))
            .collect()
    }
}

impl Services for Office {
    fn start(&self, sender: Sender) {
        self.world.lock().unwrap().sender = Some(sender);
    }

    fn answer(&self, request: Request, ticket: &Ticket) -> Answer {
        let world = self.world.lock().unwrap();
        let company = &world.company;
        let known = company.ownership();
        let policy = &company.config.settings.ownership;
        match request {
            Request::LoadCatalog => Answer::Catalog(company.catalog()),
            Request::Owned { catalog, team, .. } => match &world.broken {
                Some(cause) => Answer::Failed(Failure::new(cause.as_str(), "r tries again.")),
                None => Answer::Owned(Arc::new(holding(
                    &review(&catalog, &known, policy, date(TODAY)),
                    Beside::default(),
                    &world.actor,
                    team,
                ))),
            },
            Request::Own { act } => {
                let catalog = company.catalog();
                let owning = Owning {
                    workspace: &company.config,
                    review: review(&catalog, &known, policy, date(TODAY)),
                    journal: &company.journal,
                    actor: &world.actor,
                    now: now(),
                    proposing: None,
                };
                let outcomes = owning.act(&act).unwrap().into_iter();
                let outcomes = outcomes.map(|outcome| outcome.map_err(|refusal| refusal.to_string()));
                if let Some(sender) = &world.sender {
                    sender.send(Msg::JournalGrew);
                }
                Answer::OwnActed(outcomes.collect())
            }
            Request::Handovers => {
                let catalog = company.catalog();
                let review = review(&catalog, &known, policy, date(TODAY));
                Answer::Handovers(review.handovers().rev().map(Cow::into_owned).collect())
            }
            Request::SinceAttested { entity } => {
                let catalog = company.catalog();
                let review = review(&catalog, &known, policy, date(TODAY));
                match since(&review, Some(&company.journal), &entity).unwrap() {
                    Some(since) => Answer::SinceAttested(Arc::new(since)),
                    None => Answer::Failed(Failure::new("It is not in the catalog any more.", "")),
                }
            }
            Request::Packet { person } => {
                let catalog = company.catalog();
                let review = review(&catalog, &known, policy, date(TODAY));
                let packet = packet(&review, Beside::default(), &person, &Tasks::default(), &[]);
                Answer::Packet(Arc::new(packet))
            }
            Request::Agenda { catalog } => {
                let review = review(&catalog, &known, policy, date(TODAY));
                Answer::Agenda(Arc::new(agenda(&review, &world.actor)))
            }
            Request::Pick { catalog, words, .. } => {
                let people = catalog.entities().filter(|entity| entity.is_kind("User"));
                let found = people.filter(|person| person.entity_ref().contains(&words));
                let pick = |person: Entity<'_>| Pick {
                    entity_ref: person.entity_ref().to_owned(),
                    title: person.label().to_owned(),
                    note: "user".to_owned(),
                };
                Answer::Picked(found.map(pick).collect())
            }
            other => program::Fake(company.catalog()).answer(other, ticket),
        }
    }
}
