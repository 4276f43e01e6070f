//! Strimzi's KafkaTopic and KafkaUser, alone or as items of a Kubernetes List.
//! Source: strimzi-kafka-operator, packaging/install/cluster-operator/04{3,4}-Crd-kafka{topic,user}.yaml; fields of the old
//! versions (`operation` of a rule) are read too.

use super::about::About;
use super::draft::Draft;
use super::sheet::Sheet;
use super::uses::{Pattern, Use};
use crate::model::catalog::Node;

pub(super) const KINDS: [&str; 2] = ["KafkaTopic", "KafkaUser"];
/// Replicas are a 16-bit number in Kafka's protocol.
const MOST_REPLICAS: i64 = 32_767;

/// Whether some of these items are Strimzi's.
pub(super) fn is_among(items: &Node) -> bool {
    items.items().iter().any(is_ours)
}

fn is_ours(item: &Node) -> bool {
    let text = |key| item.get(key).and_then(Node::text).unwrap_or_default();
    text("apiVersion").starts_with("kafka.strimzi.io/") && KINDS.contains(&text("kind"))
}

pub(super) fn read(document: &Node, sheet: &mut Sheet) {
    match document.get("kind").and_then(Node::text) {
        Some("KafkaTopic") => topic(document, sheet),
        Some("KafkaUser") => user(document, sheet),
        _ => {
            let items = document.get("items").map(Node::items).unwrap_or_default();
            for item in items.iter().filter(|item| is_ours(item)) {
                read(item, sheet);
            }
        }
    }
}

fn topic(document: &Node, sheet: &mut Sheet) {
    let metadata = document.get("metadata");
    let Some(name) = metadata.and_then(|metadata| metadata.get("name")) else {
        return sheet.wrong(
            document.at,
            "This KafkaTopic has no `metadata.name`. Give it a name.",
        );
    };
    let spec = document.get("spec");
    let renamed = spec
        .and_then(|spec| spec.get("topicName"))
        .filter(|node| !node.is_null());
    let name = renamed.unwrap_or(name);
    let partitions = number(spec, "partitions", i64::from(i32::MAX), sheet);
    let replicas = number(spec, "replicas", MOST_REPLICAS, sheet);
    sheet.topic(Draft {
        description: facts(partitions, replicas),
        about: About::of(metadata),
        ..Draft::topic(name.text().unwrap_or_default(), name.at)
    });
}

/// A number from 1 on, where one is given: without it the cluster's own default counts.
pub(super) fn number(map: Option<&Node>, key: &str, most: i64, sheet: &mut Sheet) -> Option<i64> {
    let node = map?.get(key).filter(|node| !node.is_null())?;
    let number = node.text().and_then(|text| text.trim().parse::<i64>().ok());
    let number = number.filter(|number| (1..=most).contains(number));
    if number.is_none() {
        let found = node.text().unwrap_or_else(|| node.sort());
        sheet.wrong(
            node.at,
            format!("`{key}` is {found}, and a number from 1 on is expected."),
        );
    }
    number
}

/// Partitions and replicas in words.
pub(super) fn facts(partitions: Option<i64>, replicas: Option<i64>) -> Option<String> {
    let words = |number: Option<i64>, one: &str, many: &str| {
        number.map(|number| format!("{number} {}", if number == 1 { one } else { many }))
    };
    let parts = [
        words(partitions, "partition", "partitions"),
        words(replicas, "replica", "replicas"),
    ];
    let parts: Vec<String> = parts.into_iter().flatten().collect();
    (!parts.is_empty()).then(|| format!("{}.", parts.join(", ")))
}

fn user(document: &Node, sheet: &mut Sheet) {
    let metadata = document.get("metadata");
    let Some(name) = metadata.and_then(|metadata| metadata.get("name")) else {
        return sheet.wrong(
            document.at,
            "This KafkaUser has no `metadata.name`. Give it a name.",
        );
    };
    let by_certificate = matches!(
        document
            .at_path(&["spec", "authentication", "type"])
            .and_then(Node::text),
        Some("tls" | "tls-external")
    );
    let rules = document.at_path(&["spec", "authorization", "acls"]);
    let rules = rules.map(Node::items).unwrap_or_default();
    let uses = rules.iter().filter_map(|rule| self::rule(rule, sheet)).collect();
    let written = name.text().unwrap_or_default();
    let principal = match by_certificate {
        true => format!("User:CN={written}"),
        false => format!("User:{written}"),
    };
    let about = About::of(metadata);
    sheet.principal(&principal, |draft| Draft { about, uses, ..draft }, name.at);
}

/// What a rule allows of topics; none for rules of other things and those that deny.
fn rule(rule: &Node, sheet: &mut Sheet) -> Option<Use> {
    let resource = rule.get("resource");
    let text = |key: &str| {
        resource
            .and_then(|resource| resource.get(key))
            .and_then(Node::text)
    };
    let Some(sort) = text("type") else {
        let at = resource.map_or(rule.at, |resource| resource.at);
        sheet.wrong(
            at,
            "This rule names no `resource.type`. Write topic, group, cluster or transactionalId.",
        );
        return None;
    };
    if !["topic", "group", "cluster", "transactionalId"].contains(&sort) {
        let text =
            format!("`{sort}` is nothing that rules are made for: topic, group, cluster, transactionalId.");
        sheet.wrong(resource.map_or(rule.at, |resource| resource.at), text);
        return None;
    }
    if sort != "topic" || rule.get("type").and_then(Node::text) == Some("deny") {
        return None;
    }
    let pattern = match text("patternType") {
        None | Some("literal") => Pattern::Literal,
        Some("prefix") => Pattern::Prefixed,
        Some(other) => {
            let text = format!("`{other}` is no pattern. Write literal or prefix.");
            sheet.wrong(resource.map_or(rule.at, |resource| resource.at), text);
            return None;
        }
    };
    let Some(name) = text("name") else {
        sheet.wrong(rule.at, "This rule names no topic. Give `resource.name`.");
        return None;
    };
    let several = rule.get("operations").map(Node::items).unwrap_or_default();
    let operations = several.iter().chain(rule.get("operation")).filter_map(Node::text);
    let at = resource
        .and_then(|resource| resource.get("name"))
        .map_or(rule.at, |node| node.at);
    Use::allowed(name, pattern, operations, at)
}
