//! Dependency: what an entity needs, what needs it, how far that reaches, and where it runs in a circle.
//! Pure functions of a snapshot. An API needs the components that provide it.

use super::relation::{Needs, Relation};
use super::snapshot::{Catalog, NodeId};
use std::cmp::Ordering;
use std::collections::VecDeque;

/// Which way to follow dependencies.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Direction {
    /// What it depends on.
    Down,
    /// What depends on it.
    Up,
}

impl Direction {
    pub fn name(self) -> &'static str {
        match self {
            Self::Down => "dependencies",
            Self::Up => "dependants",
        }
    }

    pub fn reversed(self) -> Self {
        match self {
            Self::Down => Self::Up,
            Self::Up => Self::Down,
        }
    }
}

/// A neighbour in the dependency graph.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Neighbour {
    pub node: NodeId,
    /// Named from the one that needs to the one that is needed: `dependsOn`, `consumesApi`, `apiProvidedBy`.
    pub relation: &'static str,
}

/// The direct dependencies or dependants of a node, each once, in the order of their references.
pub fn neighbours(catalog: &Catalog, node: NodeId, direction: Direction) -> Vec<Neighbour> {
    let mut found: Vec<Neighbour> = raw_neighbours(catalog, node, direction).collect();
    found.sort_by(|a, b| by_reference(catalog, a.node, b.node).then(a.relation.cmp(b.relation)));
    found.dedup_by_key(|neighbour| neighbour.node);
    found
}

/// Whether a node has any dependencies or dependants; cheaper than asking for them.
pub fn has_neighbours(catalog: &Catalog, node: NodeId, direction: Direction) -> bool {
    raw_neighbours(catalog, node, direction).next().is_some()
}

/// The order of references. Ids of entities are in that order already, so their texts need not be read.
pub fn by_reference(catalog: &Catalog, a: NodeId, b: NodeId) -> Ordering {
    if catalog.is_dangling(a) == catalog.is_dangling(b) {
        a.cmp(&b)
    } else {
        catalog.node_ref(a).cmp(catalog.node_ref(b))
    }
}

fn raw_neighbours(
    catalog: &Catalog,
    node: NodeId,
    direction: Direction,
) -> impl Iterator<Item = Neighbour> + '_ {
    let (forward, backward) = match direction {
        Direction::Down => (Needs::Forward, Needs::Backward),
        Direction::Up => (Needs::Backward, Needs::Forward),
    };
    let along = catalog
        .outgoing(node)
        .filter(move |edge| edge.relation.dependency() == Some(forward));
    let against = catalog
        .incoming(node)
        .filter(move |edge| edge.relation.dependency() == Some(backward));
    along.chain(against).map(|edge| Neighbour {
        node: edge.node,
        relation: need_name(edge.relation),
    })
}

fn need_name(relation: Relation) -> &'static str {
    let (name, reverse) = relation.names();
    match relation.dependency() {
        Some(Needs::Backward) => reverse,
        _ => name,
    }
}

impl Catalog {
    /// How many nodes depend directly on an entity.
    pub fn dependants(&self, id: super::snapshot::EntityId) -> usize {
        let mut nodes: Vec<NodeId> = raw_neighbours(self, id.into(), Direction::Up)
            .map(|n| n.node)
            .collect();
        nodes.sort_unstable();
        nodes.dedup();
        nodes.len()
    }
}

/// All that can be reached from a node.
#[derive(Clone, Debug, PartialEq)]
pub struct Closure {
    pub root: NodeId,
    pub direction: Direction,
    /// The root first, then by distance; each with the length of the shortest way.
    pub nodes: Vec<(NodeId, usize)>,
    /// From the one that needs to the one that is needed.
    pub edges: Vec<(NodeId, NodeId, &'static str)>,
}

/// Follows dependencies from a node, no further than `depth` steps.
pub fn closure(catalog: &Catalog, root: NodeId, direction: Direction, depth: Option<usize>) -> Closure {
    let mut seen = vec![false; catalog.node_count()];
    let mut closure = Closure {
        root,
        direction,
        nodes: Vec::new(),
        edges: Vec::new(),
    };
    let mut queue = VecDeque::from([(root, 0)]);
    if let Some(mark) = seen.get_mut(root.0 as usize) {
        *mark = true;
    }
    while let Some((node, distance)) = queue.pop_front() {
        closure.nodes.push((node, distance));
        if depth.is_some_and(|depth| distance >= depth) {
            continue;
        }
        for next in neighbours(catalog, node, direction) {
            closure.edges.push(match direction {
                Direction::Down => (node, next.node, next.relation),
                Direction::Up => (next.node, node, next.relation),
            });
            if !std::mem::replace(&mut seen[next.node.0 as usize], true) {
                queue.push_back((next.node, distance + 1));
            }
        }
    }
    closure
}

/// How many entities and dangling names can be reached from a node, itself not counted.
pub fn reach(catalog: &Catalog, root: NodeId, direction: Direction) -> usize {
    let mut seen = vec![false; catalog.node_count()];
    let mut open = vec![root];
    let mut count = 0;
    if let Some(mark) = seen.get_mut(root.0 as usize) {
        *mark = true;
    }
    while let Some(node) = open.pop() {
        for next in raw_neighbours(catalog, node, direction) {
            if !std::mem::replace(&mut seen[next.node.0 as usize], true) {
                count += 1;
                open.push(next.node);
            }
        }
    }
    count
}

/// The circles of the whole graph: each is a set of nodes that all depend on each other, in the order of references.
pub fn cycles(catalog: &Catalog) -> Vec<Vec<NodeId>> {
    let all = (0..catalog.node_count() as u32).map(NodeId);
    components(catalog, all, |_| true)
}

/// The circles among the nodes of a closure.
pub fn cycles_in(catalog: &Catalog, closure: &Closure) -> Vec<Vec<NodeId>> {
    let mut inside = vec![false; catalog.node_count()];
    for (node, _) in &closure.nodes {
        inside[node.0 as usize] = true;
    }
    components(catalog, closure.nodes.iter().map(|(node, _)| *node), |node| {
        inside[node.0 as usize]
    })
}

/// Strongly connected components with more than one node, or with a node that needs itself.
/// Tarjan, "Depth-first search and linear graph algorithms" (1972), with an explicit stack instead of recursion.
fn components(
    catalog: &Catalog,
    roots: impl Iterator<Item = NodeId>,
    inside: impl Fn(NodeId) -> bool,
) -> Vec<Vec<NodeId>> {
    const UNSEEN: u32 = u32::MAX;
    let count = catalog.node_count();
    let (mut index, mut low, mut on_stack) = (vec![UNSEEN; count], vec![0u32; count], vec![false; count]);
    let (mut stack, mut found, mut next_index) = (Vec::new(), Vec::new(), 0u32);
    let needs = |node: NodeId| -> Vec<NodeId> {
        raw_neighbours(catalog, node, Direction::Down)
            .map(|n| n.node)
            .filter(|n| inside(*n))
            .collect()
    };
    for root in roots {
        if index[root.0 as usize] != UNSEEN {
            continue;
        }
        let mut calls: Vec<(NodeId, Vec<NodeId>, usize)> = vec![(root, needs(root), 0)];
        while let Some((node, targets, at)) = calls.last_mut() {
            let v = node.0 as usize;
            if *at == 0 && index[v] == UNSEEN {
                (index[v], low[v]) = (next_index, next_index);
                next_index += 1;
                stack.push(*node);
                on_stack[v] = true;
            }
            if let Some(target) = targets.get(*at).copied() {
                *at += 1;
                let w = target.0 as usize;
                if index[w] == UNSEEN {
                    calls.push((target, needs(target), 0));
                } else if on_stack[w] {
                    low[v] = low[v].min(index[w]);
                }
                continue;
            }
            let self_loop = targets.contains(node);
            if low[v] == index[v] {
                let start = stack.iter().rposition(|n| n.0 as usize == v).unwrap_or(0);
                let mut component = stack.split_off(start);
                component.iter().for_each(|n| on_stack[n.0 as usize] = false);
                if component.len() > 1 || self_loop {
                    component.sort_by_key(|n| catalog.node_ref(*n));
                    found.push(component);
                }
            }
            calls.pop();
            if let Some((parent, ..)) = calls.last() {
                let parent = parent.0 as usize;
                low[parent] = low[parent].min(low[v]);
            }
        }
    }
    found.sort_by_key(|component: &Vec<NodeId>| component.first().map(|n| catalog.node_ref(*n)));
    found
}
