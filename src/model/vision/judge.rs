//! Asks rules of entities, on all cores, within a budget a rule. Knows no findings: what it says is a few bits.

use std::panic::resume_unwind;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::thread::ScopedJoinHandle;

use super::cel::{Asked, Facts, Program};
use super::rule::Rule;
use super::verdict::Verdict;
use crate::model::catalog::{EntityId, NodeId};

/// The steps that a rule may take over a whole catalog: so many an entity, and so many on top.
const ENTITY_STEPS: u64 = 200;
const MORE_STEPS: u64 = 10_000_000;
/// Entities that are taken at once.
const CHUNK: usize = 512;
/// Fewer evaluations than this are not worth a thread.
const WORTH_A_THREAD: usize = 20_000;

/// What a rule says of an entity.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Say {
    Passes,
    FallsShort,
    Untold,
}

/// The steps that a rule may take over a catalog of this size.
pub(super) fn budget(entities: usize) -> u64 {
    entities as u64 * ENTITY_STEPS + MORE_STEPS
}

/// What is asked of each relation of an entity, or once.
pub(super) fn asked<'a>(
    facts: Facts<'a>,
    rule: &Rule,
    id: EntityId,
) -> impl Iterator<Item = Asked<'a>> + use<'a> {
    let each = rule.each;
    let once = each.is_none().then_some(None);
    let others = each.into_iter().flat_map(move |each| {
        let related = facts
            .catalog
            .related(NodeId::from(id), each.relation, each.backward);
        related.map(Some)
    });
    once.into_iter()
        .chain(others)
        .map(move |other| Asked::Entity { facts, id, other })
}

/// What a rule says of an entity that it is about, and what that cost.
pub(super) fn say(facts: Facts<'_>, rule: &Rule, require: &Program, id: EntityId) -> (Say, u64) {
    let mut steps = 0;
    let mut said = Say::Passes;
    for asked in asked(facts, rule, id) {
        let outcome = require.outcome(asked);
        steps += outcome.steps;
        match outcome.holds {
            Some(true) => {}
            Some(false) => return (Say::FallsShort, steps),
            None => said = Say::Untold,
        }
    }
    (said, steps)
}

/// Rules and the entities that they are asked of.
pub(super) struct Work<'a> {
    pub facts: Facts<'a>,
    /// Each with its place among the verdicts.
    pub rules: &'a [(usize, &'a Rule)],
    pub ids: &'a [EntityId],
}

impl Work<'_> {
    /// Adds what the rules say to verdicts in which nothing is said of these entities.
    pub fn judge(&self, verdicts: &mut [Verdict]) {
        let spent: Vec<AtomicU64> = self.rules.iter().map(|_| AtomicU64::new(0)).collect();
        let next = AtomicUsize::new(0);
        let threads = match self.rules.len() * self.ids.len() {
            evaluations if evaluations < WORTH_A_THREAD => 1,
            _ => std::thread::available_parallelism().map_or(1, usize::from),
        };
        let entities = self.facts.catalog.len();
        let blank = || -> Vec<Verdict> { self.rules.iter().map(|_| Verdict::new(entities)).collect() };
        let parts: Vec<Vec<Verdict>> = std::thread::scope(|scope| {
            let others: Vec<_> = (1..threads)
                .map(|_| {
                    scope.spawn(|| {
                        let mut part = blank();
                        self.take(&next, &spent, true, &mut part);
                        part
                    })
                })
                .collect();
            let mut own = blank();
            self.take(&next, &spent, false, &mut own);
            let part =
                |thread: ScopedJoinHandle<'_, _>| thread.join().unwrap_or_else(|panic| resume_unwind(panic));
            std::iter::once(own).chain(others.into_iter().map(part)).collect()
        });
        for (at, (place, _)) in self.rules.iter().enumerate() {
            let Some(verdict) = verdicts.get_mut(*place) else {
                continue;
            };
            parts.iter().for_each(|part| verdict.add(&part[at]));
            if spent[at].load(Ordering::Relaxed) > budget(entities) {
                verdict.stop(entities);
            }
        }
    }

    /// Takes chunks until there are none left. With copies of the programs threads do not wait for each other at a regular
    /// expression.
    fn take(&self, next: &AtomicUsize, spent: &[AtomicU64], copies: bool, part: &mut [Verdict]) {
        let rules = self.rules.iter().filter(|_| copies);
        let copies: Vec<Program> = rules.map(|(_, rule)| rule.require.clone()).collect();
        let limit = budget(self.facts.catalog.len());
        loop {
            let start = next.fetch_add(CHUNK, Ordering::Relaxed);
            let Some(ids) = self.ids.get(start..self.ids.len().min(start + CHUNK)) else {
                return;
            };
            if ids.is_empty() {
                return;
            }
            for (at, (_, rule)) in self.rules.iter().enumerate() {
                let before = spent[at].load(Ordering::Relaxed);
                let require = copies.get(at).unwrap_or(&rule.require);
                let left = limit.saturating_sub(before);
                let steps = self.chunk(rule, require, ids, left, &mut part[at]);
                spent[at].fetch_add(steps, Ordering::Relaxed);
            }
        }
    }

    /// Asks one rule of a few entities; stops when it costs more than is left.
    fn chunk(
        &self,
        rule: &Rule,
        require: &Program,
        ids: &[EntityId],
        left: u64,
        verdict: &mut Verdict,
    ) -> u64 {
        if rule.only_new {
            return 0;
        }
        let catalog = self.facts.catalog;
        let mut spent = 0;
        for id in ids {
            if !rule.scope.covers(catalog, catalog.entity(*id)) {
                continue;
            }
            verdict.applies.set(*id);
            if spent > left {
                continue;
            }
            let (said, steps) = say(self.facts, rule, require, *id);
            spent += steps;
            match said {
                Say::Passes => {}
                Say::FallsShort => verdict.falls_short.set(*id),
                Say::Untold => verdict.untold.set(*id),
            }
        }
        spent
    }
}
