//! A digest of all that rules may ask of an entity, so that only those are asked again of which something has changed.

use std::hash::Hasher;

use rustc_hash::{FxHashMap, FxHasher};

use super::cel::Facts;
use crate::model::catalog::{Catalog, Edge, Entity, EntityId, NodeId};
use crate::model::ownership::Resolver;

/// Fewer are not worth a thread.
const WORTH_A_THREAD: usize = 10_000;

/// What every node says of itself, but for its technologies.
pub(super) fn documents(catalog: &Catalog) -> Vec<u64> {
    let files: Vec<u64> = catalog.files().map(|file| text(file.path)).collect();
    (0..catalog.node_count() as u32)
        .map(|node| match catalog.entity_of(NodeId(node)) {
            Some(entity) => document(entity, &files),
            None => text(catalog.node_ref(NodeId(node))),
        })
        .collect()
}

/// The print of every entity, of what [`documents`] gave: of its document, of those of its neighbours, of who answers.
pub(super) fn prints(facts: Facts<'_>, mut own: Vec<u64>) -> Vec<u64> {
    let catalog = facts.catalog;
    for (print, id) in own.iter_mut().zip(catalog.ids()) {
        let technologies = facts.technologies.used_by(id).iter();
        *print = technologies.fold(*print, |print, id| mix(print, u64::from(id.0) + 1));
    }
    let of = |node: NodeId| own.get(node.0 as usize).copied().unwrap_or(0);
    let edge = |print: u64, edge: Edge| mix(mix(print, edge.relation as u64), of(edge.node));
    let edge = &edge;
    each(catalog.len(), || {
        let mut leads = Leads {
            resolver: Resolver::new(catalog),
            known: FxHashMap::default(),
        };
        move |at| {
            let entity = catalog.entity(EntityId(at));
            let print = catalog.outgoing(entity.node()).fold(of(entity.node()), edge);
            let print = catalog.incoming(entity.node()).fold(mix(print, 1), edge);
            let accountable = entity.accountable().map(|person| text(person.entity_ref()));
            let lead = entity.owner().and_then(|owner| leads.of(owner));
            let lead = lead.map(|lead| text(catalog.entity(lead).entity_ref()));
            mix(mix(print, accountable.unwrap_or(0)), lead.unwrap_or(0))
        }
    })
}

/// What is made of each number below `count`, in their order; on all cores where there are many. Each thread has a worker of
/// its own.
fn each<W: FnMut(u32) -> u64>(count: usize, worker: impl Fn() -> W + Sync) -> Vec<u64> {
    let threads = match count < WORTH_A_THREAD {
        true => 1,
        false => std::thread::available_parallelism().map_or(1, usize::from),
    };
    let mut made = vec![0; count];
    let part = count.div_ceil(threads).max(1);
    std::thread::scope(|scope| {
        for (at, part_made) in made.chunks_mut(part).enumerate() {
            let worker = &worker;
            let mut work = move || {
                let mut ask = worker();
                let numbers = (at * part) as u32..;
                part_made
                    .iter_mut()
                    .zip(numbers)
                    .for_each(|(made, number)| *made = ask(number));
            };
            match threads {
                1 => work(),
                _ => drop(scope.spawn(work)),
            }
        }
    });
    made
}

/// What an entity says of itself; its neighbours see no more of it.
fn document(entity: Entity<'_>, files: &[u64]) -> u64 {
    let version = entity.version().chunks_exact(8).map(|chunk| {
        let bytes = chunk.try_into().unwrap_or_default();
        u64::from_le_bytes(bytes)
    });
    let print = version.fold(text(entity.entity_ref()), mix);
    let flags = u64::from(entity.is_stale()) | u64::from(entity.is_declared()) << 1;
    let file = files.get(entity.file_id().0 as usize).copied().unwrap_or(0);
    let print = mix(mix(print, flags), file);
    let print = entity
        .code_owner()
        .map_or(print, |code| mix(print, text(code.owner)));
    // A reference without a kind means another thing when that comes into being.
    entity.guessed().map(text).fold(print, mix)
}

fn text(text: &str) -> u64 {
    let mut hasher = FxHasher::default();
    hasher.write(text.as_bytes());
    hasher.finish()
}

/// Folds a number into a print so that order counts (the multiplication of wyhash).
fn mix(print: u64, with: u64) -> u64 {
    let product = u128::from(print ^ 0x9E37_79B9_7F4A_7C15) * u128::from(with ^ 0xE703_7ED1_A0B4_28DB);
    (product as u64) ^ (product >> 64) as u64
}

/// The leads of owners, each found once.
struct Leads<'a> {
    resolver: Resolver<'a>,
    known: FxHashMap<NodeId, Option<EntityId>>,
}

impl Leads<'_> {
    fn of(&mut self, owner: NodeId) -> Option<EntityId> {
        let resolver = &mut self.resolver;
        *self
            .known
            .entry(owner)
            .or_insert_with(|| resolver.of_owner(owner, &mut Vec::new()))
    }
}
