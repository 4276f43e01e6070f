//! What changed texts of entity files change about who answers for what.

use rustc_hash::FxHashMap;

use crate::model::catalog::descriptor::{self, Sort};
use crate::model::catalog::{Catalog, Handed, Place, Record};
use crate::model::journal::Hash;
use crate::model::ownership::handed_by;
use crate::sources::files::documents_of;

/// What somebody else answers for once files say what they are to say: for each file, its text and what it is to be. Only of
/// what they describe already: what is registered has been nobody's.
pub fn handed<'t>(catalog: &Catalog, texts: impl Iterator<Item = (&'t str, &'t str)>) -> Vec<Handed> {
    handed_by(catalog, texts.flat_map(changed).collect())
}

/// The documents of which the two texts say something else.
fn changed((before, after): (&str, &str)) -> Vec<(Record, Record)> {
    if before == after {
        return Vec::new();
    }
    let named = |record: Record| (record.entity_ref.to_string(), record);
    let mut before: FxHashMap<String, Record> = records(before).into_iter().map(named).collect();
    let both = records(after).into_iter().filter_map(|after| {
        let before = before.remove(after.entity_ref.as_str())?;
        (before.version != after.version).then_some((before, after))
    });
    both.collect()
}

fn records(text: &str) -> Vec<Record> {
    let documents = documents_of(text).into_iter().filter_map(Result::ok);
    documents
        .filter(|document| descriptor::sort(document) == Sort::Entity)
        .filter_map(|document| {
            let version = Hash::of(document.canonical_json().as_bytes()).0;
            descriptor::read(&document, Place::default(), version, &mut Vec::new())
        })
        .collect()
}
