//! The rows of a list of findings: of one rule, of one team, of one technology, of one person. Pure; what is wrong with an
//! entity is told for the rows in view only.

use std::borrow::Cow;
use std::cmp::Reverse;
use std::sync::Arc;

use rustc_hash::FxHashMap;

use super::findings::Of;
use super::source::MARK;
use crate::app::list;
use crate::model::catalog::{Catalog, Entity, EntityId};
use crate::model::ownership::belongs_to;
use crate::model::text::Words;
use crate::model::vision::{By, Judged, Origin, Rule, Severity, Waiver};

/// An entity, and the rule that it falls short of; none where it only uses a technology.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Finding {
    pub entity: EntityId,
    pub rule: Option<usize>,
    /// Of [`Judged::waivers`], where one holds.
    pub waiver: Option<usize>,
    pub is_untold: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FindingColumn {
    Severity,
    Entity,
    Rule,
    Accountable,
    Message,
}

impl FindingColumn {
    pub const ALL: [FindingColumn; 5] = [
        FindingColumn::Severity,
        FindingColumn::Entity,
        FindingColumn::Rule,
        FindingColumn::Accountable,
        FindingColumn::Message,
    ];

    pub fn title(self) -> &'static str {
        match self {
            FindingColumn::Severity => "Severity",
            FindingColumn::Entity => "Entity",
            FindingColumn::Rule => "Rule",
            FindingColumn::Accountable => "Accountable",
            FindingColumn::Message => "What is wrong",
        }
    }
}

/// The rows.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct FindingRows {
    judged: Option<Arc<Judged>>,
    rows: Vec<Finding>,
    at: FxHashMap<(Option<usize>, u32), usize>,
}

impl FindingRows {
    pub fn make(
        &mut self,
        judged: &Arc<Judged>,
        of: &Of,
        words: &str,
        (sort, reversed): (Option<FindingColumn>, bool),
    ) {
        self.judged = Some(Arc::clone(judged));
        let mut rows = collect(judged, of);
        if !words.trim().is_empty() {
            let words = Words::new(words);
            rows.retain(|row| matches(judged, *row, &words));
        }
        rows.sort_by_cached_key(|row| key(judged, *row, sort));
        if reversed {
            rows.reverse();
        }
        self.at = rows.iter().map(|row| (row.rule, row.entity.0)).zip(0..).collect();
        self.rows = rows;
    }

    pub fn judged(&self) -> Option<&Arc<Judged>> {
        self.judged.as_ref()
    }

    pub fn row(&self, at: usize) -> Option<Finding> {
        self.rows.get(at).copied()
    }

    pub fn entity(&self, finding: Finding) -> Option<Entity<'_>> {
        Some(self.judged.as_ref()?.catalog.entity(finding.entity))
    }

    pub fn rule(&self, finding: Finding) -> Option<&Rule> {
        self.judged.as_ref()?.vision.rules.get(finding.rule?)
    }

    pub fn waiver(&self, finding: Finding) -> Option<&Waiver> {
        self.judged.as_ref()?.waivers.get(finding.waiver?)
    }

    /// What is wrong, in a sentence.
    pub fn message(&self, finding: Finding) -> String {
        let told = finding
            .rule
            .and_then(|rule| self.judged.as_ref()?.finding(rule, finding.entity));
        told.map_or_else(|| "fits the vision".to_owned(), |told| told.message)
    }

    /// The row of this identity.
    pub fn found(&self, id: &str) -> Option<Finding> {
        self.row(list::Rows::find(self, id)?)
    }

    /// How many there are, by severity, the worst first, without what is waived; and how many are waived.
    pub fn counts(&self) -> ([usize; 3], usize) {
        let mut counts = [0; 3];
        let mut waived = 0;
        for row in &self.rows {
            match (row.waiver, self.rule(*row).map(|rule| rule.severity)) {
                (Some(_), _) => waived += 1,
                (None, Some(Severity::Blocking)) => counts[0] += 1,
                (None, Some(Severity::Warning)) => counts[1] += 1,
                (None, Some(Severity::Advice)) => counts[2] += 1,
                (None, None) => {}
            }
        }
        (counts, waived)
    }
}

/// The waivers that hold today, by rule and entity.
fn waivers(judged: &Judged) -> FxHashMap<(&str, &str), usize> {
    let holding = judged
        .waivers
        .iter()
        .enumerate()
        .filter(|(_, waiver)| waiver.holds_on(judged.today));
    holding
        .map(|(at, waiver)| ((waiver.rule.as_str(), waiver.entity.as_str()), at))
        .collect()
}

fn collect(judged: &Judged, of: &Of) -> Vec<Finding> {
    let waivers = waivers(judged);
    let finding = |rule: usize, entity: EntityId| {
        let id = judged.vision.rules.get(rule).map_or("", |rule| rule.id.as_str());
        let entity_ref = judged.catalog.entity(entity).entity_ref();
        let is_untold = judged
            .verdicts
            .rules
            .get(rule)
            .is_some_and(|verdict| verdict.untold.has(entity));
        Finding {
            entity,
            rule: Some(rule),
            waiver: waivers.get(&(id, entity_ref)).copied().filter(|_| !is_untold),
            is_untold,
        }
    };
    let of_rule = |rule: usize| judged.falling_short(rule).map(move |entity| (rule, entity));
    match of {
        Of::Rule(id) => {
            let rule = judged.vision.rule(id);
            let rows = rule.into_iter().flat_map(of_rule);
            rows.map(|(rule, entity)| finding(rule, entity)).collect()
        }
        Of::Technology(id) => {
            let Some(technology) = judged.vision.radar.find(id) else {
                return Vec::new();
            };
            let is_it = |rule: &Rule| rule.origin == Origin::Technology(technology);
            let rule = judged.vision.rules.iter().position(is_it);
            let short = |entity: EntityId| {
                let verdict = judged.verdicts.rules.get(rule?)?;
                (verdict.falls_short.has(entity) || verdict.untold.has(entity)).then_some(rule?)
            };
            let users = judged.technologies.users(technology).iter().copied();
            users
                .map(|entity| match short(entity) {
                    Some(rule) => finding(rule, entity),
                    None => Finding {
                        entity,
                        rule: None,
                        waiver: None,
                        is_untold: false,
                    },
                })
                .collect()
        }
        Of::Group(by, group) => {
            let all = (0..judged.vision.rules.len()).flat_map(of_rule);
            let theirs = all.filter(|(_, entity)| group_of(&judged.catalog, *entity, *by) == *group);
            theirs.map(|(rule, entity)| finding(rule, entity)).collect()
        }
        Of::Person(person) => {
            let Some(person) = judged.catalog.find(person) else {
                return Vec::new();
            };
            let is_theirs = |entity: EntityId| {
                let accountable = judged.catalog.entity(entity).accountable();
                accountable.is_some_and(|accountable| accountable.id == person)
            };
            let all = (0..judged.vision.rules.len()).flat_map(of_rule);
            let theirs = all.filter(|(_, entity)| is_theirs(*entity));
            theirs.map(|(rule, entity)| finding(rule, entity)).collect()
        }
    }
}

/// The group that an entity is scored with: its owner, its system, its domain; empty where it has none. A group, a system or a
/// domain is scored with itself.
fn group_of(catalog: &Catalog, id: EntityId, by: By) -> &str {
    let entity = catalog.entity(id);
    let of_kind = |kind: &str| {
        if entity.is_kind(kind) {
            return Some(entity.node());
        }
        let above = belongs_to(catalog, id);
        above.into_iter().find(|node| {
            catalog
                .node_ref(*node)
                .starts_with(&format!("{}:", kind.to_lowercase()))
        })
    };
    let node = match by {
        By::Owner if entity.is_kind("Group") || entity.is_kind("User") => Some(entity.node()),
        By::Owner => entity.owner(),
        By::System => of_kind("System"),
        By::Domain => of_kind("Domain"),
    };
    node.map_or("", |node| catalog.node_ref(node))
}

fn matches(judged: &Judged, row: Finding, words: &Words<'_>) -> bool {
    let entity = judged.catalog.entity(row.entity);
    let rule = row.rule.and_then(|rule| judged.vision.rules.get(rule));
    let owner = entity.owner().map_or("", |owner| judged.catalog.node_ref(owner));
    words.are_in(&[
        entity.entity_ref(),
        entity.label(),
        entity.accountable().map_or("", |person| person.entity_ref()),
        owner,
        rule.map_or("", |rule| rule.id.as_str()),
        rule.map_or("", |rule| rule.title.as_str()),
        rule.map_or("", |rule| rule.severity.name()),
        if row.waiver.is_some() { "waived" } else { "" },
    ])
}

/// The worst first and what is waived last, unless a column was chosen.
fn key(
    judged: &Judged,
    row: Finding,
    sort: Option<FindingColumn>,
) -> (String, bool, Reverse<Option<Severity>>, String) {
    let entity = judged.catalog.entity(row.entity);
    let rule = row.rule.and_then(|rule| judged.vision.rules.get(rule));
    let first = match sort {
        None | Some(FindingColumn::Severity) => String::new(),
        Some(FindingColumn::Entity) => entity.entity_ref().to_owned(),
        Some(FindingColumn::Rule) => rule.map_or_else(String::new, |rule| rule.id.clone()),
        Some(FindingColumn::Accountable) => entity
            .accountable()
            .map_or_else(String::new, |person| person.entity_ref().to_owned()),
        Some(FindingColumn::Message) => {
            let told = row.rule.and_then(|rule| judged.finding(rule, row.entity));
            told.map_or_else(String::new, |told| told.message)
        }
    };
    let id = rule.map_or("", |rule| rule.id.as_str());
    (
        first,
        row.waiver.is_some(),
        Reverse(rule.map(|rule| rule.severity)),
        format!("{id}{MARK}{}", entity.entity_ref()),
    )
}

impl list::Rows for FindingRows {
    fn len(&self) -> usize {
        self.rows.len()
    }

    fn id(&self, index: usize) -> Cow<'_, str> {
        let Some((row, judged)) = self.row(index).zip(self.judged.as_ref()) else {
            return "".into();
        };
        let rule = self.rule(row).map_or("", |rule| rule.id.as_str());
        format!("{rule}{MARK}{}", judged.catalog.entity(row.entity).entity_ref()).into()
    }

    fn find(&self, id: &str) -> Option<usize> {
        let judged = self.judged.as_ref()?;
        let (rule, entity) = id.split_once(MARK)?;
        let entity = judged.catalog.find(entity)?;
        self.at.get(&(judged.vision.rule(rule), entity.0)).copied()
    }
}
