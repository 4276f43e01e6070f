//! What of an entity's document a person may change by naming it, and what may stand there. Knows Backstage's fields; what a
//! document has beside them may be changed too, but nothing of that kind is begun, so that a slip of the pen is no new field.

use super::{Change, Json};
use crate::model::catalog::kind::{
    REF_FIELDS, ROLE_ANNOTATIONS, RefField, fitting_kinds, known_kind, required_fields,
};
use crate::model::catalog::{Catalog, DEFAULT_NAMESPACE, EntityRef, Node};
use crate::model::text::nearest;

/// What may stand at a path.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Field {
    Text,
    /// A list of texts.
    Texts,
    /// A mapping whose values are texts.
    TextMap,
    Any,
}

/// Makes an entity what it is; with another one it would be another entity.
const IDENTITY: [&[&str]; 4] = [
    &["apiVersion"],
    &["kind"],
    &["metadata", "name"],
    &["metadata", "namespace"],
];
const METADATA: [(&str, Field); 6] = [
    ("title", Field::Text),
    ("description", Field::Text),
    ("labels", Field::TextMap),
    ("annotations", Field::TextMap),
    ("tags", Field::Texts),
    ("links", Field::Any),
];
const PLACEHOLDERS: [&str; 3] = ["$text", "$json", "$yaml"];
const ACCOUNTABLE: [&str; 3] = ["metadata", "annotations", "muster/accountable"];

/// Whether a change, as a person asks for it, may be made of a document, whose placeholders are as they are written.
///
/// # Errors
/// In a sentence that says what is possible.
pub fn fits(document: &Node, change: &Change) -> Result<(), String> {
    let path: Vec<&str> = change.path().iter().map(String::as_str).collect();
    let field = field(document, &path)?;
    let name = path.join(".");
    if path == ACCOUNTABLE {
        return Err("who answers for it is changed by a hand-over, which the other one accepts: `muster own transfer`".to_owned());
    }
    match change {
        Change::Set { value, .. } => holds_text(field, &path, value),
        Change::Put { value, .. } => holds(field, &path, value),
        Change::Add { value, .. } | Change::Take { value, .. } => match field {
            Field::Text | Field::TextMap => Err(format!("`{name}` is no list")),
            Field::Texts => refers(&path, value),
            Field::Any => Ok(()),
        },
        Change::Remove { .. } => is_dispensable(document, &path),
    }
}

/// What may stand at a path of a document.
///
/// # Errors
/// In a sentence, where nothing of it may be changed, or no such field is known.
pub fn field(document: &Node, path: &[&str]) -> Result<Field, String> {
    let name = path.join(".");
    if path.is_empty() || path.iter().any(|key| key.trim().is_empty()) {
        return Err(format!("`{name}` names no field"));
    }
    if IDENTITY.iter().any(|part| path.starts_with(part)) {
        return Err(format!(
            "`{name}` makes the entity what it is and stays: with another one it is another entity, which gets a file of its own"
        ));
    }
    placeholder(document, path)?;
    in_words(path)?;
    let kind = document.get("kind").and_then(Node::text).and_then(known_kind);
    let known = match path {
        ["metadata" | "spec"] => return Err(format!("name one field of `{name}`: {name}.FIELD")),
        ["metadata", key, below @ ..] => {
            let known = METADATA.iter().find(|(known, _)| known == key);
            known.and_then(|(_, field)| below_of(*field, below))
        }
        ["spec", key, below @ ..] => match kind.and_then(spec_fields) {
            None => Some(Field::Any),
            Some(fields) if fields.contains(key) => below_of(of_spec(key), below),
            Some(_) => None,
        },
        _ => None,
    };
    if path == ["metadata", "annotations"] {
        return Err("name one annotation: metadata.annotations.NAME".to_owned());
    }
    let is_there = || document.at_path(path).map(|_| Field::Any);
    known.or_else(is_there).ok_or_else(|| unknown(kind, path))
}

/// The fields of `spec` that a kind has; none where it may have any.
fn spec_fields(kind: &str) -> Option<&'static [&'static str]> {
    Some(match kind {
        "Component" => &[
            "type",
            "lifecycle",
            "owner",
            "system",
            "subcomponentOf",
            "providesApis",
            "consumesApis",
            "dependsOn",
            "dependencyOf",
        ],
        "API" => &["type", "lifecycle", "owner", "system", "definition"],
        "Resource" => &["type", "owner", "system", "dependsOn", "dependencyOf"],
        "System" => &["type", "owner", "domain"],
        "Domain" => &["type", "owner", "subdomainOf"],
        "Group" => &["type", "profile", "parent", "children", "members"],
        "User" => &["profile", "memberOf", "leaderOf"],
        "Location" => &["type", "target", "targets", "presence"],
        _ => return None,
    })
}

fn of_spec(key: &str) -> Field {
    let is_list = REF_FIELDS.iter().any(|field| field.name == key && field.list);
    match key {
        "targets" => Field::Texts,
        "profile" => Field::TextMap,
        _ if is_list => Field::Texts,
        _ => Field::Text,
    }
}

/// What stands below a field.
fn below_of(field: Field, below: &[&str]) -> Option<Field> {
    match (field, below) {
        (field, []) => Some(field),
        (Field::TextMap, [_]) => Some(Field::Text),
        (Field::Any, _) => Some(Field::Any),
        // Where a text is read from.
        (Field::Text, [key]) if PLACEHOLDERS.contains(key) => Some(Field::Text),
        _ => None,
    }
}

/// What another file says is changed there.
fn placeholder(document: &Node, path: &[&str]) -> Result<(), String> {
    for depth in 1..=path.len() {
        let Some([(key, file)]) = document.at_path(&path[..depth]).map(Node::pairs) else {
            continue;
        };
        if PLACEHOLDERS.contains(&key.text.as_str()) && path.get(depth) != Some(&key.text.as_str()) {
            let (name, key, file) = (
                path[..depth].join("."),
                &key.text,
                file.text().unwrap_or_default(),
            );
            return Err(format!(
                "`{name}` is read from {file} by `{key}`: change it there, or name another file with {name}.{key}"
            ));
        }
    }
    Ok(())
}

/// Whom or what an entity names is looked up before it is changed, so it is written there and not in another file.
fn in_words(path: &[&str]) -> Result<(), String> {
    let Some((key, above)) = path.split_last().filter(|(key, _)| PLACEHOLDERS.contains(key)) else {
        return Ok(());
    };
    let names = |fields: &[RefField], name: &str| fields.iter().any(|field| field.name == name);
    let is_named = match above {
        ["spec", name] => names(REF_FIELDS, name),
        ["metadata", "annotations", name] => names(ROLE_ANNOTATIONS, name),
        _ => false,
    };
    match is_named {
        true => Err(format!(
            "`{}` names an entity: write it there, not in a file for `{key}`",
            above.join(".")
        )),
        false => Ok(()),
    }
}

fn unknown(kind: Option<&str>, path: &[&str]) -> String {
    let name = path.join(".");
    let of_spec = kind.and_then(spec_fields).unwrap_or_default().iter();
    let metadata = METADATA.iter().map(|(key, _)| format!("metadata.{key}"));
    let all: Vec<String> = of_spec.map(|key| format!("spec.{key}")).chain(metadata).collect();
    let short = |known: &&String| known.rsplit('.').next() == path.first().copied();
    let meant = match path {
        [_] => all.iter().find(short).map(String::as_str),
        _ => nearest(&name, all.iter().map(String::as_str)),
    };
    let sort = match kind {
        Some(kind @ "API") => format!("an {kind}"),
        Some(kind) => format!("a {kind}"),
        None => "an entity".to_owned(),
    };
    match meant {
        Some(meant) => format!("{sort} has no `{name}`; did you mean `{meant}`?"),
        None => format!("{sort} has no `{name}`; what is not Backstage's is begun by hand in the file"),
    }
}

fn holds_text(field: Field, path: &[&str], value: &str) -> Result<(), String> {
    let name = path.join(".");
    match field {
        Field::Text => refers(path, value),
        Field::Any => Ok(()),
        Field::Texts => Err(format!(
            "`{name}` is a list: write [{value}], or add to it and take out of it"
        )),
        Field::TextMap => Err(format!("`{name}` is a mapping: name one of it, {name}.NAME")),
    }
}

fn holds(field: Field, path: &[&str], value: &Json) -> Result<(), String> {
    let name = path.join(".");
    let is_text = |value: &Json| value.is_string();
    match (field, value) {
        (Field::Any, _) => Ok(()),
        (_, Json::String(text)) => holds_text(field, path, text),
        (Field::Texts, Json::Array(items)) if items.iter().all(is_text) => {
            let mut texts = items.iter().filter_map(Json::as_str);
            texts.try_for_each(|text| refers(path, text))
        }
        (Field::TextMap, Json::Object(map)) if map.values().all(is_text) => Ok(()),
        (Field::Text, _) => Err(format!("`{name}` is a text, not {}", sort(value))),
        (Field::Texts, _) => Err(format!("`{name}` is a list of texts, as [one, two]")),
        (Field::TextMap, _) => Err(format!("`{name}` is a mapping of texts, as {{name: text}}")),
    }
}

fn sort(value: &Json) -> &'static str {
    match value {
        Json::Array(_) => "a list",
        Json::Object(_) => "a mapping",
        Json::Number(_) => "a number",
        Json::Bool(_) => "true or false",
        Json::String(_) => "a text",
        Json::Null => "nothing",
    }
}

/// A field that refers to entities has to name one.
fn refers(path: &[&str], text: &str) -> Result<(), String> {
    let fields = match path {
        ["spec", _] => REF_FIELDS,
        ["metadata", "annotations", _] => ROLE_ANNOTATIONS,
        _ => return Ok(()),
    };
    let Some(field) = fields.iter().find(|field| path.last() == Some(&field.name)) else {
        return Ok(());
    };
    let read = EntityRef::parse(text, field.default_kind, DEFAULT_NAMESPACE);
    read.map(|_| ()).map_err(|error| {
        format!(
            "`{}` names an entity, and `{text}` does not: {error}",
            path.join(".")
        )
    })
}

/// Whether whom a change names to own something, or for a role, is in the catalog: nobody else can answer for anything.
///
/// # Errors
/// In a sentence.
pub fn names_known(catalog: &Catalog, change: &Change) -> Result<(), String> {
    let path: Vec<&str> = change.path().iter().map(String::as_str).collect();
    let value = match change {
        Change::Set { value, .. } => Some(value.as_str()),
        Change::Put { value, .. } => value.as_str(),
        Change::Remove { .. } | Change::Add { .. } | Change::Take { .. } => None,
    };
    let field = match path.as_slice() {
        ["spec", "owner"] => REF_FIELDS.iter().find(|field| field.name == "owner"),
        ["metadata", "annotations", name] => ROLE_ANNOTATIONS.iter().find(|field| field.name == *name),
        _ => None,
    };
    let (Some(value), Some(field)) = (value, field) else {
        return Ok(());
    };
    let Ok(meant) = EntityRef::parse(value, field.default_kind, DEFAULT_NAMESPACE) else {
        return Ok(());
    };
    let may_be = fitting_kinds(field.relation, false);
    match catalog.find(meant.as_str()) {
        None => Err(format!("{meant} is not in the catalog")),
        Some(_) if !may_be.is_empty() && !may_be.contains(&meant.kind()) => Err(format!(
            "`{}` names a {}, and {meant} is none",
            path.join("."),
            may_be.join(" or a ")
        )),
        Some(_) => Ok(()),
    }
}

fn is_dispensable(document: &Node, path: &[&str]) -> Result<(), String> {
    let ["spec", key] = path else { return Ok(()) };
    let kind = document.get("kind").and_then(Node::text).unwrap_or_default();
    match required_fields(kind).contains(key) {
        true => Err(format!("a {kind} needs `spec.{key}`: set another one")),
        false => Ok(()),
    }
}
