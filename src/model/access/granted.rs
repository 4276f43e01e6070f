//! What runs gave and what they took away, told by the outputs of their steps alone: rights as the providers would show them, by
//! run and step, until when. Asks nobody.

use jiff::Timestamp;
use serde_json::Value;

use super::compare::stands_for;
use super::{Grant, Right, rule};
use crate::model::run::{Run, StepRecord, StepStatus, gift};

/// The actions that take back one right, which the answers of their run name, end so.
const ENDS: &str = ":access:end";

/// A right that a step of a run is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Granted {
    pub right: Right,
    pub grant: Grant,
    pub standing: Standing,
    /// Whether the step gave it; what was there before, it only agreed to.
    pub is_given: bool,
    /// Whether it was said why it has no end.
    pub stays: bool,
}

/// What has become of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    Holds,
    /// It is being taken back, and tried again by itself.
    Ending,
    /// It could not be taken back.
    Stuck,
    TakenBack(Timestamp),
}

/// A right that a step of a run took away.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Taken {
    pub right: Right,
    pub at: Timestamp,
}

impl Granted {
    /// Whether it explains a right at a moment.
    pub fn is_live(&self, now: Timestamp) -> bool {
        self.standing == Standing::Holds && self.grant.until.is_none_or(|until| until > now)
    }

    /// Whether its time is over, and it is to be gone by a moment.
    pub fn is_over(&self, now: Timestamp) -> bool {
        let is_withdrawn = matches!(self.standing, Standing::Ending | Standing::Stuck);
        self.is_given
            && (is_withdrawn
                || self.standing == Standing::Holds && self.grant.until.is_some_and(|until| until <= now))
    }

    pub fn is_taken_back(&self) -> bool {
        matches!(self.standing, Standing::TakenBack(_))
    }
}

/// What the steps of a run gave, in their order, also what was taken back since.
pub fn granted(run: &Run) -> Vec<Granted> {
    let mut all = Vec::new();
    for step in &run.steps {
        let Some(standing) = standing(step) else { continue };
        let Some(output) = &step.output else { continue };
        let grant = Grant {
            run: run.id.clone(),
            step: step.id.clone(),
            // A step whose end nobody noted says it all the same.
            until: step.expires.or_else(|| gift::end(output)),
            by: run.requester.clone(),
            given: step.ended.unwrap_or(run.changed),
            reason: reason(run, output),
        };
        for (rights, is_given) in [(given(output), true), (rights(output, gift::HAD), false)] {
            all.extend(rights.into_iter().map(|right| Granted {
                right,
                grant: grant.clone(),
                standing,
                is_given,
                stays: gift::stays(output),
            }));
        }
    }
    all
}

/// What the steps of a run took away, in their order: what they were for, and what they had given.
pub fn taken(run: &Run) -> Vec<Taken> {
    let mut all = Vec::new();
    for step in &run.steps {
        let Some(output) = &step.output else { continue };
        if let (StepStatus::Undone, Some(at)) = (step.status, step.undone) {
            // What another grant needs is still there.
            let kept = rights(output, gift::KEPT);
            let gone = given(output).into_iter().filter(|right| !kept.contains(right));
            all.extend(gone.map(|right| Taken { right, at }));
        }
        if let (true, Some(at)) = (step.status.is_done(), step.ended) {
            let named = || serde_json::from_value(renamed(&run.values)).ok();
            let ended = step.action.ends_with(ENDS).then(named).flatten();
            let rights = of_each_rule(output, "removed").into_iter().chain(ended);
            all.extend(rights.map(|right| Taken { right, at }));
        }
    }
    all
}

/// The grants of all runs, with those marked as taken back that another run than their own took.
pub fn without_taken(mut granted: Vec<Granted>, taken: &[Taken]) -> Vec<Granted> {
    for one in granted.iter_mut().filter(|one| !one.is_taken_back()) {
        let is_it = |taken: &&Taken| {
            taken.at > one.grant.given
                && (stands_for(&one.right, &taken.right) || stands_for(&taken.right, &one.right))
        };
        if let Some(last) = taken.iter().filter(is_it).map(|taken| taken.at).max() {
            one.standing = Standing::TakenBack(last);
        }
    }
    granted
}

/// A right as a run's answers name it.
fn renamed(values: &Value) -> Value {
    let mut right = values.clone();
    if let Some(right) = right.as_object_mut()
        && let Some(sort) = right.get("principalSort").cloned()
    {
        right.insert("principal_sort".to_owned(), sort);
    }
    right
}

fn standing(step: &StepRecord) -> Option<Standing> {
    Some(match step.status {
        StepStatus::Succeeded | StepStatus::Adopted => Standing::Holds,
        StepStatus::Undoing => Standing::Ending,
        StepStatus::UndoFailed => Standing::Stuck,
        StepStatus::Undone => Standing::TakenBack(step.undone.or(step.ended)?),
        _ => return None,
    })
}

fn given(output: &Value) -> Vec<Right> {
    match output.get(gift::GIVES) {
        Some(_) => rights(output, gift::GIVES),
        // Steps of earlier versions kept only the rules of Kafka.
        None => of_rules(output, "added"),
    }
}

fn rights(output: &Value, key: &str) -> Vec<Right> {
    let rights = output.get(key).and_then(Value::as_array).into_iter().flatten();
    rights
        .filter_map(|right| serde_json::from_value(right.clone()).ok())
        .collect()
}

/// What rules of a Kafka cluster in an output come to.
fn of_rules(output: &Value, key: &str) -> Vec<Right> {
    let (place, rules) = rules(output, key);
    rule::rights(&place, &rules, None).rights
}

/// What each of the rules in an output gives by itself, also what another one implies.
fn of_each_rule(output: &Value, key: &str) -> Vec<Right> {
    let (place, rules) = rules(output, key);
    let each = rules.chunks(1);
    each.flat_map(|rule| rule::rights(&place, rule, None).rights)
        .collect()
}

/// The rules in an output, and the place that they are at; none where it names no cluster.
fn rules(output: &Value, key: &str) -> (String, Vec<rule::Rule>) {
    let cluster = output.get("cluster").and_then(Value::as_str);
    let (Some(cluster), Some(Value::Array(items))) = (cluster, output.get(key)) else {
        return (String::new(), Vec::new());
    };
    let rules = items
        .iter()
        .filter_map(|item| serde_json::from_value::<rule::Rule>(item.clone()).ok());
    (format!("kafka:{cluster}"), rules.collect())
}

/// What for, in the words of whoever asked; else what says that it stays, else what the run is called.
fn reason(run: &Run, output: &Value) -> String {
    let said = |value: &Value, key: &str| {
        let text = value.get(key).and_then(Value::as_str).map(str::trim);
        text.filter(|text| !text.is_empty()).map(str::to_owned)
    };
    said(&run.values, "reason")
        .or_else(|| said(output, "stays"))
        .unwrap_or_else(|| run.title.clone())
}
