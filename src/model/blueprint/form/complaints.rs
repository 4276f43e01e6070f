//! What is wrong with the answers: by the schema, and by what an entity, a repository and a tag are.

use jsonschema::{Draft, Validator};
use serde_json::{Map, Value, json};

use super::messages::sentence;
use super::values::is_empty;
use super::walk::{Asked, walk};
use crate::model::blueprint::field::{Complaint, Input, Picker, RepositoryPicker};
use crate::model::blueprint::template::Page;
use crate::model::catalog::{EntityRef, is_valid_name, is_valid_tag};
use crate::model::secret;

/// What is wrong with the answers to what a page asks for now, in the order of its fields.
pub fn complaints(page: &Page, values: &Value) -> Vec<Complaint> {
    let mut all = Vec::new();
    for asked in walk(&page.schema, values) {
        let value = values.pointer(&asked.field.pointer).unwrap_or(&Value::Null);
        if let Some(message) = complaint(&asked, value) {
            all.push(Complaint {
                pointer: asked.field.pointer,
                message,
            });
        }
    }
    all
}

fn complaint(asked: &Asked, value: &Value) -> Option<String> {
    let Asked { field, schema, .. } = asked;
    match &field.input {
        // What is kept apart is not among the answers; an object is no answer by itself.
        Input::Secret { .. } | Input::Group => return None,
        Input::Toggle if value.is_null() && !field.required => return None,
        Input::List { least, .. } if is_empty(value) && *least == 0 && !field.required => return None,
        Input::Choices(_) | Input::Entities(_) | Input::Tags { .. } if is_missing_list(value) => {
            return field.required.then(|| "this is needed".to_owned());
        }
        _ if is_empty(value) => return field.required.then(|| "this is needed".to_owned()),
        _ => {}
    }
    if value
        .as_str()
        .is_some_and(|text| secret::without_references(text) != text)
    {
        return Some("it has a character that stands for secrets".to_owned());
    }
    by_schema(schema, value).or_else(|| by_input(&field.input, value))
}

fn is_missing_list(value: &Value) -> bool {
    value.is_null() || value.as_array().is_some_and(Vec::is_empty)
}

/// The first thing that a field's own schema says against a value.
fn by_schema(schema: &Value, value: &Value) -> Option<String> {
    let validator = validator(&own_rules(schema))?;
    let error = validator.iter_errors(value).next()?;
    let custom = schema
        .get("ui:options")
        .and_then(|options| options.get("errorMessage"));
    Some(
        match custom.or(schema.get("errorMessage")).and_then(Value::as_str) {
            Some(message) => message.to_owned(),
            None => sentence(&error),
        },
    )
}

fn validator(rules: &Value) -> Option<Validator> {
    let options = jsonschema::options()
        .with_draft(Draft::Draft7)
        .should_validate_formats(true);
    options.build(rules).ok()
}

/// The keywords of a schema that are about the value itself; what is inside it has fields of its own. A pattern that is
/// none is left out here and found by the check.
fn own_rules(schema: &Value) -> Value {
    const KEYWORDS: [&str; 18] = [
        "type",
        "enum",
        "const",
        "pattern",
        "format",
        "minLength",
        "maxLength",
        "minimum",
        "maximum",
        "exclusiveMinimum",
        "exclusiveMaximum",
        "multipleOf",
        "minItems",
        "maxItems",
        "uniqueItems",
        "oneOf",
        "anyOf",
        "not",
    ];
    let mut rules = Map::new();
    for key in KEYWORDS {
        let Some(rule) = schema.get(key) else { continue };
        let rule = match key {
            "pattern" => rule
                .as_str()
                .and_then(|pattern| pattern_fault(pattern).is_none().then(|| readable(pattern))),
            "enum" => rule
                .as_array()
                .is_some_and(|values| !values.is_empty())
                .then(|| rule.clone()),
            "exclusiveMinimum" | "exclusiveMaximum" => rule.is_number().then(|| rule.clone()),
            _ => Some(rule.clone()),
        };
        if let Some(rule) = rule {
            rules.insert(key.to_owned(), rule);
        }
    }
    // Items that are chosen have no fields of their own.
    if let Some(items) = schema
        .get("items")
        .filter(|_| schema.get("type") == Some(&json!("array")))
    {
        if items.get("enum").is_some() {
            rules.insert("items".to_owned(), json!({ "enum": items["enum"] }));
        }
    }
    Value::Object(rules)
}

/// A pattern as it is meant: people write `/^a$/` where JSON Schema has `^a$`.
fn readable(pattern: &str) -> Value {
    let inner = pattern.strip_prefix('/').and_then(|rest| rest.strip_suffix('/'));
    Value::from(inner.unwrap_or(pattern))
}

/// What is wrong with a regular expression, if anything.
pub fn pattern_fault(pattern: &str) -> Option<String> {
    let schema = json!({ "pattern": readable(pattern) });
    let built = jsonschema::options().with_draft(Draft::Draft7).build(&schema);
    built.err().map(|_| "it is no regular expression".to_owned())
}

/// Whether a value fits one keyword of a schema, for conditions.
pub(super) fn keyword_holds(key: &str, rule: &Value, value: &Value) -> bool {
    let mut rules = Map::new();
    rules.insert(key.to_owned(), rule.clone());
    validator(&Value::Object(rules)).is_none_or(|validator| validator.is_valid(value))
}

fn by_input(input: &Input, value: &Value) -> Option<String> {
    let texts = || value.as_array().into_iter().flatten().filter_map(Value::as_str);
    match input {
        Input::EntityName => name_fault(value.as_str()?),
        Input::Entity(picker) => entity_fault(picker, value.as_str()?),
        Input::Entities(picker) => texts().find_map(|text| entity_fault(picker, text)),
        Input::Tags { .. } => texts().find_map(|text| match is_valid_tag(text) {
            true => None,
            false => Some(format!(
                "`{text}` is no tag: small letters, digits and : + #, joined by single -"
            )),
        }),
        Input::Repository(picker) => repository_fault(picker, value.as_str()?),
        Input::RepositoryOwner { excluded, .. } => {
            let owner = value.as_str()?;
            let is_excluded = excluded.iter().any(|other| other == owner);
            is_excluded.then(|| format!("`{owner}` is not offered here"))
        }
        _ => None,
    }
}

fn name_fault(name: &str) -> Option<String> {
    match is_valid_name(name) {
        true => None,
        false if name.chars().count() > 63 => Some("a name has at most 63 characters".to_owned()),
        false => Some("letters and digits, joined by single - _ or .".to_owned()),
    }
}

fn entity_fault(picker: &Picker, text: &str) -> Option<String> {
    if picker.arbitrary {
        return None;
    }
    let kind = picker.default_kind.as_deref().or(Some("component"));
    let namespace = picker.default_namespace.as_deref().unwrap_or("default");
    let error = EntityRef::parse(text, kind, namespace).err()?;
    Some(format!("this is no entity: {error}"))
}

/// What is missing in `host?owner=o&repo=r`, by the host that it names (plugins/scaffolder-node/src/actions/util.ts).
fn repository_fault(picker: &RepositoryPicker, url: &str) -> Option<String> {
    let Some((host, query)) = url.split_once('?').filter(|(host, _)| !host.is_empty()) else {
        return Some("a repository reads host?owner=…&repo=…".to_owned());
    };
    let part = |name: &str| {
        let mut pairs = query.split('&').filter_map(|pair| pair.split_once('='));
        pairs
            .find(|(key, value)| *key == name && !value.is_empty())
            .map(|(_, value)| value)
    };
    let needed: &[&str] = match host {
        host if host.contains("azure") || host.contains("visualstudio") => &["project", "repo"],
        host if host.contains("bitbucket") => &["project", "repo"],
        host if host.contains("gerrit") || host.contains("gitea") => &["repo"],
        host if host.contains("gitlab") && part("project").is_some() => &["repo"],
        _ => &["owner", "repo"],
    };
    if let Some(missing) = needed.iter().find(|name| part(name).is_none()) {
        return Some(match *missing {
            "repo" => "the name of the repository is needed".to_owned(),
            missing => format!("the repository's {missing} is needed"),
        });
    }
    let outside = |allowed: &[String], value: Option<&str>| {
        value.is_some_and(|value| {
            !allowed.is_empty() && !allowed.iter().any(|known| known.eq_ignore_ascii_case(value))
        })
    };
    if outside(&picker.hosts, Some(host)) {
        return Some(format!("only on {}", picker.hosts.join(", ")));
    }
    if outside(&picker.owners, part("owner")) {
        return Some(format!("only of {}", picker.owners.join(", ")));
    }
    if outside(&picker.repositories, part("repo")) {
        return Some(format!("only {}", picker.repositories.join(", ")));
    }
    let bad = |letter: char| {
        !(letter.is_ascii_alphanumeric() || matches!(letter, '-' | '_' | '.' | '%' | '+' | '~'))
    };
    part("repo").filter(|name| name.contains(bad))?;
    Some("a repository's name has letters, digits and - _ .".to_owned())
}
