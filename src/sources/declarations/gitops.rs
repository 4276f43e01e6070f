//! The state file of kafka-gitops: topics, services that produce and consume, users with roles, and rules written out. A state
//! may be parted into several files. Source: devshawn/kafka-gitops, docs/specification.md and the classes of
//! `com.devshawn.kafka.gitops.domain.state`, which refuse keys that they do not know.

use super::draft::Draft;
use super::sheet::Sheet;
use super::strimzi::facts;
use super::uses::{Pattern, Use};
use crate::model::catalog::{Key, Node, Value};

const TOP: [&str; 6] = [
    "settings",
    "topics",
    "services",
    "users",
    "customServiceAcls",
    "customUserAcls",
];
const PARTS: [&str; 3] = ["topics", "services", "users"];

pub(super) fn is_state(document: &Node) -> bool {
    let is_map = |key: &&str| {
        document
            .get(key)
            .is_some_and(|node| matches!(node.value, Value::Map(_)) || node.is_null())
    };
    // A Compose file has services too, and says its version or what images they are.
    let is_compose = |node: &Node| node.get("image").is_some() || node.get("build").is_some();
    let services = document.get("services").map(Node::pairs).unwrap_or_default();
    TOP.iter().any(is_map)
        && document.get("version").is_none()
        && !services.iter().any(|(_, service)| is_compose(service))
}

/// `settings` of a state file that names `part` among its files, without those.
pub(super) fn settings_of_part(state: &Node, part: &str) -> Option<Node> {
    let mut settings = state.get("settings")?.clone();
    let files = settings.get("files").map(Node::pairs).unwrap_or_default();
    let names = |node: &Node| {
        node.text()
            .is_some_and(|file| file.trim_start_matches("./") == part)
    };
    if !files.iter().any(|(_, file)| names(file)) {
        return None;
    }
    if let Value::Map(pairs) = &mut settings.value {
        pairs.retain(|(key, _)| key.text != "files");
    }
    Some(settings)
}

pub(super) fn read(document: &Node, sheet: &mut Sheet) {
    known_keys(document, &TOP, "the state", sheet);
    let settings = document.get("settings");
    for (key, file) in settings
        .and_then(|settings| settings.get("files"))
        .map(Node::pairs)
        .unwrap_or_default()
    {
        if PARTS.contains(&key.text.as_str()) && file.text().is_some() {
            sheet.part(file.clone());
        } else {
            let text = format!(
                "`{}` is no part of a state. Known are topics, services and users.",
                key.text
            );
            sheet.wrong(key.at, text);
        }
    }
    topics(document, settings, sheet);
    let in_the_cloud = settings
        .and_then(|settings| settings.at_path(&["ccloud", "enabled"]))
        .and_then(Node::text)
        == Some("true");
    for (section, rules) in [("services", "customServiceAcls"), ("users", "customUserAcls")] {
        let is_user = section == "users";
        let rules = document.get(rules);
        for (name, holder) in entries(document, section, sheet) {
            let own = rules.and_then(|rules| rules.get(&name.text));
            client(name, holder, own, is_user, in_the_cloud, sheet);
        }
        for (name, own) in rules.map(Node::pairs).unwrap_or_default() {
            let holder = document.get(section).and_then(|section| section.get(&name.text));
            // In a part of a state the others are elsewhere.
            if holder.is_none() && document.get(section).is_some() {
                let text = format!("`{}` has rules here and is not among the {section}.", name.text);
                sheet.wrong(name.at, text);
            }
            if holder.is_none() {
                custom(own, sheet);
            }
        }
    }
}

/// The pairs of a section, which is a map or nothing.
fn entries<'n>(document: &'n Node, section: &str, sheet: &mut Sheet) -> &'n [(Key, Node)] {
    let Some(node) = document.get(section).filter(|node| !node.is_null()) else {
        return &[];
    };
    if !matches!(node.value, Value::Map(_)) {
        let text = format!(
            "`{section}` holds {}, and a mapping by name is expected.",
            node.sort()
        );
        sheet.wrong(node.at, text);
    }
    node.pairs()
}

fn known_keys(map: &Node, known: &[&str], of: &str, sheet: &mut Sheet) {
    for (key, _) in map.pairs() {
        if !known.contains(&key.text.as_str()) {
            let text = format!(
                "kafka-gitops knows no `{}` of {of}; it knows {}.",
                key.text,
                known.join(", ")
            );
            sheet.wrong(key.at, text);
        }
    }
}

fn topics(document: &Node, settings: Option<&Node>, sheet: &mut Sheet) {
    let default = settings.and_then(|settings| settings.at_path(&["topics", "defaults", "replication"]));
    let default = default.and_then(|node| whole(node, "settings.topics.defaults.replication", sheet));
    // Alone, a part of a state does not show what the whole says.
    let blind = document.get("settings").is_none()
        && !PARTS
            .iter()
            .any(|part| *part != "topics" && document.get(part).is_some());
    for (name, topic) in entries(document, "topics", sheet) {
        known_keys(topic, &["partitions", "replication", "configs"], "a topic", sheet);
        let mut number = |key: &str| match topic.get(key).filter(|node| !node.is_null()) {
            Some(node) => (whole(node, key, sheet), true),
            None => (None, false),
        };
        let (partitions, has_partitions) = number("partitions");
        let (replicas, has_replicas) = number("replication");
        if !has_partitions {
            let text = format!("`{}` has no `partitions`. Say how many.", name.text);
            sheet.wrong(name.at, text);
        }
        if !has_replicas && default.is_none() {
            let hint = if blind {
                " here or in the state's settings"
            } else {
                ""
            };
            let text = format!(
                "`{}` has no `replication`, and there is no default{hint}. Say how many.",
                name.text
            );
            sheet.wrong(name.at, text);
        }
        sheet.topic(Draft {
            description: facts(partitions, replicas.or(default)),
            ..Draft::topic(&name.text, name.at)
        });
    }
}

fn whole(node: &Node, name: &str, sheet: &mut Sheet) -> Option<i64> {
    let number = node.text().and_then(|text| text.trim().parse::<i64>().ok());
    let number = number.filter(|number| *number >= 1);
    if number.is_none() {
        let found = node.text().unwrap_or_else(|| node.sort());
        sheet.wrong(
            node.at,
            format!("`{name}` is {found}, and a number from 1 on is expected."),
        );
    }
    number
}

/// A service or a user, with the rules written for it.
fn client(
    name: &Key,
    holder: &Node,
    own: Option<&Node>,
    is_user: bool,
    in_the_cloud: bool,
    sheet: &mut Sheet,
) {
    let sort = holder.get("type").and_then(Node::text);
    let (known, sort): (&[&str], &str) = match (is_user, sort) {
        (true, _) => (&["principal", "roles"], "kafka-user"),
        (false, Some("application")) => (
            &["type", "principal", "group-id", "produces", "consumes"],
            "service",
        ),
        (false, Some("kafka-streams")) => (
            &["type", "principal", "application-id", "produces", "consumes"],
            "kafka-streams",
        ),
        (false, Some("kafka-connect")) => (
            &[
                "type",
                "principal",
                "group-id",
                "produces",
                "connectors",
                "storage-topics",
            ],
            "kafka-connect",
        ),
        (false, other) => {
            let at = holder.get("type").map_or(name.at, |node| node.at);
            let found = other.unwrap_or("missing");
            sheet.wrong(
                at,
                format!("`type` is {found}. Write application, kafka-connect or kafka-streams."),
            );
            (
                &["type", "principal", "group-id", "produces", "consumes"],
                "service",
            )
        }
    };
    known_keys(
        holder,
        known,
        if is_user { "a user" } else { "such a service" },
        sheet,
    );
    let principal = holder.get("principal").and_then(Node::text);
    if principal.is_none() && !in_the_cloud {
        let text = format!(
            "`{}` has no `principal`. Name one, as `User:{}`.",
            name.text, name.text
        );
        sheet.wrong(name.at, text);
    }
    let mut uses = own.map(|own| custom(own, sheet)).unwrap_or_default();
    listed(holder, &mut uses, sheet);
    for (_, connector) in holder.get("connectors").map(Node::pairs).unwrap_or_default() {
        known_keys(connector, &["produces", "consumes"], "a connector", sheet);
        listed(connector, &mut uses, sheet);
    }
    if let Some(storage) = holder.get("storage-topics") {
        known_keys(storage, &["config", "offset", "status"], "storage topics", sheet);
        for topic in storage.pairs().iter().map(|(_, node)| node) {
            let stored = topic.text().map(|text| Use {
                writes: true,
                ..Use::reading(text, topic.at)
            });
            uses.extend(stored);
        }
    }
    let group = holder.get("group-id").and_then(Node::text);
    let mut draft = Draft {
        principal: principal.map(str::to_owned),
        uses,
        ..Draft::component(&name.text, sort, name.at)
    };
    if let Some(group) = group {
        let annotation = ("muster/consumer-group".to_owned(), group.to_owned(), name.at);
        draft.about.annotations.push(annotation);
    }
    sheet.entity(draft);
}

/// The topics that somebody says to produce and consume.
fn listed(holder: &Node, uses: &mut Vec<Use>, sheet: &mut Sheet) {
    for (key, of) in [
        ("consumes", Use::reading as fn(&str, _) -> Use),
        ("produces", Use::writing),
    ] {
        let Some(node) = holder.get(key).filter(|node| !node.is_null()) else {
            continue;
        };
        if !matches!(node.value, Value::List(_)) {
            sheet.wrong(
                node.at,
                format!("`{key}` holds {}, and a list of topics is expected.", node.sort()),
            );
        }
        let topics = node.items().iter();
        uses.extend(topics.filter_map(|topic| Some(of(topic.text()?, topic.at))));
    }
}

/// Rules written out: each of them with all its parts.
fn custom(rules: &Node, sheet: &mut Sheet) -> Vec<Use> {
    const TYPES: [&str; 6] = [
        "TOPIC",
        "GROUP",
        "CLUSTER",
        "TRANSACTIONAL_ID",
        "DELEGATION_TOKEN",
        "USER",
    ];
    const PATTERNS: [&str; 2] = ["LITERAL", "PREFIXED"];
    const OPERATIONS: [&str; 11] = [
        "ALL",
        "READ",
        "WRITE",
        "CREATE",
        "DELETE",
        "ALTER",
        "DESCRIBE",
        "CLUSTER_ACTION",
        "DESCRIBE_CONFIGS",
        "ALTER_CONFIGS",
        "IDEMPOTENT_WRITE",
    ];
    const PERMISSIONS: [&str; 2] = ["ALLOW", "DENY"];
    let mut uses = Vec::new();
    for (name, rule) in rules.pairs() {
        let mut known = true;
        let mut one_of = |key: &str, names: &[&str]| {
            let node = rule.get(key);
            let text = node.and_then(Node::text).unwrap_or_default().to_owned();
            if !names.contains(&text.as_str()) {
                known = false;
                let found = if text.is_empty() { "missing" } else { &text };
                let at = node.map_or(name.at, |node| node.at);
                sheet.wrong(
                    at,
                    format!("`{key}` is {found}. Write one of {}.", names.join(", ")),
                );
            }
            text
        };
        let sort = one_of("type", &TYPES);
        let pattern = one_of("pattern", &PATTERNS);
        let operation = one_of("operation", &OPERATIONS);
        let permission = one_of("permission", &PERMISSIONS);
        let topic = rule.get("name");
        if topic.is_none() {
            sheet.wrong(name.at, "This rule has no `name`. Say what it is for.");
        }
        if let Some(topic) = topic.filter(|_| known && sort == "TOPIC" && permission == "ALLOW") {
            let pattern = match pattern.as_str() {
                "PREFIXED" => Pattern::Prefixed,
                _ => Pattern::Literal,
            };
            let written = topic.text().unwrap_or_default();
            uses.extend(Use::allowed(written, pattern, [operation.as_str()], topic.at));
        }
    }
    uses
}
