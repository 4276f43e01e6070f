//! Which component a consumer group or a principal is, by the annotations that say so and else by names. Pure.

use rustc_hash::FxHashMap;

use crate::model::catalog::{Catalog, DEFAULT_NAMESPACE, Entity, EntityId, External};

/// The names by which components are known outside.
pub struct Identities<'c> {
    catalog: &'c Catalog,
    /// By name in lower case; none where several namespaces have it and none of them is the default one.
    components: FxHashMap<&'c str, Option<EntityId>>,
}

impl<'c> Identities<'c> {
    pub fn new(catalog: &'c Catalog) -> Self {
        Self {
            components: by_name(catalog, "component:", |_| true),
            catalog,
        }
    }

    /// Whom a flow is ascribed to: a principal, as `User:cart`, or else a consumer group.
    pub fn who(&self, who: &str) -> Option<EntityId> {
        match is_principal(who) {
            true => self.principal(who),
            false => self.group(who),
        }
    }

    /// The component that reads with a consumer group: the one that names it, else the one whose name the group's is, or
    /// begins with up to `-`, `.` or `_`; the longest such name wins.
    pub fn group(&self, group: &str) -> Option<EntityId> {
        self.catalog
            .find_known_as(External::ConsumerGroup, group)
            .or_else(|| {
                let name = group.to_lowercase();
                prefixes(&name).find_map(|prefix| self.component(prefix))
            })
    }

    /// The components that read with the groups that begin so, each with the group that tells it: those that name one; beside
    /// them the one that a group of this very name would be, else those whose names begin so.
    pub fn groups(&self, start: &str) -> Vec<(String, EntityId)> {
        let named = self.catalog.known_as(External::ConsumerGroup);
        let named = named.filter(|(group, _)| group.starts_with(start));
        let mut all: Vec<(String, EntityId)> = named.map(|(group, id)| (group.to_owned(), id)).collect();
        // What is about all groups is about none in particular.
        if !start.is_empty() {
            let name = start.to_lowercase();
            match self.group(start) {
                Some(id) => all.push((start.to_owned(), id)),
                None => all.extend(self.components.iter().filter_map(|(known, id)| {
                    known.starts_with(&name).then_some(((*known).to_owned(), (*id)?))
                })),
            }
        }
        all.sort_unstable();
        all
    }

    /// The component that is a principal: the one that names it, else the one of that name.
    pub fn principal(&self, principal: &str) -> Option<EntityId> {
        let named = self.catalog.find_known_as(External::Principal, principal);
        named.or_else(|| {
            let (_, name) = principal.split_once(':')?;
            self.component(&common_name(name).to_lowercase())
        })
    }

    fn component(&self, name: &str) -> Option<EntityId> {
        self.components.get(name).copied().flatten()
    }
}

/// The entities of a kind that are meant by their names in lower case, the kind given as refs begin: `group:`. Of several that have
/// one name the one of the default namespace is meant, or none.
pub(in crate::model) fn by_name<'c>(
    catalog: &'c Catalog,
    kind: &str,
    is_meant: impl Fn(&Entity<'c>) -> bool,
) -> FxHashMap<&'c str, Option<EntityId>> {
    let mut names = FxHashMap::default();
    for entity in catalog.entities().filter(is_meant) {
        let parts = entity.entity_ref().strip_prefix(kind);
        let Some((namespace, name)) = parts.and_then(|rest| rest.split_once('/')) else {
            continue;
        };
        match namespace {
            DEFAULT_NAMESPACE => {
                names.insert(name, (Some(entity.id), true));
            }
            _ => {
                names
                    .entry(name)
                    .and_modify(|(known, is_default)| *known = known.filter(|_| *is_default))
                    .or_insert((Some(entity.id), false));
            }
        }
    }
    names.into_iter().map(|(name, (id, _))| (name, id)).collect()
}

/// `User:cart` and not `cart-service`: a principal's sort is a word that begins with a capital.
pub fn is_principal(who: &str) -> bool {
    who.split_once(':').is_some_and(|(sort, _)| {
        sort.starts_with(|c: char| c.is_ascii_uppercase()) && sort.chars().all(|c| c.is_ascii_alphabetic())
    })
}

/// The name in a certificate's subject, `CN=cart,O=acme`; what is no subject stays as it is.
fn common_name(name: &str) -> &str {
    let part = name.split(',').find_map(|part| {
        let (key, value) = part.trim().split_once('=')?;
        key.eq_ignore_ascii_case("CN").then_some(value)
    });
    part.unwrap_or(name)
}

/// A name and what it begins with, the longest first: `a.b-c`, `a.b`, `a`.
pub(super) fn prefixes(name: &str) -> impl Iterator<Item = &str> {
    let marks = name
        .char_indices()
        .rev()
        .filter(|(at, c)| *at > 0 && matches!(c, '-' | '.' | '_'));
    std::iter::once(name).chain(marks.map(|(at, _)| &name[..at]))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::discovery::stage::catalog;

    #[test]
    fn groups_and_principals_are_components() {
        let catalog = catalog(&[
            ("component:default/cart", &[]),
            ("component:default/cart-writer", &[]),
            (
                "component:default/odd",
                &[
                    (External::ConsumerGroup, "Nightly"),
                    (External::Principal, "User:svc-17"),
                ],
            ),
            ("component:other/twice", &[]),
            ("component:third/twice", &[]),
        ]);
        let identities = Identities::new(&catalog);
        for (who, component) in [
            ("cart", Some("component:default/cart")),
            ("Cart", Some("component:default/cart")),
            ("cart.v2", Some("component:default/cart")),
            ("cart-writer_green", Some("component:default/cart-writer")),
            ("cartoon", None),
            ("Nightly", Some("component:default/odd")),
            ("nightly", None),
            ("twice", None),
            ("", None),
            ("-", None),
            ("User:cart", Some("component:default/cart")),
            ("User:cart-x", None),
            ("User:svc-17", Some("component:default/odd")),
            ("User:CN=cart, O=acme", Some("component:default/cart")),
            ("User:*", None),
        ] {
            let found = identities.who(who).map(|id| catalog.entity(id).entity_ref());
            assert_eq!(found, component, "{who}");
        }
    }
}
