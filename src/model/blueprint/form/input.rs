//! How a schema with its `ui:*` keys is filled in.
//! Source of the fields and their options: backstage.io/docs/features/software-templates/ui-options-examples,
//! plugins/scaffolder/src/components/fields.

use std::collections::BTreeMap;

use serde_json::Value;

use super::schema::constant;
use crate::model::blueprint::field::{Belonging, Choice, Input, Matcher, Picker, RepositoryPicker};
use crate::model::blueprint::read::strings;
use crate::model::text::nearest;

/// The field extensions that muster has.
pub(in crate::model::blueprint) const FIELDS: [&str; 11] = [
    "EntityPicker",
    "MultiEntityPicker",
    "OwnerPicker",
    "OwnedEntityPicker",
    "MyGroupsPicker",
    "EntityNamePicker",
    "EntityTagsPicker",
    "RepoUrlPicker",
    "RepoOwnerPicker",
    "RepoBranchPicker",
    "Secret",
];

/// A `ui:` key, which may stand by itself or in `ui:options`.
pub(super) fn ui<'s>(schema: &'s Value, key: &str) -> Option<&'s Value> {
    let by_itself = schema.get(format!("ui:{key}"));
    by_itself.or_else(|| schema.get("ui:options")?.get(key))
}

pub(super) fn ui_text<'s>(schema: &'s Value, key: &str) -> Option<&'s str> {
    ui(schema, key).and_then(Value::as_str)
}

/// `hidden`, whether as a widget or in the old way.
pub(super) fn is_hidden(schema: &Value) -> bool {
    ui_text(schema, "widget") == Some("hidden") || ui_text(schema, "field") == Some("hidden")
}

pub(super) fn label_of(name: &str, schema: &Value) -> String {
    let title = ui_text(schema, "title").or(schema.get("title").and_then(Value::as_str));
    title
        .filter(|title| !title.trim().is_empty())
        .unwrap_or(name)
        .to_owned()
}

/// How a property is filled in; none where there is nothing to fill in.
pub(super) fn input_of(root: &Value, name: &str, schema: &Value) -> Option<Input> {
    match ui_text(schema, "field") {
        Some("hidden") | None => {}
        // Fields of react-jsonschema-form itself.
        Some(field) if field.ends_with("Field") => {}
        Some(field) => return Some(extension(field, name, schema)),
    }
    let kind = kind_of(schema);
    let widget = ui_text(schema, "widget");
    if let Some("EntityTags" | "EntityTagsPicker") = widget {
        return Some(tags(schema));
    }
    if kind == "array" {
        return Some(list_input(root, schema));
    }
    if let Some(choices) = choices(schema) {
        return Some(Input::Choice(choices));
    }
    Some(match kind {
        "null" => return None,
        "object" => match schema.get("properties").and_then(Value::as_object) {
            Some(_) => Input::Group,
            None => Input::Unknown {
                name: "object".to_owned(),
                nearest: None,
            },
        },
        "boolean" => Input::Toggle,
        "integer" => Input::Number { integer: true },
        "number" => Input::Number { integer: false },
        _ => match widget {
            Some("password") => Input::Secret {
                name: name.to_owned(),
            },
            Some("textarea") => Input::Text { multiline: true },
            _ => Input::Text { multiline: false },
        },
    })
}

/// The type of a schema; what it looks like where none is written.
pub(super) fn kind_of(schema: &Value) -> &str {
    let written = match schema.get("type") {
        Some(Value::String(kind)) => Some(kind.as_str()),
        Some(Value::Array(kinds)) => kinds
            .iter()
            .filter_map(Value::as_str)
            .find(|kind| *kind != "null"),
        _ => None,
    };
    written.unwrap_or_else(|| match schema {
        _ if schema.get("properties").is_some() => "object",
        _ if schema.get("items").is_some() => "array",
        _ if schema.get("default").is_some_and(Value::is_boolean) => "boolean",
        _ => "string",
    })
}

/// The values of `enum`, or of `oneOf`/`anyOf` with constants, with their names.
pub(super) fn choices(schema: &Value) -> Option<Vec<Choice>> {
    if let Some(Value::Array(values)) = schema.get("enum") {
        let names = schema.get("enumNames").or(ui(schema, "enumNames"));
        let named = |at: usize, value: &Value| match names {
            Some(Value::Array(names)) => names.get(at).and_then(Value::as_str).map(str::to_owned),
            Some(Value::Object(names)) => names
                .get(&shown(value))
                .and_then(Value::as_str)
                .map(str::to_owned),
            _ => None,
        };
        let choice = |(at, value): (usize, &Value)| Choice {
            label: named(at, value).unwrap_or_else(|| shown(value)),
            value: value.clone(),
        };
        return Some(values.iter().enumerate().map(choice).collect());
    }
    for key in ["oneOf", "anyOf"] {
        let Some(Value::Array(branches)) = schema.get(key) else {
            continue;
        };
        let choice = |branch: &Value| {
            let value = constant(branch)?.clone();
            let title = branch.get("title").and_then(Value::as_str).map(str::to_owned);
            let label = title.unwrap_or_else(|| shown(&value));
            Some(Choice { value, label })
        };
        let all: Option<Vec<Choice>> = branches.iter().map(choice).collect();
        if let Some(all) = all.filter(|all| !all.is_empty()) {
            return Some(all);
        }
    }
    let value = schema.get("const")?;
    Some(vec![Choice {
        value: value.clone(),
        label: shown(value),
    }])
}

fn shown(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

fn list_input(root: &Value, schema: &Value) -> Input {
    let items = schema
        .get("items")
        .map(|items| super::schema::resolved(root, items, &Value::Null));
    let of_items = items.as_deref().and_then(choices);
    let many = matches!(ui_text(schema, "widget"), Some("checkboxes" | "select"));
    let unique = schema.get("uniqueItems") == Some(&Value::Bool(true));
    match of_items.or_else(|| choices(schema)) {
        Some(choices) if unique || many => Input::Choices(choices),
        _ => {
            let limit = |key: &str| {
                schema
                    .get(key)
                    .and_then(Value::as_u64)
                    .map(|limit| limit as usize)
            };
            Input::List {
                least: limit("minItems").unwrap_or(0),
                most: limit("maxItems"),
            }
        }
    }
}

fn extension(field: &str, name: &str, schema: &Value) -> Input {
    match field {
        "EntityPicker" => Input::Entity(picker(schema, &[])),
        "MultiEntityPicker" => Input::Entities(picker(schema, &[])),
        "OwnerPicker" => Input::Entity(Picker {
            default_kind: Some(text_option(schema, "defaultKind").unwrap_or_else(|| "Group".to_owned())),
            ..picker(schema, &["Group", "User"])
        }),
        "OwnedEntityPicker" => Input::Entity(Picker {
            of: Some(Belonging::Owned),
            ..picker(schema, &[])
        }),
        "MyGroupsPicker" => Input::Entity(Picker {
            of: Some(Belonging::Teams),
            arbitrary: false,
            default_kind: Some("Group".to_owned()),
            ..picker(schema, &["Group"])
        }),
        "EntityNamePicker" => Input::EntityName,
        "EntityTagsPicker" => tags(schema),
        "RepoUrlPicker" => Input::Repository(RepositoryPicker {
            hosts: list_option(schema, "allowedHosts"),
            owners: list_option(schema, "allowedOwners"),
            repositories: list_option(schema, "allowedRepos"),
        }),
        "RepoOwnerPicker" => Input::RepositoryOwner {
            host: text_option(schema, "host"),
            excluded: list_option(schema, "excludedOwners"),
        },
        "RepoBranchPicker" => Input::Text { multiline: false },
        "Secret" => Input::Secret {
            name: name.to_owned(),
        },
        field => Input::Unknown {
            name: field.to_owned(),
            nearest: nearest_field(field),
        },
    }
}

/// The field that is nearest to one that muster does not have.
pub(in crate::model::blueprint) fn nearest_field(field: &str) -> Option<&'static str> {
    let lower = field.to_lowercase();
    let has = |parts: &[&str]| parts.iter().any(|part| lower.contains(part));
    if has(&["repo", "gitlab", "bitbucket", "azure"]) {
        let owner = has(&["owner", "org"]);
        return Some(if owner { "RepoOwnerPicker" } else { "RepoUrlPicker" });
    }
    if has(&["owner", "team", "group"]) {
        return Some("OwnerPicker");
    }
    if has(&["tags"]) {
        return Some("EntityTagsPicker");
    }
    if has(&["secret", "password", "token"]) {
        return Some("Secret");
    }
    if has(&["entity", "system", "domain", "component", "resource", "service"]) {
        let name = has(&["name"]);
        return Some(if name { "EntityNamePicker" } else { "EntityPicker" });
    }
    nearest(field, FIELDS)
}

fn tags(schema: &Value) -> Input {
    Input::Tags {
        kinds: list_option(schema, "kinds"),
    }
}

fn option<'s>(schema: &'s Value, key: &str) -> Option<&'s Value> {
    schema.get("ui:options").and_then(|options| options.get(key))
}

fn text_option(schema: &Value, key: &str) -> Option<String> {
    option(schema, key).and_then(Value::as_str).map(str::to_owned)
}

fn list_option(schema: &Value, key: &str) -> Vec<String> {
    option(schema, key).map(strings).unwrap_or_default()
}

fn picker(schema: &Value, kinds: &[&str]) -> Picker {
    let mut filters = match option(schema, "catalogFilter") {
        Some(Value::Array(filters)) => filters.iter().filter_map(filter).collect(),
        Some(one) => filter(one).into_iter().collect(),
        None => Vec::new(),
    };
    let allowed = match list_option(schema, "allowedKinds") {
        allowed if allowed.is_empty() => kinds.iter().map(|kind| (*kind).to_owned()).collect(),
        allowed => allowed,
    };
    if filters.is_empty() && !allowed.is_empty() {
        filters.push(BTreeMap::from([("kind".to_owned(), Matcher::OneOf(allowed))]));
    }
    Picker {
        filters,
        of: None,
        default_kind: text_option(schema, "defaultKind"),
        default_namespace: text_option(schema, "defaultNamespace"),
        arbitrary: option(schema, "allowArbitraryValues") != Some(&Value::Bool(false)),
    }
}

/// One filter: a text, a list of which one must fit, or `{exists: true}`, for each path.
fn filter(filter: &Value) -> Option<BTreeMap<String, Matcher>> {
    let matcher = |value: &Value| match value {
        Value::Object(pairs) => match pairs.get("exists") {
            Some(exists) => Matcher::Exists(exists != &Value::Bool(false)),
            None => Matcher::OneOf(Vec::new()),
        },
        Value::Array(values) => Matcher::OneOf(values.iter().map(shown).collect()),
        value => Matcher::OneOf(vec![shown(value)]),
    };
    let pairs = filter.as_object()?;
    Some(
        pairs
            .iter()
            .map(|(key, value)| (key.clone(), matcher(value)))
            .collect(),
    )
}
