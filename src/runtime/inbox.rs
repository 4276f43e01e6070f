//! What wakes the event loop: one queue for input, answers and signals, and the count of what is still under way.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc;

use crate::app::Msg;

/// Something for the event loop.
#[derive(Debug)]
pub(super) enum Inbound {
    Msg(Msg),
    /// The answer to a request; the request counts as under way until the answer has been dealt with.
    Answer(Msg, Busy),
    /// What was typed and clicked since the last batch. The reader waits for the reply before it reads on, so that it
    /// never reads what is meant for an editor or a shell.
    Input(Vec<Msg>, mpsc::Sender<()>),
    /// There will be no more input: the terminal is gone.
    InputClosed,
    Signal(Signal),
    /// A thread outside the loop's care panicked; the terminal is restored already.
    Panicked,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Signal {
    /// Leave, with this signal's number.
    Terminate(i32),
    Suspend,
    Resize,
    Continue,
}

/// The way into the queue. Cheap to clone; sending never waits, and is without effect when the loop is over.
#[derive(Debug, Clone)]
pub struct Sender(mpsc::Sender<Inbound>);

impl Sender {
    /// Sends a message that nobody asked for: a file changed, an event was journaled.
    pub fn send(&self, msg: Msg) {
        self.put(Inbound::Msg(msg));
    }

    pub(super) fn put(&self, inbound: Inbound) {
        // An error means that the loop is over, and nobody is left to tell.
        let _ = self.0.send(inbound);
    }
}

pub(super) fn channel() -> (Sender, mpsc::Receiver<Inbound>) {
    let (sender, receiver) = mpsc::channel();
    (Sender(sender), receiver)
}

/// Counts what is under way, so that "idle" has a meaning.
#[derive(Debug, Clone, Default)]
pub(super) struct BusyCount(Arc<AtomicUsize>);

impl BusyCount {
    /// Raises the count until the token is dropped. Taken before the work begins, so that there is no gap.
    pub(super) fn raise(&self) -> Busy {
        self.0.fetch_add(1, Ordering::SeqCst);
        Busy(self.clone())
    }

    pub(super) fn is_idle(&self) -> bool {
        self.0.load(Ordering::SeqCst) == 0
    }
}

/// One thing under way.
#[derive(Debug)]
pub(super) struct Busy(BusyCount);

impl Drop for Busy {
    fn drop(&mut self) {
        self.0.0.fetch_sub(1, Ordering::SeqCst);
    }
}
