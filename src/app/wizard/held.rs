//! What the vision says of a form, for as long as the answers are those that it was asked about. Pure.

use serde_json::Value;

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
