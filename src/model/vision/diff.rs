//! What a change of the vision makes fall out or in, on one and the same catalog.

use super::Technology;
use super::judged::Judged;
use super::rule::{Rule, Severity};
use crate::model::catalog::EntityId;

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct VisionDiff {
    /// Ids of rules.
    pub added: Vec<String>,
    pub removed: Vec<String>,
    pub changed: Vec<String>,
    /// Technologies that are in another ring, new or gone: id, ring before, ring after.
    pub technologies: Vec<(String, Option<String>, Option<String>)>,
    /// What falls short now and did not, or did not matter as much: the worst first, by rule, then by entity.
    pub fell_out: Vec<Fall>,
    /// What fell short and no longer does, or matters less now; with the severity that it had.
    pub fell_in: Vec<Fall>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fall {
    /// The rule's id.
    pub rule: String,
    pub severity: Severity,
    pub entity: EntityId,
    pub message: String,
}

impl VisionDiff {
    /// Whether both visions say the same, and the same of the catalog.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

/// What is different between two visions held against the same catalog. Rules and technologies are known by their ids. What
/// is waived does not fall short.
pub fn diff(before: &Judged, after: &Judged) -> VisionDiff {
    let rules =
        |judged: &Judged| -> Vec<String> { judged.vision.rules.iter().map(|rule| rule.id.clone()).collect() };
    let (ids_before, ids_after) = (rules(before), rules(after));
    let mut diff = VisionDiff {
        technologies: technologies(before, after),
        ..VisionDiff::default()
    };
    for id in &ids_after {
        match (rule(before, id), rule(after, id)) {
            (None, _) => diff.added.push(id.clone()),
            (Some(old), Some(new)) if !says_the_same(old, new) => diff.changed.push(id.clone()),
            _ => {}
        }
        falls(id, before, after, &mut diff);
    }
    for id in ids_before.iter().filter(|id| !ids_after.contains(id)) {
        diff.removed.push(id.clone());
        falls(id, before, after, &mut diff);
    }
    let refs = |fall: &Fall| after.catalog.entity(fall.entity).entity_ref().to_owned();
    for list in [&mut diff.fell_out, &mut diff.fell_in] {
        list.sort_by_cached_key(|fall| (std::cmp::Reverse(fall.severity), fall.rule.clone(), refs(fall)));
    }
    diff
}

fn rule<'j>(judged: &'j Judged, id: &str) -> Option<&'j Rule> {
    judged.vision.rules.iter().find(|rule| rule.id == id)
}

/// Whether two rules mean the same; where they stand and by what they are exemplified is no matter.
fn says_the_same(old: &Rule, new: &Rule) -> bool {
    let same = Rule {
        origin: new.origin.clone(),
        examples: new.examples.clone(),
        file: new.file.clone(),
        at: new.at,
        ..old.clone()
    };
    same == *new
}

/// How much it matters that an entity falls short of a rule; none where it does not, or where that is waived.
fn standing(judged: &Judged, rule: Option<usize>, entity: EntityId) -> Option<Severity> {
    let rule = rule?;
    let verdict = judged.verdicts.rules.get(rule)?;
    let severity = judged.vision.rules.get(rule)?.severity;
    if judged.waiver(rule, entity).is_some() {
        return None;
    }
    match (verdict.falls_short.has(entity), verdict.untold.has(entity)) {
        (true, _) => Some(severity),
        // What cannot be told blocks nobody.
        (false, true) => Some(severity.min(Severity::Warning)),
        (false, false) => None,
    }
}

fn fall(judged: &Judged, rule: Option<usize>, entity: EntityId, severity: Severity) -> Option<Fall> {
    let rule = rule?;
    let finding = judged.finding(rule, entity)?;
    Some(Fall {
        rule: judged.vision.rules.get(rule)?.id.clone(),
        severity,
        entity,
        message: finding.message,
    })
}

/// Adds who falls out or in of one rule.
fn falls(id: &str, was: &Judged, is: &Judged, diff: &mut VisionDiff) {
    let (old, new) = (was.vision.rule(id), is.vision.rule(id));
    let of_old = old.into_iter().flat_map(|rule| was.falling_short(rule));
    let of_new = new.into_iter().flat_map(|rule| is.falling_short(rule));
    let mut entities: Vec<EntityId> = of_old.chain(of_new).collect();
    entities.sort_unstable();
    entities.dedup();
    for entity in entities {
        let (before, after) = (standing(was, old, entity), standing(is, new, entity));
        match (before, after) {
            (_, Some(severity)) if after > before => diff.fell_out.extend(fall(is, new, entity, severity)),
            (Some(severity), _) if before > after => diff.fell_in.extend(fall(was, old, entity, severity)),
            _ => {}
        }
    }
}

fn technologies(before: &Judged, after: &Judged) -> Vec<(String, Option<String>, Option<String>)> {
    let (old, new) = (&before.vision.radar, &after.vision.radar);
    let ring = |judged: &Judged, technology: &Technology| {
        let ring = judged.vision.radar.ring_of(technology)?;
        Some(ring.id.clone())
    };
    let find = |judged: &Judged, id: &str| {
        let technologies = &judged.vision.radar.technologies;
        let found = technologies.iter().find(|technology| technology.id == id)?;
        ring(judged, found)
    };
    let gone = old
        .technologies
        .iter()
        .filter(|technology| new.find(&technology.id).is_none());
    let mut moved: Vec<_> = new
        .technologies
        .iter()
        .chain(gone)
        .map(|technology| {
            let id = &technology.id;
            (id.clone(), find(before, id), find(after, id))
        })
        .filter(|(_, before, after)| before != after)
        .collect();
    moved.sort_unstable();
    moved
}
