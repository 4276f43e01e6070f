//! Any value put at a path. A list of texts gets what it lacks and loses what is too much, a mapping is gone through key by key;
//! only what this does not make as it is wanted is written anew as a whole.

use super::layout::{Layout, Value};
use super::said::Said;
use super::{Change, Json, changed};

type Outcome = Result<String, String>;

pub(super) fn put(text: &str, path: &[String], value: &Json) -> Outcome {
    let by_parts = match value {
        Json::String(value) => {
            let (path, value) = (path.to_vec(), value.clone());
            return changed(text, &Change::Set { path, value });
        }
        Json::Array(items) => texts(items).map(|wanted| list(text, path, &wanted)),
        Json::Object(map) if !map.is_empty() => Some(mapping(text, path, map)),
        _ => None,
    };
    let wanted = Said::json(value);
    let is_wanted = |after: &String| {
        let layout = Layout::of(after).ok();
        layout.is_some_and(|layout| at(&layout, path).map(Said::of).as_ref() == Some(&wanted))
    };
    match by_parts {
        Some(Ok(after)) if is_wanted(&after) => Ok(after),
        _ => {
            let (path, value) = (path.to_vec(), value.clone());
            changed(text, &Change::Put { path, value })
        }
    }
}

/// The items of a list that holds texts only, and at least one.
fn texts(items: &[Json]) -> Option<Vec<String>> {
    let texts: Option<Vec<String>> = items
        .iter()
        .map(|item| item.as_str().map(str::to_owned))
        .collect();
    texts.filter(|texts| !texts.is_empty())
}

fn at<'v>(layout: &'v Layout<'_>, path: &[String]) -> Option<&'v Value> {
    path.iter().try_fold(&layout.root, |value, key| {
        value.find(key).map(|found| &value.pairs()[found].1)
    })
}

/// What is new comes first, so that the list is never without items, and stays where it is.
fn list(text: &str, path: &[String], wanted: &[String]) -> Outcome {
    let layout = Layout::of(text)?;
    let items = at(&layout, path).map(Value::items).unwrap_or_default();
    let old: Vec<&str> = items.iter().filter_map(Value::text).collect();
    let fresh = wanted
        .iter()
        .filter(|item| !old.contains(&item.as_str()))
        .map(|item| Change::Add {
            path: path.to_vec(),
            value: item.clone(),
        });
    let gone = old
        .iter()
        .filter(|item| !wanted.iter().any(|wanted| wanted == *item))
        .map(|item| Change::Take {
            path: path.to_vec(),
            value: (*item).to_owned(),
        });
    fresh
        .chain(gone)
        .try_fold(text.to_owned(), |text, change| changed(&text, &change))
}

fn mapping(text: &str, path: &[String], wanted: &serde_json::Map<String, Json>) -> Outcome {
    let below = |key: &str| path.iter().cloned().chain([key.to_owned()]).collect::<Vec<_>>();
    let mut after = text.to_owned();
    for (key, value) in wanted {
        after = put(&after, &below(key), value)?;
    }
    let layout = Layout::of(text)?;
    let pairs = at(&layout, path).map(Value::pairs).unwrap_or_default();
    let gone = pairs.iter().filter_map(|(key, _)| key.key());
    for key in gone.filter(|key| !wanted.contains_key(*key)) {
        after = changed(&after, &Change::Remove { path: below(key) })?;
    }
    Ok(after)
}
