//! What somebody is asked to agree to: why it is they who are asked, who is asked after them, and what would be done then. Read
//! from what is frozen with the run.

use serde::Serialize;
use serde_json::Value;

use super::plan::{AskedNext, Effect, PlannedStep};
use super::state::{Run, StepRecord, Wait};

/// An approval that a run waits for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Asked<'r> {
    /// The step that asks.
    pub step: &'r str,
    /// The task of it.
    pub task: &'r str,
    /// Canonical refs of those who may agree.
    pub by: &'r [String],
    /// What they are asked to agree to, and why.
    pub reason: Option<&'r str>,
    /// Canonical ref of what it is about, where that is one thing.
    pub entity: Option<&'r str>,
    /// What the one who was asked first is to that: `change-approver`.
    pub role: Option<&'r str>,
    /// Who is asked next, in turn, where nobody answers in time.
    pub then: Vec<AskedNext>,
}

/// The approval that a step waits for; none where it waits for something else.
pub fn asked<'r>(run: &'r Run, step: &'r StepRecord) -> Option<Asked<'r>> {
    let Some(Wait::Approval { task, by }) = &step.wait else {
        return None;
    };
    let steps = run.document.pointer("/spec/steps").and_then(Value::as_array);
    let frozen = steps.into_iter().flatten().find(|frozen| frozen["id"] == step.id);
    let input = frozen.map_or(&Value::Null, |frozen| &frozen["input"]);
    let turns: Vec<AskedNext> = serde_json::from_value(input["then"].clone()).unwrap_or_default();
    Some(Asked {
        step: &step.id,
        task,
        by,
        // What a blueprint writes there may be an expression, which is rendered where the task is filed.
        reason: input["reason"].as_str().filter(|reason| !reason.contains("${{")),
        entity: input["entity"].as_str().filter(|entity| !entity.contains("${{")),
        role: input["role"].as_str(),
        then: turns
            .into_iter()
            .filter(|next| next.person != run.requester && !by.contains(&next.person))
            .collect(),
    })
}

/// What was shown of the steps that come after one, but for those that only ask.
pub fn to_come<'r>(run: &'r Run, step: &str) -> impl Iterator<Item = &'r PlannedStep> {
    let at = run.plan.iter().position(|planned| planned.id == step);
    let after = run.plan.iter().skip(at.map_or(0, |at| at + 1));
    after.filter(|planned| planned.effect != Effect::Ask || planned.target.is_some())
}
