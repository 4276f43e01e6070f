//! A template's document read as a blueprint. Nothing is refused here: what does not fit is found by the check.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use super::template::{Blueprint, Page, Step};
use crate::model::catalog::{Node, Position, Value as NodeValue};

/// Where the values of a document stand: by JSON Pointer.
pub type Places = BTreeMap<String, Position>;

/// Reads a document, with its places. `entity_ref` is canonical.
pub fn read(document: &Node, entity_ref: &str) -> Blueprint {
    let mut places = Places::new();
    let value = json(document, &mut String::new(), &mut places);
    Blueprint {
        places,
        ..Blueprint::of_json(&value, entity_ref)
    }
    .placed()
}

/// A node as JSON: the order of keys as in the file, plain scalars with their types.
fn json(node: &Node, pointer: &mut String, places: &mut Places) -> Value {
    places.insert(pointer.clone(), node.at);
    let length = pointer.len();
    match &node.value {
        NodeValue::Null => Value::Null,
        NodeValue::Scalar { text, plain } => match plain {
            true => plain_scalar(text),
            false => Value::from(text.as_str()),
        },
        NodeValue::List(items) => items
            .iter()
            .enumerate()
            .map(|(at, item)| {
                below(pointer, &at.to_string());
                let item = json(item, pointer, places);
                pointer.truncate(length);
                item
            })
            .collect(),
        NodeValue::Map(pairs) => {
            let mut object = Map::with_capacity(pairs.len());
            for (key, item) in pairs {
                below(pointer, &key.text);
                object.insert(key.text.clone(), json(item, pointer, places));
                pointer.truncate(length);
            }
            Value::Object(object)
        }
    }
}

/// Goes one step down a JSON Pointer (RFC 6901).
pub(super) fn below(pointer: &mut String, step: &str) {
    pointer.push('/');
    pointer.push_str(&step.replace('~', "~0").replace('/', "~1"));
}

/// What a plain scalar stands for by YAML's core schema, as far as JSON has it.
fn plain_scalar(text: &str) -> Value {
    match text {
        "" | "~" | "null" | "Null" | "NULL" => Value::Null,
        "true" | "True" | "TRUE" => Value::from(true),
        "false" | "False" | "FALSE" => Value::from(false),
        _ => match serde_json::from_str(text) {
            Ok(Value::Number(number)) => Value::Number(number),
            _ => Value::from(text),
        },
    }
}

impl Blueprint {
    /// Reads a document that a run kept; its places are not known.
    pub fn of_json(document: &Value, entity_ref: &str) -> Self {
        let metadata = &document["metadata"];
        let spec = &document["spec"];
        let text = |value: &Value| {
            value
                .as_str()
                .map(str::to_owned)
                .filter(|text| !text.trim().is_empty())
        };
        let name = text(&metadata["name"])
            .unwrap_or_else(|| entity_ref.rsplit('/').next().unwrap_or_default().to_owned());
        Self {
            entity_ref: entity_ref.to_owned(),
            title: text(&metadata["title"]).unwrap_or_else(|| name.clone()),
            name,
            description: text(&metadata["description"]),
            tags: strings(&metadata["tags"]),
            type_: text(&spec["type"]),
            owner: text(&spec["owner"]),
            minutes_saved: metadata["annotations"]["backstage.io/time-saved"]
                .as_str()
                .and_then(minutes),
            pages: pages(&spec["parameters"]),
            steps: steps(&spec["steps"]),
            output: spec["output"].clone(),
            document: document.clone(),
            places: Places::new(),
        }
    }

    /// The same with its pages and steps at their places.
    fn placed(mut self) -> Self {
        let is_list = self.document["spec"]["parameters"].is_array();
        for (at, page) in self.pages.iter_mut().enumerate() {
            let pointer = match is_list {
                true => format!("/spec/parameters/{at}"),
                false => "/spec/parameters".to_owned(),
            };
            page.at = self.places.get(&pointer).copied().unwrap_or_default();
        }
        for (at, step) in self.steps.iter_mut().enumerate() {
            let place = self.places.get(&format!("/spec/steps/{at}"));
            step.at = place.copied().unwrap_or_default();
        }
        self
    }

    /// The same in a file in which so many lines come before the document.
    pub fn moved_down(mut self, lines: u32) -> Self {
        let places = self.places.values_mut();
        let pages = self.pages.iter_mut().map(|page| &mut page.at);
        let steps = self.steps.iter_mut().map(|step| &mut step.at);
        for place in places.chain(pages).chain(steps) {
            place.line += lines;
        }
        self
    }

    /// Where the value at a pointer stands, or what is around it; nowhere in a document that a run kept.
    pub fn place(&self, pointer: &str) -> Position {
        let mut pointer = pointer;
        loop {
            match (self.places.get(pointer), pointer.rfind('/')) {
                (Some(place), _) => return *place,
                (None, Some(cut)) => pointer = &pointer[..cut],
                (None, None) => return Position::default(),
            }
        }
    }
}

pub(super) fn strings(value: &Value) -> Vec<String> {
    match value {
        Value::Array(items) => items
            .iter()
            .filter_map(|item| item.as_str().map(str::to_owned))
            .collect(),
        Value::String(text) => vec![text.clone()],
        _ => Vec::new(),
    }
}

/// One form, or a list of them.
fn pages(parameters: &Value) -> Vec<Page> {
    let page = |schema: &Value| Page {
        title: schema["title"].as_str().map(str::to_owned),
        description: schema["description"].as_str().map(str::to_owned),
        schema: schema.clone(),
        at: Position::default(),
    };
    match parameters {
        Value::Array(pages) => pages.iter().map(page).collect(),
        Value::Object(_) => vec![page(parameters)],
        _ => Vec::new(),
    }
}

fn steps(steps: &Value) -> Vec<Step> {
    let given = |value: &Value| (!value.is_null()).then(|| value.clone());
    let step = |(at, step): (usize, &Value)| Step {
        id: match step["id"].as_str() {
            Some(id) if !id.is_empty() => id.to_owned(),
            _ => format!("step-{}", at + 1),
        },
        name: step["name"].as_str().map(str::to_owned),
        action: step["action"].as_str().unwrap_or_default().to_owned(),
        input: step["input"].clone(),
        condition: given(&step["if"]),
        each: given(&step["each"]),
        at: Position::default(),
    };
    let steps = steps.as_array().map(Vec::as_slice).unwrap_or_default();
    steps.iter().enumerate().map(step).collect()
}

/// The minutes of an ISO 8601 duration, as `PT4H30M` or `P1DT2H`; a day of work has eight hours.
fn minutes(duration: &str) -> Option<u32> {
    let (days, time) = match duration.trim().strip_prefix('P')?.split_once('T') {
        Some((days, time)) => (days, time),
        None => (duration.trim().strip_prefix('P')?, ""),
    };
    let mut total = 0.0;
    for (part, units) in [
        (days, [('W', 2400.0), ('D', 480.0), ('Y', 0.0)]),
        (time, [('H', 60.0), ('M', 1.0), ('S', 1.0 / 60.0)]),
    ] {
        let mut rest = part;
        while let Some(end) = rest.find(|letter: char| letter.is_ascii_alphabetic()) {
            let unit = rest[end..].chars().next()?;
            let (_, each) = units.into_iter().find(|(name, _)| *name == unit)?;
            total += rest[..end].parse::<f64>().ok()? * each;
            rest = &rest[end + 1..];
        }
    }
    (total.is_finite() && total >= 1.0).then_some(total as u32)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn durations_are_minutes_of_work() {
        for (written, expected) in [
            ("PT4H", Some(240)),
            ("PT1H30M", Some(90)),
            ("P1D", Some(480)),
            ("P1DT2H", Some(600)),
            ("4 hours", None),
            ("P", None),
            ("PT", None),
            ("PTxH", None),
        ] {
            assert_eq!(minutes(written), expected, "{written}");
        }
    }

    #[test]
    fn one_form_or_several_are_pages_and_steps_have_names() {
        let one = json!({"spec": {"parameters": {"title": "A"}, "steps": [{"action": "debug:log"}, {"id": "x", "if": false}]}});
        let blueprint = Blueprint::of_json(&one, "template:default/a");
        assert_eq!(blueprint.pages.len(), 1);
        assert_eq!((blueprint.name.as_str(), blueprint.title.as_str()), ("a", "a"));
        let ids: Vec<&str> = blueprint.steps.iter().map(|step| step.id.as_str()).collect();
        assert_eq!(ids, ["step-1", "x"]);
        assert_eq!(blueprint.steps[1].condition, Some(json!(false)));
        for broken in [
            json!(null),
            json!([]),
            json!({"spec": {"steps": "x", "parameters": 3}}),
        ] {
            assert_eq!(Blueprint::of_json(&broken, "template:default/a").steps, []);
        }
    }
}
