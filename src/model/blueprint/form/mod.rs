//! A blueprint's form: which fields are asked for, what they begin with, what is wrong with the answers. Pure functions of
//! the page and the answers so far, quick enough to be asked on each key.

mod complaints;
mod conditions;
mod input;
mod messages;
mod presets;
mod schema;
#[cfg(test)]
mod tests;
mod values;
mod walk;

use serde_json::{Value, json};

pub use complaints::{complaints, pattern_fault};
pub(super) use input::{FIELDS, nearest_field};
pub(super) use messages::sentence;
pub use presets::presets;
pub use values::{put, remove};

use super::field::{Field, Input, Preset};
use super::template::{Blueprint, Page};
use walk::walk;

/// The fields that a page asks for now, given all answers so far.
pub fn fields(page: &Page, values: &Value) -> Vec<Field> {
    let asked = walk(&page.schema, values);
    asked
        .into_iter()
        .filter(|asked| !asked.hidden)
        .map(|asked| asked.field)
        .collect()
}

/// The answers to what is asked for now: what was answered before a field went away is not among them.
pub fn active(blueprint: &Blueprint, values: &Value) -> Value {
    let mut active = json!({});
    for page in &blueprint.pages {
        for asked in walk(&page.schema, values) {
            let Some(value) = values.pointer(&asked.field.pointer) else {
                continue;
            };
            match asked.field.input {
                Input::Group => put(&mut active, &asked.field.pointer, json!({})),
                Input::List { .. } => put(&mut active, &asked.field.pointer, json!([])),
                _ if values::is_empty(value) => {}
                _ => put(&mut active, &asked.field.pointer, value.clone()),
            }
        }
    }
    values::without_empty_groups(&mut active);
    active
}

/// The answers that a form begins with.
pub fn start(presets: &[Preset]) -> Value {
    let mut values = json!({});
    for preset in presets {
        put(&mut values, &preset.pointer, preset.value.clone());
    }
    values
}
