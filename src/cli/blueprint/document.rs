//! Blueprints as JSON for programs.

use serde::Serialize;
use serde_json::Value;

use crate::engine::blueprints::Shelved;
use crate::model::blueprint::form::fields;
use crate::model::catalog;

/// A blueprint in a list.
#[derive(Serialize)]
pub(super) struct Entry<'b> {
    #[serde(rename = "ref")]
    entity_ref: &'b str,
    title: &'b str,
    file: &'b str,
    /// Names of what the form asks for before anything is answered.
    parameters: Vec<String>,
    steps: Vec<Step<'b>>,
    problems: Vec<Problem<'b>>,
}

#[derive(Serialize)]
struct Step<'b> {
    id: &'b str,
    action: &'b str,
    name: Option<&'b str>,
}

#[derive(Serialize)]
struct Problem<'b> {
    severity: &'static str,
    code: &'static str,
    file: &'b str,
    line: u32,
    column: u32,
    #[serde(rename = "ref")]
    entity_ref: Option<&'b str>,
    message: &'b str,
}

impl<'b> Entry<'b> {
    pub(super) fn of(shelved: &'b Shelved) -> Self {
        let blueprint = &shelved.blueprint;
        let pages = blueprint.pages.iter();
        let asked = pages.flat_map(|page| fields(page, &Value::Null));
        let step = |step: &'b crate::model::blueprint::Step| Step {
            id: &step.id,
            action: &step.action,
            name: step.name.as_deref(),
        };
        let problem = |problem: &'b catalog::Problem| Problem {
            severity: problem.code.severity().name(),
            code: problem.code.name(),
            file: &shelved.file,
            line: problem.at.line,
            column: problem.at.column,
            entity_ref: problem.entity_ref.as_deref(),
            message: &problem.message,
        };
        Self {
            entity_ref: &blueprint.entity_ref,
            title: &blueprint.title,
            file: &shelved.file,
            parameters: asked
                .filter(|field| field.depth == 0)
                .map(|field| field.pointer.trim_start_matches('/').to_owned())
                .collect(),
            steps: blueprint.steps.iter().map(step).collect(),
            problems: shelved.problems.iter().map(problem).collect(),
        }
    }
}
