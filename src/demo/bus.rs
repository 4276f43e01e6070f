//! What is in the event bus and not in the catalog, and the other way round: for the sandbox, and for discovery to find. Data
//! only.

use serde_json::{Value, json};

pub(super) const PATH: &str = "sandbox/kafka/event-bus.json";

/// Topics that nobody registered: name, partitions, who writes them.
const UNREGISTERED: [(&str, u32, Option<&str>); 8] = [
    ("checkout.order-export.v1", 6, Some("orders-api")),
    ("checkout.basket-debug", 1, Some("basket-api")),
    ("pricing.price-history.v2", 12, Some("prices-api")),
    ("warehouses.stock-correction.v1", 6, Some("inventory-api")),
    ("payments.bank-statement.v1", 6, None),
    ("transport.route-cache.v1", 24, None),
    ("tmp.migration-2023", 3, None),
    ("connect-offsets", 25, Some("kafka-connect")),
];

/// Topics of the catalog that somebody deleted.
const GONE: [&str; 2] = ["care.claim.v1", "returns.disposal.v1"];

/// Groups that nobody registered: name, members, what they read.
const STRANGERS: [(&str, u32, &[&str]); 4] = [
    ("console-consumer-48211", 0, &["checkout.order.v1"]),
    (
        "finance-excel-export",
        1,
        &["payments.invoice.v1", "payments.bank-statement.v1"],
    ),
    (
        "looker-sync",
        3,
        &["checkout.order.v1", "checkout.basket.v1", "pricing.price.v1"],
    ),
    ("kafka-connect-archive", 2, &["checkout.order-export.v1"]),
];

/// Services that read what their entry in the catalog says nothing of.
const READ_UNDECLARED: [(&str, &str); 4] = [
    ("prices-api", "checkout.order.v1"),
    ("search-api", "checkout.basket.v1"),
    ("inventory-api", "transport.route.v1"),
    ("order-splitter", "pricing.price-history.v2"),
];

/// The same of what they write.
const WRITE_UNDECLARED: [(&str, &str); 2] = [
    ("basket-api", "pricing.price.v1"),
    ("order-timeout-watcher", "payments.invoice.v1"),
];

/// Groups that do not keep up: name, topic, records.
const BEHIND: [(&str, &str, u64); 1] = [("search-api", "checkout.basket.v1", 48_211)];

/// Somebody who has left, and may still read.
const LEFT: (&str, &str) = ("marit.solheim", "payments.invoice.v1");

/// The file that says so.
pub(super) fn seeds() -> String {
    let topics = UNREGISTERED.map(|(name, partitions, _)| {
        let settings = match name {
            "connect-offsets" => json!({"cleanup.policy": "compact"}),
            _ => json!({"retention.ms": "604800000"}),
        };
        json!({"name": name, "partitions": partitions, "replication": 3, "settings": settings})
    });
    let own = UNREGISTERED
        .iter()
        .filter_map(|(topic, _, writer)| Some(((*writer)?, *topic)));
    let writes = own.chain(WRITE_UNDECLARED);
    let rules: Vec<Value> = writes
        .map(|(name, topic)| rule(name, "TOPIC", topic, "WRITE"))
        .chain(READ_UNDECLARED.iter().flat_map(|(name, topic)| {
            [
                rule(name, "TOPIC", topic, "READ"),
                rule(name, "GROUP", name, "READ"),
            ]
        }))
        .chain([rule(LEFT.0, "TOPIC", LEFT.1, "READ")])
        .collect();
    let strangers = STRANGERS.map(|(name, members, topics)| group(name, members, topics));
    let readers = READ_UNDECLARED.map(|(name, topic)| group(name, 2, &[topic]));
    let groups: Vec<Value> = strangers.into_iter().chain(readers).collect();
    let lags =
        BEHIND.map(|(group, topic, records)| json!({"group": group, "topic": topic, "records": records}));
    let seeds = json!({
        "brokers": 3, "topics": topics, "rules": rules, "groups": groups, "lags": lags, "gone": GONE,
    });
    format!("{seeds:#}\n")
}

fn rule(name: &str, resource: &str, of: &str, operation: &str) -> Value {
    json!({
        "resource": resource, "name": of, "pattern": "LITERAL", "principal": format!("User:{name}"), "host": "*",
        "operation": operation, "permission": "ALLOW",
    })
}

fn group(name: &str, members: u32, topics: &[&str]) -> Value {
    let clients: Vec<String> = (1..=members).map(|n| format!("{name}-{n}")).collect();
    json!({
        "name": name, "state": if members > 0 { "Stable" } else { "Empty" }, "members": members, "clients": clients,
        "topics": topics,
    })
}
