//! What every company has once, whatever its size: settings, domains, foundations, blueprints, the corner of old things.
//! Pure.

use super::bus;
use super::document::{Document, Entity, Sheet, Style};
use super::flaws;
use super::markets::market;
use super::plan::{Plan, SOLO_TEAM, area, market_group};
use super::story::UNITS;
use crate::model::blueprint::shipped;

/// Cluster and broker, of each market but home.
pub(super) const MARKET_RESOURCES: usize = 2;

/// The team that exists in every company and owns what all stand on.
const KEEPERS: &str = "group:default/developer-experience";

/// How many entities this module, and the flaws, put into every company. Domains are counted where they are planned.
pub(super) fn entities() -> usize {
    let once = foundations().len() + legacy().len() + LOCATIONS.len();
    once + blueprints().filter(|(_, _, kind)| kind.is_some()).count() + flaws::ENTITIES_ADDED
}

const SETTINGS: &str = include_str!("muster.toml");
const VISION: &str = include_str!("vision.yaml");

/// Blueprints of the company's own, beside those that ship.
const BLUEPRINTS: [(&str, &str, Option<&str>); 1] = [(
    "postgres-database/template.yaml",
    include_str!("blueprints/postgres-database.yaml"),
    Some("Template"),
)];

/// All blueprints: path below `blueprints/`, text, and the kind of what is an entity.
fn blueprints() -> impl Iterator<Item = (&'static str, String, Option<&'static str>)> {
    let shipped = shipped::files(KEEPERS)
        .map(|(path, text)| (path, text, shipped::is_template(path).then_some("Template")));
    let own = BLUEPRINTS
        .into_iter()
        .map(|(path, text, kind)| (path, text.to_owned(), kind));
    shipped.chain(own)
}

pub(super) fn sheets(plan: &Plan) -> Vec<Sheet> {
    let mut sheets = vec![
        Sheet::text("muster.toml", SETTINGS),
        Sheet::text("vision.yaml", vision(plan)),
        Sheet::text("README.md", readme()),
        Sheet::text(bus::PATH, bus::seeds()),
        Sheet::text(".github/CODEOWNERS", codeowners(plan)),
        sheet("catalog/domains.yaml", domains()),
        sheet(
            "catalog/developer-platform/foundations/catalog-info.yaml",
            foundations(),
        ),
        sheet(LEGACY, legacy()),
    ];
    sheets.extend(locations());
    sheets.extend(blueprints().map(|(path, text, kind)| Sheet {
        path: format!("blueprints/{path}"),
        style: Style::default(),
        documents: vec![Document::Verbatim { text, kind }],
    }));
    sheets
}

/// The vision, with whoever answers for the cellar by name.
fn vision(plan: &Plan) -> String {
    VISION.replace("\"{host-systems}\"", &plan.user(plan.solo()))
}

fn sheet(path: &str, entities: Vec<Entity>) -> Sheet {
    let documents = entities.into_iter().map(Document::Entity).collect();
    Sheet {
        path: path.into(),
        style: Style {
            indented_lists: true,
            ..Style::default()
        },
        documents,
    }
}

fn readme() -> String {
    let mut text = String::from(
        "# Quayside

An online marketplace that also ships what it sells and moves the money. It does not exist: `muster demo` made it.

- `catalog/` what there is: systems by domain, people and teams in `org/`
- `blueprints/` how more of it is made
- `sandbox/` what is in the sandbox's Kafka cluster and nobody registered, and what is not there any more

## What is wrong here, on purpose

",
    );
    for flaw in flaws::all() {
        text.push_str(&format!("- {} (`{}`)\n", flaw.what, flaw.where_));
    }
    text
}

fn codeowners(plan: &Plan) -> String {
    let mut text = String::from("# Who reviews a change. The last rule that matches counts.\n");
    let mut rule = |path: &str, group: &str| text.push_str(&format!("{path:<56} @quayside/{group}\n"));
    rule("*", "developer-experience");
    rule("/catalog/org/", "people-and-culture");
    rule("/blueprints/", "developer-experience");
    for domain in UNITS.iter().flat_map(|unit| unit.domains) {
        rule(&format!("/catalog/{}/", domain.name), &area(domain));
    }
    let home = (0..plan.systems()).take_while(|index| plan.position(*index).0 == 0);
    for index in home {
        let place = plan.place(index);
        rule(
            &format!("/catalog/{}/{}/", place.domain.name, place.system.name),
            place.system.team,
        );
    }
    for market in (1..=plan.markets()).map(market) {
        rule(
            &format!("/catalog/markets/{}/", market.prefix.trim_end_matches('-')),
            &market_group(&market),
        );
    }
    text
}

/// The file, name, purpose and targets of each Location. What is needed is named outright; the rest is found.
const LOCATIONS: [(&str, &str, &str, &[&str]); 2] = [
    (
        "catalog/locations.yaml",
        "quayside",
        "Where the catalog is, for portals that are told instead of looking.",
        &["./domains.yaml", "./org/*.yaml", "../blueprints/locations.yaml"],
    ),
    (
        "blueprints/locations.yaml",
        "blueprints",
        "Every way to make something new.",
        &["./*/template.yaml"],
    ),
];

fn locations() -> impl Iterator<Item = Sheet> {
    LOCATIONS.into_iter().map(|(path, name, purpose, targets)| {
        let targets = targets.iter().map(|target| (*target).to_owned());
        sheet(
            path,
            vec![
                Entity::new("Location", name, purpose)
                    .spec("type", "file")
                    .list("targets", targets),
            ],
        )
    })
}

fn domains() -> Vec<Entity> {
    let all = UNITS.iter().flat_map(|unit| unit.domains);
    all.map(|domain| {
        let entity = Entity::new("Domain", domain.name, domain.purpose).title(domain.title);
        entity.spec("owner", format!("group:default/{}", area(domain)))
    })
    .collect()
}

/// The domains of a market, and what its systems run on.
pub(super) fn market_sheet(plan: &Plan, index: usize) -> Sheet {
    let market = market(index);
    let owner = format!("group:default/{}", market_group(&market));
    let mut entities: Vec<_> = plan
        .domains_of_market(index)
        .map(|domain| {
            let purpose = format!("{} For {}.", domain.purpose, market.title);
            Entity::new("Domain", format!("{}{}", market.prefix, domain.name), purpose)
                .title(format!("{}, {}", domain.title, market.title))
                .spec("owner", owner.as_str())
                .spec("subdomainOf", domain.name)
        })
        .collect();
    let resources = [
        (
            "kafka",
            "kafka-cluster",
            "Brokers for the topics of this market, mirrored to the event bus.",
            "event-bus",
        ),
        (
            "kubernetes-production",
            "kubernetes-cluster",
            "Where it all runs.",
            "aws-account-production",
        ),
    ];
    entities.extend(resources.map(|(name, type_, description, on)| {
        Entity::new(
            "Resource",
            format!("{}{name}", market.prefix),
            format!("{}: {description}", market.title),
        )
        .spec("type", type_)
        .spec("owner", owner.as_str())
        .list("dependsOn", [format!("resource:{on}")])
    }));
    sheet(
        &format!(
            "catalog/markets/{}/market.yaml",
            market.prefix.trim_end_matches('-')
        ),
        entities,
    )
}

fn foundations() -> Vec<Entity> {
    let resource = |name: &str, type_: &str, description: &str, on: &[&str]| {
        Entity::new("Resource", name, description)
            .spec("type", type_)
            .spec("owner", KEEPERS)
            .spec("system", "foundations")
            .list("dependsOn", on.iter().map(|on| format!("resource:default/{on}")))
    };
    let mut entities = vec![
        Entity::new(
            "System",
            "foundations",
            "What everything else stands on. Change it on a Tuesday morning.",
        )
        .title("Foundations")
        .spec("owner", KEEPERS)
        .spec("domain", "developer-platform"),
        resource(
            "aws-account-production",
            "cloud-account",
            "The account with the money in it; eu-west-1.",
            &[],
        )
        .annotation("muster/external-id", "arn:aws:iam::104772018000:root"),
        resource(
            "kubernetes-production",
            "kubernetes-cluster",
            "Three zones, about 240 nodes, upgraded every month.",
            &["aws-account-production"],
        ),
        resource(
            "kafka-production",
            "kafka-cluster",
            "Eighteen brokers under Strimzi, on nodes of their own.",
            &["kubernetes-production"],
        ),
        resource(
            "event-bus",
            "event-bus",
            "The bus as everyone sees it: topics, schemas, quotas, one bootstrap address.",
            &["kafka-production"],
        )
        .title("Event bus"),
        resource(
            "container-registry",
            "container-registry",
            "Signed images only.",
            &["aws-account-production"],
        ),
        resource(
            "dns-zone",
            "dns-zone",
            "quayside.example and what is below it.",
            &["aws-account-production"],
        ),
        resource(
            "terraform-state",
            "s3-bucket",
            "State and locks, versioned.",
            &["aws-account-production"],
        ),
        Entity::new(
            "Component",
            "event-bus-client",
            "The library to produce and consume with: outbox, retries, tracing.",
        )
        .title("Event bus client")
        .annotation("github.com/project-slug", "quayside/event-bus-client")
        .annotation("backstage.io/techdocs-ref", "dir:.")
        .spec("type", "library")
        .spec("lifecycle", "production")
        .spec("owner", KEEPERS)
        .spec("system", "foundations")
        .list("dependsOn", ["resource:default/event-bus".into()]),
    ];
    entities.extend(UNITS.iter().map(|unit| {
        let description = format!("Aurora PostgreSQL shared by the systems of {}.", unit.title);
        resource(
            &format!("postgres-{}", unit.name),
            "database-cluster",
            &description,
            &["aws-account-production"],
        )
    }));
    entities
}

pub(super) const LEGACY: &str = "catalog/legacy/catalog-info.yaml";

/// What is older than the catalog. Two of these have lost their people; `flaws` says which.
fn legacy() -> Vec<Entity> {
    let component = |name: &str, description: &str, owner: &str| {
        Entity::new("Component", name, description)
            .spec("type", "service")
            .spec("lifecycle", "deprecated")
            .spec("owner", owner)
    };
    vec![
        component(
            "ftp-dropbox",
            "Takes files from eleven suppliers who have never heard of HTTP.",
            "unknown",
        ),
        component(
            "price-comparison-feed",
            "Writes the hourly XML for price comparison sites.",
            "group:growth-squad",
        ),
        component(
            "as400-bridge",
            "Carries bookings to and from the AS/400, in EBCDIC.",
            SOLO_TEAM,
        )
        .list("dependsOn", ["resource:default/as400".into()]),
        Entity::new(
            "Resource",
            "as400",
            "An IBM i in a cellar in Utrecht. Please do not unplug.",
        )
        .spec("type", "mainframe")
        .spec("owner", SOLO_TEAM),
    ]
}
