//! What is typed into a field: a text that perhaps nobody may see, and what it means as an answer. Pure.

use serde_json::Value;

use crate::app::input::Input as TextInput;
use crate::model::blueprint::field::{Complaint, Field, Input};
use crate::model::secret::Secrets;

/// A text being typed, which may be one that nobody may see.
#[derive(Clone, Default, PartialEq)]
pub struct Typed(pub TextInput);

impl std::fmt::Debug for Typed {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Typed(…)")
    }
}

/// What a typed text means for a field. What is no number stays the text that it is, to be complained about, not lost.
pub(super) fn value_of(input: &Input, text: &str) -> Option<Value> {
    if text.is_empty() {
        return None;
    }
    let parsed = || serde_json::from_str::<Value>(text.trim()).ok();
    let value = match input {
        Input::Number { .. } => parsed().filter(Value::is_number),
        Input::Unknown { .. } => parsed().filter(|value| value.is_object() || value.is_array()),
        _ => None,
    };
    Some(value.unwrap_or_else(|| Value::String(text.to_owned())))
}

/// Secrets are kept apart from the answers, so what is wrong with them is found here: only that one is needed.
pub(super) fn with_secrets(
    complaints: Vec<Complaint>,
    fields: &[Field],
    secrets: &Secrets,
) -> Vec<Complaint> {
    let is_secret = |pointer: &str| {
        let mut of_field = fields.iter().filter(|field| field.pointer == pointer);
        of_field.any(|field| matches!(field.input, Input::Secret { .. }))
    };
    let others = complaints
        .into_iter()
        .filter(|complaint| !is_secret(&complaint.pointer));
    let missing = fields.iter().filter(|field| match &field.input {
        Input::Secret { name } => field.required && !secrets.contains_key(name),
        _ => false,
    });
    others
        .chain(missing.map(|field| Complaint {
            pointer: field.pointer.clone(),
            message: "this is needed".to_owned(),
        }))
        .collect()
}
