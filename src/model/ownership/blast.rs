//! Blast radius: who and what is hit when an entity fails, counted, and the people to be told. Pure.

use rustc_hash::FxHashMap;

use super::contact;
use crate::model::catalog::graph::{Direction, closure};
use crate::model::catalog::{Catalog, NodeId};

/// Everything that depends on an entity, directly or through others; the entity itself is not counted.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct BlastRadius {
    /// How many entities in all.
    pub entities: usize,
    /// How many of them directly.
    pub direct: usize,
    /// How many names beside them that no file defines: an API that is provided, and nowhere described.
    pub missing: usize,
    /// The values below come most first. The kinds of the entities.
    pub kinds: Vec<(String, usize)>,
    /// References of the systems that they are part of; empty for those that are part of none.
    pub systems: Vec<(String, usize)>,
    /// References of their owners; empty for those that name none. No file need define them.
    pub owners: Vec<(String, usize)>,
    /// Who is to be told: the contact of each entity.
    pub people: Vec<Told>,
    /// How many entities have nobody to be told.
    pub untold: usize,
}

/// A person to be told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Told {
    /// The person's canonical reference.
    pub person: String,
    /// What they are called.
    pub label: String,
    /// How many entities they are told for.
    pub entities: usize,
    /// How many steps away the nearest of those is; 1 depends directly.
    pub nearest: usize,
}

/// What is hit when a node fails.
pub fn blast_radius(catalog: &Catalog, root: NodeId) -> BlastRadius {
    let hit = closure(catalog, root, Direction::Up, None);
    let mut radius = BlastRadius::default();
    let (mut kinds, mut systems, mut owners) = (Tally::default(), Tally::default(), Tally::default());
    let mut people: FxHashMap<&str, Told> = FxHashMap::default();
    for (node, distance) in hit.nodes.iter().skip(1) {
        let Some(entity) = catalog.entity_of(*node) else {
            radius.missing += 1;
            continue;
        };
        radius.entities += 1;
        radius.direct += usize::from(*distance == 1);
        kinds.add(entity.kind());
        let name = |node: Option<NodeId>| node.map_or("", |node| catalog.node_ref(node));
        systems.add(name(entity.system()));
        owners.add(name(entity.owner()));
        match contact(catalog, entity.id) {
            Some(person) => {
                let told = people.entry(person.entity_ref()).or_insert_with(|| Told {
                    person: person.entity_ref().to_owned(),
                    label: person.label().to_owned(),
                    entities: 0,
                    nearest: *distance,
                });
                told.entities += 1;
            }
            None => radius.untold += 1,
        }
    }
    radius.kinds = kinds.most_first();
    radius.systems = systems.most_first();
    radius.owners = owners.most_first();
    radius.people = people.into_values().collect();
    radius.people.sort_by(|a, b| {
        let most = b.entities.cmp(&a.entities);
        most.then_with(|| a.person.cmp(&b.person))
    });
    radius
}

/// Counts texts.
#[derive(Default)]
struct Tally<'a>(FxHashMap<&'a str, usize>);

impl<'a> Tally<'a> {
    fn add(&mut self, text: &'a str) {
        *self.0.entry(text).or_default() += 1;
    }

    /// Most first, and in alphabetical order where there are as many.
    fn most_first(self) -> Vec<(String, usize)> {
        let mut counts: Vec<(&str, usize)> = self.0.into_iter().collect();
        counts.sort_by_key(|(text, count)| (std::cmp::Reverse(*count), *text));
        counts
            .into_iter()
            .map(|(text, count)| (text.to_owned(), count))
            .collect()
    }
}
