//! What of the catalog the targets of rights and of steps are.

use muster::model::access::Targets;

use crate::workspace;

const DOCUMENTS: &str = "\
{apiVersion: backstage.io/v1alpha1, kind: Resource, metadata: {name: orders, annotations: {muster/external-id: 'kafka:main/orders.placed'}}, spec: {type: kafka-topic, owner: x}}
---
{apiVersion: backstage.io/v1alpha1, kind: Resource, metadata: {name: orders.paid}, spec: {type: kafka-topic, owner: x}}
---
{apiVersion: backstage.io/v1alpha1, kind: Resource, metadata: {name: prices, namespace: sales}, spec: {type: kafka-topic, owner: x}}
---
{apiVersion: backstage.io/v1alpha1, kind: Resource, metadata: {name: twice, namespace: sales}, spec: {type: kafka-topic, owner: x}}
---
{apiVersion: backstage.io/v1alpha1, kind: Resource, metadata: {name: twice, namespace: shop}, spec: {type: kafka-topic, owner: x}}
---
{apiVersion: backstage.io/v1alpha1, kind: Resource, metadata: {name: orders.db}, spec: {type: database, owner: x}}
---
{apiVersion: backstage.io/v1alpha1, kind: Component, metadata: {name: cart}, spec: {type: service, lifecycle: production, owner: x}}
---
{apiVersion: backstage.io/v1alpha1, kind: Component, metadata: {name: cart-writer}, spec: {type: service, lifecycle: production, owner: x}}
---
{apiVersion: backstage.io/v1alpha1, kind: Component, metadata: {name: odd, annotations: {muster/consumer-group: Nightly, github.com/project-slug: acme/odd}}, spec: {type: service, lifecycle: production, owner: x}}
";

#[test]
fn a_target_is_what_its_id_or_its_name_says() {
    let catalog = workspace::catalog(DOCUMENTS);
    let targets = Targets::new(&catalog);
    let table: &[(&str, &[&str])] = &[
        ("kafka:main/orders.placed", &["resource:default/orders"]),
        ("kafka:other/orders.placed", &[]),
        ("kafka:main/orders", &[]),
        ("kafka:main/orders.paid", &["resource:default/orders.paid"]),
        ("KAFKA:main/Orders.Paid", &["resource:default/orders.paid"]),
        ("kafka:main/prices", &["resource:sales/prices"]),
        ("kafka:main/twice", &[]),
        ("kafka:main/orders.db", &[]),
        (
            "kafka:main/orders.*",
            &["resource:default/orders", "resource:default/orders.paid"],
        ),
        (
            "kafka:main/*",
            &[
                "resource:default/orders",
                "resource:default/orders.paid",
                "resource:sales/prices",
            ],
        ),
        ("kafka:main/group/cart", &["component:default/cart"]),
        ("kafka:main/group/cart-2", &["component:default/cart"]),
        ("kafka:main/group/Nightly", &["component:default/odd"]),
        ("kafka:main/group/cart-*", &["component:default/cart"]),
        (
            "kafka:main/group/car*",
            &["component:default/cart", "component:default/cart-writer"],
        ),
        ("kafka:main/group/Night*", &["component:default/odd"]),
        ("kafka:main/group/*", &["component:default/odd"]),
        ("kafka:main/transactional-id/cart", &["component:default/cart"]),
        ("kafka:main/other/cart", &[]),
        ("kafka:main", &[]),
        ("github:Acme/Odd", &["component:default/odd"]),
        ("github:acme/*", &["component:default/odd"]),
        ("", &[]),
        ("*", &[]),
    ];
    for (target, expected) in table {
        let mut found: Vec<&str> = targets
            .all(target)
            .iter()
            .map(|id| catalog.entity(*id).entity_ref())
            .collect();
        found.sort_unstable();
        assert_eq!(found, *expected, "{target}");
    }
}
