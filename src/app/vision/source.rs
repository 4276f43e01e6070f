//! All that the tabs show, counted once for each judgement: rules, scores, waivers, what a change of the vision did, what it
//! says at all. Pure.

use std::borrow::Cow;
use std::cmp::Reverse;
use std::sync::Arc;

use super::mine::Asked;
use super::tab::{Column, Tab};
use super::words;
use crate::model::vision::diff::Fall;
use crate::model::vision::{By, Judged, PastScores, Rule, RuleCount, Score, Severity, VisionDiff};

/// A row, by its place in what is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Item {
    Rule(usize),
    Group(usize),
    Waiver(usize),
    /// An exception that is asked for.
    Asked(usize),
    RuleAdded(usize),
    RuleRemoved(usize),
    RuleChanged(usize),
    /// A technology is in another ring.
    Moved(usize),
    FellOut(usize),
    FellIn(usize),
    Statement,
    Complaint(usize),
    Principle(usize),
}

/// By what a row is sorted: numbers before texts.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Key {
    /// The most first.
    Most(Reverse<usize>),
    Least(i64),
    Text(String),
}

/// All that the tabs show, counted once for each judgement.
#[derive(Debug, Clone, PartialEq)]
pub struct Source {
    pub judged: Arc<Judged>,
    /// Of each rule.
    pub counts: Vec<RuleCount>,
    pub by: By,
    pub scores: Vec<Score>,
    pub past: Arc<[PastScores]>,
    pub change: Option<Arc<VisionDiff>>,
    pub asked: Vec<Asked>,
}

/// Between the parts of an identity. A control character, so no part of any of them.
pub(super) const MARK: char = '\u{1f}';

impl Source {
    pub fn new(judged: &Arc<Judged>, by: By) -> Self {
        let rules = 0..judged.vision.rules.len();
        Self {
            counts: rules.map(|rule| judged.count(rule)).collect(),
            scores: judged.scores(by),
            by,
            judged: Arc::clone(judged),
            past: Arc::new([]),
            change: None,
            asked: Vec::new(),
        }
    }

    pub fn rule(&self, rule: usize) -> Option<&Rule> {
        self.judged.vision.rules.get(rule)
    }

    pub fn fall(&self, item: Item) -> Option<&Fall> {
        let change = self.change.as_ref()?;
        match item {
            Item::FellOut(at) => change.fell_out.get(at),
            Item::FellIn(at) => change.fell_in.get(at),
            _ => None,
        }
    }

    /// How many rows a tab has.
    pub fn count(&self, tab: Tab) -> usize {
        let vision = &self.judged.vision;
        match tab {
            Tab::Rules => vision.rules.len(),
            Tab::Scores => self.groups().count(),
            Tab::Radar => vision.radar.technologies.len(),
            Tab::Waivers => self.judged.waivers.len() + self.asked.len(),
            Tab::Changes => self.changes().len(),
            Tab::About => vision.complaints.len() + vision.principles.len(),
        }
    }

    /// The groups there is something to say of: a person counts only with more than themselves.
    fn groups(&self) -> impl Iterator<Item = usize> + '_ {
        let scores = self.scores.iter().enumerate();
        let told = scores.filter(|(_, score)| {
            let is_person = score.group.starts_with("user:");
            !is_person || score.entities > 1 || score.passing < score.entities
        });
        told.map(|(at, _)| at)
    }

    fn changes(&self) -> Vec<Item> {
        let Some(change) = &self.change else {
            return Vec::new();
        };
        (0..change.fell_out.len())
            .map(Item::FellOut)
            .chain((0..change.fell_in.len()).map(Item::FellIn))
            .chain((0..change.added.len()).map(Item::RuleAdded))
            .chain((0..change.changed.len()).map(Item::RuleChanged))
            .chain((0..change.removed.len()).map(Item::RuleRemoved))
            .chain((0..change.technologies.len()).map(Item::Moved))
            .collect()
    }

    pub(super) fn items(&self, tab: Tab) -> Vec<Item> {
        let vision = &self.judged.vision;
        match tab {
            Tab::Rules => {
                let mut rules: Vec<usize> = (0..vision.rules.len()).collect();
                rules.sort_by_cached_key(|rule| self.urgency(*rule));
                rules.into_iter().map(Item::Rule).collect()
            }
            Tab::Scores => self.groups().map(Item::Group).collect(),
            Tab::Radar => Vec::new(),
            Tab::Waivers => {
                let mut waivers: Vec<usize> = (0..self.judged.waivers.len()).collect();
                waivers.sort_by_key(|at| self.judged.waivers.get(*at).map(|waiver| waiver.until));
                let asked = (0..self.asked.len()).map(Item::Asked);
                asked.chain(waivers.into_iter().map(Item::Waiver)).collect()
            }
            Tab::Changes => self.changes(),
            Tab::About => {
                let complaints = (0..vision.complaints.len()).map(Item::Complaint);
                let statement = vision.statement.is_some().then_some(Item::Statement);
                let principles = (0..vision.principles.len()).map(Item::Principle);
                complaints.chain(statement).chain(principles).collect()
            }
        }
    }

    /// What falls short and is not waived comes first, by how much it matters, then by how many.
    fn urgency(&self, rule: usize) -> (Reverse<Option<Severity>>, Reverse<usize>, String) {
        let count = self.counts.get(rule).copied().unwrap_or_default();
        let open = count.falls_short.saturating_sub(count.waived) + count.untold;
        let Some(rule) = self.rule(rule) else {
            return (Reverse(None), Reverse(0), String::new());
        };
        (
            Reverse((open > 0).then_some(rule.severity)),
            Reverse(open),
            rule.id.clone(),
        )
    }

    /// What tells a row from all others of its tab, whatever becomes of the rest.
    pub fn identity(&self, item: Item) -> String {
        let vision = &self.judged.vision;
        let change = self.change.as_deref();
        let nth = |list: Option<&Vec<String>>, at: usize| {
            list.and_then(|list| list.get(at)).cloned().unwrap_or_default()
        };
        match item {
            Item::Rule(at) => self.rule(at).map(|rule| rule.id.clone()).unwrap_or_default(),
            Item::Group(at) => self
                .scores
                .get(at)
                .map(|score| score.group.clone())
                .unwrap_or_default(),
            Item::Waiver(at) => match self.judged.waivers.get(at) {
                Some(waiver) => format!("{}{MARK}{}{MARK}{}", waiver.rule, waiver.entity, waiver.until),
                None => String::new(),
            },
            Item::Asked(at) => self
                .asked
                .get(at)
                .map(|asked| asked.task.clone())
                .unwrap_or_default(),
            Item::RuleAdded(at) => format!("+{}", nth(change.map(|change| &change.added), at)),
            Item::RuleRemoved(at) => format!("-{}", nth(change.map(|change| &change.removed), at)),
            Item::RuleChanged(at) => format!("~{}", nth(change.map(|change| &change.changed), at)),
            Item::Moved(at) => {
                let moved = change.and_then(|change| change.technologies.get(at));
                format!("@{}", moved.map_or("", |(id, ..)| id))
            }
            Item::FellOut(_) | Item::FellIn(_) => {
                let way = if matches!(item, Item::FellOut(_)) {
                    "out"
                } else {
                    "in"
                };
                match self.fall(item) {
                    Some(fall) => {
                        let entity = self.judged.catalog.entity(fall.entity);
                        format!("{way}{MARK}{}{MARK}{}", fall.rule, entity.entity_ref())
                    }
                    None => String::new(),
                }
            }
            Item::Statement => "statement".to_owned(),
            Item::Complaint(at) => match vision.complaints.get(at) {
                Some(complaint) => format!("!{}:{}", complaint.file, complaint.message),
                None => String::new(),
            },
            Item::Principle(at) => vision
                .principles
                .get(at)
                .map(|principle| principle.id.clone())
                .unwrap_or_default(),
        }
    }

    /// What a column shows of a row, as plain text.
    pub fn text(&self, item: Item, column: Column) -> Cow<'_, str> {
        match item {
            Item::Rule(at) => self.of_rule(at, column),
            Item::Group(at) => self.of_group(at, column),
            Item::Waiver(at) => self.of_waiver(at, column),
            Item::Asked(at) => match (self.asked.get(at), column) {
                (Some(asked), Column::Entity) => words::name(&asked.entity).into(),
                (Some(asked), Column::Owner) => words::name(&asked.requester).into(),
                (Some(asked), Column::Reason) => asked.title.as_str().into(),
                _ => "".into(),
            },
            Item::Statement | Item::Complaint(_) | Item::Principle(_) => self.of_statement(item, column),
            change => self.of_change(change, column),
        }
    }

    fn of_rule(&self, at: usize, column: Column) -> Cow<'_, str> {
        let Some(rule) = self.rule(at) else {
            return "".into();
        };
        let count = self.counts.get(at).copied().unwrap_or_default();
        match column {
            Column::Severity => rule.severity.name().into(),
            Column::Title => rule.title.as_str().into(),
            Column::Id => rule.id.as_str().into(),
            Column::Applies => count.applies.to_string().into(),
            Column::Short => count.falls_short.to_string().into(),
            Column::Waived => count.waived.to_string().into(),
            Column::Untold => count.untold.to_string().into(),
            _ => "".into(),
        }
    }

    fn of_group(&self, at: usize, column: Column) -> Cow<'_, str> {
        let Some(score) = self.scores.get(at) else {
            return "".into();
        };
        match column {
            Column::Group => words::group(self.by, &score.group).into(),
            Column::Entities => score.entities.to_string().into(),
            Column::Passing => format!("{} %", score.percent()).into(),
            Column::Blocking => score.blocking.to_string().into(),
            Column::Warnings => score.warnings.to_string().into(),
            Column::Waived => score.waived.to_string().into(),
            _ => "".into(),
        }
    }

    fn of_waiver(&self, at: usize, column: Column) -> Cow<'_, str> {
        let Some(waiver) = self.judged.waivers.get(at) else {
            return "".into();
        };
        match column {
            Column::Until => waiver.until.to_string().into(),
            Column::Rule => waiver.rule.as_str().into(),
            Column::Entity => words::name(&waiver.entity).into(),
            Column::Owner => words::name(&waiver.owner).into(),
            Column::Reason => waiver.reason.as_str().into(),
            _ => "".into(),
        }
    }

    fn of_statement(&self, item: Item, column: Column) -> Cow<'_, str> {
        let vision = &self.judged.vision;
        match (item, column) {
            (Item::Statement, Column::What) => "statement".into(),
            (Item::Statement, Column::Title) => vision.statement.as_deref().unwrap_or_default().into(),
            (Item::Principle(_), Column::What) => "principle".into(),
            (Item::Principle(at), Column::Title) => vision
                .principles
                .get(at)
                .map_or("", |principle| principle.title.as_str())
                .into(),
            (Item::Complaint(at), column) => match (vision.complaints.get(at), column) {
                (Some(complaint), Column::What) if complaint.is_error => "error".into(),
                (Some(_), Column::What) => "odd".into(),
                (Some(complaint), Column::Title) => {
                    format!("{}:{}: {}", complaint.file, complaint.at.line, complaint.message).into()
                }
                _ => "".into(),
            },
            _ => "".into(),
        }
    }

    fn of_change(&self, item: Item, column: Column) -> Cow<'_, str> {
        if let Some(fall) = self.fall(item) {
            let entity = self.judged.catalog.entity(fall.entity);
            return match column {
                Column::What if matches!(item, Item::FellOut(_)) => "fell out".into(),
                Column::What => "fell in".into(),
                Column::Rule => fall.rule.as_str().into(),
                Column::Entity => entity.name().into(),
                Column::Accountable => entity.accountable().map_or("", |person| person.name()).into(),
                Column::Message => fall.message.as_str().into(),
                _ => "".into(),
            };
        }
        let Some(change) = &self.change else {
            return "".into();
        };
        let (what, id, message) = match item {
            Item::RuleAdded(at) => ("new rule", change.added.get(at), String::new()),
            Item::RuleRemoved(at) => ("rule gone", change.removed.get(at), String::new()),
            Item::RuleChanged(at) => ("rule changed", change.changed.get(at), String::new()),
            Item::Moved(at) => {
                let Some((id, before, after)) = change.technologies.get(at) else {
                    return "".into();
                };
                let ring = |ring: &Option<String>| ring.clone().unwrap_or_else(|| "nowhere".to_owned());
                ("ring", Some(id), format!("{} → {}", ring(before), ring(after)))
            }
            _ => return "".into(),
        };
        match column {
            Column::What => what.into(),
            Column::Rule => id.map_or("", String::as_str).into(),
            Column::Message if message.is_empty() => {
                let rule = id.and_then(|id| self.rule(self.judged.vision.rule(id)?));
                rule.map_or("", |rule| rule.title.as_str()).into()
            }
            Column::Message => message.into(),
            _ => "".into(),
        }
    }

    pub(super) fn key(&self, item: Item, column: Column) -> Key {
        if let (Item::Rule(at), Column::Severity) = (item, column) {
            let severity = self.rule(at).map_or(0, |rule| rule.severity as usize);
            return Key::Most(Reverse(severity));
        }
        if let Item::Group(at) = item {
            let score = self.scores.get(at).cloned().unwrap_or_default();
            match column {
                Column::Passing => return Key::Least(score.percent() as i64),
                Column::Trend => {
                    let change = self.month(&score).unwrap_or(0);
                    return Key::Least(change);
                }
                _ => {}
            }
        }
        let text = self.text(item, column);
        match text.parse::<usize>() {
            Ok(number) => Key::Most(Reverse(number)),
            Err(_) => Key::Text(text.to_lowercase()),
        }
    }

    /// The share of a group that passed on each day that is known of, in per cent, the oldest first; then now.
    pub fn trend(&self, score: &Score) -> Vec<usize> {
        let group = (self.by, score.group.clone());
        let known = self.past.iter().filter_map(|past| past.groups.get(&group));
        let percent = known.map(|(entities, passing)| match entities {
            0 => 100,
            entities => passing * 100 / entities,
        });
        percent.chain([score.percent()]).collect()
    }

    /// By how many points of a hundred more of a group passes than a month ago; none where that is not known.
    pub fn month(&self, score: &Score) -> Option<i64> {
        const DAYS: i64 = 30;
        let group = (self.by, score.group.clone());
        let since = self.judged.today.checked_sub(jiff::Span::new().days(DAYS)).ok()?;
        let day = |past: &PastScores| past.time.to_zoned(jiff::tz::TimeZone::UTC).date();
        let before = self.past.iter().rev().find(|past| day(past) <= since);
        // Where the record is younger than a month, its beginning is what there is to compare with.
        let before = before.or(self.past.first())?;
        let (entities, passing) = before.groups.get(&group)?;
        let percent = if *entities == 0 {
            100
        } else {
            passing * 100 / entities
        };
        Some(score.percent() as i64 - percent as i64)
    }
}
