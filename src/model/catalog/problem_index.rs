//! Which problems an entity has, found without looking through all of them. Made once for a snapshot.

use super::problem::{Code, Severity};
use super::snapshot::{Catalog, EntityId, ProblemView};
use crate::model::arena::Sym;

/// The problems of a snapshot by entity.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ProblemIndex {
    /// Indices of problems, those of one entity after the other's.
    problems: Vec<u32>,
    /// The problems of entity `n` are `problems[starts[n]..starts[n + 1]]`.
    starts: Vec<u32>,
}

impl ProblemIndex {
    /// Counts and sorts symbols; reads no text.
    pub fn new(catalog: &Catalog) -> Self {
        const NOBODY: u32 = u32::MAX;
        let mut entity_of = vec![NOBODY; catalog.arena.len()];
        for (id, row) in catalog.rows.iter().enumerate() {
            if let Some(slot) = entity_of.get_mut(row.entity_ref.0 as usize) {
                *slot = id as u32;
            }
        }
        let owner = |symbol: Sym| entity_of.get(symbol.0 as usize).copied().unwrap_or(NOBODY);
        let mut found: Vec<(u32, u32)> = catalog
            .problems
            .iter()
            .enumerate()
            .map(|(at, row)| (owner(row.entity_ref), at as u32))
            .filter(|(entity, _)| *entity != NOBODY)
            .collect();
        found.sort_unstable();
        let mut starts = vec![0; catalog.rows.len() + 1];
        for (entity, _) in &found {
            starts[*entity as usize + 1] += 1;
        }
        let mut total = 0;
        for start in &mut starts {
            total += *start;
            *start = total;
        }
        Self {
            problems: found.into_iter().map(|(_, problem)| problem).collect(),
            starts,
        }
    }

    /// The problems of an entity of the snapshot that the index was made of, in the order of their places.
    pub fn of<'a>(
        &'a self,
        catalog: &'a Catalog,
        id: EntityId,
    ) -> impl ExactSizeIterator<Item = ProblemView<'a>> + 'a {
        let at = |i: usize| self.starts.get(i).copied().unwrap_or(0) as usize;
        let problems = self
            .problems
            .get(at(id.0 as usize)..at(id.0 as usize + 1))
            .unwrap_or_default();
        let view = |index: &u32| catalog.problem(*index as usize);
        let found: Vec<_> = problems.iter().filter_map(view).collect();
        found.into_iter()
    }

    /// The worst severity among an entity's problems and how many have it; mere remarks, and that it is stale, not counted.
    pub fn worst(&self, catalog: &Catalog, id: EntityId) -> Option<(Severity, usize)> {
        let counted =
            |problem: &ProblemView<'_>| problem.severity() > Severity::Info && problem.code() != Code::Stale;
        let severities: Vec<Severity> = self
            .of(catalog, id)
            .filter(counted)
            .map(|problem| problem.severity())
            .collect();
        let worst = severities.iter().max()?;
        Some((
            *worst,
            severities.iter().filter(|severity| *severity == worst).count(),
        ))
    }
}
