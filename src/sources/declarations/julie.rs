//! A topology descriptor of JulieOps. A topic's full name is the context, every other key of the top level in the order of the
//! file, the project, the topic, and the data type where there is one, joined by dots.
//! Source: kafka-ops/julie, `TopologyCustomDeserializer`, `ProjectImpl.namePrefix`, `Topic.toString` with the default formats;
//! whoever changed `topology.topic.prefix.format` has other names, which the file does not show.

use super::draft::Draft;
use super::sheet::Sheet;
use super::strimzi::facts;
use super::uses::Use;
use crate::model::catalog::{Node, Position, Value};

/// Top-level keys that are no part of names.
const NO_PART: [&str; 4] = ["projects", "context", "platform", "special_topics"];

pub(super) fn is_topology(document: &Node) -> bool {
    let is_project = |project: &Node| {
        ["name", "topics", "consumers"]
            .iter()
            .any(|key| project.get(key).is_some())
    };
    let projects = document.get("projects").map(Node::items).unwrap_or_default();
    let by_context = document.get("context").is_some()
        && (document.get("projects").is_some()
            || document.get("special_topics").is_some()
            || document.get("platform").is_some());
    by_context || projects.iter().any(is_project)
}

pub(super) fn read(document: &Node, sheet: &mut Sheet) {
    let Some(context) = document.get("context").and_then(Node::text) else {
        return sheet.wrong(
            document.at,
            "This topology has no `context`, with which the names of its topics begin.",
        );
    };
    let others = document
        .pairs()
        .iter()
        .filter(|(key, _)| !NO_PART.contains(&key.text.as_str()));
    let mut prefix = context.to_owned();
    for (_, value) in others {
        prefix.push('.');
        // Anything but a text counts as an empty one.
        prefix.push_str(value.text().unwrap_or_default());
    }
    for project in document.get("projects").map(Node::items).unwrap_or_default() {
        self::project(project, &prefix, sheet);
    }
    for topic in document
        .get("special_topics")
        .map(Node::items)
        .unwrap_or_default()
    {
        if let Some((name, at)) = named(topic, "special topic", sheet) {
            self::topic(topic, &name, at, sheet);
        }
    }
}

fn named(node: &Node, sort: &str, sheet: &mut Sheet) -> Option<(String, Position)> {
    let name = node.get("name");
    let found = name.and_then(|name| Some((name.text()?.to_owned(), name.at)));
    if found.is_none() {
        sheet.wrong(
            name.unwrap_or(node).at,
            format!("This {sort} has no `name`. Give it one."),
        );
    }
    found
}

fn project(project: &Node, prefix: &str, sheet: &mut Sheet) {
    let Some((name, _)) = named(project, "project", sheet) else {
        return;
    };
    let mut topics = Vec::new();
    for topic in project.get("topics").map(Node::items).unwrap_or_default() {
        let Some((short, at)) = named(topic, "topic", sheet) else {
            continue;
        };
        let sort = topic.get("dataType").and_then(Node::text);
        let sort = sort.map(|sort| format!(".{sort}")).unwrap_or_default();
        let full = format!("{prefix}.{name}.{short}{sort}");
        self::topic(topic, &full, at, sheet);
        topics.push(full);
    }
    // Who consumes in a project reads all its topics.
    for (key, of) in [
        ("consumers", Use::reading as fn(&str, Position) -> Use),
        ("producers", Use::writing),
    ] {
        for client in project.get(key).map(Node::items).unwrap_or_default() {
            let at = client.at;
            let uses = topics.iter().map(|topic| of(topic, at)).collect();
            self::client(client, key, "kafka-user", uses, sheet);
        }
    }
    for client in project.get("streams").map(Node::items).unwrap_or_default() {
        self::client(client, "streams", "kafka-streams", listed(client), sheet);
    }
    let connectors = project.get("connectors");
    // Newer descriptors part the connectors' rights from their artefacts.
    let rights = connectors.map(|node| match node.value {
        Value::Map(_) => node.get("access_control").map(Node::items).unwrap_or_default(),
        _ => node.items(),
    });
    for client in rights.unwrap_or_default() {
        self::client(client, "connectors", "kafka-connect", listed(client), sheet);
    }
}

fn topic(topic: &Node, full: &str, at: Position, sheet: &mut Sheet) {
    let config = topic.get("config");
    let mut number = |key: &str| {
        let node = config?.get(key)?;
        let number = node.text().and_then(|text| text.trim().parse::<i64>().ok());
        if number.is_none_or(|number| number < 1) {
            let found = node.text().unwrap_or_else(|| node.sort());
            sheet.wrong(
                node.at,
                format!("`{key}` is {found}, and a number from 1 on is expected."),
            );
        }
        number.filter(|number| *number >= 1)
    };
    let (partitions, replicas) = (number("num.partitions"), number("replication.factor"));
    sheet.topic(Draft {
        description: facts(partitions, replicas),
        ..Draft::topic(full, at)
    });
    for (key, of) in [
        ("consumers", Use::reading as fn(&str, Position) -> Use),
        ("producers", Use::writing),
    ] {
        for client in topic.get(key).map(Node::items).unwrap_or_default() {
            self::client(client, key, "kafka-user", vec![of(full, client.at)], sheet);
        }
    }
}

/// The topics that `topics.read` and `topics.write` name in full.
fn listed(client: &Node) -> Vec<Use> {
    let names = |key| {
        client
            .at_path(&["topics", key])
            .map(Node::items)
            .unwrap_or_default()
            .iter()
    };
    let reads = names("read").filter_map(|node| Some(Use::reading(node.text()?, node.at)));
    let writes = names("write").filter_map(|node| Some(Use::writing(node.text()?, node.at)));
    reads.chain(writes).collect()
}

fn client(client: &Node, section: &str, sort: &str, uses: Vec<Use>, sheet: &mut Sheet) {
    let Some(node) = client.get("principal").filter(|node| node.text().is_some()) else {
        return sheet.wrong(
            client.at,
            format!("One of the {section} has no `principal`. Name it, as `User:cart`."),
        );
    };
    let group = client.get("group").and_then(Node::text);
    let principal = node.text().unwrap_or_default();
    sheet.principal(
        principal,
        |mut draft| {
            sort.clone_into(&mut draft.sort);
            draft.uses = uses;
            if let Some(group) = group.filter(|group| *group != "*") {
                let annotation = ("muster/consumer-group".to_owned(), group.to_owned(), node.at);
                draft.about.annotations.push(annotation);
            }
            draft
        },
        node.at,
    );
}
