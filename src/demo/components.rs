//! The components of a system: what runs, what people click on, what others link against. Pure.

use super::document::{Entity, Link};
use super::plan::listing;
use super::random::Random;
use super::shape::{Role, Store};
use super::system::{Site, capitalised, plural, spoken};

const LANGUAGES: [&str; 7] = ["kotlin", "java", "go", "rust", "typescript", "python", "scala"];

pub(super) fn components(site: &mut Site) -> Vec<Entity> {
    let roles = site.shape.roles.clone();
    roles.into_iter().map(|role| component(site, role)).collect()
}

/// The name of the component that plays a role.
pub(super) fn name(site: &Site, role: Role) -> String {
    let noun = |thing: usize| site.place.system.things[thing].noun;
    match role {
        Role::Api => site.own("api"),
        Role::Extra(extra) => site.prefixed(site.place.system.extras[extra].name),
        Role::Processor(thing) => site.prefixed(&format!("{}-processor", noun(thing))),
        Role::Outbox => site.own("outbox"),
        Role::View(thing) => site.prefixed(&format!("{}-view", noun(thing))),
        Role::Reconciler => site.own("reconciler"),
        Role::Desk => site.own("desk"),
        Role::Client => site.own("client"),
        Role::Archiver => site.own("archiver"),
    }
}

fn component(site: &mut Site, role: Role) -> Entity {
    let lifecycle = lifecycle(site, role);
    let mut entity = Entity::typed(
        "Component",
        name(site, role),
        type_(site, role),
        description(site, role),
    );
    if role == Role::Api {
        entity.title = Some(format!("{} API", site.place.system.title));
    }
    entity.set("lifecycle", lifecycle);
    let mut entity = site.belonging(entity);
    if site.random.chance(2) {
        entity.set("owner", site.colleague());
    }
    annotations(site, role, &mut entity);
    tags(site, role, &mut entity);
    links(site, role, &mut entity);
    interfaces(site, role, &mut entity);
    dependencies(site, role, &mut entity);
    entity
}

/// What holds a system up is in production; the rest comes and goes.
fn lifecycle(site: &mut Site, role: Role) -> &'static str {
    match (role, site.random.below(100)) {
        (Role::Api | Role::Processor(_) | Role::Outbox | Role::Extra(0), _) | (_, 0..82) => "production",
        (_, 82..92) => "experimental",
        _ => "deprecated",
    }
}

fn type_(site: &Site, role: Role) -> &'static str {
    match role {
        Role::Api | Role::Processor(_) | Role::View(_) | Role::Outbox => "service",
        Role::Extra(extra) => site.place.system.extras[extra].type_,
        Role::Reconciler | Role::Archiver => "batch-job",
        Role::Desk => "website",
        Role::Client => "library",
    }
}

fn description(site: &mut Site, role: Role) -> String {
    let system = site.place.system;
    let things: Vec<_> = system.things.iter().map(|thing| plural(thing.noun)).collect();
    let things = listing(&things);
    match role {
        Role::Api => format!("{}. The REST API of {}.", capitalised(system.does), system.title),
        Role::Extra(extra) => system.extras[extra].does.into(),
        Role::Processor(thing) => {
            let noun = system.things[thing].noun;
            let heard: Vec<_> = heard(site, role).iter().map(|noun| plural(noun)).collect();
            format!(
                "Reacts to {} and brings {} up to date; safe to replay, idempotent by {} id.",
                listing(&heard),
                plural(noun),
                spoken(noun)
            )
        }
        Role::Outbox => {
            let topics: Vec<_> = (0..system.things.len()).map(|thing| site.topic(thing)).collect();
            format!(
                "Publishes the outbox table of {} to {}, in order.",
                site.own("db"),
                listing(&topics)
            )
        }
        Role::View(thing) => format!(
            "Read model of {} for lists and look-ups; rebuilt from {} in {} minutes.",
            plural(system.things[thing].noun),
            site.topic(thing),
            4 + site.random.below(50)
        ),
        Role::Reconciler => format!(
            "Compares {things} with what the systems around {} believe, at 0{}:{}0 every night, and reports what differs.",
            system.title,
            1 + site.random.below(5),
            site.random.below(6)
        ),
        Role::Desk => format!(
            "Where the team of {} looks up and corrects {things}, with a reason for every change.",
            system.title
        ),
        Role::Client => format!(
            "Client of {}: typed errors, retries, idempotency keys.",
            site.own("api")
        ),
        Role::Archiver => format!(
            "Moves records of {} that are {} months old from {} to {}, as Parquet.",
            plural(system.things[0].noun),
            [13, 18, 25][site.random.below(3)],
            site.own("db"),
            site.own("archive")
        ),
    }
}

/// The things of other systems that a component consumes.
fn heard(site: &Site, role: Role) -> Vec<&'static str> {
    let system = site.place.system;
    match role {
        Role::Extra(extra) => system.extras[extra].listens.split_whitespace().collect(),
        // What the system listens to is shared out among its processors.
        Role::Processor(thing) => {
            let processors = site
                .shape
                .roles
                .iter()
                .filter(|role| matches!(role, Role::Processor(_)))
                .count();
            let all = system.listens.split_whitespace().enumerate();
            all.filter(|(index, _)| index % processors == thing)
                .map(|(_, noun)| noun)
                .collect()
        }
        Role::View(thing) => vec![system.things[thing].noun],
        _ => Vec::new(),
    }
}

fn annotations(site: &mut Site, role: Role, entity: &mut Entity) {
    let main = matches!(role, Role::Api | Role::Extra(_));
    let slug = match role {
        Role::Desk if site.shape.web_repository => format!("{}-desk", site.repository()),
        _ => site.repository(),
    };
    entity.annotate("github.com/project-slug", slug);
    if role != Role::Client && site.random.chance(60) {
        entity.annotate("backstage.io/kubernetes-id", entity.name.clone());
    }
    if main && site.random.chance(50) {
        entity.annotate("backstage.io/techdocs-ref", "dir:.");
    }
    if main && site.random.chance(70) {
        let id = site.random.code(b"ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789", 6);
        entity.annotate("pagerduty.com/service-id", format!("P{id}"));
    }
    if site.random.chance(25) {
        entity.annotate("sonarqube.org/project-key", format!("quayside:{}", entity.name));
    }
    if role == Role::Desk || (main && site.random.chance(30)) {
        entity.annotate("sentry.io/project-slug", entity.name.clone());
    }
    if site.random.chance(8) {
        entity.annotate("muster/accountable", site.colleague());
    }
    if site.random.chance(6) {
        entity.annotate("muster/contact", site.colleague());
    }
    if main && site.random.chance(8) {
        entity.annotate("muster/change-approver", site.lead());
    }
}

fn tags(site: &mut Site, role: Role, entity: &mut Entity) {
    // A team has its language, and one of another.
    let mut taste = Random::keyed(site.plan.seed, "language", site.team);
    let usual = taste.pick(&LANGUAGES);
    let language = match role {
        Role::Desk => "typescript",
        _ if matches!(entity.said("type"), "website" | "mobile-app") => "typescript",
        _ if site.random.chance(80) => usual,
        _ => site.random.pick(&LANGUAGES),
    };
    entity.tags.push(language.into());
    if matches!(role, Role::Processor(_) | Role::Outbox | Role::View(_)) {
        entity.tags.push("kafka".into());
    }
    if role == Role::Api && site.random.chance(35) {
        entity
            .tags
            .push(["tier-1", "tier-2", "tier-3"][site.random.below(3)].into());
    }
    if site.place.domain.name == "payments" && site.random.chance(40) {
        entity.tags.push("pci".into());
    }
    if site.place.domain.name == "accounts" || site.place.domain.name == "care" {
        entity.tags.push("personal-data".into());
    }
}

fn links(site: &mut Site, role: Role, entity: &mut Entity) {
    if !matches!(role, Role::Api | Role::Extra(_) | Role::Desk) {
        return;
    }
    let host = |host: &str| format!("https://{host}.quayside.example/{}", entity.name);
    if site.random.chance(65) {
        entity.links.push(Link {
            url: host("dashboards"),
            title: "Dashboard",
            icon: "dashboard",
        });
    }
    if site.random.chance(50) {
        entity.links.push(Link {
            url: host("runbooks"),
            title: "Runbook",
            icon: "help",
        });
    }
    if role == Role::Desk {
        entity.links.push(Link {
            url: host("desk"),
            title: "Open",
            icon: "web",
        });
    }
}

fn interfaces(site: &mut Site, role: Role, entity: &mut Entity) {
    let system = site.place.system;
    let mut consumes = Vec::new();
    match role {
        Role::Api => {
            entity.add("providesApis", site.own("api"));
            if site.shape.grpc {
                entity.add("providesApis", site.own("grpc"));
            }
            if site.shape.graphql {
                entity.add("providesApis", site.own("graph"));
            }
            let called = system.calls.split_whitespace();
            consumes.extend(called.filter_map(|called| site.plan.api(called, site.market.index)));
        }
        Role::Desk | Role::Client => consumes.push(site.own("api")),
        Role::Extra(_) if matches!(entity.said("type"), "website" | "mobile-app") => {
            consumes.push(site.own("api"))
        }
        Role::Reconciler => {
            let called = system.calls.split_whitespace().next();
            consumes.extend(called.and_then(|called| site.plan.api(called, site.market.index)));
        }
        _ => {}
    }
    if role == site.producer() {
        for thing in system.things {
            entity.add("providesApis", site.prefixed(&format!("{}-events", thing.noun)));
        }
    }
    // Everything with a door asks who is there. Identity itself and what it stands on do not.
    let door =
        matches!(role, Role::Api | Role::Desk) || matches!(entity.said("type"), "website" | "mobile-app");
    let below = matches!(site.place.domain.name, "security" | "developer-platform");
    if door && !below && site.random.chance(75) {
        consumes.extend(site.plan.api("identity", 0));
    }
    if door && !below && site.random.chance(35) {
        consumes.extend(site.plan.api("feature-flags", 0));
    }
    for api in consumes {
        entity.add("consumesApis", api);
    }
}

fn dependencies(site: &mut Site, role: Role, entity: &mut Entity) {
    let mut topics: Vec<String> = Vec::new();
    for noun in heard(site, role) {
        // A read model needs all of its own thing; others may be content with one event.
        let event = !matches!(role, Role::View(_)) && site.random.chance(30);
        let event = event
            .then(|| site.plan.event_topic(noun, site.market.index, &mut site.random))
            .flatten();
        topics.extend(event.or_else(|| site.plan.topic(noun, site.market.index)));
    }
    if role == site.producer() {
        topics.extend((0..site.place.system.things.len()).map(|thing| site.topic(thing)));
        topics.extend(
            site.shape
                .events
                .iter()
                .map(|&(thing, event)| super::resources::event_topic(site, thing, event)),
        );
    }
    if matches!(role, Role::Processor(0)) && site.shape.dead_letters {
        topics.push(site.dead_letter_topic());
    }
    if matches!(role, Role::Processor(_)) && site.market.index > 0 && site.random.chance(30) {
        topics.extend(site.plan.popular_topic(&mut site.random));
    }
    if role == Role::Api && site.place.system.name != "audit" && site.random.chance(45) {
        topics.extend(site.plan.topic("audit-record", 0));
    }
    let streams = !topics.is_empty();
    for topic in topics {
        entity.add("dependsOn", site.refer("resource", &topic));
    }
    for store in stores_of(site, role) {
        entity.add("dependsOn", site.refer("resource", &store));
    }
    if role == Role::Desk && site.shape.has(Role::Client) {
        entity.add("dependsOn", site.refer("component", &site.own("client")));
    }
    if streams && site.random.chance(60) {
        entity.add("dependsOn", site.refer("component", "event-bus-client"));
    }
    if role != Role::Client && site.random.chance(25) {
        let cluster = site.prefixed("kubernetes-production");
        entity.add("dependsOn", site.refer("resource", &cluster));
    }
}

fn stores_of(site: &mut Site, role: Role) -> Vec<String> {
    let has = |store: Store| site.shape.stores(store);
    match role {
        Role::Api => {
            let own = [Store::Database, Store::Cache, Store::Index]
                .into_iter()
                .filter(|store| has(*store));
            own.map(|store| super::resources::store_name(site, store))
                .collect()
        }
        Role::Outbox | Role::Reconciler => vec![site.own("db")],
        Role::Processor(_) => vec![site.own("db")],
        Role::View(_) if has(Store::Index) => vec![site.own("index")],
        Role::View(_) => vec![site.own("db")],
        Role::Archiver => vec![site.own("db"), site.own("archive")],
        Role::Extra(_) if has(Store::Bucket) && site.random.chance(30) => vec![site.own("archive")],
        Role::Extra(_) if site.random.chance(25) => vec![site.own("db")],
        Role::Extra(_) | Role::Desk | Role::Client => Vec::new(),
    }
}
