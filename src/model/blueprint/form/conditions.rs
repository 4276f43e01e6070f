//! Whether answers fit a schema, for conditions and branches. The few keywords that conditions are made of are looked at
//! here; anything else is left to the validator.

use serde_json::Value;

use super::schema::resolved;

/// Whether a value fits a schema.
pub(super) fn fits(root: &Value, schema: &Value, value: &Value) -> bool {
    let schema = match schema.get("$ref") {
        Some(_) => resolved(root, schema, value),
        None => std::borrow::Cow::Borrowed(schema),
    };
    let Value::Object(pairs) = schema.as_ref() else {
        return schema.as_bool().unwrap_or(true);
    };
    pairs
        .iter()
        .all(|(key, rule)| keyword(root, key, rule, &schema, value))
}

fn keyword(root: &Value, key: &str, rule: &Value, schema: &Value, value: &Value) -> bool {
    let all = |parts: &Value, holds: &dyn Fn(&Value) -> bool| {
        parts.as_array().is_none_or(|parts| parts.iter().all(holds))
    };
    let any = |parts: &Value| {
        parts
            .as_array()
            .is_none_or(|parts| parts.iter().any(|part| fits(root, part, value)))
    };
    match key {
        "properties" => rule.as_object().is_none_or(|properties| {
            properties
                .iter()
                .all(|(name, part)| value.get(name).is_none_or(|value| fits(root, part, value)))
        }),
        "required" => all(rule, &|name: &Value| {
            !value.is_object()
                || name
                    .as_str()
                    .is_none_or(|name| value.get(name).is_some_and(|value| !value.is_null()))
        }),
        "const" => same(rule, value),
        "enum" => rule
            .as_array()
            .is_none_or(|values| values.iter().any(|known| same(known, value))),
        "allOf" => all(rule, &|part: &Value| fits(root, part, value)),
        "anyOf" => any(rule),
        "oneOf" => rule
            .as_array()
            .is_none_or(|parts| parts.iter().filter(|part| fits(root, part, value)).count() == 1),
        "not" => !fits(root, rule, value),
        "type" => match rule {
            Value::String(kind) => is_kind(kind, value),
            Value::Array(kinds) => kinds
                .iter()
                .filter_map(Value::as_str)
                .any(|kind| is_kind(kind, value)),
            _ => true,
        },
        "contains" => value
            .as_array()
            .is_none_or(|items| items.iter().any(|item| fits(root, rule, item))),
        "pattern" | "minLength" | "maxLength" | "minimum" | "maximum" | "exclusiveMinimum"
        | "exclusiveMaximum" | "minItems" | "maxItems" | "multipleOf" | "uniqueItems" => {
            super::complaints::keyword_holds(key, rule, value)
        }
        "if" => {
            let branch = if fits(root, rule, value) { "then" } else { "else" };
            schema.get(branch).is_none_or(|branch| fits(root, branch, value))
        }
        _ => true,
    }
}

fn is_kind(kind: &str, value: &Value) -> bool {
    match kind {
        "string" => value.is_string(),
        "boolean" => value.is_boolean(),
        "number" => value.is_number(),
        "integer" => value.as_f64().is_some_and(|number| number.fract() == 0.0),
        "array" => value.is_array(),
        "object" => value.is_object(),
        "null" => value.is_null(),
        _ => true,
    }
}

/// Equal as JSON: 1 is 1.0.
fn same(a: &Value, b: &Value) -> bool {
    match (a.as_f64(), b.as_f64()) {
        (Some(a), Some(b)) => a == b,
        _ => a == b,
    }
}

/// Whether a branch is the one for the answer to one of its properties.
pub(super) fn selects(branch: &Value, name: &str, value: &Value) -> bool {
    let Some(property) = branch
        .get("properties")
        .and_then(|properties| properties.get(name))
    else {
        return false;
    };
    value.get(name).is_some_and(|value| fits(branch, property, value))
}
