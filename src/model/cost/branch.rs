//! What groups cost with all groups below them: a charge counts for its owner and for every group above that, so these lines
//! overlap and are for budgets, never for sums of everything. Pure.

use std::collections::BTreeMap;

use super::amount::Amount;
use super::costs::{Line, Part};
use crate::model::catalog::{Catalog, Relation};

/// The lines of owners, added up for them and for the groups above them, by name and currency.
pub(super) fn branches(catalog: &Catalog, owners: &[Line]) -> Vec<Line> {
    let mut sums: BTreeMap<(&str, &str), Line> = BTreeMap::new();
    for line in owners.iter().filter(|line| !line.name.is_empty()) {
        for name in with_above(catalog, &line.name) {
            let sum = sums.entry((name, &line.currency)).or_insert_with(|| Line {
                name: name.to_owned(),
                currency: line.currency.clone(),
                months: vec![Amount::ZERO; line.months.len()],
                parts: Vec::new(),
            });
            add(&mut sum.months, &line.months);
            add_parts(&mut sum.parts, &line.parts);
        }
    }
    sums.into_values().collect()
}

/// A group and all above it, each once, however they are tied in a ring.
fn with_above<'a>(catalog: &'a Catalog, name: &'a str) -> Vec<&'a str> {
    let (mut names, mut at) = (vec![name], 0);
    while let Some(name) = names.get(at).copied() {
        at += 1;
        let group = catalog.find(name).map(|id| catalog.entity(id));
        let above = group
            .into_iter()
            .flat_map(|group| group.targets(Relation::ChildOf));
        for above in above.map(|node| catalog.node_ref(node)) {
            if !names.contains(&above) {
                names.push(above);
            }
        }
    }
    names
}

fn add(sums: &mut [Amount], months: &[Amount]) {
    for (sum, amount) in sums.iter_mut().zip(months) {
        *sum += *amount;
    }
}

fn add_parts(sums: &mut Vec<Part>, parts: &[Part]) {
    for part in parts {
        let same = |known: &&mut Part| known.name == part.name && known.category == part.category;
        match sums.iter_mut().find(same) {
            Some(sum) => add(&mut sum.months, &part.months),
            None => sums.push(part.clone()),
        }
    }
}
