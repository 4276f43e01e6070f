//! Radars as others write them: Backstage's response, Zalando's `config.json`, Thoughtworks' build-your-own-radar as CSV or
//! JSON. Which one it is shows in what it holds, not in its name. Lenient and loud: what is wrong costs itself alone and is
//! told with its line and column. Reads texts, no files.

mod backstage;
mod csv;
mod draft;
mod html;
mod json;
mod thoughtworks;
mod zalando;

#[cfg(test)]
mod tests;

use draft::Draft;

use crate::model::catalog::{Node, Position, Value};
use crate::model::vision::{Complaint, Radar};
use crate::sources::files::yaml;

/// What a file gives, and what is wrong with it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Read {
    /// What is right counts, whatever is wrong beside it.
    pub radar: Radar,
    pub complaints: Vec<Complaint>,
}

/// Reads the text of a radar. `path` is the file's, relative to the workspace.
pub fn parse(path: &str, text: &str) -> Read {
    let mut draft = Draft::new(path);
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    match text.trim_start().chars().next() {
        None => draft.error(START, "the file is empty; it should hold a radar"),
        // Some leave a comment before it.
        Some('{' | '[' | '/') => of_json(text, &mut draft),
        Some('<') => draft.error(
            START,
            "this is a page, not a radar's data; save the JSON or CSV that it shows",
        ),
        Some(_) => match csv::parse(text) {
            Some(table) => thoughtworks::of_table(&table, &mut draft),
            None => of_yaml(text, &mut draft),
        },
    }
    draft.finish()
}

const START: Position = Position { line: 1, column: 1 };

fn of_json(text: &str, draft: &mut Draft) {
    let read = json::parse(text);
    for (at, message) in read.odd {
        draft.odd(at, message);
    }
    if let Some(root) = &read.root {
        of_document(root, draft);
    }
    if let Some((at, message)) = read.broken {
        draft.error(
            at,
            format!("this is not JSON: {message}; nothing after it was read"),
        );
    }
}

/// Some write the same as YAML.
fn of_yaml(text: &str, draft: &mut Draft) {
    let document = yaml::parse(text).into_iter().next();
    match document.map(|document| document.outcome) {
        Some(Ok(root)) if matches!(root.value, Value::Map(_) | Value::List(_)) => of_document(&root, draft),
        Some(Err(broken)) if text.contains(": ") => {
            draft.error(broken.at, format!("this is not YAML: {}", broken.message));
        }
        _ => draft.error(
            START,
            format!("this is neither JSON nor a table with the columns name, ring and quadrant; {FORMATS}"),
        ),
    }
}

const FORMATS: &str =
    "a radar is Backstage's tech radar response, Zalando's config.json, or Thoughtworks' CSV or JSON";

/// Keys under which tools put the list of technologies.
const LISTS: [&str; 5] = ["entries", "items", "blips", "technologies", "data"];

fn of_document(root: &Node, draft: &mut Draft) {
    let list = match &root.value {
        Value::List(_) => Some(root),
        _ => LISTS
            .iter()
            .filter_map(|key| root.get(key))
            .find(|node| matches!(node.value, Value::List(_))),
    };
    let Some(list) = list else {
        let message = format!("there is no list `entries` here; {FORMATS}");
        return draft.error(root.at, message);
    };
    let has = |key: &str| list.items().iter().any(|item| item.get(key).is_some());
    if has("timeline") || has("ringId") || has("title") {
        backstage::read(root, list, draft);
    } else if has("label") {
        zalando::read(root, list, draft);
    } else if list.items().iter().any(thoughtworks::is_blip) {
        thoughtworks::of_list(root, list, draft);
    } else if list.items().is_empty() {
        draft.odd(list.at, "the list is empty: no technology is on this radar");
        draft.declare(root);
    } else {
        let message =
            format!("no entry of this list has `timeline`, `label`, or `name` and `ring`; {FORMATS}");
        draft.error(list.at, message);
    }
}
