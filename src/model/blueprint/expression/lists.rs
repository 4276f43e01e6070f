//! The filters for lists and maps, as Nunjucks has them.

use minijinja::{Error, Value};

use super::filters::Given;
use super::operators::{TESTS, bounded, test};
use super::value::{as_number, equal, failed, is_list, items, list, list_items, map, number, text};

/// A value inside another one, by a dotted path.
pub(super) fn at_path(value: &Value, path: &str) -> Value {
    path.split('.').fold(value.clone(), |value, key| {
        let by_index = || value.get_item_by_index(key.parse().ok()?).ok();
        match is_list(&value) {
            true => by_index().unwrap_or(Value::UNDEFINED),
            false => value.get_attr(key).unwrap_or(Value::UNDEFINED),
        }
    })
}

pub(super) fn joined(all: &[Value], by: &str) -> Result<Value, Error> {
    let mut out = String::new();
    for (i, item) in all.iter().enumerate() {
        if i > 0 {
            out.push_str(by);
        }
        out.push_str(&text(item));
        bounded(out.len())?;
    }
    Ok(Value::from(out))
}

/// Items in order of what `key` gives: numbers as numbers, all else as text.
pub(super) fn sorted(mut all: Vec<Value>, key: impl Fn(&Value) -> Value, heeds_case: bool) -> Vec<Value> {
    let folded = |value: &Value| match heeds_case {
        true => text(value),
        false => text(value).to_lowercase(),
    };
    all.sort_by_cached_key(|item| {
        let key = key(item);
        let number = match key.is_number() {
            true => as_number(&key).unwrap_or_default(),
            false => f64::INFINITY,
        };
        (Order(number), folded(&key))
    });
    all
}

#[derive(PartialEq)]
struct Order(f64);

impl Eq for Order {}

impl PartialOrd for Order {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Order {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.0.total_cmp(&other.0)
    }
}

pub(super) fn join(value: &Value, given: &Given) -> Result<Value, Error> {
    let by = given.text(0, "d").unwrap_or_default();
    let attribute = given.text(1, "attribute");
    let all: Vec<Value> = match attribute {
        Some(path) => list_items(value)
            .iter()
            .map(|item| at_path(item, &path))
            .collect(),
        None if is_list(value) => list_items(value),
        None => return Ok(value.clone()),
    };
    joined(&all, &by)
}

pub(super) fn sort(value: &Value, given: &Given) -> Result<Value, Error> {
    let backwards = given.truth(0, "reverse").unwrap_or(false);
    let heeds_case = given
        .truth(1, "case_sens")
        .or(given.truth(9, "case_sensitive"))
        .unwrap_or(false);
    let path = given.text(2, "attribute");
    let key = |item: &Value| match &path {
        Some(path) => at_path(item, path),
        None => item.clone(),
    };
    let mut all = sorted(list_items(value), key, heeds_case);
    if backwards {
        all.reverse();
    }
    Ok(list(all))
}

pub(super) fn dict_sort(value: &Value, given: &Given) -> Result<Value, Error> {
    let by_value = given.text(1, "by").as_deref() == Some("value");
    let pairs: Vec<Value> = items(value)
        .into_iter()
        .map(|key| {
            Value::from(vec![
                key.clone(),
                value.get_item(&key).unwrap_or(Value::UNDEFINED),
            ])
        })
        .collect();
    let key = |pair: &Value| pair.get_item_by_index(usize::from(by_value)).unwrap_or_default();
    Ok(list(sorted(
        pairs,
        key,
        given.truth(0, "case_sensitive").unwrap_or(false),
    )))
}

pub(super) fn group_by(value: &Value, given: &Given) -> Result<Value, Error> {
    let path = given.needed(0, "attribute")?;
    let mut groups: Vec<(String, Vec<Value>)> = Vec::new();
    for item in list_items(value) {
        let key = text(&at_path(&item, &path));
        match groups.iter_mut().find(|(seen, _)| *seen == key) {
            Some((_, group)) => group.push(item),
            None => groups.push((key, vec![item])),
        }
    }
    Ok(map(groups
        .into_iter()
        .map(|(key, group)| (key, list(group)))
        .collect()))
}

pub(super) fn unique(value: &Value, given: &Given) -> Result<Value, Error> {
    let path = given.text(1, "attribute");
    let mut seen = std::collections::HashSet::new();
    let key = |item: &Value| match &path {
        Some(path) => text(&at_path(item, path)),
        None => text(item),
    };
    Ok(list(
        list_items(value)
            .into_iter()
            .filter(|item| seen.insert(key(item)))
            .collect(),
    ))
}

pub(super) fn batch(value: &Value, given: &Given) -> Result<Value, Error> {
    let size = given.whole(0, "linecount").unwrap_or(1).clamp(1, 10_000) as usize;
    let filling = given.get(1, "fill_with");
    let groups = list_items(value)
        .chunks(size)
        .map(|group| {
            let mut group = group.to_vec();
            if let Some(filling) = &filling {
                group.resize(size, filling.clone());
            }
            list(group)
        })
        .collect();
    Ok(list(groups))
}

pub(super) fn slice(value: &Value, given: &Given) -> Result<Value, Error> {
    let count = given.whole(0, "slices").unwrap_or(1).clamp(1, 10_000) as usize;
    let filling = given.get(1, "fill_with");
    let all = list_items(value);
    let (size, longer) = (all.len() / count, all.len() % count);
    let mut rest = all.as_slice();
    let mut slices = Vec::with_capacity(count);
    for at in 0..count {
        let (head, tail) = rest.split_at((size + usize::from(at < longer)).min(rest.len()));
        let mut head = head.to_vec();
        if let (Some(filling), true) = (&filling, at >= longer && longer > 0) {
            head.push(filling.clone());
        }
        slices.push(list(head));
        rest = tail;
    }
    Ok(list(slices))
}

pub(super) fn sum(value: &Value, given: &Given) -> Result<Value, Error> {
    let path = given.text(0, "attribute");
    let total: f64 = list_items(value)
        .iter()
        .filter_map(|item| match &path {
            Some(path) => as_number(&at_path(item, path)),
            None => as_number(item),
        })
        .sum();
    Ok(number(
        given
            .get(1, "start")
            .and_then(|start| as_number(&start))
            .unwrap_or(0.0)
            + total,
    ))
}

/// `select` and `reject`: items that pass a test.
pub(super) fn select(value: &Value, given: &Given, wanted: bool) -> Result<Value, Error> {
    let name = given.text(0, "test").unwrap_or_else(|| "truthy".to_owned());
    let rest = given.positional.get(1..).unwrap_or_default();
    kept(value, wanted, |item| Ok(test(&name, item, rest)?.is_true()))
}

/// `selectattr` and `rejectattr`: items of which a part passes a test.
pub(super) fn select_by(value: &Value, given: &Given, wanted: bool) -> Result<Value, Error> {
    let path = given.needed(0, "attribute")?;
    let rest = given.positional.get(2..).unwrap_or_default();
    match given.text(1, "test").as_deref() {
        None => kept(value, wanted, |item| Ok(at_path(item, &path).is_true())),
        Some("==") => kept(value, wanted, |item| {
            Ok(rest
                .first()
                .is_some_and(|other| equal(&at_path(item, &path), other, false)))
        }),
        // Nunjucks looks at the part alone, whatever else is written.
        Some(name) if !TESTS.contains(&name) => {
            kept(value, wanted, |item| Ok(at_path(item, &path).is_true()))
        }
        Some(name) => kept(value, wanted, |item| {
            Ok(test(name, &at_path(item, &path), rest)?.is_true())
        }),
    }
}

fn kept(value: &Value, wanted: bool, passes: impl Fn(&Value) -> Result<bool, Error>) -> Result<Value, Error> {
    let mut all = Vec::new();
    for item in list_items(value) {
        if passes(&item)? == wanted {
            all.push(item);
        }
    }
    Ok(list(all))
}

/// `map('upper')` and `map(attribute='name')`.
pub(super) fn mapped(value: &Value, given: &Given) -> Result<Value, Error> {
    if let Some(path) = given.named("attribute").map(|path| text(&path)) {
        return Ok(list(
            list_items(value)
                .iter()
                .map(|item| at_path(item, &path))
                .collect(),
        ));
    }
    let name = given.needed(0, "filter")?;
    let rest = given.rest();
    let mut all = Vec::new();
    for item in list_items(value) {
        match super::filters::apply(&name, &item, &rest) {
            Some(item) => all.push(item?),
            None => return Err(failed(format!("there is no filter `{name}`"))),
        }
    }
    Ok(list(all))
}
