//! What of the vision concerns one entity or one person: the worst that an entity falls short of, what a person's entities
//! fall short of, which exceptions wait for their word. Pure.

use std::cmp::Reverse;

use jiff::Timestamp;

use crate::model::catalog::EntityId;
use crate::model::task::{Status, Tasks};
use crate::model::vision::waiver::{WAIVER_CATEGORY, grantors};
use crate::model::vision::{Judged, Severity};

/// How severe the worst is that an entity falls short of, and how many findings it has. What is waived does not count.
pub fn worst(judged: &Judged, id: EntityId) -> Option<(Severity, usize)> {
    let open = open(judged, id).filter_map(|rule| judged.vision.rules.get(rule));
    open.fold(None, |worst, rule| match worst {
        Some((severity, count)) => Some((rule.severity.max(severity), count + 1)),
        None => Some((rule.severity, 1)),
    })
}

/// The rules that an entity falls short of without a waiver.
fn open(judged: &Judged, id: EntityId) -> impl Iterator<Item = usize> + '_ {
    let verdicts = judged.verdicts.rules.iter().enumerate();
    let short = verdicts.filter(move |(_, verdict)| verdict.falls_short.has(id));
    short
        .map(|(rule, _)| rule)
        .filter(move |rule| judged.waiver(*rule, id).is_none())
}

/// What falls short of what a person answers for, or of all there is.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Falling {
    /// Blocking, warnings, advice.
    pub counts: [usize; 3],
    /// The worst of them: severity, canonical ref, what is wrong.
    pub first: Vec<(Severity, String, String)>,
}

impl Falling {
    pub fn of(judged: &Judged, person: Option<&str>, most: usize) -> Self {
        let person = match person {
            Some(person) => match judged.catalog.find(person) {
                Some(person) => Some(person),
                None => return Self::default(),
            },
            None => None,
        };
        let is_theirs = |id: EntityId| match person {
            Some(person) => judged
                .catalog
                .entity(id)
                .accountable()
                .is_some_and(|found| found.id == person),
            None => true,
        };
        let mut falling = Self::default();
        let mut rules: Vec<usize> = (0..judged.vision.rules.len()).collect();
        let severity = |rule: usize| judged.vision.rules.get(rule).map(|rule| rule.severity);
        rules.sort_by_key(|rule| Reverse(severity(*rule)));
        for rule in rules {
            let (Some(verdict), Some(severity)) = (judged.verdicts.rules.get(rule), severity(rule)) else {
                continue;
            };
            let short = verdict.falls_short.ids();
            for id in short.filter(|id| is_theirs(*id) && judged.waiver(rule, *id).is_none()) {
                let place = match severity {
                    Severity::Blocking => 0,
                    Severity::Warning => 1,
                    Severity::Advice => 2,
                };
                falling.counts[place] += 1;
                if falling.first.len() < most
                    && severity > Severity::Advice
                    && let Some(found) = judged.finding(rule, id)
                {
                    let entity = judged.catalog.entity(id).entity_ref().to_owned();
                    falling.first.push((severity, entity, found.message));
                }
            }
        }
        falling
    }

    pub fn all(&self) -> usize {
        self.counts.iter().sum()
    }
}

/// An exception that a task asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Asked {
    /// The whole id of the task.
    pub task: String,
    pub title: String,
    /// Canonical ref.
    pub entity: String,
    pub requester: String,
    pub since: Timestamp,
    /// Whoever is at the keyboard can agree.
    pub is_mine: bool,
}

/// The exceptions that are asked for and wait for somebody's word, one's own to give first.
pub fn asked(tasks: &Tasks, judged: &Judged, me: &str, now: Timestamp) -> Vec<Asked> {
    let waiting = tasks.iter().filter(|task| {
        let is_closed = matches!(
            task.status_at(now),
            Status::Done | Status::Declined | Status::Duplicate
        );
        task.category() == Some(WAIVER_CATEGORY) && !is_closed
    });
    let mut asked: Vec<Asked> = waiting
        .map(|task| {
            let requester = task.requester().unwrap_or_default();
            let entity = task.entity().unwrap_or_default();
            let may = |is_blocking| {
                let id = judged.catalog.find(entity)?;
                let people = grantors(&judged.catalog, &judged.vision, id, is_blocking, requester);
                Some(people.iter().any(|person| person == me))
            };
            Asked {
                task: task.name().to_owned(),
                title: task.title().to_owned(),
                entity: entity.to_owned(),
                requester: requester.to_owned(),
                since: task.created(),
                // Who may agree to a waiver of a blocking rule may agree to any.
                is_mine: may(true).unwrap_or(false) || task.assignee() == Some(me),
            }
        })
        .collect();
    asked.sort_by_key(|asked| (!asked.is_mine, asked.since));
    asked
}
