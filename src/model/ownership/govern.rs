//! Who governs changes of an entity: whether somebody decides themselves, or whom they have to ask, in turn. The order of turns is
//! the same for whatever somebody is asked or told about an entity. Pure functions of a catalog; who is leaving is told to them.

use crate::model::catalog::{Catalog, Entity, EntityId, NodeId, Relation};

use super::{Resolver, Role, answers};

/// Whose word a change needs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Say {
    /// Whoever asks decides it themselves.
    Own,
    /// These are asked, one after the other; nobody where the list is empty.
    Ask(Vec<Turn>),
}

/// Somebody whose turn it is at some time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Turn {
    /// Canonical ref.
    pub person: String,
    pub role: TurnRole,
}

/// What somebody who is asked is to the entity.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TurnRole {
    ChangeApprover,
    Contact,
    CostOwner,
    Accountable,
    Deputy,
    /// Of the owner, or of a group above it.
    Lead,
}

impl TurnRole {
    /// As events and documents call it: `change-approver`.
    pub fn word(self) -> &'static str {
        match self {
            Self::ChangeApprover => "change-approver",
            Self::Contact => "contact",
            Self::CostOwner => "cost-owner",
            Self::Accountable => "accountable",
            Self::Deputy => "deputy",
            Self::Lead => "lead",
        }
    }

    /// As people say it: `change approver`.
    pub fn label(self) -> &'static str {
        match self {
            Self::ChangeApprover => "change approver",
            Self::Contact => "contact",
            Self::CostOwner => "cost owner",
            Self::Accountable => "accountable person",
            Self::Deputy => "deputy",
            Self::Lead => "lead",
        }
    }
}

/// Whose word it needs that `actor`, by their canonical ref, changes an entity. Everybody whose turn it could be decides
/// themselves, and so does a User about their own entry.
pub fn say(catalog: &Catalog, id: EntityId, actor: &str, leaves: &dyn Fn(&str) -> bool) -> Say {
    let all = turns(catalog, id, TurnRole::ChangeApprover, &|_| false);
    if all.iter().any(|turn| turn.person == actor) {
        return Say::Own;
    }
    let stays = |turn: &Turn| !leaves(&turn.person);
    Say::Ask(all.into_iter().filter(stays).collect())
}

/// Who is asked or told about an entity, one after the other: who has the role, the deputy, the accountable person where it is
/// neither, the lead of the owner, and the leads of the groups above, the nearest first. A role that nobody was named for is the
/// accountable person's. Nobody is in it twice, nor who `leaves`.
pub fn turns(catalog: &Catalog, id: EntityId, first: TurnRole, leaves: &dyn Fn(&str) -> bool) -> Vec<Turn> {
    let answers = answers(catalog, id);
    let mut turns: Vec<Turn> = Vec::new();
    let mut add = |person: Option<&str>, role| {
        let Some(person) = person.filter(|person| !leaves(person)) else {
            return;
        };
        if !turns.iter().any(|turn| turn.person == person) {
            turns.push(Turn {
                person: person.to_owned(),
                role,
            });
        }
    };
    let accountable = answers.accountable.map(|person| person.entity_ref());
    let has_it = match first {
        TurnRole::ChangeApprover => named(&answers.change_approver),
        TurnRole::Contact => named(&answers.contact),
        TurnRole::CostOwner => named(&answers.cost_owner),
        TurnRole::Accountable | TurnRole::Deputy | TurnRole::Lead => None,
    };
    match has_it {
        Some(person) => add(Some(person.entity_ref()), first),
        None if !matches!(first, TurnRole::Deputy | TurnRole::Lead) => {
            add(accountable, TurnRole::Accountable)
        }
        None => {}
    }
    if first != TurnRole::Lead {
        add(
            named(&answers.deputy).map(|deputy| deputy.entity_ref()),
            TurnRole::Deputy,
        );
        add(accountable, TurnRole::Accountable);
    }
    for lead in leads(catalog, groups_of(catalog, answers.owner, answers.accountable)) {
        add(Some(lead), TurnRole::Lead);
    }
    turns
}

/// Who was named for a role.
fn named<'c>(role: &Role<'c>) -> Option<Entity<'c>> {
    role.person.filter(|_| !role.fallback)
}

/// The leads of these groups and of all above them, the nearest first; nobody twice.
pub fn leads(catalog: &Catalog, groups: Vec<NodeId>) -> Vec<&str> {
    let mut resolver = Resolver::new(catalog);
    let (mut level, mut seen) = (groups, Vec::new());
    let mut leads: Vec<&str> = Vec::new();
    while !level.is_empty() {
        for group in &level {
            let lead = resolver.of_owner(*group, &mut Vec::new());
            let lead = lead.map(|lead| catalog.entity(lead).entity_ref());
            leads.extend(lead.filter(|lead| !leads.contains(lead)));
        }
        seen.append(&mut level.clone());
        let above = level.iter().filter_map(|group| catalog.entity_of(*group));
        let above = above.flat_map(|group| group.targets(Relation::ChildOf));
        level = above.filter(|group| !seen.contains(group)).collect();
        level.dedup();
    }
    leads
}

/// The groups whose leads answer where nobody nearer does: the owner, or those that the person who owns it is in.
fn groups_of(catalog: &Catalog, owner: Option<NodeId>, accountable: Option<Entity<'_>>) -> Vec<NodeId> {
    let owner = owner.and_then(|owner| catalog.entity_of(owner));
    match owner.or(accountable) {
        Some(person) if person.is_kind("User") => person.targets(Relation::MemberOf).collect(),
        Some(group) => vec![group.node()],
        None => Vec::new(),
    }
}
