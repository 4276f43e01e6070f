//! The answers of a form as they may be shown before anything is done: masked ones masked, secrets not at all. Pure.

use serde_json::Value;

use super::form::{Form, label_of};
use crate::model::blueprint::field::{Field, Input, Review as Shown};
use crate::model::blueprint::form;

/// Each answer with what it is called, as it may be shown.
pub(super) fn answers(form: &Form) -> Vec<(String, String)> {
    let mut answers = Vec::new();
    for page in form.pages() {
        for field in form::fields(page, &form.values) {
            if let Some(shown) = answer(form, &field) {
                let label = format!("{}{}", "  ".repeat(usize::from(field.depth)), field.label);
                answers.push((label, shown));
            }
        }
    }
    answers
}

fn answer(form: &Form, field: &Field) -> Option<String> {
    match (&field.review, &field.input) {
        (Shown::Hidden, _) | (_, Input::Group | Input::List { .. }) => return None,
        (Shown::Masked(text), _) => return Some(text.clone()),
        (_, Input::Secret { name }) => {
            let given = form.secrets.contains_key(name);
            return Some(
                if given {
                    "•••••• (secret)"
                } else {
                    "not given"
                }
                .to_owned(),
            );
        }
        _ => {}
    }
    let value = form.values.pointer(&field.pointer)?;
    let text = match (&field.input, value) {
        (Input::Choice(choices), value) => label_of(choices, value).map(str::to_owned),
        (_, Value::Bool(on)) => Some(if *on { "yes" } else { "no" }.to_owned()),
        (_, Value::Array(items)) => {
            let items: Vec<String> = items.iter().map(plain).collect();
            Some(items.join(", "))
        }
        _ => None,
    };
    Some(text.unwrap_or_else(|| plain(value)))
}

fn plain(value: &Value) -> String {
    match value {
        Value::String(text) => text.replace('\n', " ⏎ "),
        Value::Null => "-".to_owned(),
        other => other.to_string(),
    }
}
