//! Who answers for what: one accountable person, the roles beside them, and the path that led there.
//! Pure functions of a catalog; DESIGN.md's one rule stands in [`Resolver::accountable`] and nowhere else.

mod act;
mod agenda;
mod answering;
mod belonging;
mod blast;
pub mod codeowners;
mod govern;
mod handover;
mod holding;
mod lease;
mod offers;
mod owned;
mod packet;
mod record;
mod rights;
mod since;
mod standing;
mod step;

pub use act::{OwnAct, OwnRole, Seen};
pub use agenda::{Agenda, AskedOf, DueEntity, LeavingPerson, agenda};
pub use answering::{becomes, handed_by, listed, lost};
pub use belonging::belongs_to;
pub use blast::{BlastRadius, Told, blast_radius};
pub use govern::{Say, Turn, TurnRole, leads, say, turns};
pub use handover::{Handover, Item, ItemState};
pub use holding::{Beside, below, holding};
pub use lease::{Policy, Term, days_later};
pub use owned::{Held, Holder, Holding, Owned, Standing};
pub use packet::{Dependant, HeldRole, HeldTask, HeldWaiver, LedGroup, Packet, WaitingRun, packet};
pub use record::{Hop, Ownership, TYPES};
pub use rights::OwnRefusal;
pub use since::{Attested, Since};
pub use standing::Review;
pub use step::{LeadBy, Step};

use crate::model::catalog::{Catalog, Entity, EntityId, NodeId, Relation};
use rustc_hash::FxHashMap;

/// The six answers about one entity.
pub struct Answers<'a> {
    pub accountable: Option<Entity<'a>>,
    /// How the accountable person was found, step by step, as sentences.
    pub path: Vec<String>,
    /// `spec.owner`; it may dangle.
    pub owner: Option<NodeId>,
    pub deputy: Role<'a>,
    pub change_approver: Role<'a>,
    pub contact: Role<'a>,
    pub cost_owner: Role<'a>,
    /// From the nearest to the widest: component, system, domain.
    pub belongs_to: Vec<NodeId>,
}

/// Who holds a role.
#[derive(Clone, Copy)]
pub struct Role<'a> {
    pub person: Option<Entity<'a>>,
    /// Nobody was named, so the role falls to the accountable person.
    pub fallback: bool,
}

/// The six answers about an entity.
pub fn answers(catalog: &Catalog, id: EntityId) -> Answers<'_> {
    let mut path = Vec::new();
    let person = Resolver::new(catalog).accountable(id, &mut path);
    let entity = catalog.entity(id);
    let accountable = person.map(|id| catalog.entity(id));
    let role = |relation| role(catalog, entity, relation, accountable);
    Answers {
        accountable,
        path: path.iter().map(|step| step.sentence(catalog)).collect(),
        owner: entity.owner(),
        deputy: role(Relation::Deputy),
        change_approver: role(Relation::ChangeApprover),
        contact: role(Relation::Contact),
        cost_owner: role(Relation::CostOwner),
        belongs_to: belongs_to(catalog, id),
    }
}

/// The person who is told when an entity is unresponsive.
pub fn contact(catalog: &Catalog, id: EntityId) -> Option<Entity<'_>> {
    let entity = catalog.entity(id);
    role(catalog, entity, Relation::Contact, entity.accountable()).person
}

fn role<'a>(
    catalog: &'a Catalog,
    entity: Entity<'a>,
    relation: Relation,
    accountable: Option<Entity<'a>>,
) -> Role<'a> {
    match entity.targets(relation).find_map(|node| person(catalog, node)) {
        Some(id) => Role {
            person: Some(catalog.entity(id)),
            fallback: false,
        },
        None => Role {
            person: accountable,
            fallback: true,
        },
    }
}

/// The accountable person of every entity, in the order of their ids.
pub fn assign(catalog: &Catalog) -> Vec<Option<EntityId>> {
    let mut resolver = Resolver::new(catalog);
    let mut path = Vec::new();
    catalog
        .ids()
        .map(|id| {
            path.clear();
            resolver.accountable(id, &mut path)
        })
        .collect()
}

fn person(catalog: &Catalog, node: NodeId) -> Option<EntityId> {
    catalog
        .entity_of(node)
        .filter(|entity| entity.is_kind("User"))
        .map(|entity| entity.id)
}

/// Applies the rule to many entities and remembers who leads which group.
pub struct Resolver<'a> {
    catalog: &'a Catalog,
    leads: FxHashMap<NodeId, Option<(EntityId, LeadBy)>>,
}

impl<'a> Resolver<'a> {
    pub fn new(catalog: &'a Catalog) -> Self {
        Self {
            catalog,
            leads: FxHashMap::default(),
        }
    }

    /// The one rule; first hit wins: `muster/accountable`, a User in `spec.owner`, the owning Group's lead, the lead of
    /// its parents from the nearest up, the accountable of the System, then of the Domain, nobody.
    ///
    /// A User answers for themselves, a Group through its lead. Each step taken is added to `path`.
    pub fn accountable(&mut self, id: EntityId, path: &mut Vec<Step>) -> Option<EntityId> {
        let mut asked = Vec::new();
        let found = self.ask(id, path, &mut asked);
        if found.is_none() {
            path.push(Step::Nobody);
        }
        found
    }

    fn ask(&mut self, id: EntityId, path: &mut Vec<Step>, asked: &mut Vec<EntityId>) -> Option<EntityId> {
        if asked.contains(&id) {
            return None;
        }
        asked.push(id);
        let entity = self.catalog.entity(id);
        if entity.is_kind("User") {
            path.push(Step::Themselves);
            return Some(id);
        }
        for node in entity.targets(Relation::Accountable) {
            match person(self.catalog, node) {
                Some(person) => {
                    path.push(Step::Annotated { person });
                    return Some(person);
                }
                None => path.push(Step::AnnotatedUnknown { node }),
            }
        }
        if entity.is_kind("Group")
            && let Some(person) = self.lead_upward(id.into(), path)
        {
            return Some(person);
        }
        if let Some(person) = self.through_owner(entity, path) {
            return Some(person);
        }
        self.through_whole(entity, path, asked)
    }

    fn through_owner(&mut self, entity: Entity<'_>, path: &mut Vec<Step>) -> Option<EntityId> {
        let Some(owner) = entity.owner() else {
            path.push(if entity.owner_text().is_some() {
                Step::OwnerIsText
            } else {
                Step::NoOwner
            });
            return None;
        };
        if entity.code_owner().is_some() {
            return self.through_code_owner(entity, owner, path);
        }
        self.of_owner(owner, path)
    }

    /// The owner that a CODEOWNERS names, as the document names none.
    fn through_code_owner(
        &mut self,
        entity: Entity<'_>,
        owner: NodeId,
        path: &mut Vec<Step>,
    ) -> Option<EntityId> {
        path.push(Step::CodeOwned { entity: entity.id });
        match self.catalog.entity_of(owner) {
            Some(user) if user.is_kind("User") => Some(user.id),
            Some(group) if group.is_kind("Group") => self.lead_upward(owner, path),
            _ => None,
        }
    }

    /// Who would answer for what this node owns and that says no more than that.
    pub fn of_owner(&mut self, owner: NodeId, path: &mut Vec<Step>) -> Option<EntityId> {
        match self.catalog.entity_of(owner) {
            Some(user) if user.is_kind("User") => {
                path.push(Step::OwnerIsPerson { person: user.id });
                Some(user.id)
            }
            Some(group) if group.is_kind("Group") => {
                path.push(Step::OwnedBy { group: owner });
                self.lead_upward(owner, path)
            }
            _ => {
                path.push(Step::OwnerUnknown { node: owner });
                None
            }
        }
    }

    /// Who leads a group, or the nearest of its parents that has a lead; whoever else answers for it.
    pub fn leads(&mut self, group: EntityId) -> Option<EntityId> {
        self.lead_upward(group.into(), &mut Vec::new())
    }

    /// The lead of a group, or of the nearest of its parents that has one.
    fn lead_upward(&mut self, group: NodeId, path: &mut Vec<Step>) -> Option<EntityId> {
        let mut seen = Vec::new();
        let mut level = vec![group];
        while !level.is_empty() {
            for group in &level {
                if let Some((person, by)) = self.lead(*group) {
                    path.push(Step::Lead {
                        group: *group,
                        person,
                        by,
                    });
                    return Some(person);
                }
                path.push(Step::NoLead { group: *group });
            }
            seen.append(&mut level.clone());
            level = level
                .iter()
                .filter_map(|group| self.catalog.entity_of(*group))
                .flat_map(|group| group.targets(Relation::ChildOf))
                .filter(|parent| !self.catalog.is_dangling(*parent) && !seen.contains(parent))
                .collect();
            level.dedup();
        }
        None
    }

    /// `muster/lead`, else the one User whose `spec.leaderOf` names the group, else its only member.
    fn lead(&mut self, group: NodeId) -> Option<(EntityId, LeadBy)> {
        if let Some(known) = self.leads.get(&group) {
            return *known;
        }
        let catalog = self.catalog;
        let found = catalog.entity_of(group).and_then(|group| {
            let named = group
                .targets(Relation::LedBy)
                .find_map(|node| person(catalog, node));
            let only = |relation| only(group.sources(relation).filter_map(|node| person(catalog, node)));
            named
                .map(|person| (person, LeadBy::Annotation))
                .or_else(|| only(Relation::LeaderOf).map(|person| (person, LeadBy::LeaderOf)))
                .or_else(|| only(Relation::MemberOf).map(|person| (person, LeadBy::OnlyMember)))
        });
        self.leads.insert(group, found);
        found
    }

    /// The accountable person of the System, then of the Domain.
    fn through_whole(
        &mut self,
        entity: Entity<'_>,
        path: &mut Vec<Step>,
        asked: &mut Vec<EntityId>,
    ) -> Option<EntityId> {
        for kind in ["System", "Domain"] {
            let whole = entity
                .targets(Relation::PartOf)
                .find_map(|node| self.catalog.entity_of(node).filter(|whole| whole.is_kind(kind)));
            if let Some(whole) = whole {
                path.push(Step::PartOf { whole: whole.node() });
                if let Some(person) = self.ask(whole.id, path, asked) {
                    return Some(person);
                }
            }
        }
        None
    }
}

fn only<T>(mut items: impl Iterator<Item = T>) -> Option<T> {
    let first = items.next();
    first.filter(|_| items.next().is_none())
}
