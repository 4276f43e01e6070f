//! Who reads a topic, as far as the cluster's groups and the catalog know.

use std::collections::BTreeSet;

use crate::model::catalog::Relation;
use crate::providers::action::{ActionError, Call};
use crate::remote::kafka::Cluster;

use super::named::Named;
use super::unanswered;

/// Names beyond these are counted.
const MOST_NAMES: usize = 8;

/// The consumer groups that read a topic.
pub(super) fn groups(cluster: &dyn Cluster, topic: &str) -> Result<Vec<String>, ActionError> {
    let groups = cluster.groups().map_err(unanswered)?;
    let reads = |topics: &[String]| topics.iter().any(|name| name == topic);
    Ok(groups
        .into_iter()
        .filter(|group| reads(&group.topics))
        .map(|group| group.name)
        .collect())
}

/// The names of entities that say that they depend on a topic.
pub(super) fn declared(call: &Call<'_>, named: &Named) -> Vec<String> {
    let catalog = call.world.catalog();
    let Some(node) = named
        .entity
        .as_deref()
        .and_then(|entity| catalog.find_node(entity))
    else {
        return Vec::new();
    };
    let edges = catalog.incoming(node);
    let users: BTreeSet<String> = edges
        .filter(|edge| matches!(edge.relation, Relation::DependsOn))
        .filter_map(|edge| catalog.entity_of(edge.node))
        .map(|entity| entity.name().to_owned())
        .collect();
    users.into_iter().collect()
}

/// Names in a sentence, the first few of them.
pub(super) fn listed(names: &[String]) -> String {
    let few = names
        .iter()
        .take(MOST_NAMES)
        .cloned()
        .collect::<Vec<_>>()
        .join(", ");
    match names.len().saturating_sub(MOST_NAMES) {
        0 => few,
        more => format!("{few} and {more} more"),
    }
}
