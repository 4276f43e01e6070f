//! What is wrong in the company, on purpose, as it is in real ones: few, each to be found, each for a reason. Pure.
//!
//! | flaw | what it is there to show |
//! |---|---|
//! | someone left | a person who is not in the catalog answers for nothing |
//! | an orphan, a disbanded team | nobody is accountable, and that is a finding |
//! | a team without a lead | the rule goes on to the area above |
//! | an address as owner | free text that names nobody |
//! | a dependency circle | the tree marks it and ends |
//! | a dangling dependency, a dead location | targets that do not exist stay in sight |
//! | broken YAML, CRLF, Kubernetes in between | one bad document never costs its neighbours |
//! | a name claimed twice | both claimants are told |
//! | an unknown kind | it survives |
//! | a skeleton | a template's file is no entity |

use super::Flaw;
use super::document::{Document, Entity, Sheet, Value};

/// Entities that are only there as a flaw: the one of unknown kind.
pub(super) const ENTITIES_ADDED: usize = 1;

/// Nobody of this name is among the people.
const GONE: &str = "user:default/marit.solheim";

const SEARCH: &str = "catalog/discovery/search/catalog-info.yaml";
const ORDERS: &str = "catalog/checkout/orders/catalog-info.yaml";
const PRICES: &str = "catalog/pricing/prices/catalog-info.yaml";
const INVENTORY: &str = "catalog/warehouses/inventory/catalog-info.yaml";
const SHIPMENTS: &str = "catalog/transport/shipments/catalog-info.yaml";
const RETURNS: &str = "catalog/returns/returns/catalog-info.yaml";
const PROFILES: &str = "catalog/accounts/profiles/catalog-info.yaml";
const NOTIFICATIONS: &str = "catalog/engagement/notifications/catalog-info.yaml";
const CASES: &str = "catalog/care/cases/catalog-info.yaml";
const IDENTITY: &str = "catalog/security/identity/catalog-info.yaml";
const LOCATIONS: &str = "catalog/locations.yaml";
const PLATFORM: &str = "catalog/org/platform.yaml";
const LEGACY: &str = super::fixed::LEGACY;

/// The circle, each with the next and where that is said.
const CIRCLE: [(&str, &str, &str); 3] = [
    ("prices-api", "inventory-api", PRICES),
    ("inventory-api", "orders-api", INVENTORY),
    ("orders-api", "prices-api", ORDERS),
];

/// The team that nobody says who leads.
const LEADERLESS: &str = "data-engineering";

pub(super) fn all() -> Vec<Flaw> {
    [
        (
            "someone left",
            "notifications-api answers to Marit Solheim, who is not in the catalog",
            NOTIFICATIONS,
        ),
        (
            "someone left",
            "push-sender is owned by Marit Solheim, who is not in the catalog",
            NOTIFICATIONS,
        ),
        (
            "orphan",
            "ftp-dropbox has no system, and an owner called unknown",
            LEGACY,
        ),
        (
            "disbanded team",
            "price-comparison-feed belongs to growth-squad, which no longer exists",
            LEGACY,
        ),
        (
            "team without a lead",
            "nobody says who leads data-engineering",
            PLATFORM,
        ),
        ("address as owner", "return-portal is owned by a mailbox", RETURNS),
        (
            "circle",
            "prices-api, inventory-api and orders-api depend on each other in a circle",
            PRICES,
        ),
        (
            "dangling dependency",
            "shipments-api depends on oracle-tms, which was switched off",
            SHIPMENTS,
        ),
        (
            "dead location",
            "a location points at boxbridge, which was never moved here",
            LOCATIONS,
        ),
        (
            "broken YAML",
            "the document of case-sentiment has a colon too many; its neighbours are fine",
            CASES,
        ),
        (
            "claimed twice",
            "listings-api is also claimed by the file of old things",
            LEGACY,
        ),
        (
            "Kubernetes in between",
            "a ConfigMap stands between the entities of Identity",
            IDENTITY,
        ),
        (
            "unknown kind",
            "search-health is a Dashboard, which is no kind that Backstage knows",
            SEARCH,
        ),
        (
            "Windows line ends",
            "the file of Profiles has CRLF line ends",
            PROFILES,
        ),
        (
            "skeleton",
            "the skeleton of the service blueprint looks like an entity and is none",
            "blueprints/event-driven-service/skeleton/catalog-info.yaml",
        ),
    ]
    .map(|(code, what, where_)| Flaw {
        code,
        what: what.into(),
        where_: where_.into(),
    })
    .into()
}

/// Puts into a file what is wrong with it.
pub(super) fn afflict(sheet: &mut Sheet) {
    for (component, next, path) in CIRCLE {
        if sheet.path == path {
            change(sheet, "Component", component, |api| {
                api.add("dependsOn", format!("component:{next}"))
            });
        }
    }
    match sheet.path.as_str() {
        NOTIFICATIONS => {
            change(sheet, "Component", "notifications-api", |api| {
                api.annotate("muster/accountable", GONE)
            });
            change(sheet, "Component", "push-sender", |sender| {
                sender.set("owner", GONE)
            });
        }
        RETURNS => change(sheet, "Component", "return-portal", |portal| {
            portal.set("owner", "returns-team@quayside.example");
        }),
        SHIPMENTS => change(sheet, "Component", "shipments-api", |api| {
            api.add("dependsOn", "resource:default/oracle-tms");
        }),
        LOCATIONS => change(sheet, "Location", "quayside", |location| {
            location.add("targets", "./acquired/boxbridge/catalog-info.yaml");
        }),
        PLATFORM => leave_without_lead(sheet),
        PROFILES => sheet.style.crlf = true,
        CASES => insert(sheet, Document::other(BROKEN)),
        IDENTITY => insert(sheet, Document::other(KUBERNETES)),
        SEARCH => insert(sheet, Document::Entity(dashboard())),
        LEGACY => sheet.documents.push(Document::other(CLAIMED_TWICE)),
        _ => {}
    }
}

fn change(sheet: &mut Sheet, kind: &str, name: &str, change: impl FnOnce(&mut Entity)) {
    if let Some(entity) = sheet.entity_mut(kind, name) {
        change(entity);
    }
}

/// Where a reader would not look for it: after the third document.
fn insert(sheet: &mut Sheet, document: Document) {
    sheet.documents.insert(3.min(sheet.documents.len()), document);
}

fn leave_without_lead(sheet: &mut Sheet) {
    change(sheet, "Group", LEADERLESS, |group| {
        group.annotations.retain(|(key, _)| *key != "muster/lead")
    });
    for document in &mut sheet.documents {
        if let Document::Entity(user) = document {
            let leads = |value: &Value| matches!(value, Value::List(groups) if groups.iter().any(|g| g == LEADERLESS));
            user.spec
                .retain(|(key, value)| *key != "leaderOf" || !leads(value));
        }
    }
}

fn dashboard() -> Entity {
    Entity::new(
        "Dashboard",
        "search-health",
        "Latency, zero results and index age, on the wall of the search team.",
    )
    .spec("owner", "search-relevance")
    .spec("system", "search")
    .spec("url", "https://dashboards.quayside.example/search-health")
}

const BROKEN: &str = "apiVersion: backstage.io/v1alpha1
kind: Component
metadata:
  name: case-sentiment
  description: Reads the tone of a message: angry people wait less.
spec:
  type: service
  lifecycle: experimental
  owner: care-desk
  system: cases
";

const KUBERNETES: &str = "apiVersion: v1
kind: ConfigMap
metadata:
  name: identity-issuer
  namespace: identity
data:
  issuer: https://identity.quayside.example
  token-lifetime: 15m
";

const CLAIMED_TWICE: &str = "# Moved to the listings team. TODO: delete here
apiVersion: backstage.io/v1alpha1
kind: Component
metadata:
  name: listings-api
  description: The old catalogue service.
spec:
  type: service
  lifecycle: deprecated
  owner: listing-core
";
