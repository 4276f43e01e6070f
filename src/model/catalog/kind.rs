//! The kinds of Backstage and what each one asks for, as tables.
//! Source: backstage/backstage, docs/features/software-catalog/descriptor-format.md.

use super::relation::Relation;

/// The nine kinds that Backstage defines. Others are kept as they are.
pub const KINDS: [&str; 9] = [
    "Component",
    "API",
    "Resource",
    "System",
    "Domain",
    "Group",
    "User",
    "Location",
    "Template",
];

/// A kind in the spelling of Backstage, whatever the case it was written in.
pub fn known_kind(kind: &str) -> Option<&'static str> {
    KINDS.into_iter().find(|known| known.eq_ignore_ascii_case(kind))
}

/// The fields of `spec` that a kind requires.
pub fn required_fields(kind: &str) -> &'static [&'static str] {
    match known_kind(kind) {
        Some("Component") => &["type", "lifecycle", "owner"],
        Some("API") => &["type", "lifecycle", "owner", "definition"],
        Some("Resource") => &["type", "owner"],
        Some("System" | "Domain") => &["owner"],
        Some("Group") => &["type"],
        Some("Template") => &["type", "steps"],
        _ => &[],
    }
}

/// Whether one person must answer for entities of this kind.
pub fn needs_accountable(kind: &str) -> bool {
    !matches!(known_kind(kind), Some("User" | "Location"))
}

/// A field of `spec`, or an annotation, that refers to other entities.
pub struct RefField {
    pub name: &'static str,
    pub relation: Relation,
    /// The target is the one that needs: the relation is stored the other way round.
    pub reverse: bool,
    /// The kind of a reference that names none.
    pub default_kind: Option<&'static str>,
    pub list: bool,
}

const fn one(name: &'static str, relation: Relation, kind: &'static str) -> RefField {
    RefField {
        name,
        relation,
        reverse: false,
        default_kind: Some(kind),
        list: false,
    }
}

const fn many(name: &'static str, relation: Relation, kind: Option<&'static str>, reverse: bool) -> RefField {
    RefField {
        name,
        relation,
        reverse,
        default_kind: kind,
        list: true,
    }
}

/// Every field that refers, for all kinds: no two kinds give one name two meanings.
pub const REF_FIELDS: &[RefField] = &[
    one("owner", Relation::OwnedBy, "group"),
    one("system", Relation::PartOf, "system"),
    one("subcomponentOf", Relation::PartOf, "component"),
    one("domain", Relation::PartOf, "domain"),
    one("subdomainOf", Relation::PartOf, "domain"),
    one("parent", Relation::ChildOf, "group"),
    many("children", Relation::ChildOf, Some("group"), true),
    many("members", Relation::MemberOf, Some("user"), true),
    many("memberOf", Relation::MemberOf, Some("group"), false),
    many("leaderOf", Relation::LeaderOf, Some("group"), false),
    many("providesApis", Relation::ProvidesApi, Some("api"), false),
    // The name of `providesApis` until 2020, still found in old files.
    many("implementsApis", Relation::ProvidesApi, Some("api"), false),
    many("consumesApis", Relation::ConsumesApi, Some("api"), false),
    many("dependsOn", Relation::DependsOn, None, false),
    many("dependencyOf", Relation::DependsOn, None, true),
];

/// The kinds that the target of a relation may have; none means any.
pub fn fitting_kinds(relation: Relation, reverse: bool) -> &'static [&'static str] {
    match (relation, reverse) {
        (Relation::OwnedBy, false) => &["group", "user"],
        (Relation::PartOf, false) => &["system", "component", "domain"],
        (Relation::ProvidesApi | Relation::ConsumesApi, false) => &["api"],
        (Relation::ChildOf, _) | (Relation::MemberOf | Relation::LeaderOf, false) => &["group"],
        (Relation::MemberOf, true) => &["user"],
        (
            Relation::LedBy
            | Relation::Accountable
            | Relation::Deputy
            | Relation::ChangeApprover
            | Relation::Contact
            | Relation::CostOwner,
            _,
        ) => &["user"],
        _ => &[],
    }
}

/// muster's annotations that name a person, and the role that each one gives.
pub const ROLE_ANNOTATIONS: &[RefField] = &[
    one("muster/accountable", Relation::Accountable, "user"),
    one("muster/deputy", Relation::Deputy, "user"),
    one("muster/change-approver", Relation::ChangeApprover, "user"),
    one("muster/contact", Relation::Contact, "user"),
    one("muster/cost-owner", Relation::CostOwner, "user"),
    one("muster/lead", Relation::LedBy, "user"),
];
