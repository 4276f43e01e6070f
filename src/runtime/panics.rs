//! Panics: the terminal is restored before anything is printed, on whatever thread it happens. Work that runs inside
//! `contain` costs only its own result.

use std::any::Any;
use std::cell::Cell;
use std::panic::{self, AssertUnwindSafe};

use super::inbox::{Inbound, Sender};
use super::terminal;

thread_local! {
    static CONTAINED: Cell<bool> = const { Cell::new(false) };
}

/// Runs work whose panic is no reason to end the program; its message is returned instead.
pub(super) fn contain<T>(work: impl FnOnce() -> T) -> Result<T, String> {
    CONTAINED.set(true);
    let result = panic::catch_unwind(AssertUnwindSafe(work));
    CONTAINED.set(false);
    result.map_err(|payload| message(payload.as_ref()))
}

/// Puts the restoring of the terminal in front of the hook there is. A panic that nobody contains ends the loop.
pub(super) fn install(sender: Sender) {
    let previous = panic::take_hook();
    panic::set_hook(Box::new(move |info| {
        if CONTAINED.get() {
            tracing::error!(panic = %info, "a worker panicked");
            return;
        }
        terminal::restore();
        // Told before the loop hears of it and the process ends.
        previous(info);
        sender.put(Inbound::Panicked);
    }));
}

fn message(payload: &(dyn Any + Send)) -> String {
    let text = payload.downcast_ref::<&str>().map(|text| (*text).to_owned());
    text.or_else(|| payload.downcast_ref::<String>().cloned())
        .unwrap_or_else(|| "no message".to_owned())
}
