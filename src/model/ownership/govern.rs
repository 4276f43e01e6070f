//! Who governs changes of an entity: whether somebody decides themselves, or whom they have to ask, in turn.

use crate::model::catalog::{Catalog, EntityId, Relation};

use super::{Resolver, answers};

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
    Accountable,
    Deputy,
    /// Of the owner, or of a group above it.
    Lead,
}

/// Whose word it needs that `actor`, by their canonical ref, changes an entity.
pub fn say(catalog: &Catalog, id: EntityId, actor: &str) -> Say {
    let answers = answers(catalog, id);
    let mut turns: Vec<Turn> = Vec::new();
    let mut add = |person: Option<&str>, role| {
        let Some(person) = person else { return };
        if !turns.iter().any(|turn| turn.person == person) {
            turns.push(Turn {
                person: person.to_owned(),
                role,
            });
        }
    };
    let named = |role: &super::Role<'_>| {
        role.person
            .filter(|_| !role.fallback)
            .map(|one| one.entity_ref().to_owned())
    };
    add(
        named(&answers.change_approver).as_deref(),
        TurnRole::ChangeApprover,
    );
    add(
        answers.accountable.map(|one| one.entity_ref()),
        TurnRole::Accountable,
    );
    add(named(&answers.deputy).as_deref(), TurnRole::Deputy);
    let mut groups: Vec<_> = answers.owner.into_iter().collect();
    let mut resolver = Resolver::new(catalog);
    let mut seen = Vec::new();
    while let Some(group) = groups.pop() {
        if seen.contains(&group) {
            continue;
        }
        seen.push(group);
        let lead = resolver.of_owner(group, &mut Vec::new());
        add(lead.map(|lead| catalog.entity(lead).entity_ref()), TurnRole::Lead);
        if let Some(group) = catalog.entity_of(group) {
            groups.extend(group.targets(Relation::ChildOf));
        }
    }
    match turns.iter().any(|turn| turn.person == actor) {
        true => Say::Own,
        false => Say::Ask(turns),
    }
}
