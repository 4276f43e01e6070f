//! The examples of rules, asked: each is a small catalog of its own, and the rule is asked of its first entity.

use super::cel::Facts;
use super::judge::{Say, say};
use super::judged::tell;
use super::technology::Technologies;
use super::{Example, Radar, Rule, Vision};
use crate::model::catalog::{Catalog, Position, descriptor};

/// The steps that all examples of a vision may take together.
const BUDGET: u64 = 50_000_000;

/// An example that does not do what it promises.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refuted {
    /// Of [`Vision::rules`].
    pub rule: usize,
    /// Whether it was to pass; else it was to fail.
    pub must_pass: bool,
    /// Which one of its sort, counted from 1.
    pub number: usize,
    pub at: Position,
    /// What came out, in a sentence.
    pub outcome: String,
}

impl Vision {
    /// The examples that do not do what they promise, in the order of the rules.
    pub fn refuted(&self) -> Vec<Refuted> {
        let mut refuted = Vec::new();
        let mut left = BUDGET;
        for (index, rule) in self.rules.iter().enumerate() {
            for (must_pass, examples) in [(true, &rule.examples.pass), (false, &rule.examples.fail)] {
                for (place, example) in examples.iter().enumerate() {
                    if let Some(outcome) = objection(rule, &self.radar, example, must_pass, &mut left) {
                        refuted.push(Refuted {
                            rule: index,
                            must_pass,
                            number: place + 1,
                            at: example.at,
                            outcome,
                        });
                    }
                }
            }
        }
        refuted
    }
}

/// What came out, where that is not what was promised.
fn objection(
    rule: &Rule,
    radar: &Radar,
    example: &Example,
    must_pass: bool,
    left: &mut u64,
) -> Option<String> {
    if *left == 0 {
        return Some("it was not asked: the examples before it took too long".to_owned());
    }
    let records: Vec<_> = example
        .documents
        .iter()
        .filter_map(|document| {
            descriptor::read(document, Default::default(), Default::default(), &mut Vec::new())
        })
        .collect();
    if records.len() < example.documents.len() {
        return Some("one of its documents is no entity: kind and metadata.name are needed".to_owned());
    }
    let first = records.first()?.entity_ref.to_string();
    let catalog = Catalog::default().around(records);
    let Some(id) = catalog.find(&first) else {
        return Some(format!("{first} could not be made an entity"));
    };
    let technologies = Technologies::of(&catalog, radar);
    let facts = Facts {
        catalog: &catalog,
        technologies: &technologies,
        radar,
    };
    if !rule.scope.covers(&catalog, catalog.entity(id)) {
        return (!must_pass).then(|| "the rule is not about it: `for` leaves it out".to_owned());
    }
    let (said, steps) = say(facts, rule, &rule.require, id);
    *left = left.saturating_sub(steps);
    match (said, must_pass) {
        (Say::Passes, true) | (Say::FallsShort, false) => None,
        (Say::Passes, false) => Some("it passes".to_owned()),
        (Say::FallsShort, true) => Some(format!("it falls short: {}", tell(facts, rule, id).message)),
        (Say::Untold, _) => Some(tell(facts, rule, id).message),
    }
}
