//! The lines of trees over small graphs, and properties over any.

use std::fmt::Write;
use std::sync::Arc;

use proptest::prelude::*;

use super::*;
use crate::model::catalog::{Builder, Declared, EntityRef, Place, Position, Record, Relation, Standing};

fn component(number: usize) -> EntityRef {
    EntityRef::new("component", DEFAULT, &format!("c{number:02}"))
}

const DEFAULT: &str = "default";

/// A catalog of components by number, and which ones each depends on. A number beyond them is missing.
fn graph(nodes: usize, edges: &[(usize, usize)]) -> Arc<Catalog> {
    let mut builder = Builder::new(None);
    let file = builder.file("catalog-info.yaml", Default::default());
    for number in 0..nodes {
        let targets = edges.iter().filter(|(from, _)| *from == number);
        let relations = targets.map(|(_, to)| Declared {
            relation: Relation::DependsOn,
            reverse: false,
            target: component(*to),
            guessed_kind: false,
            at: Position::default(),
        });
        let entity_ref = component(number);
        builder.add(
            file,
            &Record {
                kind: "Component".to_owned(),
                name: entity_ref.name().to_owned(),
                entity_ref,
                title: String::new(),
                description: String::new(),
                type_: String::new(),
                lifecycle: String::new(),
                owner_text: String::new(),
                tags: Vec::new(),
                relations: relations.collect(),
                externals: Vec::new(),
                attributes: Vec::new(),
                standing: Standing::Written,
                place: Place::default(),
                version: [0; 32],
            },
        );
    }
    Arc::new(builder.finish())
}

fn tree(catalog: &Arc<Catalog>, root: usize) -> Outline {
    let root = catalog.find_node(component(root).as_str()).expect("the root");
    Outline::new(catalog.clone(), root, Direction::Down, Level::Entities)
}

/// The lines as `name mark`, two blanks a level.
fn drawn(outline: &Outline) -> String {
    let mut out = String::new();
    for line in outline.lines() {
        let text = match line.item {
            Item::More { hidden, .. } => format!("+{hidden}"),
            Item::Node(node) => {
                let mark = match node.fold {
                    Fold::Leaf if node.missing => " missing".to_owned(),
                    Fold::Leaf => String::new(),
                    Fold::Folded => " >".to_owned(),
                    Fold::Unfolded => " v".to_owned(),
                    Fold::Above(at) => format!(" above:{at}"),
                    Fold::Circle(Some(at)) => format!(" circle:{at}"),
                    Fold::Circle(None) => " circle:root".to_owned(),
                };
                format!("{}{mark}", words::name(&outline.catalog, node.id))
            }
        };
        writeln!(out, "{}{text}", "  ".repeat(line.depth)).expect("a String takes everything");
    }
    out
}

#[test]
fn shared_nodes_are_unfolded_once_and_circles_never_again() {
    // 0 needs 1 and 2, both need 3, which needs 1 and the root and 9, that is missing; 2 needs 2.
    let catalog = graph(
        5,
        &[(0, 1), (0, 2), (1, 3), (2, 3), (2, 2), (3, 1), (3, 0), (3, 9)],
    );
    let mut outline = tree(&catalog, 0);
    assert_eq!(drawn(&outline), "c01 >\nc02 >\n");
    while outline.unfold_level() {}
    let expected = "\
c01 v
  c03 v
    c00 circle:root
    c01 circle:0
    c09 missing
c02 v
  c02 circle:5
  c03 above:1
";
    assert_eq!(drawn(&outline), expected);
    assert!(!outline.unfold(7), "a second place is not unfolded");
    outline.fold(0);
    let moved =
        "c01 >\nc02 v\n  c02 circle:1\n  c03 v\n    c00 circle:root\n    c01 above:0\n    c09 missing\n";
    assert_eq!(drawn(&outline), moved, "the first place is now below c02");
    outline.unfold(0);
    assert_eq!(drawn(&outline), expected);
}

#[test]
fn many_nodes_are_folded_away_and_come_in_steps() {
    let many: Vec<_> = (1..=100).map(|to| (0, to)).collect();
    let catalog = graph(101, &many);
    let mut outline = tree(&catalog, 0);
    assert_eq!(outline.direct(), 100);
    let mut seen = vec![outline.len()];
    for _ in 0..2 {
        outline.unfold(outline.len() - 1);
        seen.push(outline.len());
    }
    assert_eq!(seen, [11, 51, 100], "ten and the rest, fifty and the rest, all");
    let few: Vec<_> = (1..=12).map(|to| (0, to)).collect();
    let outline = tree(&graph(13, &few), 0);
    assert_eq!(outline.len(), 12, "two more are not worth a line that says so");
}

#[test]
fn what_was_shown_of_many_can_be_folded_again() {
    let many: Vec<_> = (1..=100).map(|to| (0, to)).collect();
    let mut outline = tree(&graph(101, &many), 0);
    outline.unfold(10);
    assert!(outline.fold(50));
    assert_eq!(outline.len(), 11);
    assert!(!outline.fold(10), "no less than this is shown");
}

#[test]
fn a_line_is_found_by_its_way_and_else_by_its_name() {
    let before = graph(5, &[(0, 1), (0, 2), (1, 3), (2, 4)]);
    let mut outline = tree(&before, 0);
    outline.unfold_level();
    let way = outline.id(3).into_owned();
    assert_eq!(way, "component:default/c02 component:default/c04");
    assert_eq!(outline.find(&way), Some(3));
    // 4 hangs from 1 now, and 3 is gone.
    let after = graph(5, &[(0, 1), (0, 2), (1, 4)]);
    let root = after.find_node(component(0).as_str()).expect("the root");
    let renewed = outline.renewed(after, root);
    assert_eq!(drawn(&renewed), "c01 v\n  c04\nc02\n");
    assert_eq!(renewed.find(&way), Some(1));
    assert_eq!(renewed.find("component:default/c03"), None);
}

#[derive(Debug, Clone)]
enum Act {
    Unfold(usize),
    Fold(usize),
    Deeper,
    Shallower,
}

fn act() -> impl Strategy<Value = Act> {
    prop_oneof![
        4 => (0usize..40).prop_map(Act::Unfold),
        2 => (0usize..40).prop_map(Act::Fold),
        1 => Just(Act::Deeper),
        1 => Just(Act::Shallower),
    ]
}

fn perform(outline: &mut Outline, act: &Act) {
    match act {
        Act::Unfold(at) => outline.unfold(at % outline.len().max(1)),
        Act::Fold(at) => outline.fold(at % outline.len().max(1)),
        Act::Deeper => outline.unfold_level(),
        Act::Shallower => outline.fold_level(),
    };
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// Whatever the graph and whatever is unfolded: every line hangs from the line it says, stands for a dependency, and no
    /// node is unfolded twice.
    #[test]
    fn every_line_is_valid(edges in prop::collection::vec((0usize..12, 0usize..16), 0..40), acts in prop::collection::vec(act(), 0..12)) {
        let catalog = graph(12, &edges);
        let mut outline = tree(&catalog, 0);
        for act in &acts {
            perform(&mut outline, act);
        }
        let mut first = FxHashMap::default();
        for (at, line) in outline.lines().iter().enumerate() {
            let hangs_from = outline.lines()[..at].iter().rposition(|other| other.depth < line.depth);
            prop_assert_eq!(line.parent, hangs_from);
            prop_assert_eq!(line.depth, line.parent.map_or(0, |parent| outline.lines()[parent].depth + 1));
            let next = outline.lines()[at + 1..].iter().find(|other| other.depth <= line.depth);
            prop_assert_eq!(line.last, next.is_none_or(|next| next.depth < line.depth));
            if let Item::Node(node) = line.item {
                let needs = neighbours(&catalog, outline.above(at), Direction::Down);
                prop_assert!(needs.iter().any(|neighbour| neighbour.node == node.id));
                match node.fold {
                    Fold::Above(place) | Fold::Circle(Some(place)) => prop_assert_eq!(first.get(&node.id), Some(&place)),
                    Fold::Circle(None) => prop_assert_eq!(node.id, outline.root()),
                    _ => prop_assert_eq!(first.insert(node.id, at), None),
                }
            }
            prop_assert_eq!(outline.find(&outline.id(at)), Some(at));
        }
    }

    #[test]
    fn folding_and_unfolding_again_changes_nothing(edges in prop::collection::vec((0usize..12, 0usize..14), 0..40), acts in prop::collection::vec(act(), 0..12), at in 0usize..40) {
        let mut outline = tree(&graph(12, &edges), 0);
        for act in &acts {
            perform(&mut outline, act);
        }
        let before = drawn(&outline);
        let at = at % outline.len().max(1);
        let is_node = outline.node(at).is_some();
        if is_node && outline.fold(at) {
            prop_assert!(outline.unfold(at));
        }
        prop_assert_eq!(drawn(&outline), before);
    }

    #[test]
    fn unfolding_everything_ends_with_every_dependency_once(edges in prop::collection::vec((0usize..12, 0usize..12), 0..60)) {
        let catalog = graph(12, &edges);
        let mut outline = tree(&catalog, 0);
        while outline.unfold_level() {}
        let reached = crate::model::catalog::graph::closure(&catalog, outline.root(), Direction::Down, None);
        prop_assert_eq!(outline.len(), reached.edges.len());
        while outline.fold_level() {}
        prop_assert_eq!(outline.len(), outline.direct());
    }

    #[test]
    fn the_same_catalog_read_again_changes_nothing(edges in prop::collection::vec((0usize..12, 0usize..14), 0..40), acts in prop::collection::vec(act(), 0..12)) {
        let mut outline = tree(&graph(12, &edges), 0);
        for act in &acts {
            perform(&mut outline, act);
        }
        let again = graph(12, &edges);
        let renewed = outline.renewed(again.clone(), again.find_node(component(0).as_str()).expect("the root"));
        prop_assert_eq!(drawn(&renewed), drawn(&outline));
    }
}
