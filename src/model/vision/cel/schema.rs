//! What a rule may name: the fields of what it sees, with their types.

use super::Setting;
use super::expr::Root;
use super::types::{Object, Type};
use crate::model::catalog::{ReferenceField, Relation};
use crate::model::vision::rule::Each;

/// A field that is known by name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Field {
    Ref,
    Kind,
    Metadata,
    Spec,
    Technologies,
    File,
    Declared,
    Stale,
    Known,
    Name,
    Namespace,
    Title,
    Description,
    Tags,
    Labels,
    Annotations,
    Type,
    Lifecycle,
    /// `spec.owner` and its like.
    Stated(ReferenceField),
    /// Of `relations`.
    Related(Each),
    /// Of `responsible`.
    Role(Role),
    BlueprintRef,
    BlueprintName,
    BlueprintType,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Role {
    Accountable,
    Deputy,
    ChangeApprover,
    Contact,
    CostOwner,
    Owner,
    OwnerLead,
}

const ENTITY: [(&str, Field); 9] = [
    ("ref", Field::Ref),
    ("kind", Field::Kind),
    ("metadata", Field::Metadata),
    ("spec", Field::Spec),
    ("technologies", Field::Technologies),
    ("file", Field::File),
    ("declared", Field::Declared),
    ("stale", Field::Stale),
    ("known", Field::Known),
];

const METADATA: [(&str, Field); 7] = [
    ("name", Field::Name),
    ("namespace", Field::Namespace),
    ("title", Field::Title),
    ("description", Field::Description),
    ("tags", Field::Tags),
    ("labels", Field::Labels),
    ("annotations", Field::Annotations),
];

const SPEC: [(&str, Field); 2] = [("type", Field::Type), ("lifecycle", Field::Lifecycle)];

const RESPONSIBLE: [(&str, Field); 7] = [
    ("accountable", Field::Role(Role::Accountable)),
    ("deputy", Field::Role(Role::Deputy)),
    ("changeApprover", Field::Role(Role::ChangeApprover)),
    ("contact", Field::Role(Role::Contact)),
    ("costOwner", Field::Role(Role::CostOwner)),
    ("owner", Field::Role(Role::Owner)),
    ("ownerLead", Field::Role(Role::OwnerLead)),
];

const BLUEPRINT: [(&str, Field); 3] = [
    ("ref", Field::BlueprintRef),
    ("name", Field::BlueprintName),
    ("type", Field::BlueprintType),
];

impl Object {
    /// The field of this name. Metadata and spec have others beside these, which documents may or may not have.
    pub fn field(self, name: &str) -> Option<Field> {
        match self {
            Self::Relations => Each::parse(name).map(Field::Related),
            Self::Spec => find(&SPEC, name).or_else(|| ReferenceField::find(name).map(Field::Stated)),
            _ => find(self.table(), name),
        }
    }

    fn table(self) -> &'static [(&'static str, Field)] {
        match self {
            Self::Entity => &ENTITY,
            Self::Metadata => &METADATA,
            Self::Spec => &SPEC,
            Self::Relations => &[],
            Self::Responsible => &RESPONSIBLE,
            Self::Blueprint => &BLUEPRINT,
        }
    }

    /// Whether documents may have fields that nobody foresaw.
    pub fn is_open(self) -> bool {
        matches!(self, Self::Metadata | Self::Spec)
    }

    pub fn names(self) -> Vec<&'static str> {
        match self {
            Self::Relations => Relation::ALL
                .into_iter()
                .flat_map(|relation| [relation.names().0, relation.names().1])
                .collect(),
            Self::Spec => SPEC
                .map(|(name, _)| name)
                .into_iter()
                .chain(ReferenceField::names())
                .collect(),
            _ => self.table().iter().map(|(name, _)| *name).collect(),
        }
    }
}

fn find(table: &[(&str, Field)], name: &str) -> Option<Field> {
    table
        .iter()
        .find(|(known, _)| *known == name)
        .map(|(_, field)| *field)
}

impl Field {
    pub fn type_(self) -> Type {
        match self {
            Self::Metadata => Type::Object(Object::Metadata),
            Self::Spec => Type::Object(Object::Spec),
            Self::Declared | Self::Stale | Self::Known => Type::Bool,
            Self::Technologies | Self::Tags => Type::list(Type::Text),
            Self::Labels | Self::Annotations => Type::map(Type::Text, Type::Text),
            Self::Stated(field) if field.is_list() => Type::list(Type::Text),
            Self::Related(_) => Type::list(Type::Object(Object::Entity)),
            _ => Type::Text,
        }
    }

    /// For sentences about what is missing.
    pub fn path(self) -> &'static str {
        match self {
            Self::Title => "metadata.title",
            Self::Description => "metadata.description",
            Self::Type => "spec.type",
            Self::Lifecycle => "spec.lifecycle",
            Self::Stated(field) => field.path(),
            _ => "entity",
        }
    }
}

const ENTITY_ROOTS: [(&str, Root); 4] = [
    ("entity", Root::Entity),
    ("relations", Root::Relations),
    ("responsible", Root::Responsible),
    ("other", Root::Other),
];

const APPROVAL_ROOTS: [(&str, Root); 4] = [
    ("blueprint", Root::Blueprint),
    ("values", Root::Values),
    ("requester", Root::Requester),
    ("entity", Root::Entity),
];

impl Setting {
    pub(super) fn roots(self) -> &'static [(&'static str, Root)] {
        match self {
            Self::Entity => &ENTITY_ROOTS[..3],
            Self::Each => &ENTITY_ROOTS,
            Self::Approval => &APPROVAL_ROOTS,
        }
    }
}

impl Root {
    pub fn type_(self) -> Type {
        match self {
            Self::Entity | Self::Other | Self::Requester => Type::Object(Object::Entity),
            Self::Relations => Type::Object(Object::Relations),
            Self::Responsible => Type::Object(Object::Responsible),
            Self::Blueprint => Type::Object(Object::Blueprint),
            Self::Values => Type::Dyn,
        }
    }

    pub fn name(self) -> &'static str {
        let roots = ENTITY_ROOTS.iter().chain(&APPROVAL_ROOTS);
        roots
            .clone()
            .find(|(_, root)| *root == self)
            .map_or("", |(name, _)| *name)
    }
}
