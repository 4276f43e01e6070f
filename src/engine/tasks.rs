//! All tasks of a workspace, by way of a cache: a table that was saved, brought up to date from the journal. Only a cache:
//! without it everything is read from the journal, which takes longer.

use std::path::Path;

use bytemuck::Zeroable;

use crate::model::catalog::{TableSink, TableSource};
use crate::model::journal::Hash;
use crate::model::task::{TASKS_VERSION, Tasks};
use crate::sources::tables;
use crate::store::{Journal, JournalError};

/// Fewer tasks than this are read from the journal as quickly as from a cache.
const WORTH_KEEPING: usize = 2_000;
/// With more events than this since it was saved, the cache is saved again.
const OLD: u64 = 5_000;
/// Of the tables that stand before the tasks.
const LAYOUT_VERSION: u32 = 1;
const VERSION: u32 = 1 << 31 | LAYOUT_VERSION << 16 | TASKS_VERSION;

/// All tasks as they are by now. `cache` is where the table is kept between two starts; it is only read where `keep` says
/// so.
pub fn tasks(journal: &Journal, cache: &Path, keep: bool) -> Result<Tasks, JournalError> {
    let cached = match load(cache) {
        Some(cached) if cached.is_of(journal)? => Some(cached.tasks),
        _ => None,
    };
    let (tasks, age) = match cached {
        Some(cached) => {
            let head = cached.head();
            let tasks = journal.renewed(cached)?;
            let age = tasks.head() - head;
            (tasks, age)
        }
        None => (journal.tasks()?, u64::MAX),
    };
    if keep && age > OLD && tasks.len() >= WORTH_KEEPING {
        save(cache, journal, &tasks);
    }
    Ok(tasks)
}

/// A table as it was saved, and the journal that it was made from.
struct Cached {
    journal_id: [u8; 16],
    /// Of the last event that is folded in: another history has another one.
    hash: Hash,
    tasks: Tasks,
}

impl Cached {
    /// Whether the journal holds what the table was made from, and nothing was taken out of it since.
    fn is_of(&self, journal: &Journal) -> Result<bool, JournalError> {
        let head = self.tasks.head();
        Ok(self.journal_id == *journal.journal_id().as_bytes()
            && journal.hash_at(head)? == Some(self.hash)
            && !journal.redacted_after(head)?)
    }
}

fn load(cache: &Path) -> Option<Cached> {
    tables::load(cache, VERSION, |source| {
        let journal_id = source.take::<[u8; 16]>()?;
        let hash = source.take::<[u8; 32]>()?;
        Ok(Cached {
            journal_id: journal_id.first().copied().unwrap_or_else(Zeroable::zeroed),
            hash: Hash(hash.first().copied().unwrap_or_else(Zeroable::zeroed)),
            tasks: Tasks::load(source)?,
        })
    })
}

/// A cache that cannot be written costs time, not truth.
fn save(cache: &Path, journal: &Journal, tasks: &Tasks) {
    let Ok(Some(hash)) = journal.hash_at(tasks.head()) else {
        return;
    };
    let saved = tables::save(cache, VERSION, |saver| {
        saver.put(&[*journal.journal_id().as_bytes()])?;
        saver.put(&[hash.0])?;
        tasks.save(saver)
    });
    if let Err(error) = saved {
        tracing::warn!(%error, file = %cache.display(), "cannot write the cache of tasks");
    }
}
