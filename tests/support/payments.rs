//! A small company as a catalog, and services that answer from it: enough of everything that a screen must show.

use std::sync::{Arc, Mutex};

use muster::app::{Answer, Failure, Request};
use muster::model::catalog::{Catalog, graph, problem_list};
use muster::model::ownership::blast_radius;
use muster::runtime::inbox::Sender;
use muster::runtime::{Services, Ticket};

use crate::workspace::{catalog, entity};

/// Answers from one catalog, which can be replaced.
pub struct Answers(pub Mutex<Arc<Catalog>>);

impl Answers {
    pub fn from(yaml: &str) -> Arc<Self> {
        Arc::new(Self(Mutex::new(catalog(yaml))))
    }
}

impl Services for Answers {
    fn start(&self, _: Sender) {}

    fn answer(&self, request: Request, _: &Ticket) -> Answer {
        match request {
            Request::LoadCatalog => Answer::Catalog(self.0.lock().unwrap().clone()),
            Request::Reach {
                catalog,
                nodes,
                direction,
            } => Answer::Reach(
                nodes
                    .into_iter()
                    .map(|node| (node, graph::reach(&catalog, node, direction)))
                    .collect(),
            ),
            Request::BlastRadius { catalog, node } => {
                Answer::BlastRadius(Arc::new(blast_radius(&catalog, node)))
            }
            Request::Problems { catalog, query } => Answer::Problems {
                list: Arc::new(problem_list::list(&catalog, &query, &|| false).unwrap()),
                catalog,
                query,
            },
            other => Answer::Failed(Failure::new(
                format!("{other:?} is not answered here."),
                "Press r.",
            )),
        }
    }
}

fn person(name: &str, title: &str) -> String {
    entity(
        "User",
        name,
        &format!("profile:\n  displayName: {title}\nmemberOf: []"),
    )
}

fn team(name: &str, lead: &str) -> String {
    let team = entity("Group", name, "type: team\nchildren: []");
    team.replace(
        &format!("name: {name}\n"),
        &format!("name: {name}\n  annotations:\n    muster/lead: user:default/{lead}\n"),
    )
}

fn component(name: &str, owner: &str, system: &str, more: &str) -> String {
    let spec = format!("type: service\nlifecycle: production\nowner: {owner}\nsystem: {system}\n{more}");
    entity("Component", name, &spec)
}

fn api(name: &str, owner: &str) -> String {
    let spec =
        format!("type: openapi\nlifecycle: production\nowner: {owner}\nsystem: payments\ndefinition: x");
    entity("API", name, &spec)
}

fn resource(name: &str, type_: &str) -> String {
    entity(
        "Resource",
        name,
        &format!("type: {type_}\nowner: team-ledger\nsystem: payments"),
    )
}

/// Payments: a ledger that many consume, two services in a circle, a shared topic, names that lead nowhere, and names in
/// wide letters.
pub fn payments() -> String {
    let mut yaml = [
        person("ana", "Ana Ortiz"),
        person("bo", "Bo Lindqvist"),
        person("chen", "陳 美玲"),
        team("team-ledger", "ana"),
        team("team-shop", "bo"),
        team("team-asia", "chen"),
        entity("System", "payments", "owner: team-ledger"),
        entity("System", "shop", "owner: team-shop"),
        component(
            "ledger",
            "team-ledger",
            "payments",
            "providesApis: [ledger-api]\nconsumesApis: [rates-api]\ndependsOn: ['resource:ledger-db', 'resource:postings', 'component:clearing', 'component:gone']",
        ),
        component(
            "clearing",
            "team-ledger",
            "payments",
            "dependsOn: ['component:archive', 'resource:postings']",
        ),
        component("archive", "team-ledger", "payments", "dependsOn: ['component:clearing', 'component:ledger']"),
        component("rates", "team-asia", "payments", "providesApis: [rates-api]\ndependsOn: ['resource:rates-cache']"),
        component("決済ゲートウェイ", "team-asia", "shop", "consumesApis: [ledger-api]"),
        component("checkout", "team-shop", "shop", "consumesApis: [ledger-api, rates-api]"),
        component("storefront", "team-shop", "shop", "dependsOn: ['component:checkout']"),
        api("ledger-api", "team-ledger"),
        api("rates-api", "team-asia"),
        resource("ledger-db", "database"),
        resource("postings", "kafka-topic"),
        resource("rates-cache", "cache"),
    ]
    .concat();
    for number in 1..=16 {
        let name = format!("report-{number:02}");
        yaml += &component(&name, "team-unknown", "shop", "consumesApis: [ledger-api]");
    }
    yaml
}
