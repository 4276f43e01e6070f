//! The dependency graph: neighbours both ways, reach, circles, names that nothing defines.

#[path = "support/workspace.rs"]
#[allow(dead_code)]
mod workspace;

use muster::model::catalog::Catalog;
use muster::model::catalog::graph::{Direction, closure, cycles, cycles_in, neighbours, reach};
use proptest::prelude::*;
use workspace::{catalog, entity, problems};

fn component(name: &str, spec: &str) -> String {
    entity(
        "Component",
        name,
        &format!("type: s\nlifecycle: p\nowner: a\n{spec}"),
    )
}

/// A shop calls the API of pay; both read a topic; pay and audit need each other; one name leads nowhere.
fn shop() -> std::sync::Arc<Catalog> {
    catalog(
        &[
            component(
                "shop",
                "consumesApis: [pay-api]\ndependsOn: ['resource:topic', 'component:gone']",
            ),
            component("pay", "providesApis: [pay-api]\ndependsOn: ['component:audit']"),
            component("audit", "dependsOn: ['component:pay']"),
            entity(
                "API",
                "pay-api",
                "type: openapi\nlifecycle: p\nowner: a\ndefinition: x",
            ),
            entity(
                "Resource",
                "topic",
                "type: kafka-topic\nowner: a\ndependencyOf: ['component:pay']",
            ),
        ]
        .concat(),
    )
}

fn names(catalog: &Catalog, entity_ref: &str, direction: Direction) -> Vec<String> {
    let node = catalog.find_node(entity_ref).expect("a node");
    let line =
        |n: &muster::model::catalog::graph::Neighbour| format!("{} {}", n.relation, catalog.node_ref(n.node));
    neighbours(catalog, node, direction).iter().map(line).collect()
}

#[test]
fn neighbours_are_told_both_ways() {
    let catalog = shop();
    for (entity_ref, direction, expected) in [
        (
            "component:default/shop",
            Direction::Down,
            vec![
                "consumesApi api:default/pay-api",
                "dependsOn component:default/gone",
                "dependsOn resource:default/topic",
            ],
        ),
        (
            "api:default/pay-api",
            Direction::Down,
            vec!["apiProvidedBy component:default/pay"],
        ),
        (
            "api:default/pay-api",
            Direction::Up,
            vec!["consumesApi component:default/shop"],
        ),
        (
            "resource:default/topic",
            Direction::Up,
            vec![
                "dependsOn component:default/pay",
                "dependsOn component:default/shop",
            ],
        ),
        (
            "component:default/gone",
            Direction::Up,
            vec!["dependsOn component:default/shop"],
        ),
    ] {
        assert_eq!(
            names(&catalog, entity_ref, direction),
            expected,
            "{entity_ref} {direction:?}"
        );
    }
}

#[test]
fn a_closure_has_each_node_once_with_its_shortest_distance() {
    let catalog = shop();
    let root = catalog.find_node("component:default/shop").expect("the shop");
    let found = closure(&catalog, root, Direction::Down, None);
    let nodes: Vec<_> = found
        .nodes
        .iter()
        .map(|(n, d)| format!("{d} {}", catalog.node_ref(*n)))
        .collect();
    assert_eq!(
        nodes,
        [
            "0 component:default/shop",
            "1 api:default/pay-api",
            "1 component:default/gone",
            "1 resource:default/topic",
            "2 component:default/pay",
            "3 component:default/audit",
        ]
    );
    assert_eq!(closure(&catalog, root, Direction::Down, Some(1)).nodes.len(), 4);
    assert_eq!(reach(&catalog, root, Direction::Down), 5);
}

#[test]
fn circles_are_found_and_told_once() {
    let catalog = shop();
    let circles: Vec<Vec<_>> = cycles(&catalog)
        .iter()
        .map(|c| c.iter().map(|n| catalog.node_ref(*n)).collect())
        .collect();
    assert_eq!(circles, [["component:default/audit", "component:default/pay"]]);
    assert_eq!(
        problems(&catalog)
            .iter()
            .filter(|p| p.starts_with("cycle"))
            .count(),
        1
    );
    let topic = catalog.find_node("resource:default/topic").expect("the topic");
    let below = closure(&catalog, topic, Direction::Down, None);
    assert!(cycles_in(&catalog, &below).is_empty());
}

#[test]
fn a_dependency_without_a_kind_is_a_component_or_else_a_resource() {
    let catalog = catalog(
        &[
            component("one", "dependsOn: [two, db]"),
            component("two", ""),
            entity("Resource", "db", "type: x\nowner: a"),
        ]
        .concat(),
    );
    assert_eq!(
        names(&catalog, "component:default/one", Direction::Down),
        ["dependsOn component:default/two", "dependsOn resource:default/db"]
    );
    let found = problems(&catalog);
    assert!(
        !found
            .iter()
            .any(|p| p.starts_with("dangling catalog-info.yaml:10:")),
        "{found:?}"
    );
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    /// Against a plain reachability table: whatever the graph, reach agrees and circles are what reaches itself.
    #[test]
    fn any_graph_agrees_with_the_plain_definition(edges in prop::collection::vec((0usize..7, 0usize..7), 0..16)) {
        let text: String = (0..7).map(|i| {
            let needs: Vec<_> = edges.iter().filter(|e| e.0 == i).map(|e| format!("'component:c{}'", e.1)).collect();
            component(&format!("c{i}"), &format!("dependsOn: [{}]", needs.join(", ")))
        }).collect();
        let catalog = catalog(&text);
        let mut table = [[false; 7]; 7];
        edges.iter().for_each(|(a, b)| table[*a][*b] = true);
        for k in 0..7 { for i in 0..7 { for j in 0..7 { table[i][j] |= table[i][k] && table[k][j]; } } }
        let mut in_circles: Vec<String> = Vec::new();
        for circle in cycles(&catalog) {
            in_circles.extend(circle.iter().map(|n| catalog.node_ref(*n).to_owned()));
        }
        in_circles.sort();
        let expected: Vec<_> = (0..7).filter(|i| table[*i][*i]).map(|i| format!("component:default/c{i}")).collect();
        prop_assert_eq!(in_circles, expected);
        for (i, row) in table.iter().enumerate() {
            let node = catalog.find_node(&format!("component:default/c{i}")).expect("a node");
            let others = row.iter().enumerate().filter(|(j, reached)| **reached && *j != i).count();
            prop_assert_eq!(reach(&catalog, node, Direction::Down), others);
        }
    }
}
