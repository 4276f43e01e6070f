//! What of a tree can be copied: as text, for programs that draw, and the list of people.

use super::branch::Branch;
use super::outline::{Fold, Item, Line, Outline};
use super::words;
use crate::app::overlay::CopyItem;
use crate::model::catalog::graph::{Closure, Direction};
use crate::model::catalog::{Catalog, diagram};
use crate::model::ownership::Told;
use crate::model::text::{safe, shell_word};

/// The tree as it is unfolded, a line each.
pub fn text(catalog: &Catalog, branch: &Branch) -> String {
    let outline = &branch.outline;
    let root = catalog.node_ref(outline.root());
    let mut out = format!("{}: {}\n", safe(root), words::heading(outline.direction()));
    for (at, line) in outline.lines().iter().enumerate() {
        out.push_str(&guides(outline, at));
        out.push_str(&label(catalog, outline, line));
        out.push('\n');
    }
    out
}

/// The lines that join a line to what it hangs from, three columns a level.
fn guides(outline: &Outline, at: usize) -> String {
    let mut levels = Vec::new();
    let mut line = outline.line(at);
    while let Some(Line { parent, last, .. }) = line {
        levels.push(match (levels.is_empty(), last) {
            (true, true) => "└─ ",
            (true, false) => "├─ ",
            (false, true) => "   ",
            (false, false) => "│  ",
        });
        line = parent.and_then(|parent| outline.line(parent));
    }
    levels.into_iter().rev().collect()
}

fn label(catalog: &Catalog, outline: &Outline, line: &Line) -> String {
    match line.item {
        Item::More { relation, hidden } => {
            format!("+{hidden} {}", words::many(relation, outline.direction()))
        }
        Item::Node(node) => {
            let mark = match node.fold {
                Fold::Above(_) => "  (seen above)",
                Fold::Circle(_) => "  (circle)",
                _ if node.missing => "  (not in the catalog)",
                _ if node.unseen => "  (declared, not seen)",
                _ => "",
            };
            let relation = match node.relation {
                "" => format!("  {} links", node.links),
                relation => format!("  {}", words::verb(relation, outline.direction())),
            };
            format!("{}{relation}{mark}", safe(catalog.node_ref(node.id)))
        }
    }
}

/// The part of the graph that is unfolded, for programs that draw.
pub fn graphs(catalog: &Catalog, outline: &Outline) -> [CopyItem; 2] {
    let unfolded = unfolded(outline);
    [
        CopyItem::new('m', "As Mermaid", diagram::mermaid(catalog, &unfolded)),
        CopyItem::new('g', "As Graphviz DOT", diagram::dot(catalog, &unfolded)),
    ]
}

fn unfolded(outline: &Outline) -> Closure {
    let mut closure = Closure {
        root: outline.root(),
        direction: outline.direction(),
        nodes: vec![(outline.root(), 0)],
        edges: Vec::new(),
    };
    for (at, line) in outline.lines().iter().enumerate() {
        let Item::Node(node) = line.item else { continue };
        let above = outline.above(at);
        let (from, to) = outline.edge(above, node.id);
        let relation = if node.relation.is_empty() {
            "dependsOn"
        } else {
            node.relation
        };
        closure.edges.push((from, to, relation));
        if !matches!(node.fold, Fold::Above(_) | Fold::Circle(_)) {
            closure.nodes.push((node.id, line.depth + 1));
        }
    }
    closure
}

/// The command that prints a tree like this one.
pub fn command(root: &str, direction: Direction, depth: usize) -> String {
    let up = match direction {
        Direction::Down => "",
        Direction::Up => " --up",
    };
    let root = shell_word(root);
    format!("muster deps {root}{up} --depth {depth}")
}

/// How many levels are unfolded, 1 for the direct ones.
pub fn depth(outline: &Outline) -> usize {
    outline
        .lines()
        .iter()
        .map(|line| line.depth + 1)
        .max()
        .unwrap_or(1)
}

/// The people to be told, a line each, with what for.
pub fn people(people: &[Told]) -> String {
    let line = |told: &Told| {
        let entities = if told.entities == 1 { "entity" } else { "entities" };
        format!(
            "{} <{}>  {} {entities}\n",
            safe(&told.label),
            safe(&told.person),
            told.entities
        )
    };
    people.iter().map(line).collect()
}
