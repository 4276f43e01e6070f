//! Which people a reference stands for: a person, everybody in a group and the groups below it, or whoever answers for an
//! entity. Pure.

use std::collections::BTreeSet;

use crate::model::catalog::{Catalog, EntityRef, NodeId, Relation};
use crate::model::ownership::{TurnRole, turns};

/// The people that a reference stands for; none where the catalog does not know it.
pub fn people(catalog: &Catalog, reference: &EntityRef) -> Vec<String> {
    let Some(node) = catalog.find_node(reference.as_str()) else {
        return Vec::new();
    };
    match reference.kind() {
        "user" => catalog
            .entity_of(node)
            .map(|person| vec![person.entity_ref().to_owned()])
            .unwrap_or_default(),
        "group" => members(catalog, node),
        _ => answerable(catalog, node),
    }
}

/// Everybody in a group, and in the groups below it.
fn members(catalog: &Catalog, group: NodeId) -> Vec<String> {
    let (mut people, mut seen) = (BTreeSet::new(), BTreeSet::from([group]));
    let mut groups = vec![group];
    while let Some(group) = groups.pop() {
        for edge in catalog.incoming(group) {
            match edge.relation {
                Relation::MemberOf | Relation::LeaderOf => {
                    people.extend(
                        catalog
                            .entity_of(edge.node)
                            .map(|person| person.entity_ref().to_owned()),
                    );
                }
                Relation::ChildOf if seen.insert(edge.node) => groups.push(edge.node),
                _ => {}
            }
        }
    }
    people
        .into_iter()
        .filter(|person| person.starts_with("user:"))
        .collect()
}

/// Who decides about an entity: its change approver, its accountable person and their deputy.
fn answerable(catalog: &Catalog, node: NodeId) -> Vec<String> {
    let Some(entity) = catalog.entity_of(node) else {
        return Vec::new();
    };
    let turns = turns(catalog, entity.id, TurnRole::ChangeApprover, &|_| false);
    let nearest = turns.into_iter().filter(|turn| turn.role != TurnRole::Lead);
    let people: BTreeSet<String> = nearest.map(|turn| turn.person).collect();
    people.into_iter().collect()
}

/// The people of the team that owns an entity.
pub fn owners(catalog: &Catalog, entity: &str) -> Vec<String> {
    let owner = catalog
        .find(entity)
        .and_then(|id| catalog.entity(id).owner())
        .map(|owner| catalog.node_ref(owner).to_owned());
    match owner.and_then(|owner| EntityRef::parse(&owner, None, "default").ok()) {
        Some(owner) => people(catalog, &owner),
        None => Vec::new(),
    }
}
