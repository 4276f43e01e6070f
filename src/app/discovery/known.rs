//! What the last looks brought, laid out once so that any screen finds what concerns an entity without a search.

use std::sync::Arc;

use rustc_hash::FxHashMap;

use crate::model::catalog::Catalog;
use crate::model::catalog::graph::Direction;
use crate::model::discovery::{Discovery, Observed, Place, Standing};

/// A discovery with its index. Made when it arrives, not when something is drawn.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Known {
    pub discovery: Arc<Discovery>,
    /// Of the dependencies those that are not both seen and declared: what can be declared first, what is only seen last.
    differing: Vec<u32>,
    /// For each entity the dependencies of which it is an end, in the order of `differing`.
    by_entity: FxHashMap<String, Vec<u32>>,
    /// For each external id who reads and writes it, whether that is declared or not.
    by_id: FxHashMap<String, Vec<u32>>,
    /// How many dependencies were seen and are not declared.
    undeclared: usize,
}

impl Known {
    pub fn new(discovery: Arc<Discovery>) -> Self {
        let mut known = Self::default();
        let mut differing = Vec::new();
        for (at, observed) in discovery.observed.iter().enumerate() {
            let at = at as u32;
            known.by_id.entry(observed.id.clone()).or_default().push(at);
            known.undeclared += usize::from(observed.standing == Standing::Undeclared);
            if observed.standing != Standing::Both {
                differing.push(at);
            }
        }
        let standing = |at: &u32| discovery.observed.get(*at as usize).map(|seen| seen.standing);
        differing.sort_by_key(standing);
        for at in &differing {
            let Some(observed) = discovery.observed.get(*at as usize) else {
                continue;
            };
            for end in [&observed.from, &observed.to].into_iter().flatten() {
                known.by_entity.entry(end.clone()).or_default().push(*at);
            }
        }
        Self {
            discovery,
            differing,
            ..known
        }
    }

    /// How many dependencies were seen and are not declared.
    pub fn undeclared_count(&self) -> usize {
        self.undeclared
    }

    /// The dependencies that differ, by their positions.
    pub fn differing(&self) -> &[u32] {
        &self.differing
    }

    pub fn observed(&self, at: u32) -> Option<&Observed> {
        self.discovery.observed.get(at as usize)
    }

    /// What of an entity's dependencies differs: down what it depends on, up what depends on it.
    pub fn of_entity<'a>(
        &'a self,
        entity_ref: &'a str,
        direction: Direction,
    ) -> impl Iterator<Item = &'a Observed> {
        let found = self.by_entity.get(entity_ref).into_iter().flatten();
        let found = found.filter_map(|at| self.observed(*at));
        found.filter(move |observed| here(observed, direction) == Some(entity_ref))
    }

    /// The entities at the other end of what was seen of an entity and is not declared, each once.
    pub fn undeclared<'a>(&'a self, entity_ref: &'a str, direction: Direction) -> Vec<&'a str> {
        let seen = self.of_entity(entity_ref, direction);
        let seen = seen.filter(|observed| observed.standing == Standing::Undeclared);
        let mut others: Vec<&str> = Vec::new();
        for other in seen.filter_map(|observed| there(observed, direction)) {
            if !others.contains(&other) {
                others.push(other);
            }
        }
        others
    }

    /// Whether a dependency is declared, and nobody was seen to have it.
    pub fn is_unseen(&self, from: &str, to: &str) -> bool {
        self.of_entity(from, Direction::Down)
            .any(|observed| observed.standing == Standing::Unseen && observed.to.as_deref() == Some(to))
    }

    /// Who reads and writes something, by its external id.
    pub fn of_id(&self, id: &str) -> impl Iterator<Item = &Observed> {
        let found = self.by_id.get(id).into_iter().flatten();
        found.filter_map(|at| self.observed(*at))
    }

    pub fn place(&self, name: &str) -> Option<&Place> {
        self.discovery.places.iter().find(|place| place.name == name)
    }

    /// What would declare the undeclared dependencies of an entity: who, and on what.
    pub fn edges_of(&self, entity_ref: &str) -> Vec<(String, String)> {
        let owned = |from: &str, to: &str| (from.to_owned(), to.to_owned());
        let down = self.undeclared(entity_ref, Direction::Down).into_iter();
        let up = self.undeclared(entity_ref, Direction::Up).into_iter();
        down.map(|to| owned(entity_ref, to))
            .chain(up.map(|from| owned(from, entity_ref)))
            .collect()
    }
}

/// The end at which one stands when looking in a direction.
fn here(observed: &Observed, direction: Direction) -> Option<&str> {
    match direction {
        Direction::Down => observed.from.as_deref(),
        Direction::Up => observed.to.as_deref(),
    }
}

/// The other end.
pub(in crate::app) fn there(observed: &Observed, direction: Direction) -> Option<&str> {
    match direction {
        Direction::Down => observed.to.as_deref(),
        Direction::Up => observed.from.as_deref(),
    }
}

/// The place of an external id: `kafka:main` of `kafka:main/orders.placed`.
pub fn place_of(id: &str) -> &str {
    id.split_once('/').map_or(id, |(place, _)| place)
}

/// An edge that can be written down: both ends are known and the catalog does not have it yet. Else why not.
pub fn declarable(observed: &Observed, catalog: &Catalog) -> Result<(String, String), String> {
    let (from, to) = match (observed.standing, &observed.from, &observed.to) {
        (Standing::Unseen, ..) => return Err("it is declared already; nobody was seen to do it".to_owned()),
        (Standing::Both, ..) => return Err("it is seen and declared already".to_owned()),
        (_, None, _) => {
            return Err(format!(
                "nothing in the catalog is called {}; annotate the component with muster/principal or \
                 muster/consumer-group",
                observed.who
            ));
        }
        (_, _, None) => return Err(format!("{} is not registered; claim it first", observed.id)),
        (_, Some(from), Some(to)) => (from, to),
    };
    match catalog.find(from) {
        Some(_) => Ok((from.clone(), to.clone())),
        None => Err(format!("no file defines {from} any more")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::discovery::Way;

    fn seen(from: &str, to: &str, standing: Standing) -> Observed {
        let end = |text: &str| (!text.is_empty()).then(|| text.to_owned());
        Observed {
            from: end(from),
            who: "group x".to_owned(),
            way: Way::Reads,
            to: end(to),
            id: format!("kafka:main/{to}"),
            evidence: vec![],
            standing,
        }
    }

    fn known() -> Known {
        Known::new(Arc::new(Discovery {
            observed: vec![
                seen("cart", "", Standing::Unknown),
                seen("cart", "paid", Standing::Unseen),
                seen("cart", "orders", Standing::Undeclared),
                seen("cart", "orders", Standing::Undeclared),
                seen("cart", "stock", Standing::Both),
            ],
            ..Discovery::default()
        }))
    }

    #[test]
    fn what_differs_is_found_by_either_end() {
        let known = known();
        assert_eq!(known.differing().len(), 4);
        assert_eq!(known.undeclared("cart", Direction::Down), ["orders"]);
        assert_eq!(known.undeclared("orders", Direction::Up), ["cart"]);
        assert_eq!(known.undeclared("orders", Direction::Down), [""; 0]);
        assert!(known.is_unseen("cart", "paid") && !known.is_unseen("cart", "orders"));
        assert_eq!(known.of_id("kafka:main/stock").count(), 1);
    }

    #[test]
    fn what_can_be_declared_comes_first_and_each_edge_once() {
        let known = known();
        let standings: Vec<Standing> = known
            .differing()
            .iter()
            .filter_map(|at| known.observed(*at))
            .map(|seen| seen.standing)
            .collect();
        assert!(standings.is_sorted());
        assert_eq!(
            known.edges_of("orders"),
            [("cart".to_owned(), "orders".to_owned())]
        );
    }
}
