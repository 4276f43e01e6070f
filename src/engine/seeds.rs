//! What sandboxes begin with: of GitHub, the repositories, people and teams that the catalog names; of a Kafka cluster, its
//! topics in the catalog, and whoever depends on them as consumer groups and access rules.

use std::collections::{BTreeMap, BTreeSet};
use std::io;
use std::path::Path;

use crate::model::catalog::{Catalog, Entity, Relation};
use crate::providers::sandbox::github::Seeds;
use crate::providers::sandbox::kafka::{SeedTopic, Seeds as KafkaSeeds};
use crate::remote::kafka::{Group, Operation, Pattern, Permission, ResourceType, Rule};
use crate::sources::files::{document_in, text};

/// Annotations are found by their lines: a sandbox needs no more, and 100,000 documents need not be parsed for it.
const REPOSITORY: &str = "github.com/project-slug:";
const USER: &str = "github.com/user-login:";
const TEAM: &str = "github.com/team-slug:";

pub(super) fn of_catalog(workspace: &Path, catalog: &Catalog, owners: &[String]) -> Seeds {
    let mut seeds = Seeds {
        owners: owners.iter().cloned().collect(),
        ..Seeds::default()
    };
    for entity in catalog.entities() {
        let named = entity.entity_ref();
        let name = named.rsplit('/').next().unwrap_or(named).to_owned();
        if named.starts_with("user:") {
            // Logins have no dots.
            seeds.users.insert(name.replace('.', "-"));
            seeds.users.insert(name);
        } else if named.starts_with("group:") {
            seeds.teams.insert(name);
        }
    }
    for file in catalog.files() {
        // An absolute path stays itself.
        let Ok(text) = std::fs::read_to_string(workspace.join(file.path)) else {
            continue;
        };
        for line in text.lines() {
            if let Some(slug) = annotation(line, REPOSITORY).filter(|slug| slug.split('/').count() == 2) {
                seeds.repositories.insert(slug.to_owned());
            } else if let Some(login) = annotation(line, USER) {
                seeds.users.insert(login.to_lowercase());
            } else if let Some(team) = annotation(line, TEAM) {
                let slug = team.rsplit('/').next().unwrap_or(team);
                seeds.teams.insert(slug.to_lowercase());
            }
        }
    }
    seeds
}

/// By which the catalog knows a topic: `kafka:main/orders.v1`.
const EXTERNAL_ID: &str = "muster/external-id";

/// Brokers of a sandbox: as few as production has.
const BROKERS: u32 = 3;

/// What is in a sandbox's cluster besides what the catalog says, as a file of the workspace may tell it.
fn extras(workspace: &Path, cluster: &str) -> io::Result<KafkaSeeds> {
    let file = workspace.join("sandbox/kafka").join(format!("{cluster}.json"));
    let wrong = |error: String| io::Error::other(format!("cannot read {}: {error}", file.display()));
    match std::fs::read(&file) {
        Ok(bytes) => serde_json::from_slice(&bytes).map_err(|error| wrong(error.to_string())),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(KafkaSeeds::default()),
        Err(error) => Err(wrong(error.to_string())),
    }
}

/// The topics of the catalog that are in a cluster, with the groups and rules that who depends on them needs, and whatever
/// `sandbox/kafka/CLUSTER.json` adds and takes away.
pub(super) fn of_cluster(workspace: &Path, catalog: &Catalog, cluster: &str) -> io::Result<KafkaSeeds> {
    let mut seeds = KafkaSeeds {
        brokers: BROKERS,
        ..KafkaSeeds::default()
    };
    let mut texts: BTreeMap<String, Option<String>> = BTreeMap::new();
    let mut reads: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for entity in catalog
        .entities()
        .filter(|entity| entity.type_() == Some("kafka-topic"))
    {
        let path = workspace.join(entity.file());
        let kept = texts
            .entry(entity.file().to_owned())
            .or_insert_with(|| text(&path));
        let Some(document) = kept
            .as_deref()
            .and_then(|text| document_in(text, &path, workspace, entity.bytes()))
        else {
            continue;
        };
        let said = |path: [&str; 3]| document.at_path(&path).and_then(|node| node.text());
        let id = said(["metadata", "annotations", EXTERNAL_ID]).and_then(|id| id.strip_prefix("kafka:"));
        let Some((_, topic)) = id
            .and_then(|id| id.split_once('/'))
            .filter(|(of, _)| *of == cluster)
        else {
            continue;
        };
        let partitions = said(["metadata", "labels", "kafka/partitions"]);
        let retention = said(["metadata", "labels", "kafka/retention"]);
        seeds.topics.push(SeedTopic {
            name: topic.to_owned(),
            partitions: partitions.and_then(|number| number.parse().ok()),
            replication: Some(BROKERS),
            settings: retention.and_then(retained).into_iter().collect(),
        });
        for user in users(catalog, entity) {
            if writes(catalog, user, entity) {
                seeds.rules.extend(rules(user.name(), topic, Operation::Write));
            } else {
                seeds.rules.extend(rules(user.name(), topic, Operation::Read));
                reads
                    .entry(user.name().to_owned())
                    .or_default()
                    .insert(topic.to_owned());
            }
        }
    }
    seeds.groups = reads
        .into_iter()
        .map(|(name, topics)| group(name, topics))
        .collect();
    Ok(seeds.with(extras(workspace, cluster)?))
}

/// What a label says of how long records are kept, as Kafka's setting.
fn retained(label: &str) -> Option<(String, String)> {
    if label == "compacted" {
        return Some(("cleanup.policy".to_owned(), "compact".to_owned()));
    }
    let days: u64 = label.strip_suffix('d')?.parse().ok()?;
    Some((
        "retention.ms".to_owned(),
        days.checked_mul(86_400_000)?.to_string(),
    ))
}

/// The components that depend on a topic, or that it depends on.
fn users<'c>(catalog: &'c Catalog, topic: Entity<'c>) -> Vec<Entity<'c>> {
    let Some(node) = catalog.find_node(topic.entity_ref()) else {
        return Vec::new();
    };
    let edges = catalog.incoming(node).chain(catalog.outgoing(node));
    edges
        .filter(|edge| edge.relation == Relation::DependsOn)
        .filter_map(|edge| catalog.entity_of(edge.node))
        .filter(|entity| entity.is_kind("Component") && entity.type_() != Some("library"))
        .collect()
}

/// Whether a component writes a topic. Where it is only said that it depends on it, the API or the outbox of the same system
/// is taken for the writer.
fn writes(catalog: &Catalog, user: Entity<'_>, topic: Entity<'_>) -> bool {
    let is_depended_on = catalog.find_node(topic.entity_ref()).is_some_and(|node| {
        catalog.outgoing(node).any(|edge| {
            edge.relation == Relation::DependsOn && catalog.node_ref(edge.node) == user.entity_ref()
        })
    });
    let is_source = user.name().ends_with("-outbox") || user.name().ends_with("-api");
    is_depended_on || (is_source && user.system().is_some() && user.system() == topic.system())
}

fn rules(name: &str, topic: &str, operation: Operation) -> Vec<Rule> {
    let rule = |resource, of: &str, operation| Rule {
        resource,
        name: of.to_owned(),
        pattern: Pattern::Literal,
        principal: format!("User:{name}"),
        host: "*".to_owned(),
        operation,
        permission: Permission::Allow,
    };
    let mut rules = vec![
        rule(ResourceType::Topic, topic, operation),
        rule(ResourceType::Topic, topic, Operation::Describe),
    ];
    if operation == Operation::Read {
        rules.push(rule(ResourceType::Group, name, Operation::Read));
    }
    rules
}

fn group(name: String, topics: BTreeSet<String>) -> Group {
    Group {
        state: "Stable".to_owned(),
        members: 2,
        clients: (1..=2).map(|n| format!("{name}-{n}")).collect(),
        topics: topics.into_iter().collect(),
        name,
    }
}

/// The value of an annotation on a line of YAML.
fn annotation<'l>(line: &'l str, name: &str) -> Option<&'l str> {
    let value = line
        .trim_start()
        .trim_start_matches(['"', '\''])
        .strip_prefix(name);
    let value = value.or_else(|| {
        let bare = name.trim_end_matches(':');
        let rest = line
            .trim_start()
            .trim_start_matches(['"', '\''])
            .strip_prefix(bare)?;
        rest.trim_start_matches(['"', '\'']).strip_prefix(':')
    })?;
    let value = value.split(" #").next().unwrap_or(value);
    let value = value.trim().trim_matches(['"', '\'']);
    (!value.is_empty()).then_some(value)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_annotation_is_read_from_its_line() {
        for (line, value) in [
            ("    github.com/project-slug: acme/cart", Some("acme/cart")),
            (
                "    'github.com/project-slug': \"acme/cart\" # the shop",
                Some("acme/cart"),
            ),
            ("    github.com/project-slug:", None),
            ("    github.com/team-slug: acme/shop", None),
        ] {
            assert_eq!(annotation(line, REPOSITORY), value, "{line}");
        }
    }
}
