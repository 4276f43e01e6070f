//! Dependencies as an indented tree. A node shared by several is unfolded where it first comes and referred to after
//! that, so the tree stays as small as the graph; circles are marked where they close.

use std::io::{self, Write};

use rustc_hash::{FxHashMap, FxHashSet};

use crate::cli::output::counted;
use crate::model::catalog::graph::{Closure, Direction};
use crate::model::catalog::{Catalog, NodeId};
use crate::model::text::safe;

/// A node still to be printed.
struct Branch {
    node: NodeId,
    relation: &'static str,
    /// For each level above whether a sibling follows there, and so a line goes on; the own level is the last.
    follows: Vec<bool>,
}

pub(super) fn write(
    out: &mut dyn Write,
    catalog: &Catalog,
    closure: &Closure,
    cycles: &[Vec<NodeId>],
    plain: bool,
) -> io::Result<()> {
    let below = below(closure);
    let mut printed = FxHashSet::default();
    let mut open = vec![Branch {
        node: closure.root,
        relation: "",
        follows: vec![],
    }];
    let mut path: Vec<NodeId> = vec![];
    while let Some(branch) = open.pop() {
        path.truncate(branch.follows.len());
        let again = !printed.insert(branch.node);
        let children = below.get(&branch.node).map(Vec::as_slice).unwrap_or_default();
        let mark = match (
            path.contains(&branch.node),
            again,
            catalog.is_dangling(branch.node),
        ) {
            (true, ..) => "  (circle)",
            (_, true, _) if !children.is_empty() => "  (above)",
            (_, _, true) => "  (not in the catalog)",
            _ => "",
        };
        let relation = if branch.relation.is_empty() {
            String::new()
        } else {
            format!("  {}", branch.relation)
        };
        let name = safe(catalog.node_ref(branch.node));
        writeln!(out, "{}{name}{relation}{mark}", lines(&branch.follows, plain))?;
        path.push(branch.node);
        if !again {
            let last = children.len().saturating_sub(1);
            open.extend(
                children
                    .iter()
                    .enumerate()
                    .rev()
                    .map(|(at, (node, relation))| Branch {
                        node: *node,
                        relation,
                        follows: [branch.follows.as_slice(), &[at < last]].concat(),
                    }),
            );
        }
    }
    summary(out, closure, cycles)
}

fn below(closure: &Closure) -> FxHashMap<NodeId, Vec<(NodeId, &'static str)>> {
    let mut below: FxHashMap<NodeId, Vec<(NodeId, &'static str)>> = FxHashMap::default();
    for (from, to, relation) in &closure.edges {
        let (parent, child) = match closure.direction {
            Direction::Down => (from, to),
            Direction::Up => (to, from),
        };
        below.entry(*parent).or_default().push((*child, relation));
    }
    below
}

fn lines(follows: &[bool], plain: bool) -> String {
    if plain {
        return "  ".repeat(follows.len());
    }
    let Some((own, above)) = follows.split_last() else {
        return String::new();
    };
    let mut lines: String = above
        .iter()
        .map(|goes_on| if *goes_on { "│  " } else { "   " })
        .collect();
    lines.push_str(if *own { "├─ " } else { "└─ " });
    lines
}

fn summary(out: &mut dyn Write, closure: &Closure, cycles: &[Vec<NodeId>]) -> io::Result<()> {
    let count = closure.nodes.len() - 1;
    let reached = match closure.direction {
        Direction::Down => counted(count, "dependency", "dependencies"),
        Direction::Up => counted(count, "dependant", "dependants"),
    };
    match cycles.len() {
        0 => writeln!(out, "{reached}"),
        circles => writeln!(out, "{reached}, {}", counted(circles, "circle", "circles")),
    }
}
