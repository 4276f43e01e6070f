//! What is watched, for several threads of one process: whoever waits for an answer is woken by it.

use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};

use super::Watching;

/// What is watched, for several threads of one process.
pub struct Shared {
    watching: Mutex<Watching>,
    heard: Condvar,
}

impl Shared {
    pub fn new(watching: Watching) -> Self {
        Self {
            watching: Mutex::new(watching),
            heard: Condvar::new(),
        }
    }

    /// A panic in another thread leaves what was heard as it was.
    pub fn lock(&self) -> MutexGuard<'_, Watching> {
        self.watching.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Something was heard.
    pub fn notify(&self) {
        self.heard.notify_all();
    }

    /// Waits until this holds, at most so long.
    pub fn wait_until(
        &self,
        holds: impl Fn(&Watching) -> bool,
        most: std::time::Duration,
    ) -> MutexGuard<'_, Watching> {
        let waited = self
            .heard
            .wait_timeout_while(self.lock(), most, |watching| !holds(watching));
        waited.unwrap_or_else(PoisonError::into_inner).0
    }
}
