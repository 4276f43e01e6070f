//! A few documents in the midst of a catalog, as a small catalog of its own: what they refer to, what refers to them, and who
//! answers. So drafts are judged by the same code as what is there.

use std::collections::BTreeSet;

use rustc_hash::{FxHashMap, FxHashSet};

use super::build::{Builder, GUESSED, REVERSE, declarations};
use super::entity_ref::{DEFAULT_NAMESPACE, EntityRef};
use super::external::External;
use super::node::Position;
use super::record::{Declared, Place, Record, Standing};
use super::relation::Relation;
use super::rows::{DECLARED, FileCounts, MENTIONED, STALE};
use super::snapshot::{Catalog, EntityId, FileId, NodeId};

/// Relations that lead to whoever answers.
const TO_PEOPLE: [Relation; 5] = [
    Relation::OwnedBy,
    Relation::PartOf,
    Relation::ChildOf,
    Relation::LedBy,
    Relation::Accountable,
];

impl Catalog {
    /// The drafts, in place of what is there under their references, with all that is one relation away and what that depends on, and all through
    /// which somebody answers for them.
    pub fn around(&self, drafts: Vec<Record>) -> Catalog {
        let drafted: FxHashSet<&str> = drafts.iter().map(|draft| draft.entity_ref.as_str()).collect();
        let wanted = self.wanted(&drafts, &drafted);
        let mut others: FxHashMap<EntityId, Record> = wanted
            .into_iter()
            .filter_map(|id| Some((id, self.record(id)?)))
            .collect();
        for draft in &drafts {
            self.keep_relations(&draft.entity_ref, &mut others);
        }
        let mut builder = Builder::new(None);
        let mut files: FxHashMap<&str, FileId> = FxHashMap::default();
        let mut add = |path, record: &Record| {
            let file = *files
                .entry(path)
                .or_insert_with(|| builder.file(path, FileCounts::default()));
            builder.add(file, record);
        };
        for draft in &drafts {
            let known = self.find(draft.entity_ref.as_str());
            add(known.map_or("", |id| self.entity(id).file()), draft);
        }
        let mut stale: Vec<&str> = Vec::new();
        for (id, record) in &others {
            let entity = self.entity(*id);
            add(entity.file(), record);
            stale.extend(entity.is_stale().then(|| entity.entity_ref()));
        }
        let mut catalog = builder.finish();
        for entity_ref in stale {
            if let Some(id) = catalog.find(entity_ref) {
                catalog.rows[id.0 as usize].flags |= STALE;
            }
        }
        catalog
    }

    /// The entities that are to be there beside the drafts.
    fn wanted(&self, drafts: &[Record], drafted: &FxHashSet<&str>) -> BTreeSet<EntityId> {
        let mut wanted = BTreeSet::new();
        // Of those the people are wanted too.
        let mut open: Vec<EntityId> = Vec::new();
        for draft in drafts {
            for declared in &draft.relations {
                let target = declared.target.as_str();
                let resource = || self.find(&target.replacen("component:", "resource:", 1));
                let target = self.find(target);
                let guess = target.is_none() && declared.guessed_kind;
                wanted.extend(target.or_else(|| resource().filter(|_| guess)));
                open.extend(target.filter(|_| !declared.reverse));
            }
            if let Some(node) = self.find_node(draft.entity_ref.as_str()) {
                let edges = self.outgoing(node).chain(self.incoming(node));
                let ends = edges.filter_map(|edge| self.entity_of(edge.node));
                wanted.extend(ends.map(|entity| entity.id));
            }
        }
        // What those depend on tells which technologies they use.
        let needed: Vec<EntityId> = wanted
            .iter()
            .flat_map(|id| self.entity(*id).targets(Relation::DependsOn))
            .filter_map(|node| self.entity_of(node))
            .map(|entity| entity.id)
            .collect();
        wanted.extend(needed);
        let mut seen = FxHashSet::default();
        while let Some(id) = open.pop() {
            let entity = self.entity(id);
            wanted.insert(id);
            if !seen.insert(id) || entity.is_kind("User") {
                continue;
            }
            let whole = TO_PEOPLE
                .into_iter()
                .flat_map(|relation| entity.targets(relation));
            let people = [Relation::LeaderOf, Relation::MemberOf]
                .into_iter()
                .filter(|_| entity.is_kind("Group"))
                .flat_map(|relation| entity.sources(relation));
            let nodes = whole.chain(people);
            open.extend(
                nodes
                    .filter_map(|node| self.entity_of(node))
                    .map(|entity| entity.id),
            );
        }
        wanted.retain(|id| !drafted.contains(self.entity(*id).entity_ref()));
        wanted
    }

    /// A relation with a draft that the document before it did not state holds further: somebody else states it.
    fn keep_relations(&self, draft: &EntityRef, others: &mut FxHashMap<EntityId, Record>) {
        let Some(node) = self.find_node(draft.as_str()) else {
            return;
        };
        let outgoing = self.outgoing(node).map(|edge| (edge, true));
        let incoming = self.incoming(node).map(|edge| (edge, false));
        for (edge, reverse) in outgoing.chain(incoming) {
            let own = self.states(node, edge.relation, !reverse, edge.node);
            let Some(other) = others.get_mut(&EntityId(edge.node.0)).filter(|_| !own) else {
                continue;
            };
            let states = |declared: &Declared| {
                declared.relation == edge.relation && declared.reverse == reverse && declared.target == *draft
            };
            let guesses = |declared: &Declared| declared.relation == edge.relation && declared.guessed_kind;
            if !other
                .relations
                .iter()
                .any(|known| states(known) || guesses(known))
            {
                other.relations.push(Declared {
                    relation: edge.relation,
                    reverse,
                    target: draft.clone(),
                    guessed_kind: false,
                    at: Position::default(),
                });
            }
        }
    }

    /// Whether the document of a node states a relation with another one.
    fn states(&self, node: NodeId, relation: Relation, reverse: bool, other: NodeId) -> bool {
        let Some(row) = self.rows.get(node.0 as usize) else {
            return false;
        };
        declarations(self, row).any(|(stated, declared)| {
            stated == relation
                && (declared.flags & REVERSE != 0) == reverse
                && self.settled(declared) == self.node_ref(other)
        })
    }

    /// An entity as it was read.
    pub fn record(&self, id: EntityId) -> Option<Record> {
        let text = |symbol| self.arena.get(symbol).to_owned();
        let entity_ref = |text: &str| EntityRef::parse(text, None, DEFAULT_NAMESPACE).ok();
        let entity = self.entity(id);
        let row = entity.row();
        let relations = declarations(self, row).filter_map(|(relation, declared)| {
            Some(Declared {
                relation,
                reverse: declared.flags & REVERSE != 0,
                target: entity_ref(self.arena.get(declared.target))?,
                guessed_kind: declared.flags & GUESSED != 0,
                at: Position {
                    line: declared.line,
                    column: declared.column,
                },
            })
        });
        let externals = row.externals.of(&self.externals).iter();
        Some(Record {
            entity_ref: entity_ref(entity.entity_ref())?,
            kind: text(row.kind),
            name: text(row.name),
            title: text(row.title),
            description: text(row.description),
            type_: text(row.type_),
            lifecycle: text(row.lifecycle),
            owner_text: text(row.owner_text),
            tags: entity.tags().map(str::to_owned).collect(),
            relations: relations.collect(),
            externals: externals
                .filter_map(|known| Some((External::from_code(known.external)?, text(known.name))))
                .collect(),
            attributes: entity.owned_attributes(),
            standing: match row.flags & (DECLARED | MENTIONED) {
                0 => Standing::Written,
                flags if flags & DECLARED != 0 => Standing::Declared,
                _ => Standing::Mentioned,
            },
            place: Place {
                line: row.line,
                offset: row.offset,
                length: row.length,
            },
            version: row.version,
        })
    }
}
