//! What rows declare of each other as edges between nodes: references settled, what no file defines numbered behind the entities.
//! Knows no files and no checks.

use rustc_hash::FxHashMap;

use super::build::{GUESSED, REVERSE};
use super::code_owned::CodeOwnedRow;
use super::relation::Relation;
use super::rows::{DeclaredRow, Row};
use crate::model::arena::{Interner, Sym};

/// The relations between nodes, before they are laid out by node.
pub(super) struct Links {
    /// From, relation, to.
    pub edges: Vec<(u32, u32, u32)>,
    pub dangling: Vec<Sym>,
}

impl Links {
    /// `merged` are declarations of what a row stands for: they count as said by it, as far as they say what it needs.
    pub fn resolve(
        rows: &[Row],
        merged: &[(u32, Row)],
        declared: &[DeclaredRow],
        code_owned: &[CodeOwnedRow],
        interner: &mut Interner,
    ) -> Self {
        let mut nodes = FxHashMap::default();
        nodes.reserve(rows.len());
        nodes.extend(rows.iter().enumerate().map(|(i, row)| (row.entity_ref, i as u32)));
        for (into, row) in merged {
            nodes.entry(row.entity_ref).or_insert(*into);
        }
        let mut links = Links {
            edges: Vec::with_capacity(declared.len()),
            dangling: Vec::new(),
        };
        let own = rows.iter().enumerate().map(|(i, row)| (i as u32, row, false));
        let added = merged.iter().map(|(into, row)| (*into, row, true));
        for (from, row, is_added) in own.chain(added) {
            for declaration in row.declared.of(declared) {
                if is_added && !declaration.is_need() {
                    continue;
                }
                let target = settle_kind(declaration, &nodes, interner);
                let node = *nodes.entry(target).or_insert_with(|| {
                    links.dangling.push(target);
                    (rows.len() + links.dangling.len() - 1) as u32
                });
                let (from, to) = if declaration.flags & REVERSE != 0 {
                    (node, from)
                } else {
                    (from, node)
                };
                links.edges.push((from, u32::from(declaration.relation), to));
            }
        }
        for owned in code_owned {
            let node = *nodes.entry(owned.target).or_insert_with(|| {
                links.dangling.push(owned.target);
                (rows.len() + links.dangling.len() - 1) as u32
            });
            links.edges.push((owned.entity, Relation::OwnedBy as u32, node));
        }
        links
    }

    /// Gives the dangling nodes their final numbers, in the order of their references.
    pub fn sort_dangling(&mut self, interner: &Interner, entities: usize) {
        let mut order: Vec<u32> = (0..self.dangling.len() as u32).collect();
        order.sort_by_key(|i| interner.get(self.dangling[*i as usize]));
        let mut position = vec![0; order.len()];
        for (new, old) in order.iter().enumerate() {
            position[*old as usize] = new as u32;
        }
        self.dangling = order.iter().map(|i| self.dangling[*i as usize]).collect();
        let renumber = |node: &mut u32| {
            if let Some(old) = (*node as usize).checked_sub(entities) {
                *node = entities as u32 + position[old];
            }
        };
        for (from, _, to) in &mut self.edges {
            renumber(from);
            renumber(to);
        }
        self.edges.sort_unstable();
        self.edges.dedup();
    }
}

/// A dependency without a kind means a component, or else a resource of that name.
fn settle_kind(declared: &DeclaredRow, nodes: &FxHashMap<Sym, u32>, interner: &mut Interner) -> Sym {
    if declared.flags & GUESSED == 0 || nodes.contains_key(&declared.target) {
        return declared.target;
    }
    let resource = interner
        .get(declared.target)
        .replacen("component:", "resource:", 1);
    let resource = interner.intern(&resource);
    if nodes.contains_key(&resource) {
        resource
    } else {
        declared.target
    }
}
