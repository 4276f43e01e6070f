//! From a page to its fields, in the order in which they are asked.

use serde_json::{Map, Value};

use super::input::{input_of, is_hidden, label_of, ui};
use super::schema::resolved;
use crate::model::blueprint::field::{Field, Input, Review};
use crate::model::blueprint::read::below;

/// A field, the schema that it comes from, and whether it is only carried along.
#[derive(Debug)]
pub(super) struct Asked {
    pub field: Field,
    pub schema: Value,
    pub hidden: bool,
}

/// Objects and lists nested deeper than this are not asked for: nobody fills that in, and schemas can refer to themselves.
const DEEPEST: u8 = 8;

/// No form has more fields than this.
const MOST: usize = 2_000;

/// All fields of a page's schema, given the answers.
pub(super) fn walk(page: &Value, values: &Value) -> Vec<Asked> {
    let mut walk = Walk {
        root: page,
        asked: Vec::new(),
        pointer: String::new(),
    };
    if page.get("backstage:featureFlag").is_none() {
        walk.object(
            page,
            values,
            Spot {
                depth: 0,
                hidden: false,
            },
        );
    }
    walk.asked
}

struct Walk<'p> {
    root: &'p Value,
    asked: Vec<Asked>,
    /// Of the value that is being looked at.
    pointer: String,
}

/// How far inside a value lies, and whether what is around it is only carried along.
#[derive(Clone, Copy)]
struct Spot {
    depth: u8,
    hidden: bool,
}

impl Walk<'_> {
    fn object(&mut self, schema: &Value, value: &Value, spot: Spot) {
        let schema = resolved(self.root, schema, value);
        let none = Map::new();
        let properties = schema
            .get("properties")
            .and_then(Value::as_object)
            .unwrap_or(&none);
        let length = self.pointer.len();
        for name in ordered(&schema, properties) {
            let Some(property) = properties.get(name) else {
                continue;
            };
            if property.get("backstage:featureFlag").is_some() {
                continue;
            }
            let required = is_required(&schema, name, property);
            below(&mut self.pointer, name);
            let value = value.get(name).unwrap_or(&Value::Null);
            self.field(name, property, value, required, spot);
            self.pointer.truncate(length);
        }
    }

    fn field(&mut self, name: &str, schema: &Value, value: &Value, required: bool, spot: Spot) {
        if self.asked.len() >= MOST || spot.depth > DEEPEST {
            return;
        }
        let schema = resolved(self.root, schema, value);
        let Some(input) = input_of(self.root, name, &schema) else {
            return;
        };
        let hidden = spot.hidden || is_hidden(&schema);
        let is_group = matches!(input, Input::Group);
        let is_list = matches!(input, Input::List { .. });
        self.asked.push(Asked {
            field: described(name, &schema, input, self.pointer.clone(), required, spot.depth),
            schema: schema.clone().into_owned(),
            hidden,
        });
        let inside = Spot {
            depth: spot.depth + 1,
            hidden,
        };
        if is_group {
            self.object(&schema, value, inside);
        } else if is_list {
            self.items(name, &schema, value, inside);
        }
    }

    fn items(&mut self, name: &str, schema: &Value, value: &Value, spot: Spot) {
        let items = value.as_array().map(Vec::as_slice).unwrap_or_default();
        let length = self.pointer.len();
        for (at, item) in items.iter().enumerate() {
            let item_schema = match schema.get("items") {
                Some(Value::Array(each)) => each.get(at).or(schema.get("additionalItems")).or(each.last()),
                items => items,
            };
            let Some(item_schema) = item_schema else { return };
            let title = format!("{} {}", label_of(name, schema), at + 1);
            let mut item_schema = item_schema.clone();
            if let Some(object) = item_schema.as_object_mut() {
                object.entry("title").or_insert(Value::from(title));
            }
            below(&mut self.pointer, &at.to_string());
            self.field(name, &item_schema, item, false, spot);
            self.pointer.truncate(length);
        }
    }
}

/// `ui:order`, in which `*` stands for all that is not named.
fn ordered<'s>(schema: &'s Value, properties: &'s Map<String, Value>) -> Vec<&'s str> {
    let all: Vec<&str> = properties.keys().map(String::as_str).collect();
    let Some(Value::Array(order)) = ui(schema, "order") else {
        return all;
    };
    let named: Vec<&str> = order.iter().filter_map(Value::as_str).collect();
    let rest = || all.iter().copied().filter(|name| !named.contains(name));
    let mut ordered = Vec::with_capacity(all.len());
    for name in &named {
        match *name {
            "*" => ordered.extend(rest()),
            name if all.contains(&name) && !ordered.contains(&name) => ordered.push(name),
            _ => {}
        }
    }
    if !named.contains(&"*") {
        ordered.extend(rest());
    }
    ordered
}

/// Whether a property has to be answered; also where the property says so itself, as draft 3 had it.
fn is_required(schema: &Value, name: &str, property: &Value) -> bool {
    let listed = match schema.get("required") {
        Some(Value::Array(names)) => names.iter().any(|needed| needed.as_str() == Some(name)),
        _ => false,
    };
    listed || property.get("required") == Some(&Value::Bool(true))
}

fn described(name: &str, schema: &Value, input: Input, pointer: String, required: bool, depth: u8) -> Field {
    let text = |value: Option<&Value>| {
        value
            .and_then(Value::as_str)
            .map(str::to_owned)
            .filter(|text| !text.is_empty())
    };
    let is_set = |key: &str| ui(schema, key) == Some(&Value::Bool(true));
    Field {
        pointer,
        label: label_of(name, schema),
        description: text(ui(schema, "description").or(schema.get("description"))),
        help: text(ui(schema, "help")),
        placeholder: text(ui(schema, "placeholder")),
        input,
        required,
        disabled: is_set("disabled")
            || is_set("readonly")
            || schema.get("readOnly") == Some(&Value::Bool(true)),
        autofocus: is_set("autofocus"),
        depth,
        review: review(schema),
    }
}

/// `ui:backstage: {review: {show, mask}}`, also written `ui:backstage.review`.
fn review(schema: &Value) -> Review {
    let nested = schema.get("ui:backstage").and_then(|ours| ours.get("review"));
    let within_options = || schema.get("ui:options")?.get("backstage")?.get("review");
    let Some(review) = nested
        .or(schema.get("ui:backstage.review"))
        .or_else(within_options)
    else {
        return match ui(schema, "widget").and_then(Value::as_str) {
            Some("password") => Review::Masked("******".to_owned()),
            _ => Review::Shown,
        };
    };
    match (review.get("mask").and_then(Value::as_str), review.get("show")) {
        (_, Some(Value::Bool(false))) => Review::Hidden,
        (Some(mask), _) => Review::Masked(mask.to_owned()),
        _ => Review::Shown,
    }
}
