//! Whose a reference is: of several documents that claim one, which is shown; and what another tool's declaration adds to an
//! entity that has a file of its own. Pure.

use super::external::External;
use super::rows::{DECLARED, ExternalRow, MENTIONED, MERGED, Row};
use crate::model::arena::{Interner, Sym};
use rustc_hash::FxHashMap;

/// The rows after all claims are settled.
pub(super) struct Claims {
    /// Sorted by reference, one of each.
    pub rows: Vec<Row>,
    /// All others; those that were merged are marked so.
    pub shadowed: Vec<Row>,
    /// Declarations of what another row stands for, with that row's index: their dependencies are its own.
    pub merged: Vec<(u32, Row)>,
}

const ANY: u32 = DECLARED | MENTIONED;

/// Settles the claims. What is written by hand comes before what is declared, that before what is only mentioned; then the
/// order of files and lines counts.
pub(super) fn settle(mut rows: Vec<Row>, externals: &[ExternalRow], interner: &Interner) -> Claims {
    rows.iter_mut().for_each(|row| row.flags &= !MERGED);
    rows.sort_by(|a, b| {
        let names = interner.get(a.entity_ref).cmp(interner.get(b.entity_ref));
        names.then((a.flags & ANY, a.file, a.line).cmp(&(b.flags & ANY, b.file, b.line)))
    });
    let mut first: Vec<Row> = Vec::with_capacity(rows.len());
    let mut shadowed = Vec::new();
    let mut merged = Vec::new();
    for mut row in rows {
        match first.last() {
            Some(winner) if winner.entity_ref == row.entity_ref => {
                if row.flags & ANY != 0 && !tells_apart(winner, &row, externals) {
                    row.flags |= MERGED;
                    merged.push((first.len() as u32 - 1, row));
                }
                shadowed.push(row);
            }
            _ => first.push(row),
        }
    }
    let known = match first.iter().any(|row| row.flags & ANY != 0) {
        true => written(&first, externals),
        false => FxHashMap::default(),
    };
    let mut rows = Vec::with_capacity(first.len());
    // Where each of the first went: among the rows, or into one that is written by hand.
    let mut places = Vec::with_capacity(first.len());
    for mut row in first {
        let into = (row.flags & ANY != 0)
            .then(|| {
                row.externals
                    .of(externals)
                    .iter()
                    .find_map(|name| known.get(&key(name)))
            })
            .flatten();
        match into {
            Some(into) => {
                row.flags |= MERGED;
                places.push(Err(*into));
                merged.push((places.len() as u32 - 1, row));
                shadowed.push(row);
            }
            None => {
                places.push(Ok(rows.len() as u32));
                rows.push(row);
            }
        }
    }
    let place = |at: u32| match places[at as usize] {
        Ok(place) => place,
        Err(into) => places[into as usize].unwrap_or_default(),
    };
    let merged = merged.into_iter().map(|(at, row)| (place(at), row)).collect();
    Claims {
        rows,
        shadowed,
        merged,
    }
}

/// Which declarations of now add to the entities of another day: those that [`settle`] merges into one of them, whatever that
/// said then. A declaration that would stand for itself was not there, or the day's entities would hold it. `is_as_now` says
/// whether an entity that is declared itself has not changed: what did belongs to the declaration.
pub(super) fn carried(
    then: &[Row],
    declared: Vec<&Row>,
    externals: &[ExternalRow],
    is_as_now: impl Fn(&Row) -> bool,
) -> Vec<Row> {
    if declared.is_empty() {
        return Vec::new();
    }
    let entities: FxHashMap<Sym, &Row> = then.iter().map(|row| (row.entity_ref, row)).collect();
    let mut carried = Vec::new();
    let mut others = Vec::new();
    for row in declared {
        let adds = match entities.get(&row.entity_ref) {
            Some(entity) if entity.flags & ANY == 0 => !tells_apart(entity, row, externals),
            Some(entity) => row.flags & MERGED != 0 && is_as_now(entity),
            None => {
                others.push(row);
                false
            }
        };
        if adds {
            carried.push(*row);
        }
    }
    let known = written(then, externals);
    others.sort_by_key(|row| (row.entity_ref.0, row.flags & ANY, row.file, row.line));
    for same in others.chunk_by(|a, b| a.entity_ref == b.entity_ref) {
        let Some(first) = same.first() else { continue };
        let mut names = first.externals.of(externals).iter();
        if names.any(|name| known.contains_key(&key(name))) {
            let added = same.iter().filter(|row| !tells_apart(first, row, externals));
            carried.extend(added.copied().copied());
        }
    }
    carried
}

fn key(name: &ExternalRow) -> (u32, Sym) {
    (name.external, name.name)
}

/// Whether two rows stand for different things, by the ids that both have.
fn tells_apart(one: &Row, other: &Row, externals: &[ExternalRow]) -> bool {
    let ids = |row: &Row| {
        let names = row.externals.of(externals).iter();
        names
            .filter(|name| name.external == External::Id as u32)
            .map(|name| name.name)
            .collect::<Vec<Sym>>()
    };
    let (one, other) = (ids(one), ids(other));
    !one.is_empty() && !other.is_empty() && !one.iter().any(|id| other.contains(id))
}

/// What is written by hand, by its ids and principals.
fn written(rows: &[Row], externals: &[ExternalRow]) -> FxHashMap<(u32, Sym), u32> {
    let mut known = FxHashMap::default();
    for (i, row) in rows.iter().enumerate().filter(|(_, row)| row.flags & ANY == 0) {
        let names = row.externals.of(externals).iter();
        for name in names.filter(|name| name.external != External::ConsumerGroup as u32) {
            known.entry(key(name)).or_insert(i as u32);
        }
    }
    known
}
