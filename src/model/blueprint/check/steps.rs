//! The steps: whether their actions are there, and are given what they take.

use serde_json::Value;

use super::actions::instead;
use super::{Found, each_text};
use crate::model::blueprint::action::ActionSpec;
use crate::model::blueprint::expression::is_dynamic;
use crate::model::blueprint::read::below;
use crate::model::blueprint::template::Step;
use crate::model::catalog::Code;
use crate::model::text::nearest;

impl Found<'_> {
    pub(super) fn steps(&mut self) {
        let blueprint = self.blueprint;
        if blueprint.steps.is_empty() {
            self.add(
                Code::NoSteps,
                "/spec/steps",
                "the blueprint has no steps: it would do nothing",
            );
        }
        for (at, step) in blueprint.steps.iter().enumerate() {
            let pointer = format!("/spec/steps/{at}");
            if let Some(first) = blueprint.steps[..at].iter().find(|other| other.id == step.id) {
                let message = format!(
                    "the step `{}` is there already in line {}; give this one another id",
                    step.id, first.at.line
                );
                self.add(Code::DuplicateStep, &format!("{pointer}/id"), message);
            }
            self.condition(step, &pointer);
            self.action(step, &pointer);
        }
    }

    fn condition(&mut self, step: &Step, pointer: &str) {
        if let Some(Value::String(text)) = &step.condition {
            if !text.is_empty() && !is_dynamic(text) {
                let message = format!("`{text}` is a text, which is always true; write ${{{{ {text} }}}}");
                self.add(Code::BadCondition, &format!("{pointer}/if"), message);
            }
        }
    }

    fn action(&mut self, step: &Step, pointer: &str) {
        if step.action.is_empty() {
            let message = format!("the step `{}` names no action", step.id);
            self.add(Code::NoSteps, pointer, message);
            return;
        }
        match self.spec(&step.action) {
            Some(spec) => self.input(step, spec, &format!("{pointer}/input")),
            None => {
                let known: Vec<&str> = self.specs.iter().map(|spec| spec.id).collect();
                let remedy = match instead(&step.action, &known).as_slice() {
                    [] => "`muster blueprint actions` lists those there are".to_owned(),
                    ["task:human"] => "the nearest is task:human, a step that a person does".to_owned(),
                    near => format!("the nearest is {}", near.join(" or ")),
                };
                let message = format!("muster has no action `{}`; {remedy}", step.action);
                self.add(Code::UnknownAction, &format!("{pointer}/action"), message);
            }
        }
    }

    fn input(&mut self, step: &Step, spec: &ActionSpec, pointer: &str) {
        let Some(properties) = spec.input.get("properties").and_then(Value::as_object) else {
            return;
        };
        let given = step.input.as_object();
        let is_given =
            |name: &str| given.is_some_and(|given| given.get(name).is_some_and(|value| !value.is_null()));
        let needed = spec
            .input
            .get("required")
            .and_then(Value::as_array)
            .into_iter()
            .flatten();
        for name in needed.filter_map(Value::as_str).filter(|name| !is_given(name)) {
            let what = properties
                .get(name)
                .and_then(|property| property.get("description"))
                .and_then(Value::as_str);
            let what = what.map_or_else(String::new, |what| format!(": {}", what.trim_end_matches('.')));
            let message = format!("`{}` needs the input `{name}`{what}", spec.id);
            self.add(Code::MissingInput, pointer, message);
        }
        let is_open = spec
            .input
            .get("additionalProperties")
            .is_some_and(|more| more != &Value::Bool(false));
        for (name, value) in given.into_iter().flatten() {
            let mut place = pointer.to_owned();
            below(&mut place, name);
            match properties.get(name) {
                None if is_open => {}
                None => {
                    let near = nearest(name, properties.keys().map(String::as_str));
                    let remedy = near.map_or_else(
                        || "it is not used".to_owned(),
                        |near| format!("it is not used; is `{near}` meant?"),
                    );
                    let message = format!("`{}` takes no input `{name}`; {remedy}", spec.id);
                    self.add(Code::UnknownInput, &place, message);
                }
                Some(property) => self.sort(spec.id, name, value, property, &place),
            }
        }
    }

    /// Whether a value that is written out is of the right sort. What an expression gives is not known yet.
    fn sort(&mut self, action: &str, name: &str, value: &Value, property: &Value, place: &str) {
        let mut unknown = value.is_null();
        each_text(value, &mut String::new(), &mut |text, _| {
            unknown |= text.is_empty() || is_dynamic(text)
        });
        if unknown {
            return;
        }
        let Ok(validator) = jsonschema::options()
            .with_draft(jsonschema::Draft::Draft7)
            .build(property)
        else {
            return;
        };
        if let Some(error) = validator.iter_errors(value).next() {
            let inside = error.instance_path().to_string();
            let words = crate::model::blueprint::form::sentence(&error);
            let message = format!(
                "the input `{name}{}` of `{action}` {words}",
                inside.replace('/', ".")
            );
            self.add(Code::BadInput, &format!("{place}{inside}"), message);
        }
    }
}
