//! What belongs to what: resource or API → component → system → domain. Pure.

use crate::model::catalog::{Catalog, Entity, EntityId, NodeId, Relation};

/// What an entity belongs to, from the nearest to the widest. What it names may dangle, and then ends the chain.
///
/// The component of an API is what provides it. The component of a resource is the one that the resource itself names
/// (`dependencyOf`), else the only one that depends on it, else the only one of the same owner that does.
pub fn belongs_to(catalog: &Catalog, id: EntityId) -> Vec<NodeId> {
    let mut chain: Vec<NodeId> = Vec::new();
    let mut at = catalog.entity(id);
    let own_system = at.system();
    while let Some(next) = whole(catalog, at) {
        if next == NodeId::from(id) || chain.contains(&next) {
            break;
        }
        chain.push(next);
        match catalog.entity_of(next) {
            Some(entity) => at = entity,
            None => break,
        }
    }
    // A thing may name a system of its own while its component names none.
    if let Some(system) = own_system.filter(|system| !chain.contains(system)) {
        chain.push(system);
        let domain = catalog
            .entity_of(system)
            .and_then(|system| whole(catalog, system));
        chain.extend(domain.filter(|domain| !chain.contains(domain)));
    }
    chain
}

fn whole(catalog: &Catalog, entity: Entity<'_>) -> Option<NodeId> {
    let part_of = |kind: &str| {
        entity.targets(Relation::PartOf).find(|node| {
            catalog
                .node_ref(*node)
                .strip_prefix(kind)
                .is_some_and(|rest| rest.starts_with(':'))
        })
    };
    let component = match entity.kind() {
        "API" => entity.sources(Relation::ProvidesApi).next(),
        "Resource" => component_of(catalog, entity),
        _ => part_of("component"),
    };
    component
        .or_else(|| part_of("system"))
        .or_else(|| part_of("domain"))
}

fn component_of(catalog: &Catalog, resource: Entity<'_>) -> Option<NodeId> {
    let users: Vec<Entity<'_>> = resource
        .sources(Relation::DependsOn)
        .filter_map(|node| catalog.entity_of(node))
        .filter(|entity| entity.is_kind("Component"))
        .collect();
    let named = users
        .iter()
        .find(|user| catalog.declares_reverse(resource.id, user.node()));
    let mut of_owner = users
        .iter()
        .filter(|user| user.owner().is_some() && user.owner() == resource.owner());
    match (named, users.as_slice()) {
        (Some(component), _) => Some(component.node()),
        (None, [only]) => Some(only.node()),
        _ => of_owner
            .next()
            .filter(|_| of_owner.next().is_none())
            .map(|component| component.node()),
    }
}
