//! What a document itself refers to, field by field, in canonical form: what relations make of it stands in the snapshot's
//! edges. Knows the fields of `spec` that refer; decides nothing.

use super::build::{GUESSED, REVERSE, declarations};
use super::kind::{REF_FIELDS, RefField};
use super::relation::Relation;
use super::rows::DeclaredRow;
use super::snapshot::{Catalog, Entity, NodeId};

/// A field of `spec` that refers to other entities.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ReferenceField(u8);

/// Of each of the fields, for sentences.
const PATHS: [&str; 15] = [
    "spec.owner",
    "spec.system",
    "spec.subcomponentOf",
    "spec.domain",
    "spec.subdomainOf",
    "spec.parent",
    "spec.children",
    "spec.members",
    "spec.memberOf",
    "spec.leaderOf",
    "spec.providesApis",
    "spec.implementsApis",
    "spec.consumesApis",
    "spec.dependsOn",
    "spec.dependencyOf",
];

impl ReferenceField {
    pub const OWNER: Self = Self(0);

    pub fn find(name: &str) -> Option<Self> {
        let at = REF_FIELDS.iter().position(|field| field.name == name)?;
        u8::try_from(at).ok().map(Self)
    }

    pub fn names() -> impl Iterator<Item = &'static str> {
        REF_FIELDS.iter().map(|field| field.name)
    }

    /// `spec.owner`
    pub fn path(self) -> &'static str {
        PATHS.get(usize::from(self.0)).copied().unwrap_or("spec")
    }

    /// Whether it holds any number of references.
    pub fn is_list(self) -> bool {
        self.field().is_some_and(|field| field.list)
    }

    fn field(self) -> Option<&'static RefField> {
        REF_FIELDS.get(usize::from(self.0))
    }

    /// Whether a declaration of an entity came from this field. Several fields make one relation; then the kinds of both
    /// ends tell.
    fn made(self, is_domain: bool, relation: Relation, declared: &DeclaredRow, target: &str) -> bool {
        let Some(field) = self.field() else { return false };
        let reverse = declared.flags & REVERSE != 0;
        relation == field.relation
            && reverse == field.reverse
            && (relation != Relation::PartOf
                || match field.name {
                    "system" => target.starts_with("system:"),
                    "subcomponentOf" => target.starts_with("component:"),
                    "domain" => !is_domain && target.starts_with("domain:"),
                    _ => is_domain && target.starts_with("domain:"),
                })
    }
}

impl<'a> Entity<'a> {
    /// The canonical references that a field of its document holds.
    pub fn stated(&self, field: ReferenceField) -> impl Iterator<Item = &'a str> + use<'a> {
        let catalog = self.catalog;
        let is_domain = self.is_kind("Domain");
        declarations(catalog, self.row()).filter_map(move |(relation, declared)| {
            let target = catalog.arena.get(declared.target);
            field
                .made(is_domain, relation, declared, target)
                .then(|| catalog.settled(declared))
        })
    }

    /// The references of its document whose kind is guessed, as they were settled.
    pub fn guessed(&self) -> impl Iterator<Item = &'a str> + use<'a> {
        let catalog = self.catalog;
        declarations(catalog, self.row())
            .filter(|(_, declared)| declared.flags & GUESSED != 0)
            .map(|(_, declared)| catalog.settled(declared))
    }
}

impl Catalog {
    /// The far ends of a node's relations of one sort; `backward` follows them against their direction.
    pub fn related(
        &self,
        node: NodeId,
        relation: Relation,
        backward: bool,
    ) -> impl Iterator<Item = NodeId> + '_ {
        let edges = match backward {
            true => self.incoming.of(node.0),
            false => self.outgoing.of(node.0),
        };
        let code = relation as u32;
        // Sorted by relation, then by node.
        let start = edges.partition_point(move |edge| edge.relation < code);
        edges[start..]
            .iter()
            .take_while(move |edge| edge.relation == code)
            .map(|edge| NodeId(edge.node))
    }

    /// The reference that a declaration means: without a kind it is a component, or else a resource.
    pub(super) fn settled(&self, declared: &DeclaredRow) -> &str {
        let target = self.arena.get(declared.target);
        if declared.flags & GUESSED == 0 || self.find(target).is_some() {
            return target;
        }
        let resource = target.replacen("component:", "resource:", 1);
        self.find(&resource)
            .map_or(target, |id| self.entity(id).entity_ref())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_field_has_its_path() {
        for (at, field) in REF_FIELDS.iter().enumerate() {
            assert_eq!(PATHS[at], format!("spec.{}", field.name));
        }
        assert_eq!(PATHS.len(), REF_FIELDS.len());
        assert_eq!(ReferenceField::find("owner"), Some(ReferenceField::OWNER));
    }
}
