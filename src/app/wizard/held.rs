//! What the vision says of a form, for as long as the answers are those that it was asked about. Pure.

use serde_json::Value;

use super::form::Form;
use super::lines::Line;
use super::popup::Note;
use super::repository::Part;
use super::rings;
use crate::model::blueprint::field::Field;
use crate::model::run::{AnswerFinding, PlanFinding};

/// The findings of the vision, and the answers that they are about.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Held {
    asked: Value,
    findings: Vec<AnswerFinding>,
    /// Nothing was missing: what comes from no single answer does not come from one that is not given yet.
    complete: bool,
}

impl Held {
    pub fn new(asked: Value, findings: &[AnswerFinding], complete: bool) -> Self {
        Self {
            asked,
            findings: findings.to_vec(),
            complete,
        }
    }

    /// The findings at an answer, as long as it is the one that was asked about.
    pub fn at<'h>(
        &'h self,
        pointer: &str,
        values: &Value,
    ) -> impl Iterator<Item = &'h PlanFinding> + use<'h> {
        let is_same = self.asked.pointer(pointer) == values.pointer(pointer);
        let pointer = pointer.to_owned();
        self.findings
            .iter()
            .filter(move |found| is_same && found.pointer.as_ref() == Some(&pointer))
            .map(|found| &found.finding)
    }

    /// The findings that come from no single answer.
    pub fn elsewhere<'h>(&'h self, values: &Value) -> impl Iterator<Item = &'h PlanFinding> + use<'h> {
        let is_same = self.complete && self.asked == *values;
        self.findings
            .iter()
            .filter(move |found| is_same && found.pointer.is_none())
            .map(|found| &found.finding)
    }
}

impl Form {
    /// What the vision says of the answers as they were when it was asked.
    pub(super) fn held(&mut self, asked: Value, findings: &[AnswerFinding]) {
        let complete = self.first_incomplete_page().is_none();
        self.vision = Held::new(asked, findings, complete);
    }

    /// What the vision says of a line's answer.
    pub fn findings_at(&self, line: &Line) -> impl Iterator<Item = &PlanFinding> {
        let is_last = match line {
            Line::Field { part, .. } => part.is_none_or(|part| part == Part::Name),
            Line::Head { .. } => true,
            Line::Add { .. } => false,
        };
        let field = self.fields.get(line.field()).filter(|_| is_last);
        field
            .into_iter()
            .flat_map(|field| self.vision.at(&field.pointer, &self.values))
    }

    /// What the vision says of all answers together; only once there is nothing else to answer.
    pub fn findings_elsewhere(&self) -> impl Iterator<Item = &PlanFinding> {
        self.vision.elsewhere(&self.values)
    }

    /// What the radar says of an answer that is a technology.
    pub fn note(&self, value: &Value) -> Option<Note> {
        rings::note(&self.opened.radar, value)
    }

    /// The answers of some fields that the vision forbids.
    pub(super) fn forbidden<'f>(&'f self, fields: &'f [Field]) -> impl Iterator<Item = &'f str> {
        let pointers = fields.iter().map(|field| field.pointer.as_str());
        pointers.filter(|pointer| {
            let mut findings = self.vision.at(pointer, &self.values);
            findings.any(|finding| finding.blocking)
        })
    }
}
