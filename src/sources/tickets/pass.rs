//! One pass over the pages of a system that goes on changing. Pages are counted from the beginning, so a ticket that moves
//! to the end while they are read pulls all others forward by one, and one is never seen. Such a pass is made again.

use jiff::Timestamp;
use rustc_hash::FxHashMap;

/// Passes at most; after that a system changes faster than it can be read.
pub(super) const PASSES: u32 = 3;

/// What one pass has seen, the least recently changed tickets first.
#[derive(Debug, Default)]
pub(super) struct Pass {
    seen: FxHashMap<String, Option<Timestamp>>,
    total: Option<u64>,
    moved: bool,
    reached: Option<Timestamp>,
}

impl Pass {
    /// Notes a ticket. Returns whether this state of it is new to the pass.
    pub(super) fn see(&mut self, key: &str, changed: Option<Timestamp>) -> bool {
        self.reached = self.reached.max(changed);
        match self.seen.insert(key.to_owned(), changed) {
            None => true,
            Some(before) => {
                self.moved |= before != changed;
                before != changed
            }
        }
    }

    /// Notes how many tickets the system says there are. Fewer than before: some have left, and others have moved up.
    pub(super) fn see_total(&mut self, total: u64) {
        self.moved |= self.total.is_some_and(|before| total < before);
        self.total = Some(total);
    }

    /// Whether a ticket may have been missed.
    pub(super) fn must_be_repeated(&self) -> bool {
        self.moved
    }

    /// When the latest ticket that was seen was changed.
    pub(super) fn reached(&self) -> Option<Timestamp> {
        self.reached
    }
}
