//! What the tree calls dependencies, seen from either end.

use std::borrow::Cow;

use crate::model::catalog::graph::Direction;
use crate::model::catalog::{Catalog, DEFAULT_NAMESPACE, NodeId, known_kind};

/// A dependency that was seen and that no file declares.
pub const SEEN: &str = "seen";

/// In which order the relations of one node come.
pub fn rank(relation: &str) -> usize {
    ["apiProvidedBy", "consumesApi", "dependsOn", SEEN]
        .iter()
        .position(|known| *known == relation)
        .unwrap_or(usize::MAX)
}

/// How a node is related to the line it hangs from: `ledger-api` is *provided by* `ledger`.
pub fn verb(relation: &str, direction: Direction) -> &'static str {
    match (relation, direction) {
        ("apiProvidedBy", Direction::Down) => "provided by",
        ("apiProvidedBy", Direction::Up) => "provides",
        ("consumesApi", Direction::Down) => "consumes",
        ("consumesApi", Direction::Up) => "consumed by",
        ("dependsOn", Direction::Down) => "depends on",
        ("dependsOn", Direction::Up) => "needed by",
        (SEEN, _) => "seen only",
        _ => "",
    }
}

/// Several nodes of one relation: "37 consumers".
pub fn many(relation: &str, direction: Direction) -> &'static str {
    match (relation, direction) {
        ("apiProvidedBy", Direction::Down) => "providers",
        ("apiProvidedBy", Direction::Up) => "provided APIs",
        ("consumesApi", Direction::Down) => "consumed APIs",
        ("consumesApi", Direction::Up) => "consumers",
        ("dependsOn", Direction::Down) => "dependencies",
        ("dependsOn", Direction::Up) => "dependants",
        (SEEN, _) => "seen, not declared",
        _ => "systems",
    }
}

/// What the tree of a direction is headed with.
pub fn heading(direction: Direction) -> &'static str {
    match direction {
        Direction::Down => "Depends on",
        Direction::Up => "Needed by",
    }
}

/// What a node is called where its kind stands beside it: its name, with the namespace where that is not the usual one.
pub fn name(catalog: &Catalog, node: NodeId) -> Cow<'_, str> {
    let Some(entity) = catalog.entity_of(node) else {
        return short(catalog.node_ref(node)).into();
    };
    match entity.namespace() {
        DEFAULT_NAMESPACE => entity.name().into(),
        namespace => format!("{namespace}/{}", entity.name()).into(),
    }
}

/// The kind of a node; of one that no file defines, as the reference has it.
pub fn kind(catalog: &Catalog, node: NodeId) -> &str {
    match catalog.entity_of(node) {
        Some(entity) => entity.kind(),
        None => {
            let entity_ref = catalog.node_ref(node);
            let kind = entity_ref.split_once(':').map_or("", |(kind, _)| kind);
            known_kind(kind).unwrap_or(kind)
        }
    }
}

/// A reference without its kind, and without the usual namespace.
pub fn short(entity_ref: &str) -> &str {
    let name = entity_ref.split_once(':').map_or(entity_ref, |(_, name)| name);
    match name.split_once('/') {
        Some((DEFAULT_NAMESPACE, name)) => name,
        _ => name,
    }
}
