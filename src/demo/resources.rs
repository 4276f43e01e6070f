//! The resources of a system: topics, databases and other stores, repositories and pipelines. Pure.

use super::document::Entity;
use super::plan::listing;
use super::shape::{Role, Store};
use super::system::{Site, plural, spoken};

pub(super) fn topics(site: &mut Site) -> Vec<Entity> {
    let system = site.place.system;
    let mut topics = Vec::new();
    for (thing, it) in system.things.iter().enumerate() {
        let events: Vec<_> = it
            .events
            .split_whitespace()
            .map(|event| event.replace('-', " "))
            .collect();
        let noun = spoken(it.noun);
        let description = format!(
            "Every change of {}: {}. Keyed by {noun} id.",
            article(&noun),
            listing(&events)
        );
        topics.push(topic(site, site.topic(thing), description));
    }
    for (thing, event) in site.shape.events.clone() {
        let (noun, told) = (spoken(system.things[thing].noun), event.replace('-', " "));
        let description = format!(
            "Only the moment when {} is {told}, for consumers that need no more.",
            article(&noun)
        );
        topics.push(topic(site, event_topic(site, thing, event), description));
    }
    if site.shape.dead_letters {
        let description = format!(
            "What {} could not digest. Looked at every working day; kept a month.",
            system.title
        );
        topics.push(topic(site, site.dead_letter_topic(), description));
    }
    topics
}

pub(super) fn event_topic(site: &Site, thing: usize, event: &str) -> String {
    let noun = site.place.system.things[thing].noun;
    format!(
        "{}{}.{noun}-{event}.v1",
        site.market.prefix, site.place.domain.name
    )
}

fn article(noun: &str) -> String {
    if noun.starts_with(['a', 'e', 'i', 'o']) {
        format!("an {noun}")
    } else {
        format!("a {noun}")
    }
}

fn topic(site: &mut Site, name: String, description: String) -> Entity {
    let bus = if site.market.index == 0 {
        "event-bus".into()
    } else {
        site.prefixed("kafka")
    };
    let mut entity = Entity::typed("Resource", name, "kafka-topic", description);
    let partitions = [6, 6, 12, 12, 24, 48][site.random.below(6)];
    entity.labels.push(("kafka/partitions", partitions.to_string()));
    entity.labels.push((
        "kafka/retention",
        ["7d", "14d", "30d", "compacted"][site.random.below(4)].into(),
    ));
    entity.annotate("muster/external-id", format!("kafka:{bus}/{}", entity.name));
    if site.random.chance(6) {
        entity.annotate("muster/accountable", site.colleague());
    }
    if site.random.chance(8) {
        entity.annotate("muster/change-approver", site.lead());
    }
    entity.tags = vec!["kafka".into(), site.place.domain.name.into()];
    site.belonging(entity)
        .list("dependsOn", [site.refer("resource", &bus)])
}

pub(super) fn store_name(site: &Site, store: Store) -> String {
    site.own(match store {
        Store::Database => "db",
        Store::Cache => "cache",
        Store::Bucket => "archive",
        Store::Index => "index",
    })
}

pub(super) fn stores(site: &mut Site) -> Vec<Entity> {
    site.shape
        .stores
        .clone()
        .into_iter()
        .map(|store| self::store(site, store))
        .collect()
}

fn store(site: &mut Site, store: Store) -> Entity {
    let system = site.place.system;
    let things: Vec<_> = system.things.iter().map(|thing| plural(thing.noun)).collect();
    let things = listing(&things);
    let name = store_name(site, store);
    let account = format!("{:012}", 104_772_018_000 + site.market.index);
    let (type_, title, description, external) = match store {
        Store::Database => (
            "database",
            "PostgreSQL 16",
            format!(
                "The truth about {things}: PostgreSQL, {} readers, about {} GB.",
                ["no", "one", "two", "three"][site.random.below(4)],
                5 * (1 + site.random.popular(600))
            ),
            format!("arn:aws:rds:eu-west-1:{account}:db:{name}"),
        ),
        Store::Cache => (
            "cache",
            "Valkey 8",
            format!("Keeps {things} that are asked for often; may be emptied at any time."),
            format!("arn:aws:elasticache:eu-west-1:{account}:replicationgroup:{name}"),
        ),
        Store::Bucket => (
            "s3-bucket",
            "S3",
            format!("Old {things} and exports, encrypted, kept for seven years."),
            format!("arn:aws:s3:::quayside-{name}"),
        ),
        Store::Index => (
            "search-index",
            "OpenSearch 2",
            format!(
                "{} by any of their fields, seconds behind the database.",
                super::system::capitalised(&things)
            ),
            format!("arn:aws:es:eu-west-1:{account}:domain/{name}"),
        ),
    };
    let mut entity = Entity::typed("Resource", name, type_, description);
    entity
        .labels
        .push(("technology", title.replace(' ', "-").to_lowercase()));
    entity.annotate("muster/external-id", external);
    if site.random.chance(12) {
        entity.annotate("muster/accountable", site.colleague());
    }
    if store == Store::Database && site.random.chance(30) {
        entity.annotate("muster/change-approver", site.lead());
    }
    if site.random.chance(20) {
        entity.annotate("muster/cost-owner", site.cost_owner());
    }
    if matches!(site.place.domain.name, "accounts" | "care" | "payments") {
        entity.tags.push("personal-data".into());
    }
    let mut entity = site.belonging(entity);
    if store == Store::Database && site.market.index == 0 {
        let cluster = format!("postgres-{}", site.place.unit.name);
        entity.add("dependsOn", site.refer("resource", &cluster));
    }
    // Some say it from this end.
    if store == Store::Cache && site.random.chance(40) {
        entity.add("dependencyOf", site.refer("component", &site.own("api")));
    }
    entity
}

pub(super) fn repositories(site: &Site) -> Vec<Entity> {
    let title = site.place.system.title;
    let repository = |name: String, slug: String, description: String| {
        let entity = Entity::typed("Resource", name, "git-repository", description)
            .annotation("github.com/project-slug", slug.as_str())
            .annotation("muster/external-id", format!("https://github.com/{slug}"));
        site.belonging(entity)
    };
    let description = format!("Source, infrastructure and documentation of {title}.");
    let mut repositories = vec![repository(site.own("repo"), site.repository(), description)];
    if site.shape.web_repository {
        let slug = format!("{}-desk", site.repository());
        repositories.push(repository(
            site.own("desk-repo"),
            slug,
            format!("Source of {}.", site.own("desk")),
        ));
    }
    repositories
}

pub(super) fn pipelines(site: &Site) -> Vec<Entity> {
    let repository = site.refer("resource", &site.own("repo"));
    let workflow = |name: String, file: &str, description: String| {
        let slug = site.repository();
        let entity = Entity::typed("Resource", name, "pipeline", description)
            .annotation("github.com/project-slug", slug.as_str())
            .annotation(
                "muster/external-id",
                format!("https://github.com/{slug}/actions/workflows/{file}"),
            );
        site.belonging(entity).list("dependsOn", [repository.clone()])
    };
    let services = site
        .shape
        .roles
        .iter()
        .filter(|role| **role != Role::Client)
        .count();
    let shipped = if services == 1 {
        "the service".into()
    } else {
        format!("{services} components")
    };
    let description = format!(
        "Builds, tests and ships {shipped} of {}.",
        site.place.system.title
    );
    let mut pipelines = vec![workflow(site.own("delivery"), "delivery.yaml", description)];
    if site.shape.infrastructure_pipeline {
        let description = format!("Plans and applies the Terraform of {}.", site.own("db"));
        let entity = workflow(site.own("infrastructure"), "infrastructure.yaml", description);
        pipelines.push(entity.list("dependsOn", [site.refer("resource", "terraform-state")]));
    }
    pipelines
}
