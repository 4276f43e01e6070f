//! Signals as messages: TERM, HUP and INT end the program in good order, TSTP suspends it, CONT repaints it, WINCH
//! resizes it.

use std::io;

use tokio::runtime::Handle;
use tokio::signal::unix::{SignalKind, signal};

use super::inbox::{Inbound, Sender, Signal};

/// Starts listening; ends with the runtime.
pub(super) fn start(threads: &Handle, sender: &Sender) -> io::Result<()> {
    let _inside = threads.enter();
    let number = |kind: SignalKind| kind.as_raw_value();
    let suspend = SignalKind::from_raw(rustix::process::Signal::TSTP.as_raw());
    let resume = SignalKind::from_raw(rustix::process::Signal::CONT.as_raw());
    for (kind, meaning) in [
        (
            SignalKind::terminate(),
            Signal::Terminate(number(SignalKind::terminate())),
        ),
        (
            SignalKind::hangup(),
            Signal::Terminate(number(SignalKind::hangup())),
        ),
        (
            SignalKind::interrupt(),
            Signal::Terminate(number(SignalKind::interrupt())),
        ),
        (SignalKind::window_change(), Signal::Resize),
        (suspend, Signal::Suspend),
        (resume, Signal::Continue),
    ] {
        let mut stream = signal(kind)?;
        let sender = sender.clone();
        threads.spawn(async move {
            while stream.recv().await.is_some() {
                sender.put(Inbound::Signal(meaning));
            }
        });
    }
    Ok(())
}
