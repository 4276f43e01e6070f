//! A form as it is now, from a page's schema and the answers so far: plain fields only.

use serde_json::{Map, Value};

use super::field::{Choice, Complaint, Field, Input, Occasion, Picker, Preset, RepositoryPicker, Review};
use super::{Blueprint, Page};

pub fn fields(page: &Page, values: &Value) -> Vec<Field> {
    let mut out = Vec::new();
    properties(&page.schema, "", 0, values, &mut out);
    out
}

fn properties(schema: &Value, base: &str, depth: u8, values: &Value, out: &mut Vec<Field>) {
    let required: Vec<&str> = schema["required"].as_array().into_iter().flatten().filter_map(Value::as_str).collect();
    for (name, schema) in schema["properties"].as_object().into_iter().flatten() {
        field(schema, name, format!("{base}/{name}"), depth, required.contains(&name.as_str()), values, out);
    }
}

#[allow(clippy::too_many_arguments)]
fn field(schema: &Value, name: &str, pointer: String, depth: u8, required: bool, values: &Value, out: &mut Vec<Field>) {
    if let Some((other, wanted)) = schema["x-if"].as_str().and_then(|text| text.split_once('='))
        && values[other].as_str() != Some(wanted)
    {
        return;
    }
    let text = |key: &str| schema[key].as_str().map(str::to_owned);
    let picker = || Picker { arbitrary: false, ..Picker::default() };
    let choices = |list: &Value| -> Vec<Choice> {
        list.as_array().into_iter().flatten().map(|value| Choice { value: value.clone(), label: value.as_str().map_or_else(|| value.to_string(), str::to_owned) }).collect()
    };
    let input = match (schema["ui:field"].as_str(), schema["type"].as_str()) {
        (Some("OwnerPicker" | "EntityPicker"), _) => Input::Entity(picker()),
        (Some("MultiEntityPicker"), _) => Input::Entities(picker()),
        (Some("EntityTagsPicker"), _) => Input::Tags { kinds: Vec::new() },
        (Some("EntityNamePicker"), _) => Input::EntityName,
        (Some("RepoUrlPicker"), _) => Input::Repository(RepositoryPicker::default()),
        (Some("Secret"), _) => Input::Secret { name: name.to_owned() },
        (Some(other), _) => Input::Unknown { name: other.to_owned(), nearest: None },
        (_, Some("boolean")) => Input::Toggle,
        (_, Some("number" | "integer")) => Input::Number { integer: schema["type"] == "integer" },
        (_, Some("object")) => Input::Group,
        (_, Some("array")) if schema["items"]["enum"].is_array() => Input::Choices(choices(&schema["items"]["enum"])),
        (_, Some("array")) => Input::List { least: 0, most: None },
        _ if schema["enum"].is_array() => Input::Choice(choices(&schema["enum"])),
        _ => Input::Text { multiline: schema["ui:widget"] == "textarea" },
    };
    let is_group = matches!(input, Input::Group);
    let is_list = matches!(input, Input::List { .. });
    out.push(Field {
        pointer: pointer.clone(),
        label: text("title").unwrap_or_else(|| name.to_owned()),
        description: text("description"),
        help: text("ui:help"),
        placeholder: text("ui:placeholder"),
        input,
        required,
        disabled: schema["ui:disabled"] == true,
        autofocus: schema["ui:autofocus"] == true,
        depth,
        review: Review::Shown,
    });
    if is_group {
        properties(schema, &pointer, depth + 1, values, out);
    }
    if is_list {
        let count = values.pointer(&pointer).and_then(Value::as_array).map_or(0, Vec::len);
        for at in 0..count {
            field(&schema["items"], &format!("{} {}", schema["title"].as_str().unwrap_or(name), at + 1), format!("{pointer}/{at}"), depth + 1, false, values, out);
        }
    }
}

pub fn presets(blueprint: &Blueprint, occasion: &Occasion) -> Vec<Preset> {
    let mut out = Vec::new();
    for page in &blueprint.pages {
        for (name, schema) in page.schema["properties"].as_object().into_iter().flatten() {
            let pointer = format!("/{name}");
            if !schema["default"].is_null() {
                out.push(Preset { pointer, value: schema["default"].clone(), reason: "the blueprint's default".to_owned() });
            } else if schema["ui:field"] == "OwnerPicker"
                && let Some(team) = occasion.teams.first()
            {
                out.push(Preset { pointer, value: Value::String(team.clone()), reason: "your team".to_owned() });
            }
        }
    }
    out
}

pub fn start(presets: &[Preset]) -> Value {
    let mut values = Map::new();
    for preset in presets {
        values.insert(preset.pointer.trim_start_matches('/').to_owned(), preset.value.clone());
    }
    Value::Object(values)
}

pub fn complaints(page: &Page, values: &Value) -> Vec<Complaint> {
    let all = fields(page, values);
    all.iter().filter_map(|field| {
        let value = values.pointer(&field.pointer);
        let message = match (value, &field.input) {
            (None, _) if field.required => "This is needed.".to_owned(),
            (Some(value), Input::Number { .. }) if !value.is_number() => "This is not a number.".to_owned(),
            (Some(Value::String(text)), Input::EntityName) if text.contains(' ') => "No blanks, please.".to_owned(),
            _ => return None,
        };
        Some(Complaint { pointer: field.pointer.clone(), message })
    }).collect()
}

pub fn active(blueprint: &Blueprint, values: &Value) -> Value {
    let mut out = Map::new();
    for page in &blueprint.pages {
        for field in fields(page, values) {
            let Some(name) = field.pointer.strip_prefix('/').filter(|name| !name.contains('/')) else { continue };
            if let Some(value) = values.get(name) {
                out.insert(name.to_owned(), value.clone());
            }
        }
    }
    Value::Object(out)
}
