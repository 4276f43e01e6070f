//! Dependencies as an indented tree. A node that several share is unfolded once, where the way to it is shortest, so the
//! tree stays as small as the graph; circles are marked where they close.

use std::io::{self, Write};

use rustc_hash::{FxHashMap, FxHashSet};

use crate::cli::output::counted;
use crate::model::catalog::graph::{Closure, Direction};
use crate::model::catalog::{Catalog, NodeId};
use crate::model::text::safe;

/// A node still to be printed.
struct Branch {
    node: NodeId,
    /// What leads to it, and from where; the root has neither.
    relation: &'static str,
    parent: Option<NodeId>,
    level: usize,
    /// Whether a sibling follows, and so the line goes on.
    follows: bool,
}

pub(super) fn write(
    out: &mut dyn Write,
    catalog: &Catalog,
    closure: &Closure,
    cycles: &[Vec<NodeId>],
    plain: bool,
) -> io::Result<()> {
    let below = Below::of(closure);
    let root = Branch {
        node: closure.root,
        relation: "",
        parent: None,
        level: 0,
        follows: false,
    };
    let mut open = vec![root];
    let mut above = Above::default();
    while let Some(branch) = open.pop() {
        above.go_to(&branch);
        let children = below.children(branch.node);
        let unfolds = below.home_of(branch.node) == branch.parent;
        let mark = if above.closes_circle(branch.node) {
            "  (circle)"
        } else if !unfolds && !children.is_empty() {
            "  (again)"
        } else if catalog.is_dangling(branch.node) {
            "  (not in the catalog)"
        } else {
            ""
        };
        let gap = if branch.relation.is_empty() { "" } else { "  " };
        let name = safe(catalog.node_ref(branch.node));
        writeln!(out, "{}{name}{gap}{}{mark}", above.lines(plain), branch.relation)?;
        above.enter(&branch);
        if unfolds {
            let last = children.len().saturating_sub(1);
            open.extend(
                children
                    .iter()
                    .enumerate()
                    .rev()
                    .map(|(at, (node, relation))| Branch {
                        node: *node,
                        relation,
                        parent: Some(branch.node),
                        level: branch.level + 1,
                        follows: at < last,
                    }),
            );
        }
    }
    summary(out, closure, cycles)
}

/// What is below each node, and below which node each one is unfolded.
struct Below {
    children: FxHashMap<NodeId, Vec<(NodeId, &'static str)>>,
    homes: FxHashMap<NodeId, NodeId>,
}

impl Below {
    /// The edges of a closure come by distance, so the first one that leads to a node is on a shortest way.
    fn of(closure: &Closure) -> Self {
        let mut below = Self {
            children: FxHashMap::default(),
            homes: FxHashMap::default(),
        };
        for (from, to, relation) in &closure.edges {
            let (parent, child) = match closure.direction {
                Direction::Down => (*from, *to),
                Direction::Up => (*to, *from),
            };
            below.children.entry(parent).or_default().push((child, relation));
            if child != closure.root {
                below.homes.entry(child).or_insert(parent);
            }
        }
        below
    }

    fn children(&self, node: NodeId) -> &[(NodeId, &'static str)] {
        self.children.get(&node).map(Vec::as_slice).unwrap_or_default()
    }

    /// None for the root.
    fn home_of(&self, node: NodeId) -> Option<NodeId> {
        self.homes.get(&node).copied()
    }
}

/// The nodes from the root to the one being printed.
#[derive(Default)]
struct Above {
    path: Vec<NodeId>,
    on_path: FxHashSet<NodeId>,
    /// For each level below the root whether its line goes on.
    follows: Vec<bool>,
}

impl Above {
    fn go_to(&mut self, branch: &Branch) {
        for left in self.path.drain(branch.level..) {
            self.on_path.remove(&left);
        }
        self.follows.truncate(branch.level.saturating_sub(1));
        if branch.level > 0 {
            self.follows.push(branch.follows);
        }
    }

    fn enter(&mut self, branch: &Branch) {
        self.path.push(branch.node);
        self.on_path.insert(branch.node);
    }

    fn closes_circle(&self, node: NodeId) -> bool {
        self.on_path.contains(&node)
    }

    fn lines(&self, plain: bool) -> String {
        if plain {
            return "  ".repeat(self.follows.len());
        }
        let Some((own, outer)) = self.follows.split_last() else {
            return String::new();
        };
        let mut lines: String = outer
            .iter()
            .map(|goes_on| if *goes_on { "│  " } else { "   " })
            .collect();
        lines.push_str(if *own { "├─ " } else { "└─ " });
        lines
    }
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
