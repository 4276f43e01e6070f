//! What would fail when a blueprint runs, or would not do what it says: found by reading it, with its place in the file.

mod actions;
mod form;
mod references;
mod steps;
#[cfg(test)]
mod tests;

use serde_json::Value;

use super::action::ActionSpec;
use super::template::Blueprint;
use crate::model::catalog::{Code, Position, Problem};

/// Everything that is wrong with a blueprint, given the actions there are; in the order of the file. Each message says what
/// to do about it.
pub fn check(blueprint: &Blueprint, specs: &[&ActionSpec]) -> Vec<Problem> {
    let mut found = Found {
        blueprint,
        specs,
        problems: Vec::new(),
    };
    if found.is_of_another_version() {
        return found.problems;
    }
    found.form();
    found.steps();
    found.references();
    found.problems.sort_by_key(|problem| problem.at);
    found.problems
}

struct Found<'b> {
    blueprint: &'b Blueprint,
    specs: &'b [&'b ActionSpec],
    problems: Vec<Problem>,
}

impl<'b> Found<'b> {
    fn add(&mut self, code: Code, pointer: &str, message: impl Into<String>) {
        let at = self.blueprint.place(pointer);
        self.add_at(code, at, message);
    }

    fn add_at(&mut self, code: Code, at: Position, message: impl Into<String>) {
        let problem = Problem::new(code, at, message).of(&self.blueprint.entity_ref);
        if !self.problems.contains(&problem) {
            self.problems.push(problem);
        }
    }

    fn spec(&self, action: &str) -> Option<&'b ActionSpec> {
        self.specs.iter().find(|spec| spec.id == action).copied()
    }

    /// Older templates have other expressions and other steps: nothing else about them would be true.
    fn is_of_another_version(&mut self) -> bool {
        let version = self.blueprint.document["apiVersion"].as_str().unwrap_or_default();
        if version == "scaffolder.backstage.io/v1beta3" {
            return false;
        }
        let remedy = match version {
            "backstage.io/v1beta2" => {
                "write `${{ parameters.x }}` for `{{ parameters.x }}`, and then v1beta3"
            }
            "" => "write apiVersion: scaffolder.backstage.io/v1beta3",
            _ => {
                "write its steps as in v1beta3: backstage.io/docs/features/software-templates/writing-templates"
            }
        };
        let written = if version.is_empty() {
            "no apiVersion"
        } else {
            version
        };
        let message = format!("{written} is not a version that runs; {remedy}");
        self.add(Code::BlueprintVersion, "/apiVersion", message);
        true
    }
}

/// Gives every text inside a value, with its pointer.
fn each_text<'v>(value: &'v Value, pointer: &mut String, take: &mut dyn FnMut(&'v str, &str)) {
    let length = pointer.len();
    match value {
        Value::String(text) => take(text, pointer),
        Value::Array(items) => {
            for (at, item) in items.iter().enumerate() {
                super::read::below(pointer, &at.to_string());
                each_text(item, pointer, take);
                pointer.truncate(length);
            }
        }
        Value::Object(pairs) => {
            for (key, item) in pairs {
                super::read::below(pointer, key);
                each_text(item, pointer, take);
                pointer.truncate(length);
            }
        }
        _ => {}
    }
}
