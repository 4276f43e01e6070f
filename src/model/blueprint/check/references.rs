//! The expressions: whether they can be parsed, and whether what they name is there.

use serde_json::Value;

use super::{Found, each_text};
use crate::model::blueprint::expression::{ExpressionError, Reference, references};
use crate::model::catalog::{Code, Position};
use crate::model::text::nearest;

/// What expressions can name beside variables of their own.
const NAMES: [&str; 8] = [
    "parameters",
    "steps",
    "secrets",
    "user",
    "each",
    "environment",
    "context",
    "task",
];

/// Where an expression stands: in a step, by its number, or after all of them.
#[derive(Clone, Copy)]
struct Spot {
    step: usize,
    has_each: bool,
}

impl Found<'_> {
    pub(super) fn references(&mut self) {
        let blueprint = self.blueprint;
        let parameters = super::form::parameters(blueprint);
        for (at, step) in blueprint.steps.iter().enumerate() {
            let spot = Spot {
                step: at,
                has_each: step.each.is_some(),
            };
            for (key, value) in [
                ("input", Some(&step.input)),
                ("if", step.condition.as_ref()),
                ("each", step.each.as_ref()),
            ] {
                if let Some(value) = value {
                    self.texts(value, &format!("/spec/steps/{at}/{key}"), spot, &parameters);
                }
            }
        }
        let spot = Spot {
            step: blueprint.steps.len(),
            has_each: false,
        };
        self.texts(&blueprint.output, "/spec/output", spot, &parameters);
    }

    fn texts(&mut self, value: &Value, pointer: &str, spot: Spot, parameters: &[&str]) {
        let mut texts = Vec::new();
        each_text(value, &mut pointer.to_owned(), &mut |text, pointer| {
            texts.push((text, pointer.to_owned()))
        });
        for (text, pointer) in texts {
            match references(text) {
                Ok(all) => {
                    for reference in all {
                        self.reference(&reference, text, &pointer, spot, parameters);
                    }
                }
                Err(error) => {
                    let place = self.inside(&pointer, text, error.at);
                    let excerpt = ExpressionError::excerpt_at(text, error.at);
                    self.add_at(
                        Code::BadExpression,
                        place,
                        format!("{} in `{excerpt}`", error.message),
                    );
                }
            }
        }
    }

    /// The place of a byte of a text: in its line, or so many lines below where a block begins.
    fn inside(&self, pointer: &str, text: &str, at: usize) -> Position {
        let place = self.blueprint.place(pointer);
        let before = text.get(..at).unwrap_or(text);
        match text.trim_end().contains('\n') {
            true => Position {
                line: place.line + before.matches('\n').count() as u32 + 1,
                column: 1,
            },
            false => Position {
                line: place.line,
                column: place.column + before.chars().count() as u32,
            },
        }
    }

    fn reference(
        &mut self,
        reference: &Reference,
        text: &str,
        pointer: &str,
        spot: Spot,
        parameters: &[&str],
    ) {
        let (code, at, message) = match reference {
            Reference::UnknownFilter { name, nearest, at } => {
                let remedy = nearest.map_or_else(String::new, |near| format!("; is `{near}` meant?"));
                (
                    Code::UnknownFilter,
                    *at,
                    format!("there is no filter `{name}`{remedy}"),
                )
            }
            Reference::UnknownTest { name } => {
                (Code::UnknownFilter, 0, format!("there is no test `is {name}`"))
            }
            Reference::Path { keys, at } => {
                let keys: Vec<&str> = keys.iter().map(String::as_str).collect();
                match self.fault(&keys, spot, parameters) {
                    Some(message) => (Code::UnknownName, *at, message),
                    None => return,
                }
            }
        };
        let place = self.inside(pointer, text, at);
        self.add_at(code, place, message);
    }

    /// Why a path leads nowhere.
    fn fault(&self, keys: &[&str], spot: Spot, parameters: &[&str]) -> Option<String> {
        match keys {
            ["parameters", name, ..] if !parameters.contains(name) => {
                let near = nearest(name, parameters.iter().copied());
                let remedy = near.map_or_else(
                    || "no page of the form asks for it".to_owned(),
                    |near| format!("is `{near}` meant?"),
                );
                Some(format!("there is no parameter `{name}`; {remedy}"))
            }
            ["steps", id, rest @ ..] => self.step_fault(id, rest, spot),
            ["each", ..] if !spot.has_each => Some("`each` is known only in a step that has one".to_owned()),
            [name, ..] if !NAMES.contains(name) => {
                let near = nearest(name, NAMES);
                let remedy = near.map_or_else(
                    || "it gives nothing".to_owned(),
                    |near| format!("it gives nothing; is `{near}` meant?"),
                );
                Some(format!("expressions know no `{name}`; {remedy}"))
            }
            _ => None,
        }
    }

    fn step_fault(&self, id: &str, rest: &[&str], spot: Spot) -> Option<String> {
        let steps = &self.blueprint.steps;
        let Some(at) = steps.iter().position(|step| step.id == id) else {
            let near = nearest(id, steps.iter().map(|step| step.id.as_str()));
            let remedy = near.map_or_else(String::new, |near| format!("; is `{near}` meant?"));
            return Some(format!("there is no step `{id}`{remedy}"));
        };
        if at >= spot.step {
            return Some(match at == spot.step {
                true => format!("the step `{id}` cannot use its own output"),
                false => format!("the step `{id}` comes later, so its output is not there yet"),
            });
        }
        match rest {
            [first, ..] if *first != "output" => Some(format!("a step gives `output`, not `{first}`")),
            ["output", name, ..] if steps[at].each.is_none() => {
                let spec = self.spec(&steps[at].action)?;
                let outputs = spec.output.get("properties").and_then(Value::as_object)?;
                let is_open = spec
                    .output
                    .get("additionalProperties")
                    .is_some_and(|more| more != &Value::Bool(false));
                if outputs.contains_key(*name) || is_open {
                    return None;
                }
                let names: Vec<&str> = outputs.keys().map(String::as_str).collect();
                let known = match names.is_empty() {
                    true => "it gives nothing".to_owned(),
                    false => format!("it gives {}", names.join(", ")),
                };
                Some(format!("`{}` has no output `{name}`; {known}", spec.id))
            }
            _ => None,
        }
    }
}
