//! What changed documents change about who answers for what, over the whole catalog: not only for what they describe, but for all
//! that a group's lead, a group's parents or a system answer for. Pure.

use std::collections::BTreeMap;

use crate::model::catalog::{Catalog, Declared, Handed, Record, Relation, handed};
use crate::model::text::counted;

/// The relations through which the one rule finds whoever answers.
const LEADING: [Relation; 7] = [
    Relation::Accountable,
    Relation::OwnedBy,
    Relation::LedBy,
    Relation::LeaderOf,
    Relation::MemberOf,
    Relation::ChildOf,
    Relation::PartOf,
];
/// So many entities are named; the others are counted.
const MOST_NAMED: usize = 5;

/// What somebody else answers for once documents say what they are to say: for each, what it says and what it is to say.
pub fn handed_by(catalog: &Catalog, changed: Vec<(Record, Record)>) -> Vec<Handed> {
    let leads_elsewhere = |(before, after): &(Record, Record)| leading(before) != leading(after);
    let (before, after): (Vec<Record>, Vec<Record>) = changed.into_iter().filter(leads_elsewhere).unzip();
    match after.is_empty() {
        true => Vec::new(),
        false => handed(&catalog.with(&before), &catalog.with(&after)),
    }
}

/// All of a document that the one rule looks at.
fn leading(record: &Record) -> (bool, Vec<(Relation, bool, &str)>) {
    let told = |declared: &'_ &Declared| LEADING.contains(&declared.relation);
    let relations = record.relations.iter().filter(told);
    let relations = relations.map(|declared| (declared.relation, declared.reverse, declared.target.as_str()));
    (record.owner_text.is_empty(), relations.collect())
}

/// By person, in the order of their refs, what they would answer for that they do not answer for now.
pub fn becomes(handed: &[Handed]) -> BTreeMap<&str, Vec<&str>> {
    let mut all: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for one in handed {
        if let Some(person) = &one.to {
            all.entry(person).or_default().push(&one.entity);
        }
    }
    all
}

/// What nobody would answer for any more.
pub fn lost(handed: &[Handed]) -> Vec<&str> {
    let lost = handed.iter().filter(|one| one.to.is_none());
    lost.map(|one| one.entity.as_str()).collect()
}

/// How many, and the first of them by name.
pub fn listed(entities: &[&str]) -> String {
    let more = entities.len().saturating_sub(MOST_NAMED);
    let named = entities[..entities.len() - more].join(", ");
    let count = counted(entities.len(), "entity", "entities");
    match more {
        0 => format!("{count}: {named}"),
        more => format!("{count}: {named} and {more} more"),
    }
}
