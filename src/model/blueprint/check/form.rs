//! The form: whether its schema fits together, and whether muster has its fields.

use serde_json::Value;

use super::Found;
use crate::model::blueprint::form::{FIELDS, nearest_field, pattern_fault};
use crate::model::blueprint::read::below;
use crate::model::blueprint::template::Blueprint;
use crate::model::catalog::Code;

/// Schemas that are nested deeper than this are not looked at.
const DEEPEST: usize = 32;

/// The names of all parameters that a form can ask for, whatever is answered.
pub(super) fn parameters(blueprint: &Blueprint) -> Vec<&str> {
    let mut names = Vec::new();
    for page in &blueprint.pages {
        property_names(&page.schema, &page.schema, &mut names, DEEPEST);
    }
    names
}

/// The properties of an object in all its branches.
fn property_names<'s>(root: &'s Value, schema: &'s Value, names: &mut Vec<&'s str>, depth: usize) {
    let Some(depth) = depth.checked_sub(1) else { return };
    let properties = schema.get("properties").and_then(Value::as_object);
    names.extend(properties.into_iter().flatten().map(|(name, _)| name.as_str()));
    let target = schema
        .get("$ref")
        .and_then(Value::as_str)
        .and_then(|target| target.strip_prefix('#'));
    if let Some(target) = target.and_then(|target| root.pointer(target)) {
        property_names(root, target, names, depth);
    }
    for (_, branch) in branches(schema) {
        property_names(root, branch, names, depth);
    }
}

/// The schemas that are merged into one by what is answered, with the steps that lead to each.
fn branches(schema: &Value) -> Vec<(Vec<String>, &Value)> {
    let mut all = Vec::new();
    for key in ["allOf", "oneOf", "anyOf"] {
        let listed = schema.get(key).and_then(Value::as_array).into_iter().flatten();
        all.extend(
            listed
                .enumerate()
                .map(|(at, branch)| (vec![key.to_owned(), at.to_string()], branch)),
        );
    }
    for key in ["then", "else"] {
        all.extend(schema.get(key).map(|branch| (vec![key.to_owned()], branch)));
    }
    for key in ["dependencies", "dependentSchemas"] {
        let named = schema.get(key).and_then(Value::as_object).into_iter().flatten();
        all.extend(named.map(|(name, branch)| (vec![key.to_owned(), name.clone()], branch)));
    }
    all
}

impl Found<'_> {
    pub(super) fn form(&mut self) {
        let blueprint = self.blueprint;
        let parameters = &blueprint.document["spec"]["parameters"];
        if !(parameters.is_null() || parameters.is_object() || parameters.is_array()) {
            let message = "parameters are one form or a list of forms";
            self.add(Code::BadForm, "/spec/parameters", message);
        }
        for (at, page) in blueprint.pages.iter().enumerate() {
            let mut pointer = "/spec/parameters".to_owned();
            if parameters.is_array() {
                below(&mut pointer, &at.to_string());
            }
            if !page.schema.is_object() {
                self.add(Code::BadForm, &pointer, "a page of a form is a mapping");
            }
            let mut names = Vec::new();
            property_names(&page.schema, &page.schema, &mut names, DEEPEST);
            self.needed(&page.schema, &names, &pointer);
            self.schema(&page.schema, &page.schema, &mut pointer, DEEPEST);
        }
    }

    /// Whether what a page needs is asked for by it.
    fn needed(&mut self, schema: &Value, names: &[&str], pointer: &str) {
        let needed = schema
            .get("required")
            .and_then(Value::as_array)
            .into_iter()
            .flatten();
        for (at, name) in needed.enumerate() {
            let Some(name) = name.as_str().filter(|name| !names.contains(name)) else {
                continue;
            };
            let message = format!("`{name}` is required, and the page does not ask for it");
            self.add(Code::BadForm, &format!("{pointer}/required/{at}"), message);
        }
    }

    fn schema(&mut self, root: &Value, schema: &Value, pointer: &mut String, depth: usize) {
        let Some(depth) = depth.checked_sub(1) else { return };
        self.one(root, schema, pointer);
        let mut parts: Vec<(Vec<String>, &Value)> = branches(schema);
        for key in ["properties", "definitions", "$defs"] {
            let named = schema.get(key).and_then(Value::as_object).into_iter().flatten();
            parts.extend(named.map(|(name, part)| (vec![key.to_owned(), name.clone()], part)));
        }
        parts.extend(schema.get("items").map(|items| (vec!["items".to_owned()], items)));
        let length = pointer.len();
        for (steps, part) in parts {
            for step in &steps {
                below(pointer, step);
            }
            self.schema(root, part, pointer, depth);
            pointer.truncate(length);
        }
    }

    fn one(&mut self, root: &Value, schema: &Value, pointer: &str) {
        let field = schema.get("ui:field").and_then(Value::as_str).unwrap_or_default();
        let is_known =
            field.is_empty() || field == "hidden" || field.ends_with("Field") || FIELDS.contains(&field);
        if !is_known {
            let near =
                nearest_field(field).map_or_else(String::new, |near| format!("; the nearest is {near}"));
            let message = format!("muster has no field `{field}`, so it is asked for as text{near}");
            self.add(Code::UnknownFormField, &format!("{pointer}/ui:field"), message);
        }
        if let Some(pattern) = schema.get("pattern").and_then(Value::as_str) {
            if let Some(fault) = pattern_fault(pattern) {
                let message = format!("the pattern `{pattern}` is not checked: {fault}");
                self.add(Code::BadPattern, &format!("{pointer}/pattern"), message);
            }
        }
        if schema
            .get("enum")
            .is_some_and(|values| values.as_array().is_none_or(Vec::is_empty))
        {
            let message = "`enum` is a list of values to choose from, and here is none";
            self.add(Code::BadForm, &format!("{pointer}/enum"), message);
        }
        if let Some(target) = schema.get("$ref").and_then(Value::as_str) {
            let found = target.strip_prefix('#').and_then(|target| root.pointer(target));
            if found.is_none() {
                let message = format!(
                    "`{target}` leads to nothing; references lead to the same page, as #/definitions/x"
                );
                self.add(Code::BadForm, &format!("{pointer}/$ref"), message);
            }
        }
    }
}
