//! What is different between two snapshots of one catalog: what appeared, disappeared, changed, moved, and who answers for what
//! that somebody else answered for before. Pure.

use std::cmp::Ordering;

use super::relation::Needs;
use super::snapshot::{Catalog, Entity};

/// The difference between two snapshots; each list in the order of references.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Difference {
    pub appeared: Vec<String>,
    pub disappeared: Vec<String>,
    /// Those whose document says something else.
    pub changed: Vec<String>,
    /// Those that are in another file.
    pub moved: Vec<Moved>,
    /// Dependencies that came, and those that went, in the order of who has them.
    pub linked: Vec<Dependency>,
    pub unlinked: Vec<Dependency>,
    /// Those that somebody else answers for, for whatever reason: also because a group has another lead.
    pub handed: Vec<Handed>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Moved {
    /// Canonical ref.
    pub entity: String,
    pub from: String,
    pub to: String,
}

/// Canonical refs: who needs, and what is needed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Dependency {
    pub from: String,
    pub to: String,
    /// Backstage's name of the relation that says so: `dependsOn`.
    pub relation: &'static str,
}

/// Canonical refs; nobody where there is none.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Handed {
    pub entity: String,
    pub from: Option<String>,
    pub to: Option<String>,
}

impl Difference {
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

/// What is different in `after`. Both are walked once, side by side: their entities are sorted by reference.
pub fn difference(before: &Catalog, after: &Catalog) -> Difference {
    let mut found = Difference::default();
    let (mut old, mut new) = (before.entities().peekable(), after.entities().peekable());
    loop {
        let order = match (old.peek(), new.peek()) {
            (None, None) => return found,
            (Some(_), None) => Ordering::Less,
            (None, Some(_)) => Ordering::Greater,
            (Some(old), Some(new)) => old.entity_ref().cmp(new.entity_ref()),
        };
        let name = |entity: Entity<'_>| entity.entity_ref().to_owned();
        match order {
            Ordering::Less => {
                found.unlinked.extend(dependencies(before, old.peek()));
                found.disappeared.extend(old.next().map(name));
            }
            Ordering::Greater => {
                found.linked.extend(dependencies(after, new.peek()));
                found.appeared.extend(new.next().map(name));
            }
            Ordering::Equal => {
                let (had, has) = (dependencies(before, old.peek()), dependencies(after, new.peek()));
                let gone = had.iter().filter(|one| !has.contains(one));
                found.unlinked.extend(gone.cloned());
                found
                    .linked
                    .extend(has.into_iter().filter(|one| !had.contains(one)));
                if let (Some(old), Some(new)) = (old.next(), new.next()) {
                    compare(old, new, &mut found);
                }
            }
        }
    }
}

/// What the relations that an entity has say about who needs what.
fn dependencies(catalog: &Catalog, entity: Option<&Entity<'_>>) -> Vec<Dependency> {
    let Some(entity) = entity else {
        return Vec::new();
    };
    let own = |node| catalog.node_ref(node).to_owned();
    let edges = catalog.outgoing(entity.node()).filter_map(|edge| {
        let (from, to) = match edge.relation.dependency()? {
            Needs::Forward => (entity.node(), edge.node),
            Needs::Backward => (edge.node, entity.node()),
        };
        Some(Dependency {
            from: own(from),
            to: own(to),
            relation: edge.relation.names().0,
        })
    });
    edges.collect()
}

fn compare(old: Entity<'_>, new: Entity<'_>, found: &mut Difference) {
    let entity = || new.entity_ref().to_owned();
    if old.version() != new.version() {
        found.changed.push(entity());
    }
    if old.file() != new.file() {
        found.moved.push(Moved {
            entity: entity(),
            from: old.file().to_owned(),
            to: new.file().to_owned(),
        });
    }
    found.handed.extend(handed_on(old, new));
}

/// What is in both snapshots and somebody else answers for in `after`, in the order of references.
pub fn handed(before: &Catalog, after: &Catalog) -> Vec<Handed> {
    let both = after
        .entities()
        .filter_map(|new| Some((before.entity(before.find(new.entity_ref())?), new)));
    both.filter_map(|(old, new)| handed_on(old, new)).collect()
}

fn handed_on(old: Entity<'_>, new: Entity<'_>) -> Option<Handed> {
    let who = |entity: Entity<'_>| entity.accountable().map(|one| one.entity_ref().to_owned());
    let (from, to) = (who(old), who(new));
    (from != to).then(|| Handed {
        entity: new.entity_ref().to_owned(),
        from,
        to,
    })
}
