//! What expressions see: answers, the outputs of the steps before, who asks, the names of secrets; and, before anything is
//! done, which outputs nobody can know yet.

use serde_json::{Value, json};

use crate::model::blueprint::expression::{Reference, Scope, each, references, render};
use crate::model::catalog::Catalog;
use crate::model::run::{MOST_ITEMS, Run, item_of};

/// What stands on both sides of the name of what is not known yet: a character of private use, as for secrets.
pub(super) const MARK: char = '\u{E001}';

/// The stand-in for an output that nobody can tell beforehand.
pub(super) fn unknown(what: &str) -> Value {
    Value::String(format!("{MARK}{what}{MARK}"))
}

/// The first thing in a rendered value that is not known yet.
pub(super) fn first_unknown(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => text.split(MARK).nth(1).map(str::to_owned),
        Value::Array(items) => items.iter().find_map(first_unknown),
        Value::Object(map) => {
            let key = map
                .keys()
                .find_map(|key| key.split(MARK).nth(1).map(str::to_owned));
            key.or_else(|| map.values().find_map(first_unknown))
        }
        _ => None,
    }
}

/// What the expressions of a run see before its first step.
pub(super) fn scope(
    values: &Value,
    secrets: &[String],
    requester: &str,
    catalog: &Catalog,
    run: Value,
) -> Scope {
    Scope::new(values)
        .with_secrets(secrets.iter().map(String::as_str))
        .with_user(user(requester, catalog))
        .with_context(json!({ "task": { "id": run } }))
}

/// As it is for the next step of a run.
pub(super) fn scope_of(run: &Run, catalog: &Catalog) -> Scope {
    let id = Value::String(run.id.clone());
    let mut scope = scope(&run.values, &run.secrets, &run.requester, catalog, id);
    let mut outputs = Outputs::default();
    for step in run.steps.iter().filter(|step| step.is_past()) {
        let output = step.output.clone().unwrap_or_else(|| json!({}));
        outputs.add(&step.id, output);
    }
    outputs.put_into(&mut scope);
    scope
}

/// The outputs of steps; of those that are done for each item of a list, each field as a list.
#[derive(Clone, Debug, Default)]
pub(super) struct Outputs(Vec<(String, Value)>);

impl Outputs {
    pub fn add(&mut self, id: &str, output: Value) {
        let Some((base, _)) = item_of(id) else {
            self.0.push((id.to_owned(), output));
            return;
        };
        if self.0.last().is_none_or(|(step, _)| step != base) {
            self.0.push((base.to_owned(), json!({})));
        }
        let fields = self.0.last_mut().and_then(|(_, fields)| fields.as_object_mut());
        let (Some(fields), Value::Object(output)) = (fields, output) else {
            return;
        };
        for (name, value) in output {
            let list = fields.entry(name).or_insert_with(|| json!([]));
            if let Some(list) = list.as_array_mut() {
                list.push(value);
            }
        }
    }

    pub fn put_into(self, scope: &mut Scope) {
        for (step, output) in self.0 {
            scope.set_output(&step, output);
        }
    }
}

/// The items that a step with `each` is done for.
pub(super) fn items(source: &Value, scope: &Scope) -> Result<Vec<(Value, Value)>, String> {
    let rendered = render(source, scope).map_err(|error| error.to_string())?;
    if !matches!(rendered, Value::Array(_) | Value::Object(_) | Value::Null) {
        return Err(format!("`each` needs a list or an object, not `{rendered}`"));
    }
    let items = each(&rendered);
    if items.len() > MOST_ITEMS {
        let count = items.len();
        return Err(format!("`each` gives {count} items; {MOST_ITEMS} are allowed"));
    }
    Ok(items)
}

/// The person as templates see them.
fn user(requester: &str, catalog: &Catalog) -> Value {
    let name = requester.rsplit(['/', ':']).next().unwrap_or(requester);
    let known = catalog.find(requester).map(|id| catalog.entity(id));
    let title = known.and_then(|entity| entity.title().map(str::to_owned));
    json!({
        "ref": requester,
        "entity": {
            "kind": "User",
            "metadata": { "name": name, "title": title },
            "spec": { "profile": { "displayName": title } },
        },
    })
}

/// Outputs that nobody can tell beforehand, as `(step, field)`; a step of which nothing is known has no field.
#[derive(Clone, Debug, Default)]
pub(super) struct Unknowns(Vec<(String, Option<String>)>);

impl Unknowns {
    pub fn add(&mut self, step: &str, field: Option<&str>) {
        self.0.push((step.to_owned(), field.map(str::to_owned)));
    }

    /// What an expression speaks of that is not known yet. One that only compares it leaves no mark in what it gives, so
    /// the names in its text are looked at.
    pub fn spoken_of(&self, source: &Value) -> Option<String> {
        match source {
            Value::String(text) => {
                references(text)
                    .unwrap_or_default()
                    .iter()
                    .find_map(|reference| match reference {
                        Reference::Path { keys, .. } => self.is_in(keys).then(|| keys.join(".")),
                        _ => None,
                    })
            }
            Value::Array(items) => items.iter().find_map(|item| self.spoken_of(item)),
            Value::Object(map) => map.values().find_map(|value| self.spoken_of(value)),
            _ => None,
        }
    }

    fn is_in(&self, keys: &[String]) -> bool {
        let [steps, step, rest @ ..] = keys else {
            return false;
        };
        let field = rest.get(1);
        steps == "steps"
            && self.0.iter().any(|(unknown, name)| {
                let same_field = name.is_none() || field.is_none() || name.as_ref() == field;
                unknown == step && same_field
            })
    }
}
