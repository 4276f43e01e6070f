//! What a blueprint asks for, beyond the shape of its form: answers that are missing, secrets that its steps speak of.

use serde_json::Value;

use crate::model::blueprint::expression::{Reference, references};
use crate::model::blueprint::field::{Complaint, Input};
use crate::model::blueprint::{Blueprint, form};
use crate::model::secret::Secrets;

/// What is wrong with the answers to what is asked for; also the secrets that are missing.
pub(super) fn complaints(blueprint: &Blueprint, values: &Value, secrets: &Secrets) -> Vec<Complaint> {
    let mut complaints = Vec::new();
    for page in &blueprint.pages {
        complaints.extend(form::complaints(page, values));
        for field in form::fields(page, values) {
            if let Input::Secret { name } = &field.input
                && field.required
                && !secrets.contains_key(name)
            {
                complaints.push(Complaint {
                    pointer: field.pointer.clone(),
                    message: format!("this secret is needed; give it with --secret {name}=@FILE or {name}=env:VARIABLE"),
                });
            }
        }
    }
    complaints
}

/// The names of all secrets that the steps speak of.
pub(super) fn secret_names(blueprint: &Blueprint) -> Vec<String> {
    let mut names = Vec::new();
    for step in &blueprint.steps {
        let sources = [Some(&step.input), step.condition.as_ref(), step.each.as_ref()];
        for source in sources.into_iter().flatten() {
            add_secret_names(source, &mut names);
        }
    }
    names
}

fn add_secret_names(source: &Value, names: &mut Vec<String>) {
    match source {
        Value::String(text) => {
            for reference in references(text).unwrap_or_default() {
                if let Reference::Path { keys, .. } = reference
                    && let [secrets, name, ..] = keys.as_slice()
                    && secrets == "secrets"
                {
                    names.push(name.clone());
                }
            }
        }
        Value::Array(items) => items.iter().for_each(|item| add_secret_names(item, names)),
        Value::Object(map) => map.values().for_each(|value| add_secret_names(value, names)),
        _ => {}
    }
}

/// The secrets that Backstage fills in by itself, with the person's own credentials (`requestUserCredentials.secretsKey`):
/// muster's own token stands in for them.
pub(super) fn credentials(document: &Value) -> Vec<String> {
    let mut names = Vec::new();
    add_credentials(document, &mut names);
    names
}

fn add_credentials(value: &Value, names: &mut Vec<String>) {
    match value {
        Value::Object(map) => {
            if let Some(Value::String(name)) = map.get("secretsKey") {
                names.push(name.clone());
            }
            map.values().for_each(|value| add_credentials(value, names));
        }
        Value::Array(items) => items.iter().for_each(|item| add_credentials(item, names)),
        _ => {}
    }
}
