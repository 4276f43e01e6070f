//! The schema of an object as it is now: references followed, conditions decided, branches chosen, all of it one schema.
//! The rules are those of react-jsonschema-form, which draws Backstage's forms (packages/utils/src/schema/retrieveSchema.ts).

use std::borrow::Cow;

use serde_json::{Map, Value, json};

use super::conditions::{fits, selects};

/// How many schemas may be merged into one: what refers to itself ends here.
const DEEPEST: usize = 24;

/// A schema for the value at hand, without `$ref`, `allOf`, `if`, `dependencies`, `oneOf` and `anyOf` of objects.
pub(super) fn resolved<'s>(root: &Value, schema: &'s Value, value: &Value) -> Cow<'s, Value> {
    match is_plain(schema) {
        true => Cow::Borrowed(schema),
        false => Cow::Owned(resolve(root, schema, value, DEEPEST)),
    }
}

fn is_plain(schema: &Value) -> bool {
    let complex = [
        "$ref",
        "allOf",
        "if",
        "dependencies",
        "dependentRequired",
        "dependentSchemas",
        "oneOf",
        "anyOf",
    ];
    complex.into_iter().all(|key| schema.get(key).is_none())
}

fn resolve(root: &Value, schema: &Value, value: &Value, depth: usize) -> Value {
    let Value::Object(pairs) = schema else {
        return json!({});
    };
    let mut result = pairs.clone();
    if depth == 0 {
        return Value::Object(result);
    }
    let again = |part: &Value| resolve(root, part, value, depth - 1);
    if let Some(target) = result
        .shift_remove("$ref")
        .and_then(|target| followed(root, &target))
    {
        let target = again(&target);
        let own = std::mem::take(&mut result);
        merge(&mut result, target);
        merge(&mut result, Value::Object(own));
    }
    if let Some(Value::Array(parts)) = result.shift_remove("allOf") {
        for part in &parts {
            merge(&mut result, again(part));
        }
    }
    if let Some(condition) = result.shift_remove("if") {
        let met = fits(root, &condition, value);
        let (then, otherwise) = (result.shift_remove("then"), result.shift_remove("else"));
        if let Some(branch) = if met { then } else { otherwise } {
            merge(&mut result, again(&branch));
        }
    }
    choose(root, &mut result, value, depth);
    depend(root, &mut result, value, depth);
    Value::Object(result)
}

/// What a local reference leads to.
fn followed(root: &Value, target: &Value) -> Option<Value> {
    let pointer = target.as_str()?.strip_prefix('#')?;
    root.pointer(pointer).cloned()
}

/// Takes the branch of `oneOf` or `anyOf` that fits the value; the first where none does. Plain choices are left alone.
fn choose(root: &Value, result: &mut Map<String, Value>, value: &Value, depth: usize) {
    for key in ["oneOf", "anyOf"] {
        let Some(Value::Array(branches)) = result.get(key) else {
            continue;
        };
        if branches.is_empty() || branches.iter().all(|branch| constant(branch).is_some()) {
            continue;
        }
        let branches = branches.clone();
        result.shift_remove(key);
        // Two ways of saying which fields are needed are no fields of their own.
        let is_about_fields =
            |branch: &Value| branch.get("properties").is_some() || branch.get("$ref").is_some();
        if result.contains_key("properties") && !branches.iter().any(is_about_fields) {
            continue;
        }
        let branches: Vec<Value> = branches
            .iter()
            .map(|branch| resolve(root, branch, value, depth - 1))
            .collect();
        let offered = discriminators(&branches);
        let fitting = |branch: &&Value| offered.iter().all(|(name, _)| selects(branch, name, value));
        let chosen = match offered.is_empty() {
            true => branches.iter().find(|branch| fits(root, branch, value)),
            false => branches.iter().find(fitting),
        };
        // The first, where nothing tells them apart; none while what tells them apart is not answered.
        let chosen = chosen.or(branches.first().filter(|_| offered.is_empty()));
        if let Some(chosen) = chosen {
            merge(result, chosen.clone());
        }
        for (name, choices) in offered {
            offer(result, &name, choices);
        }
    }
}

/// The value that a branch stands for: `{const: 1, title: "One"}`, `{enum: [1]}`.
pub(super) fn constant(branch: &Value) -> Option<&Value> {
    match (branch.get("const"), branch.get("enum")) {
        (Some(value), _) => Some(value),
        (None, Some(Value::Array(values))) if values.len() == 1 => values.first(),
        _ => None,
    }
}

/// Properties that each branch gives another constant: they say which branch is meant. With their branches' values.
fn discriminators(branches: &[Value]) -> Vec<(String, Vec<Value>)> {
    let Some(Value::Object(first)) = branches.first().and_then(|branch| branch.get("properties")) else {
        return Vec::new();
    };
    let values_of = |name: &str, branch: &Value| -> Option<Vec<Value>> {
        let property = branch.get("properties")?.get(name)?;
        match (property.get("const"), property.get("enum")) {
            (Some(value), _) => Some(vec![value.clone()]),
            (None, Some(Value::Array(values))) => Some(values.clone()),
            _ => None,
        }
    };
    let of_all = |name: &String| -> Option<(String, Vec<Value>)> {
        let values: Option<Vec<Vec<Value>>> = branches.iter().map(|branch| values_of(name, branch)).collect();
        let mut all: Vec<Value> = Vec::new();
        for value in values?.into_iter().flatten() {
            if all.contains(&value) {
                return None;
            }
            all.push(value);
        }
        Some((name.clone(), all))
    };
    first.keys().filter_map(of_all).take(1).collect()
}

/// Lets all values of a property be chosen, not only those of the branch that is chosen now.
fn offer(result: &mut Map<String, Value>, name: &str, choices: Vec<Value>) {
    let properties = result.entry("properties").or_insert_with(|| json!({}));
    let Some(properties) = properties.as_object_mut() else {
        return;
    };
    let property = properties.entry(name.to_owned()).or_insert_with(|| json!({}));
    if let Some(property) = property.as_object_mut() {
        property.shift_remove("const");
        property.insert("enum".to_owned(), Value::Array(choices));
    }
}

/// `dependencies` of the properties that are answered: more that is needed, or more that is asked.
fn depend(root: &Value, result: &mut Map<String, Value>, value: &Value, depth: usize) {
    for key in ["dependencies", "dependentRequired", "dependentSchemas"] {
        let Some(Value::Object(dependencies)) = result.shift_remove(key) else {
            continue;
        };
        for (name, dependency) in &dependencies {
            if value.get(name).is_none_or(super::values::is_empty) {
                continue;
            }
            match dependency {
                Value::Array(_) => merge(result, json!({ "required": dependency })),
                dependency => {
                    if let Some(extra) = dependent(root, name, dependency, value, depth) {
                        merge(result, extra);
                    }
                }
            }
        }
    }
}

fn dependent(root: &Value, name: &str, dependency: &Value, value: &Value, depth: usize) -> Option<Value> {
    let mut dependency = dependency.clone();
    let branches = dependency.as_object_mut()?.shift_remove("oneOf");
    let mut extra = resolve(root, &dependency, value, depth - 1);
    if let Some(Value::Array(branches)) = branches {
        let branches = branches.iter().map(|branch| {
            match branch.get("$ref").and_then(|target| followed(root, target)) {
                Some(target) => target,
                None => branch.clone(),
            }
        });
        let chosen = branches.into_iter().find(|branch| selects(branch, name, value));
        if let Some(mut chosen) = chosen {
            // The property itself is asked for already.
            if let Some(properties) = chosen.get_mut("properties").and_then(Value::as_object_mut) {
                properties.shift_remove(name);
            }
            let chosen = resolve(root, &chosen, value, depth - 1);
            if let Some(extra) = extra.as_object_mut() {
                merge(extra, chosen);
            }
        }
    }
    Some(extra)
}

/// Puts one schema over another: properties and what is needed come together, all else is replaced.
fn merge(into: &mut Map<String, Value>, from: Value) {
    let Value::Object(from) = from else { return };
    for (key, value) in from {
        match (key.as_str(), into.get_mut(&key), value) {
            (
                "properties" | "definitions" | "$defs" | "ui:options",
                Some(Value::Object(known)),
                Value::Object(more),
            ) => {
                for (name, schema) in more {
                    match (known.get_mut(&name), schema) {
                        (Some(Value::Object(known)), schema @ Value::Object(_)) => merge(known, schema),
                        (_, schema) => {
                            known.insert(name, schema);
                        }
                    }
                }
            }
            ("required", Some(Value::Array(known)), Value::Array(more)) => {
                for name in more {
                    if !known.contains(&name) {
                        known.push(name);
                    }
                }
            }
            ("allOf" | "ui:order", Some(Value::Array(known)), Value::Array(more)) => known.extend(more),
            (_, _, value) => {
                into.insert(key, value);
            }
        }
    }
}
