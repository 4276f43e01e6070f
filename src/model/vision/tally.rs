//! What the verdicts amount to: how each rule fares, and how each group does.

use rustc_hash::FxHashMap;

use super::judged::{Judged, severity};
use super::rule::Severity;
use super::score::{By, RuleCount, Score};
use super::verdict::Bits;
use crate::model::catalog::{Entity, EntityId, NodeId};
use crate::model::ownership::belongs_to;

impl Judged {
    /// How a rule fares.
    pub fn count(&self, rule: usize) -> RuleCount {
        let Some(verdict) = self.verdicts.rules.get(rule) else {
            return RuleCount::default();
        };
        let waived = |id: &EntityId| self.waiver(rule, *id).is_some();
        RuleCount {
            applies: verdict.applies.count(),
            falls_short: verdict.falls_short.count(),
            waived: self.falling_short(rule).filter(waived).count(),
            untold: verdict.untold.count(),
        }
    }

    /// The scores of all groups, the lowest first. What could not be told is not passed.
    pub fn scores(&self, by: By) -> Vec<Score> {
        let mut groups = Groups::new(self, by);
        let mut about = Bits::new(self.catalog.len());
        let mut failing = Bits::new(self.catalog.len());
        for (rule, verdict) in self.verdicts.rules.iter().enumerate() {
            let Some(stated) = self.vision.rules.get(rule).map(|rule| rule.severity) else {
                continue;
            };
            if stated != Severity::Advice {
                about.add(&verdict.applies);
            }
            for id in self.falling_short(rule) {
                let score = groups.score(id);
                if self.waiver(rule, id).is_some() {
                    score.waived += 1;
                    continue;
                }
                match severity(stated, verdict.untold.has(id)) {
                    Severity::Blocking => score.blocking += 1,
                    Severity::Warning => score.warnings += 1,
                    Severity::Advice => score.advice += 1,
                }
                if stated != Severity::Advice {
                    failing.set(id);
                }
            }
        }
        for id in about.ids() {
            let score = groups.score(id);
            score.entities += 1;
            score.passing += usize::from(!failing.has(id));
        }
        groups.sorted()
    }
}

/// The scores of the groups that entities belong to.
struct Groups<'a> {
    judged: &'a Judged,
    by: By,
    /// Of each entity the place of its group, once it was asked for.
    places: Vec<Option<u32>>,
    known: FxHashMap<Option<NodeId>, u32>,
    scores: Vec<Score>,
}

impl<'a> Groups<'a> {
    fn new(judged: &'a Judged, by: By) -> Self {
        Self {
            judged,
            by,
            places: vec![None; judged.catalog.len()],
            known: FxHashMap::default(),
            scores: Vec::new(),
        }
    }

    fn score(&mut self, id: EntityId) -> &mut Score {
        let place = match self.places.get(id.0 as usize).copied().flatten() {
            Some(place) => place,
            None => self.find(id),
        };
        &mut self.scores[place as usize]
    }

    fn find(&mut self, id: EntityId) -> u32 {
        let catalog = &self.judged.catalog;
        let node = group(
            catalog.entity(id),
            self.by,
            |id| belongs_to(catalog, id),
            |node| catalog.node_ref(node),
        );
        let scores = &mut self.scores;
        let place = *self.known.entry(node).or_insert_with(|| {
            scores.push(Score {
                group: node.map_or_else(String::new, |node| catalog.node_ref(node).to_owned()),
                ..Score::default()
            });
            scores.len() as u32 - 1
        });
        if let Some(known) = self.places.get_mut(id.0 as usize) {
            *known = Some(place);
        }
        place
    }

    /// Only groups of which there is something to say.
    fn sorted(self) -> Vec<Score> {
        let mut scores = self.scores;
        scores.retain(|score| score.entities + score.advice > 0);
        scores.sort_by(|a, b| a.percent().cmp(&b.percent()).then_with(|| a.group.cmp(&b.group)));
        scores
    }
}

/// What an entity is counted with. A group, a system or a domain is counted with itself.
fn group<'a>(
    entity: Entity<'a>,
    by: By,
    wholes: impl Fn(EntityId) -> Vec<NodeId>,
    name: impl Fn(NodeId) -> &'a str,
) -> Option<NodeId> {
    let kind = match by {
        By::Owner if entity.is_kind("Group") || entity.is_kind("User") => return Some(entity.node()),
        By::Owner => return entity.owner(),
        By::System => "system:",
        By::Domain => "domain:",
    };
    match entity.entity_ref().starts_with(kind) {
        true => Some(entity.node()),
        false => wholes(entity.id)
            .into_iter()
            .find(|node| name(*node).starts_with(kind)),
    }
}
