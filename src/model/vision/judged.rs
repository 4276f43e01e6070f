//! A vision held against a snapshot: who falls short of what, and what that amounts to.

use std::sync::Arc;

use jiff::civil::Date;

use super::Vision;
use super::finding::{DraftFinding, Finding, Trial};
use super::score::{By, RuleCount, Score};
use super::technology::Technologies;
use super::verdict::Verdicts;
use super::waiver::Waiver;
use crate::model::catalog::{Catalog, EntityId, Node};

/// A vision, a catalog, and what the one says of the other.
#[derive(Clone, Debug)]
pub struct Judged {
    pub vision: Arc<Vision>,
    pub catalog: Arc<Catalog>,
    pub technologies: Technologies,
    pub verdicts: Verdicts,
    /// Of the vision's file and of the journal.
    pub waivers: Vec<Waiver>,
    pub today: Date,
}

impl PartialEq for Judged {
    fn eq(&self, other: &Self) -> bool {
        self.vision.digest == other.vision.digest
            && self.catalog.digest() == other.catalog.digest()
            && self.waivers == other.waivers
            && self.today == other.today
    }
}

impl Judged {
    /// Holds a vision against a snapshot. What the same vision said of the snapshot before saves most of the work.
    pub fn new(
        vision: Arc<Vision>,
        catalog: Arc<Catalog>,
        waivers: Vec<Waiver>,
        today: Date,
        before: Option<&Judged>,
    ) -> Self {
        let _ = before;
        let technologies = Technologies::of(&catalog, &vision.radar);
        Self {
            technologies,
            verdicts: Verdicts::default(),
            vision,
            catalog,
            waivers,
            today,
        }
    }

    /// How a rule fares.
    pub fn count(&self, rule: usize) -> RuleCount {
        let _ = rule;
        RuleCount::default()
    }

    /// Who falls short of a rule, waived or not; then those of whom it could not be told.
    pub fn falling_short(&self, rule: usize) -> impl Iterator<Item = EntityId> + '_ {
        let verdict = self.verdicts.rules.get(rule);
        verdict
            .into_iter()
            .flat_map(|verdict| verdict.falls_short.ids().chain(verdict.untold.ids()))
    }

    /// What an entity falls short of, the worst first.
    pub fn of_entity(&self, id: EntityId) -> Vec<Finding> {
        let _ = id;
        Vec::new()
    }

    /// What a rule says of an entity; none where it does not fall short.
    pub fn finding(&self, rule: usize, id: EntityId) -> Option<Finding> {
        let _ = (rule, id);
        None
    }

    /// The scores of all groups, the lowest first.
    pub fn scores(&self, by: By) -> Vec<Score> {
        let _ = by;
        Vec::new()
    }

    /// What the rules say of documents that are not in the catalog yet, or not like this. They may refer to each other.
    pub fn of_drafts(&self, documents: &[Node]) -> Vec<DraftFinding> {
        let _ = documents;
        Vec::new()
    }

    /// What a rule that is being written says of the catalog. Tells the first `examples` of those that fall short.
    pub fn try_rule(&self, rule: &super::Rule, examples: usize) -> Trial {
        let _ = (rule, examples);
        Trial::default()
    }
}
