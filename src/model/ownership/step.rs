//! The steps of the rule of accountability as data, and the sentence that each one reads as.

use crate::model::catalog::{Catalog, EntityId, NodeId};

/// How a group's lead is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LeadBy {
    /// The group's `muster/lead`.
    Annotation,
    /// The one User whose `spec.leaderOf` names the group.
    LeaderOf,
    /// The group has no other member.
    OnlyMember,
}

/// One step on the way to the accountable person.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    Themselves,
    Annotated {
        person: EntityId,
    },
    AnnotatedUnknown {
        node: NodeId,
    },
    OwnerIsPerson {
        person: EntityId,
    },
    OwnedBy {
        group: NodeId,
    },
    OwnerUnknown {
        node: NodeId,
    },
    OwnerIsText,
    NoOwner,
    /// The document names no owner, and a CODEOWNERS does.
    CodeOwned {
        entity: EntityId,
    },
    Lead {
        group: NodeId,
        person: EntityId,
        by: LeadBy,
    },
    NoLead {
        group: NodeId,
    },
    PartOf {
        whole: NodeId,
    },
    Nobody,
}

impl Step {
    pub fn sentence(&self, catalog: &Catalog) -> String {
        let node = |id: NodeId| catalog.node_ref(id);
        let person = |id: EntityId| catalog.entity(id).entity_ref();
        match *self {
            Step::Themselves => "a person answers for themselves".to_owned(),
            Step::Annotated { person: id } => format!("muster/accountable names {}", person(id)),
            Step::AnnotatedUnknown { node: id } => {
                format!(
                    "muster/accountable names {}, who is not a User of the catalog",
                    node(id)
                )
            }
            Step::OwnerIsPerson { person: id } => format!("spec.owner is {}", person(id)),
            Step::OwnedBy { group } => format!("spec.owner is {}", node(group)),
            Step::OwnerUnknown { node: id } => {
                format!(
                    "spec.owner is {}, which is not a Group or User of the catalog",
                    node(id)
                )
            }
            Step::OwnerIsText => "spec.owner is free text, not a Group or User".to_owned(),
            Step::NoOwner => "no spec.owner".to_owned(),
            Step::CodeOwned { entity } => code_owned(catalog, entity),
            Step::Lead {
                group,
                person: id,
                by,
            } => {
                let how = match by {
                    LeadBy::Annotation => "by muster/lead",
                    LeadBy::LeaderOf => "by their spec.leaderOf",
                    LeadBy::OnlyMember => "as its only member",
                };
                format!("{} is led by {}, {how}", node(group), person(id))
            }
            Step::NoLead { group } => format!("{} has no lead", node(group)),
            Step::PartOf { whole } => format!("it is part of {}", node(whole)),
            Step::Nobody => "nobody is accountable".to_owned(),
        }
    }
}

fn code_owned(catalog: &Catalog, id: EntityId) -> String {
    let entity = catalog.entity(id);
    let Some(code) = entity.code_owner() else {
        return "no spec.owner".to_owned();
    };
    let owner = entity.owner().and_then(|owner| catalog.entity_of(owner));
    let unknown = match owner.is_some_and(|owner| owner.is_kind("Group") || owner.is_kind("User")) {
        true => "",
        false => ", which is not a Group or User of the catalog",
    };
    format!(
        "no spec.owner; {} line {} names {}: {}{unknown}",
        code.file, code.line, code.handle, code.owner
    )
}
