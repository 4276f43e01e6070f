//! The review: what running would do, as lines that unfold. What has to be known first stands first. Pure.

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::sync::Arc;

use super::answers::answers;
use super::diff::{self, DiffLine};
use super::form::Form;
use super::waiving::Weight;
use crate::app::context::Context;
use crate::app::effect::{Generation, Request};
use crate::app::list::{List, Rows};
use crate::app::load::Load;
use crate::app::msg::Failure;
use crate::app::run::words::{names, role as role_word};
use crate::model::run::{Approval, Effect, Order, Plan, PlannedStep, Undo};
use crate::model::text::{counted, wrap};

/// A line of the review.
#[derive(Debug, Clone, PartialEq)]
pub struct Row {
    /// The same for as long as the line is about the same thing.
    pub id: String,
    /// How far it is indented.
    pub depth: u16,
    pub body: Body,
}

/// What a line says.
#[derive(Debug, Clone, PartialEq)]
pub enum Body {
    Blank,
    Heading(String),
    /// A sandbox answers in place of real systems.
    Sandbox,
    /// In what the plan differs from the one before.
    Difference(String),
    Finding {
        weight: Weight,
        first: bool,
        text: String,
    },
    Hint(String),
    Approval(String),
    /// A step, by its position in the plan.
    Step {
        at: usize,
        unfolded: bool,
        folds: bool,
    },
    Undo {
        can: bool,
        text: String,
    },
    Change {
        what: String,
        size: String,
        unfolded: bool,
    },
    Diff(DiffLine),
    /// So many lines more.
    More(usize),
    Affected(String),
    Answer {
        label: String,
        value: String,
    },
}

/// The state of the review.
#[derive(Debug, Clone, PartialEq)]
pub struct Review {
    /// What was planned, with all its answers.
    pub order: Order,
    pub plan: Load<Arc<Plan>>,
    pub list: List,
    pub rows: Vec<Row>,
    unfolded: BTreeSet<String>,
    /// In what the plan differs from the one that was shown and could not be run any more.
    differences: Vec<String>,
    /// It was asked to be run.
    pub starting: Option<Generation>,
    /// Why it could not be started.
    pub refused: Option<Failure>,
    /// What every answer is called, and how it is shown.
    answers: Vec<(String, String)>,
    /// The rule from which an exception is being made, and the entity.
    pub(super) waiving: Option<(String, String)>,
    width: u16,
}

impl Rows for [Row] {
    fn len(&self) -> usize {
        <[Row]>::len(self)
    }

    fn id(&self, index: usize) -> Cow<'_, str> {
        self.get(index).map_or("", |row| row.id.as_str()).into()
    }
}

impl Review {
    pub(super) fn new(order: Order, form: &Form) -> Self {
        Self {
            answers: answers(form),
            order,
            plan: Load::default(),
            list: List::default(),
            rows: Vec::new(),
            unfolded: BTreeSet::new(),
            differences: Vec::new(),
            starting: None,
            refused: None,
            waiving: None,
            width: 0,
        }
    }

    /// Asks what running would do now.
    pub(super) fn ask(&mut self, context: &mut Context<'_>) {
        let order = self.order.clone();
        self.plan.expect(context.ask(Request::Plan { order }));
    }

    /// Takes a plan; where another one was refused, what differs is told.
    pub(super) fn take(&mut self, plan: &Arc<Plan>) {
        if let (Some(before), Some(_)) = (self.plan.value(), &self.refused) {
            self.differences = super::differences::differences(before, plan);
        }
        self.plan.succeed(plan.clone());
        self.build();
    }

    /// Breaks long texts to another width.
    pub(super) fn fit(&mut self, width: u16) {
        if self.width != width {
            self.width = width;
            self.build();
        }
    }

    /// Why it cannot be run, if it cannot.
    pub fn blocked(&self) -> Option<&str> {
        let finding = self
            .plan
            .value()?
            .findings
            .iter()
            .find(|finding| finding.blocking)?;
        Some(finding.message.as_str())
    }

    /// Unfolds the line under the cursor, or folds it; true if it can be.
    pub(super) fn toggle(&mut self, open: Option<bool>) -> bool {
        let Some(row) = self.list.cursor().and_then(|at| self.rows.get(at)) else {
            return false;
        };
        let id = match row.body {
            Body::Step { folds: true, .. } | Body::Change { .. } | Body::More(_) => row.id.clone(),
            _ => return false,
        };
        let is_open = self.unfolded.contains(&id);
        if open.is_some_and(|open| open == is_open) {
            return false;
        }
        if !self.unfolded.remove(&id) {
            self.unfolded.insert(id);
        }
        self.build();
        true
    }

    /// Folds what the line under the cursor belongs to.
    pub(super) fn fold_around(&mut self) -> bool {
        let Some(at) = self.list.cursor() else {
            return false;
        };
        let above = self.rows.iter().take(at).rposition(|row| {
            matches!(
                row.body,
                Body::Step { unfolded: true, .. } | Body::Change { unfolded: true, .. }
            ) && self.rows.get(at).is_some_and(|here| here.depth > row.depth)
        });
        let Some(above) = above else { return false };
        self.list.select(above, &self.rows[..]);
        self.toggle(Some(false))
    }

    pub(super) fn toggle_all(&mut self) {
        let Some(plan) = self.plan.value().cloned() else {
            return;
        };
        if self.unfolded.is_empty() {
            for step in &plan.steps {
                self.unfolded.insert(step_id(step));
                for change in &step.changes {
                    self.unfolded.insert(change_id(step, &change.what));
                }
            }
        } else {
            self.unfolded.clear();
        }
        self.build();
    }

    /// The next step or heading, or the one before.
    pub(super) fn jump(&mut self, forward: bool) {
        let at = self.list.cursor().unwrap_or(0);
        let is_stop = |row: &Row| matches!(row.body, Body::Step { .. });
        let next = if forward {
            let behind = self.rows.iter().enumerate().skip(at + 1);
            behind.filter(|(_, row)| is_stop(row)).map(|(at, _)| at).next()
        } else {
            self.rows.iter().take(at).rposition(is_stop)
        };
        if let Some(next) = next {
            self.list.select(next, &self.rows[..]);
        }
    }

    fn build(&mut self) {
        let Some(plan) = self.plan.value().cloned() else {
            return;
        };
        let is_first = self.rows.is_empty();
        self.rows = Builder {
            review: self,
            rows: Vec::new(),
            room: usize::from(self.width.max(24)).saturating_sub(8),
        }
        .build(&plan);
        self.list.replaced(&self.rows[..]);
        if is_first {
            // What is to be known first is under the cursor first, else the first step.
            let says = |row: &Row| !matches!(row.body, Body::Sandbox | Body::Heading(_) | Body::Blank);
            let first = self.rows.iter().position(says).unwrap_or(0);
            self.list.select(first, &self.rows[..]);
        }
    }
}

/// Makes the lines of a plan.
struct Builder<'r> {
    review: &'r Review,
    rows: Vec<Row>,
    room: usize,
}

impl Builder<'_> {
    fn build(mut self, plan: &Plan) -> Vec<Row> {
        if plan.sandbox {
            self.add("sandbox", 0, Body::Sandbox);
        }
        self.differences();
        self.first(plan);
        self.heading("steps", summary(plan));
        for (at, step) in plan.steps.iter().enumerate() {
            self.step(at, step);
        }
        if plan.steps.is_empty() {
            self.add(
                "no steps",
                1,
                Body::Hint("It has no steps: nothing would be done.".to_owned()),
            );
        }
        if !plan.affected.is_empty() {
            self.heading(
                "affected",
                counted(plan.affected.len(), "entity is affected", "entities are affected"),
            );
            for entity in &plan.affected {
                self.add(&format!("affected {entity}"), 1, Body::Affected(entity.clone()));
            }
        }
        self.heading("answers", "Your answers".to_owned());
        for (label, value) in self.review.answers.clone() {
            self.add(&format!("answer {label}"), 1, Body::Answer { label, value });
        }
        self.rows
    }

    fn add(&mut self, id: &str, depth: u16, body: Body) {
        self.rows.push(Row {
            id: id.to_owned(),
            depth,
            body,
        });
    }

    fn heading(&mut self, id: &str, text: String) {
        if !self.rows.is_empty() {
            self.add(&format!("blank {id}"), 0, Body::Blank);
        }
        self.add(&format!("heading {id}"), 0, Body::Heading(text));
    }

    fn differences(&mut self) {
        let differences = &self.review.differences;
        if differences.is_empty() {
            return;
        }
        self.heading(
            "differences",
            "This is another plan than the one you saw; nothing was run".to_owned(),
        );
        for text in self.review.differences.clone() {
            for (line, text) in broken(&text, self.room).into_iter().enumerate() {
                self.add(&format!("difference {text} {line}"), 1, Body::Difference(text));
            }
        }
    }

    /// What is to be known before anything else.
    fn first(&mut self, plan: &Plan) {
        if !plan.findings.is_empty() || !plan.approvals.is_empty() {
            self.heading("first", "To know first".to_owned());
        }
        let mut findings: Vec<_> = plan.findings.iter().enumerate().collect();
        findings.sort_by_key(|(_, finding)| !finding.blocking);
        for (at, finding) in findings {
            for (line, text) in broken(&finding.message, self.room.saturating_sub(10))
                .into_iter()
                .enumerate()
            {
                let body = Body::Finding {
                    weight: Weight::of(finding),
                    first: line == 0,
                    text,
                };
                self.add(&format!("finding {at} {line}"), 1, body);
            }
            let mut notes = finding.notes();
            let shortfall = finding.shortfall.as_ref();
            notes.extend(shortfall.and_then(|shortfall| match &shortfall.waived {
                Some(reason) => Some(format!("Exception: {reason}")),
                None if shortfall.waivable => Some("w makes an exception, with a reason".to_owned()),
                None => None,
            }));
            let notes: Vec<String> = notes.iter().flat_map(|note| broken(note, self.room)).collect();
            for (line, text) in notes.into_iter().enumerate() {
                self.add(&format!("hint {at} {line}"), 3, Body::Hint(text));
            }
        }
        for (at, approval) in plan.approvals.iter().enumerate() {
            for (line, text) in broken(&asks(approval), self.room).into_iter().enumerate() {
                self.add(&format!("approval {at} {line}"), 1, Body::Approval(text));
            }
        }
    }

    fn step(&mut self, at: usize, step: &PlannedStep) {
        let id = step_id(step);
        let unfolded = self.review.unfolded.contains(&id);
        let body = Body::Step {
            at,
            unfolded,
            folds: true,
        };
        self.add(&id, 1, body);
        if !unfolded {
            return;
        }
        for (line, text) in broken(&step.summary, self.room).into_iter().enumerate() {
            self.add(&format!("{id} summary {line}"), 2, Body::Hint(text));
        }
        for change in &step.changes {
            let id = change_id(step, &change.what);
            let unfolded = self.review.unfolded.contains(&id);
            let body = Body::Change {
                what: change.what.clone(),
                size: diff::size(change),
                unfolded,
            };
            self.add(&id, 2, body);
            if unfolded {
                self.diff(&id, &diff::lines(change));
            }
        }
        let (can, text) = match &step.undo {
            Undo::By(how) => (true, format!("can be undone: {how}")),
            Undo::Nothing => (true, "nothing to undo".to_owned()),
            Undo::Not(why) => (false, format!("cannot be undone: {why}")),
        };
        for (line, text) in broken(&text, self.room).into_iter().enumerate() {
            self.add(&format!("{id} undo {line}"), 2, Body::Undo { can, text });
        }
    }

    fn diff(&mut self, id: &str, lines: &[DiffLine]) {
        let more = format!("{id} more");
        let shown = match self.review.unfolded.contains(&more) {
            true => lines.len(),
            // A fold that hides a line or two is not worth its own line.
            false if lines.len() <= diff::SHORT + 2 => lines.len(),
            false => diff::SHORT,
        };
        for (at, line) in lines.iter().take(shown).enumerate() {
            self.add(&format!("{id} {at}"), 3, Body::Diff(line.clone()));
        }
        if shown < lines.len() {
            self.add(&more, 3, Body::More(lines.len() - shown));
        }
    }
}

fn step_id(step: &PlannedStep) -> String {
    format!("step {}", step.id)
}

fn change_id(step: &PlannedStep, what: &str) -> String {
    format!("change {} {what}", step.id)
}

fn broken(text: &str, room: usize) -> Vec<String> {
    text.lines()
        .flat_map(|line| wrap(line, room.max(10)))
        .map(str::to_owned)
        .collect()
}

/// The plan in a line: what of it changes anything.
fn summary(plan: &Plan) -> String {
    let count = |effect| plan.steps.iter().filter(|step| step.effect == effect).count();
    let parts: Vec<String> = [
        (Effect::Create, "create"),
        (Effect::Change, "change"),
        (Effect::Adopt, "adopt"),
        (Effect::Ask, "cannot be known before"),
        (Effect::None, "change nothing outside"),
    ]
    .into_iter()
    .map(|(effect, word)| (count(effect), word))
    .filter(|(count, _)| *count > 0)
    .map(|(count, word)| format!("{count} {word}"))
    .collect();
    let steps = counted(plan.steps.len(), "step", "steps");
    match parts.as_slice() {
        [] => steps,
        parts => format!("{steps}: {}", parts.join(", ")),
    }
}

fn asks(approval: &Approval) -> String {
    let by = match approval.by.as_slice() {
        [] => "somebody".to_owned(),
        by => names(by),
    };
    let by = match &approval.role {
        Some(role) => format!("{by} ({})", role_word(role)),
        None => by,
    };
    match approval.because() {
        Some(why) => format!("It will wait until {by} agrees: {why}"),
        None => format!("It will wait until {by} agrees"),
    }
}
