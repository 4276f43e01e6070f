//! Who may waive what: by answering for an entity, or by being named for it.

use crate::model::catalog::{Catalog, EntityId, NodeId, Relation};
use crate::model::ownership::{Resolver, answers, leads};
use crate::model::vision::Vision;

/// Whether somebody may waive warnings of an entity without asking: its accountable person, its deputy, or the lead of its
/// owner.
pub fn answers_for(catalog: &Catalog, id: EntityId, person: &str) -> bool {
    responsible(catalog, id).contains(&person)
}

/// Who may agree to a waiver that somebody else asks for: canonical refs, the nearest first, never the requester.
///
/// Those that the vision names, people and members of groups. Where it names nobody, the leads of the parents of the entity's
/// owner, from the nearest up, else the lead of the owner. Of a warning (`is_blocking` false) also whoever could have waived it
/// themselves.
pub fn grantors(
    catalog: &Catalog,
    vision: &Vision,
    id: EntityId,
    is_blocking: bool,
    requester: &str,
) -> Vec<String> {
    let mut found: Vec<&str> = match is_blocking {
        true => Vec::new(),
        false => responsible(catalog, id),
    };
    match vision.grantors.is_empty() {
        true => found.extend(above(catalog, id, requester)),
        false => found.extend(vision.grantors.iter().flat_map(|name| people(catalog, name))),
    }
    let mut grantors: Vec<String> = Vec::new();
    for person in found {
        if person != requester && !grantors.iter().any(|known| known == person) {
            grantors.push(person.to_owned());
        }
    }
    grantors
}

fn responsible(catalog: &Catalog, id: EntityId) -> Vec<&str> {
    let entity = catalog.entity(id);
    let answers = answers(catalog, id);
    let deputy = answers.deputy.person.filter(|_| !answers.deputy.fallback);
    let accountable = answers.accountable.into_iter().chain(deputy);
    let mut people: Vec<&str> = accountable.map(|person| person.entity_ref()).collect();
    people.extend(lead_of(catalog, entity.owner()));
    people
}

/// The lead of an owner, or the owner where it is a person.
fn lead_of(catalog: &Catalog, owner: Option<NodeId>) -> Option<&str> {
    let lead = Resolver::new(catalog).of_owner(owner?, &mut Vec::new())?;
    Some(catalog.entity(lead).entity_ref())
}

/// A person, or each member of a group. What is not in the catalog is nobody.
fn people<'c>(catalog: &'c Catalog, name: &str) -> Vec<&'c str> {
    let Some(entity) = catalog.find(name).map(|id| catalog.entity(id)) else {
        return Vec::new();
    };
    if entity.is_kind("User") {
        return vec![entity.entity_ref()];
    }
    let members = entity.sources(Relation::MemberOf);
    let lead = entity.accountable();
    members
        .filter_map(|member| catalog.entity_of(member))
        .chain(lead)
        .filter(|member| member.is_kind("User"))
        .map(|member| member.entity_ref())
        .collect()
}

/// The leads of the parents of an entity's owner, the nearest first; where there is none but the requester, the lead of the
/// owner.
fn above<'c>(catalog: &'c Catalog, id: EntityId, requester: &str) -> Vec<&'c str> {
    let owner = catalog.entity(id).owner();
    let parents: Vec<NodeId> = match owner.and_then(|owner| catalog.entity_of(owner)) {
        Some(person) if person.is_kind("User") => person.targets(Relation::MemberOf).collect(),
        Some(group) => group.targets(Relation::ChildOf).collect(),
        None => Vec::new(),
    };
    let mut leads = leads(catalog, parents);
    if leads.iter().all(|lead| *lead == requester) {
        leads.extend(lead_of(catalog, owner));
    }
    leads
}
