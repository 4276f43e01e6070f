//! What answers the core's requests: catalog, journal, workspaces in the program; fakes in tests.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use super::inbox::Sender;
use crate::app::{Answer, Generation, Request};

/// Answers requests, off the drawing thread; several at once.
pub trait Services: Send + Sync + 'static {
    /// Begins what reports by itself, such as watching files. Called once, before the first frame; returns at once.
    fn start(&self, sender: Sender);

    /// Answers a request. May take as long as it needs, and should look at the ticket now and then if that is long.
    fn answer(&self, request: Request, ticket: &Ticket) -> Answer;

    /// The process is about to be stopped, perhaps for long: what only one process does at a time is left to others.
    fn rest(&self) {}

    /// It goes on; also said where it never rested.
    fn go_on(&self) {}
}

/// The right of a request to be worked on: it ends when a newer one of the same kind is made.
#[derive(Debug, Clone)]
pub struct Ticket {
    pub generation: Generation,
    newest: Arc<AtomicU64>,
}

impl Ticket {
    /// A ticket that no newer request ends, for asking services directly.
    pub fn lasting(generation: Generation) -> Self {
        Self {
            generation,
            newest: Arc::new(AtomicU64::new(generation.0)),
        }
    }

    /// A ticket that takes the place of the earlier ones sharing `newest`.
    pub(super) fn new(generation: Generation, newest: Arc<AtomicU64>) -> Self {
        newest.fetch_max(generation.0, Ordering::SeqCst);
        Self { generation, newest }
    }

    /// False when nobody waits for the answer any more.
    pub fn is_current(&self) -> bool {
        self.newest.load(Ordering::SeqCst) == self.generation.0
    }
}
