//! Jikkou's topics, lists of topics, and what principals may do, by rules of their own or by roles.
//! Source: streamthoughts/jikkou, docs/content/en/docs/Reference/Providers/Kafka/Resources.

use super::about::About;
use super::draft::Draft;
use super::sheet::Sheet;
use super::strimzi::{facts, number};
use super::uses::{Pattern, Use, of_expression};
use crate::model::catalog::Node;

pub(super) const KINDS: [&str; 5] = [
    "KafkaTopic",
    "KafkaTopicList",
    "KafkaPrincipalAuthorization",
    "KafkaPrincipalRole",
    "KafkaUser",
];

pub(super) fn read(document: &Node, sheet: &mut Sheet) {
    match document.get("kind").and_then(Node::text) {
        Some("KafkaTopic") => topic(document, None, sheet),
        Some("KafkaTopicList") => {
            let items = document.get("items");
            if items.is_none_or(|items| items.items().is_empty() && !items.is_null()) {
                let at = items.map_or(document.at, |items| items.at);
                sheet.wrong(at, "A KafkaTopicList holds its topics as a list, `items`.");
            }
            for item in items.map(Node::items).unwrap_or_default() {
                topic(item, document.get("metadata"), sheet);
            }
        }
        Some("KafkaPrincipalRole") => {
            let Some((name, _)) = named(document, sheet) else {
                return;
            };
            let uses = rules(document, sheet);
            sheet.role(&name, uses);
        }
        _ => principal(document, sheet),
    }
}

/// The name of a document, which it must have; none where it is to be deleted.
fn named<'n>(document: &'n Node, sheet: &mut Sheet) -> Option<(String, &'n Node)> {
    let deleted = document.at_path(&["metadata", "annotations", "jikkou.io/delete"]);
    if deleted.and_then(Node::text) == Some("true") {
        return None;
    }
    let node = document.at_path(&["metadata", "name"]);
    match node.and_then(|node| Some((node.text()?.to_owned(), node))) {
        Some(found) => Some(found),
        None => {
            sheet.wrong(document.at, "This has no `metadata.name`. Give it a name.");
            None
        }
    }
}

fn topic(item: &Node, of_all: Option<&Node>, sheet: &mut Sheet) {
    let Some((name, node)) = named(item, sheet) else {
        return;
    };
    let spec = item.get("spec");
    // The cluster's own default is written -1.
    let given = |key: &str| {
        let text = spec.and_then(|spec| spec.get(key)).and_then(Node::text);
        spec.filter(|_| text != Some("-1"))
    };
    let partitions = number(given("partitions"), "partitions", i64::from(i32::MAX), sheet);
    let replicas = number(given("replicas"), "replicas", i64::from(i16::MAX), sheet);
    let mut about = About::of(item.get("metadata"));
    let shared = About::of(of_all);
    about.owner = about.owner.or(shared.owner);
    about.system = about.system.or(shared.system);
    sheet.topic(Draft {
        description: facts(partitions, replicas),
        about,
        ..Draft::topic(&name, node.at)
    });
}

fn principal(document: &Node, sheet: &mut Sheet) {
    let Some((name, node)) = named(document, sheet) else {
        return;
    };
    let uses = rules(document, sheet);
    let roles = document
        .at_path(&["spec", "roles"])
        .map(Node::items)
        .unwrap_or_default();
    let roles = roles
        .iter()
        .filter_map(|role| role.text().map(str::to_owned))
        .collect();
    let about = About::of(document.get("metadata"));
    let principal = if name.contains(':') {
        name
    } else {
        format!("User:{name}")
    };
    sheet.principal(
        &principal,
        |draft| Draft {
            about,
            uses,
            roles,
            ..draft
        },
        node.at,
    );
}

/// What `spec.acls` allows of topics.
fn rules(document: &Node, sheet: &mut Sheet) -> Vec<Use> {
    let rules = document
        .at_path(&["spec", "acls"])
        .map(Node::items)
        .unwrap_or_default();
    rules.iter().filter_map(|rule| self::rule(rule, sheet)).collect()
}

fn rule(rule: &Node, sheet: &mut Sheet) -> Option<Use> {
    let text = |path: &[&str]| rule.at_path(path).and_then(Node::text);
    let Some(sort) = text(&["resource", "type"]) else {
        sheet.wrong(rule.at, "This rule names no `resource.type`, such as topic.");
        return None;
    };
    let denies = text(&["type"]).is_some_and(|sort| sort.eq_ignore_ascii_case("DENY"));
    if denies || !sort.eq_ignore_ascii_case("topic") {
        return None;
    }
    let Some(node) = rule.at_path(&["resource", "pattern"]) else {
        sheet.wrong(rule.at, "This rule names no topic. Give `resource.pattern`.");
        return None;
    };
    let written = node.text()?;
    let pattern = text(&["resource", "patternType"]).unwrap_or("LITERAL");
    let (name, pattern) = match pattern.to_ascii_uppercase().as_str() {
        "LITERAL" => (written.to_owned(), Pattern::Literal),
        "PREFIXED" => (written.to_owned(), Pattern::Prefixed),
        "MATCH" | "ANY" => match of_expression(written) {
            Some(found) => found,
            None => {
                let text = format!("`{written}` is too free an expression to say which topics it means.");
                sheet.left_out(node.at, text);
                return None;
            }
        },
        other => {
            sheet.wrong(
                node.at,
                format!("`{other}` is no pattern. Write LITERAL, PREFIXED or MATCH."),
            );
            return None;
        }
    };
    let operations = rule.get("operations").map(Node::items).unwrap_or_default();
    Use::allowed(&name, pattern, operations.iter().filter_map(Node::text), node.at)
}
