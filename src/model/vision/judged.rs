//! A vision held against a snapshot: who falls short of what, and what that amounts to.

use std::cmp::Ordering;
use std::panic::resume_unwind;
use std::sync::Arc;

use jiff::civil::Date;
use rustc_hash::FxHashMap;

use super::Vision;
use super::cel::{Asked, Facts};
use super::finding::{Finding, Trial};
use super::judge::{self, Work};
use super::print;
use super::rule::{Rule, Severity};
use super::technology::Technologies;
use super::verdict::{Verdict, Verdicts};
use super::waiver::Waiver;
use crate::model::catalog::{Catalog, EntityId, NodeId};

/// More messages about one entity are counted, not told.
const TOLD: usize = 3;

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
    /// Of [`Judged::waivers`], the one that holds and ends last, by rule and entity.
    waived: FxHashMap<(usize, EntityId), usize>,
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
        let (technologies, documents) = std::thread::scope(|scope| {
            let documents = scope.spawn(|| print::documents(&catalog));
            let technologies = Technologies::of(&catalog, &vision.radar);
            let documents = documents.join().unwrap_or_else(|panic| resume_unwind(panic));
            (technologies, documents)
        });
        let facts = Facts {
            catalog: &catalog,
            technologies: &technologies,
            radar: &vision.radar,
        };
        let prints = print::prints(facts, documents);
        let is_same = |before: &&Judged| {
            before.vision.digest == vision.digest
                && before.verdicts.rules.len() == vision.rules.len()
                && before.verdicts.prints.len() == before.catalog.len()
        };
        let rules = match before.filter(is_same) {
            Some(before) => again(facts, &vision.rules, &prints, before),
            None => all(facts, &vision.rules),
        };
        let waived = in_force(&vision.rules, &catalog, &waivers, today);
        Self {
            verdicts: Verdicts { rules, prints },
            technologies,
            vision,
            catalog,
            waivers,
            today,
            waived,
        }
    }

    pub(super) fn facts(&self) -> Facts<'_> {
        Facts {
            catalog: &self.catalog,
            technologies: &self.technologies,
            radar: &self.vision.radar,
        }
    }

    /// The waiver that holds for an entity under a rule, of [`Judged::waivers`].
    pub fn waiver(&self, rule: usize, id: EntityId) -> Option<usize> {
        self.waived.get(&(rule, id)).copied()
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
        let rules = 0..self.verdicts.rules.len();
        let mut findings: Vec<Finding> = rules.filter_map(|rule| self.finding(rule, id)).collect();
        findings.sort_by(|a, b| {
            let waived = a.waiver.is_some().cmp(&b.waiver.is_some());
            waived.then(b.severity.cmp(&a.severity)).then(a.rule.cmp(&b.rule))
        });
        findings
    }

    /// What a rule says of an entity; none where it does not fall short.
    pub fn finding(&self, rule: usize, id: EntityId) -> Option<Finding> {
        let verdict = self.verdicts.rules.get(rule)?;
        let stated = self.vision.rules.get(rule)?;
        let is_untold = verdict.untold.has(id);
        if !is_untold && !verdict.falls_short.has(id) {
            return None;
        }
        let told = match verdict.is_stopped {
            true => Told::stopped(self.catalog.len()),
            false => tell(self.facts(), stated, id),
        };
        Some(Finding {
            rule,
            entity: id,
            severity: severity(stated.severity, is_untold),
            message: told.message,
            others: told.others,
            waiver: self.waiver(rule, id),
            is_untold,
        })
    }

    /// What a rule that is being written says of the catalog. Tells the first `examples` of those that fall short.
    pub fn try_rule(&self, rule: &Rule, examples: usize) -> Trial {
        let facts = self.facts();
        let verdicts = all(facts, std::slice::from_ref(rule));
        let Some(verdict) = verdicts.first() else {
            return Trial::default();
        };
        let short = verdict.falls_short.ids().chain(verdict.untold.ids());
        let message = |id| match verdict.is_stopped {
            true => Told::stopped(self.catalog.len()).message,
            false => tell(facts, rule, id).message,
        };
        Trial {
            wrong: Vec::new(),
            applies: verdict.applies.count(),
            falls_short: verdict.falls_short.count(),
            untold: verdict.untold.count(),
            examples: short.take(examples).map(|id| (id, message(id))).collect(),
        }
    }
}

/// What could not be told warns at most.
pub(super) fn severity(stated: Severity, is_untold: bool) -> Severity {
    match is_untold {
        true => stated.min(Severity::Warning),
        false => stated,
    }
}

/// What is said of an entity that falls short, or of which it could not be told.
pub(super) struct Told {
    pub message: String,
    pub others: Vec<NodeId>,
}

impl Told {
    fn stopped(entities: usize) -> Self {
        let steps = judge::budget(entities);
        Self {
            message: format!("The rule was stopped after {steps} steps over the catalog; make it simpler."),
            others: Vec::new(),
        }
    }
}

pub(super) fn tell(facts: Facts<'_>, rule: &Rule, id: EntityId) -> Told {
    let mut others = Vec::new();
    let mut messages: Vec<String> = Vec::new();
    let mut unclear = Vec::new();
    let mut trouble = None;
    for asked in judge::asked(facts, rule, id) {
        let Asked::Entity { other, .. } = asked else {
            continue;
        };
        match rule.require.holds(asked) {
            Ok(true) => {}
            Ok(false) => {
                others.extend(other);
                let text = rule.message.as_ref().and_then(|message| message.says(asked).ok());
                let text = text.unwrap_or_else(|| rule.title.clone());
                if !messages.contains(&text) {
                    messages.push(text);
                }
            }
            Err(other_trouble) => {
                unclear.extend(other);
                trouble.get_or_insert(other_trouble);
            }
        }
    }
    match (messages.is_empty(), trouble) {
        (true, Some(trouble)) => Told {
            message: format!("It could not be told: {}", trouble.message),
            others: unclear,
        },
        _ => Told {
            message: joined(&messages),
            others,
        },
    }
}

fn joined(messages: &[String]) -> String {
    let told = messages[..messages.len().min(TOLD)].join("; ");
    match messages.len().saturating_sub(TOLD) {
        0 => told,
        more => format!("{told}; and {more} more"),
    }
}

/// Asks all rules of all entities.
fn all(facts: Facts<'_>, rules: &[Rule]) -> Vec<Verdict> {
    let mut verdicts = vec![Verdict::new(facts.catalog.len()); rules.len()];
    let rules: Vec<(usize, &Rule)> = rules.iter().enumerate().collect();
    let ids: Vec<EntityId> = facts.catalog.ids().collect();
    let work = Work {
        facts,
        rules: &rules,
        ids: &ids,
    };
    work.judge(&mut verdicts);
    verdicts
}

/// Takes over what was said of entities of which nothing has changed, and asks the rules of the others.
fn again(facts: Facts<'_>, rules: &[Rule], prints: &[u64], before: &Judged) -> Vec<Verdict> {
    let same = Same::find(facts.catalog, prints, before);
    let entities = facts.catalog.len();
    let mut verdicts: Vec<Verdict> = Vec::with_capacity(rules.len());
    for old in &before.verdicts.rules {
        let mut verdict = Verdict::new(entities);
        if !old.is_stopped {
            for run in &same.runs {
                verdict.applies.copy(&old.applies, run.from, run.to, run.length);
                verdict
                    .falls_short
                    .copy(&old.falls_short, run.from, run.to, run.length);
                verdict.untold.copy(&old.untold, run.from, run.to, run.length);
            }
            same.changed.iter().for_each(|id| verdict.clear(*id));
        }
        verdicts.push(verdict);
    }
    let was_stopped = |at: usize| before.verdicts.rules[at].is_stopped;
    let stated = || rules.iter().enumerate();
    let (stopped, others): (Vec<_>, Vec<_>) = stated().partition(|(at, _)| was_stopped(*at));
    Work {
        facts,
        rules: &others,
        ids: &same.changed,
    }
    .judge(&mut verdicts);
    if !stopped.is_empty() {
        let ids: Vec<EntityId> = facts.catalog.ids().collect();
        Work {
            facts,
            rules: &stopped,
            ids: &ids,
        }
        .judge(&mut verdicts);
    }
    verdicts
}

/// Entities that follow each other in both snapshots.
struct Run {
    from: usize,
    to: usize,
    length: usize,
}

struct Same {
    runs: Vec<Run>,
    /// Those that are new or of which something has changed.
    changed: Vec<EntityId>,
}

impl Same {
    /// Both snapshots are sorted by reference.
    fn find(catalog: &Catalog, prints: &[u64], before: &Judged) -> Self {
        let mut runs: Vec<Run> = Vec::new();
        let mut changed = Vec::new();
        let old = |at: usize| before.catalog.entity(EntityId(at as u32)).entity_ref();
        let mut from = 0;
        for (to, entity) in catalog.entities().enumerate() {
            while from < before.catalog.len() && old(from).cmp(entity.entity_ref()) == Ordering::Less {
                from += 1;
            }
            if from >= before.catalog.len() || old(from) != entity.entity_ref() {
                changed.push(entity.id);
                continue;
            }
            match runs.last_mut() {
                Some(run) if run.from + run.length == from && run.to + run.length == to => run.length += 1,
                _ => runs.push(Run { from, to, length: 1 }),
            }
            if before.verdicts.prints.get(from) != prints.get(to) {
                changed.push(entity.id);
            }
            from += 1;
        }
        Self { runs, changed }
    }
}

/// The waivers that hold today, by rule and entity.
fn in_force(
    rules: &[Rule],
    catalog: &Catalog,
    waivers: &[Waiver],
    today: Date,
) -> FxHashMap<(usize, EntityId), usize> {
    let mut held: FxHashMap<(usize, EntityId), usize> = FxHashMap::default();
    for (at, waiver) in waivers
        .iter()
        .enumerate()
        .filter(|(_, waiver)| waiver.holds_on(today))
    {
        let rule = rules.iter().position(|rule| rule.id == waiver.rule);
        if let (Some(rule), Some(id)) = (rule, catalog.find(&waiver.entity)) {
            let known = held.entry((rule, id)).or_insert(at);
            if waivers[*known].until < waiver.until {
                *known = at;
            }
        }
    }
    held
}
