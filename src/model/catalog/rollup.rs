//! The dependency graph seen from further away: what is part of a system counts as the system. Pure functions of a
//! snapshot.

use super::graph::{Direction, by_reference, neighbours};
use super::relation::Relation;
use super::snapshot::{Catalog, NodeId};
use rustc_hash::FxHashMap;

/// Several dependencies between two wholes, taken together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Bundle {
    pub node: NodeId,
    /// How many dependencies there are between the parts of the two.
    pub links: usize,
}

/// The system that a node is part of, directly or as the part of a component; the node itself where there is none.
pub fn whole(catalog: &Catalog, node: NodeId) -> NodeId {
    let system_of = |node: NodeId| catalog.entity_of(node).and_then(|entity| entity.system());
    let parent = |node: NodeId| {
        let entity = catalog.entity_of(node)?;
        entity
            .targets(Relation::PartOf)
            .find(|node| catalog.node_ref(*node).starts_with("component:"))
    };
    system_of(node)
        .or_else(|| parent(node).and_then(system_of))
        .unwrap_or(node)
}

/// What a system needs of others or gives to others, in the order of references. Works for any [`whole`].
pub fn bundles(catalog: &Catalog, node: NodeId, direction: Direction) -> Vec<Bundle> {
    let mut links: FxHashMap<NodeId, usize> = FxHashMap::default();
    for part in parts(catalog, node) {
        for neighbour in neighbours(catalog, part, direction) {
            let other = whole(catalog, neighbour.node);
            if other != node {
                *links.entry(other).or_default() += 1;
            }
        }
    }
    let mut bundles: Vec<Bundle> = links
        .into_iter()
        .map(|(node, links)| Bundle { node, links })
        .collect();
    bundles.sort_by(|a, b| by_reference(catalog, a.node, b.node));
    bundles
}

/// The node itself, what is part of it, and the parts of its components.
fn parts(catalog: &Catalog, node: NodeId) -> Vec<NodeId> {
    let parts_of = |node: NodeId| {
        catalog
            .incoming(node)
            .filter(|edge| edge.relation == Relation::PartOf)
            .map(|edge| edge.node)
    };
    let mut parts = vec![node];
    for part in parts_of(node) {
        parts.push(part);
        parts.extend(parts_of(part));
    }
    parts.retain(|part| whole(catalog, *part) == node);
    parts.sort_unstable();
    parts.dedup();
    parts
}
