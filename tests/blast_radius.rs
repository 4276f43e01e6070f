//! What is hit when something fails, who is to be told, and dependencies between systems.

#[path = "support/workspace.rs"]
#[allow(dead_code)]
mod workspace;

#[path = "support/payments.rs"]
#[allow(dead_code)]
mod payments;

use muster::model::catalog::graph::{Direction, reach};
use muster::model::catalog::rollup::{bundles, whole};
use muster::model::catalog::{Catalog, NodeId};
use muster::model::ownership::blast_radius;
use payments::payments;
use workspace::{catalog, entity};

fn node(catalog: &Catalog, entity_ref: &str) -> NodeId {
    catalog.find_node(entity_ref).expect(entity_ref)
}

fn texts(counts: &[(String, usize)]) -> Vec<(&str, usize)> {
    counts
        .iter()
        .map(|(text, count)| (text.as_str(), *count))
        .collect()
}

#[test]
fn everything_that_depends_on_it_is_counted_once() {
    let catalog = catalog(&payments());
    let rates = node(&catalog, "component:default/rates");
    let hit = blast_radius(&catalog, rates);
    assert_eq!(hit.entities, reach(&catalog, rates, Direction::Up));
    assert_eq!((hit.entities, hit.direct, hit.missing, hit.untold), (24, 1, 0, 0));
    assert_eq!(texts(&hit.kinds), [("Component", 22), ("API", 2)]);
    assert_eq!(
        texts(&hit.systems),
        [("system:default/shop", 19), ("system:default/payments", 5)]
    );
    assert_eq!(
        texts(&hit.owners),
        [
            ("group:default/team-unknown", 16),
            ("group:default/team-ledger", 4),
            ("group:default/team-asia", 2),
            ("group:default/team-shop", 2),
        ]
    );
    let people: Vec<_> = hit
        .people
        .iter()
        .map(|told| (told.label.as_str(), told.entities, told.nearest))
        .collect();
    assert_eq!(
        people,
        [("Bo Lindqvist", 18, 2), ("Ana Ortiz", 4, 2), ("陳 美玲", 2, 1)]
    );
}

#[test]
fn contacts_are_told_and_who_has_none_is_counted() {
    let contact = |name: &str, needs: &str, contact: &str| {
        let spec = format!("type: s\nlifecycle: p\nowner: nobody-known\ndependsOn: ['component:{needs}']");
        entity("Component", name, &spec).replace(
            "spec:",
            &format!("  annotations:\n    muster/contact: {contact}\nspec:"),
        )
    };
    let yaml = [
        entity("User", "ana", "memberOf: []"),
        entity("Component", "base", "type: s\nlifecycle: p\nowner: user:ana"),
        contact("a", "base", "user:default/ana"),
        contact("b", "a", "user:default/gone"),
        entity(
            "Component",
            "c",
            "type: s\nlifecycle: p\nowner: user:ana\nprovidesApis: [undescribed]\ndependsOn: ['component:b']",
        ),
    ]
    .concat();
    let catalog = catalog(&yaml);
    let hit = blast_radius(&catalog, node(&catalog, "component:default/base"));
    assert_eq!((hit.entities, hit.direct, hit.missing, hit.untold), (3, 1, 1, 1));
    assert_eq!(hit.people.len(), 1);
    assert_eq!((hit.people[0].entities, hit.people[0].nearest), (2, 1));
    let none = blast_radius(&catalog, node(&catalog, "user:default/ana"));
    assert_eq!(none.entities, 0);
}

#[test]
fn what_is_part_of_a_system_counts_as_the_system() {
    let yaml = [
        entity("System", "pay", "owner: a"),
        entity("System", "shop", "owner: a"),
        entity(
            "Component",
            "ledger",
            "type: s\nlifecycle: p\nowner: a\nsystem: pay\ndependsOn: ['component:mailer', 'component:books']",
        ),
        entity("Component", "books", "type: s\nlifecycle: p\nowner: a\nsystem: pay"),
        entity(
            "Component",
            "ledger-worker",
            "type: s\nlifecycle: p\nowner: a\nsubcomponentOf: ledger\ndependsOn: ['component:mailer']",
        ),
        entity("Component", "mailer", "type: s\nlifecycle: p\nowner: a"),
        entity(
            "Component",
            "cart",
            "type: s\nlifecycle: p\nowner: a\nsystem: shop\ndependsOn: ['component:ledger', 'component:books', 'component:gone']",
        ),
    ]
    .concat();
    let catalog = catalog(&yaml);
    for (entity_ref, system) in [
        ("component:default/ledger", "system:default/pay"),
        ("component:default/ledger-worker", "system:default/pay"),
        ("component:default/mailer", "component:default/mailer"),
        ("component:default/gone", "component:default/gone"),
        ("system:default/pay", "system:default/pay"),
    ] {
        let found = whole(&catalog, node(&catalog, entity_ref));
        assert_eq!(catalog.node_ref(found), system, "{entity_ref}");
    }
    for (entity_ref, direction, expected) in [
        (
            "system:default/pay",
            Direction::Down,
            vec![("component:default/mailer", 2)],
        ),
        (
            "system:default/pay",
            Direction::Up,
            vec![("system:default/shop", 2)],
        ),
        (
            "system:default/shop",
            Direction::Down,
            vec![("component:default/gone", 1), ("system:default/pay", 2)],
        ),
        ("system:default/shop", Direction::Up, vec![]),
        (
            "component:default/mailer",
            Direction::Up,
            vec![("system:default/pay", 2)],
        ),
    ] {
        let found = bundles(&catalog, node(&catalog, entity_ref), direction);
        let found: Vec<_> = found
            .iter()
            .map(|bundle| (catalog.node_ref(bundle.node), bundle.links))
            .collect();
        assert_eq!(found, expected, "{entity_ref} {direction:?}");
    }
}
