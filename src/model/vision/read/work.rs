//! `automation` and `promises`: what comes first, and by when what is asked for is done.

use std::collections::BTreeMap;

use super::reader::Reader;
use crate::model::catalog::{Node, Value};
use crate::model::insight::{Decimal, Fit, Fits};
use crate::model::text::parse_duration;
use crate::model::vision::Promise;

/// More than any category weighs: a slip of the keyboard, not an opinion.
const GREATEST_WEIGHT: Decimal = Decimal::hundredths(1000);

/// The order of automation; neutral where the file has none.
pub(super) fn weights(reader: &mut Reader<'_>, root: &Node) -> Fits {
    let is_list = root
        .get("automation")
        .is_some_and(|node| matches!(node.value, Value::List(_)));
    let mut fits = BTreeMap::new();
    for item in reader.list(root, "automation", "categories") {
        match weight(reader, item) {
            Some((category, _)) if fits.contains_key(&category) => {
                reader.wrong(item.at, format!("`{category}` stands here twice; keep one"));
            }
            Some((category, fit)) => {
                fits.insert(category, fit);
            }
            None => {}
        }
    }
    match is_list {
        true => Fits::new(fits),
        false => Fits::default(),
    }
}

fn weight(reader: &mut Reader<'_>, item: &Node) -> Option<(String, Fit)> {
    reader.knows(item, &["category", "weight", "reason"]);
    let (_, category) = reader.needed(item, "category", "kafka-topic")?;
    let weight = reader.needed(item, "weight", "1.5");
    let reason = reader.needed(item, "reason", "the golden path for topics comes first");
    let (at, written) = weight?;
    let weight = written
        .parse::<Decimal>()
        .ok()
        .filter(|weight| *weight <= GREATEST_WEIGHT);
    if weight.is_none() {
        let message = format!(
            "`{written}` is no weight; write a number from 0 to 10 with at most two decimals, 1 is neutral"
        );
        reader.wrong(at.at, message);
    }
    let fit = Fit {
        weight: weight?,
        reason: reason?.1.to_owned(),
    };
    Some((category.to_owned(), fit))
}

pub(super) fn promises(reader: &mut Reader<'_>, root: &Node) -> Vec<Promise> {
    let mut promises: Vec<Promise> = Vec::new();
    for item in reader.list(root, "promises", "categories") {
        match promise(reader, item) {
            Some(promise) if promises.iter().any(|known| known.category == promise.category) => {
                let message = format!("`{}` is promised here twice; keep one", promise.category);
                reader.wrong(item.at, message);
            }
            promise => promises.extend(promise),
        }
    }
    promises
}

fn promise(reader: &mut Reader<'_>, item: &Node) -> Option<Promise> {
    reader.knows(item, &["category", "within"]);
    let category = reader.needed(item, "category", "kafka-topic");
    let (at, written) = reader.needed(item, "within", "2d")?;
    let Some(within) = parse_duration(written) else {
        reader.wrong(
            at.at,
            format!("`{written}` is not a duration; write 30m, 4h, 3d or 2w"),
        );
        return None;
    };
    Some(Promise {
        category: category?.1.to_owned(),
        within,
        at: item.at,
    })
}
