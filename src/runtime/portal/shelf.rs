//! What blueprints need of an open workspace: who fills a form in, where runs are kept, and the runner that has their effects.

use std::sync::{Arc, Condvar, Mutex, Weak};
use std::thread;
use std::time::Duration;

use jiff::Timestamp;

use super::opened::Opened;
use super::{Sender, lock, now};
use crate::app::{Failure, Msg};
use crate::engine::blueprints;
use crate::engine::run::Drove;
use crate::model::blueprint::field::Occasion;
use crate::model::catalog::Catalog;

/// How soon it is tried again when another process has the effects of this machine, or when something was in the way.
const BUSY: Duration = Duration::from_secs(2);
const FAILED: Duration = Duration::from_secs(10);
/// Nothing is waited for longer, so that a clock that was set is noticed.
const LONGEST: Duration = Duration::from_secs(600);

/// Wakes the runner.
#[derive(Default)]
pub(super) struct Bell {
    rung: Mutex<bool>,
    changed: Condvar,
}

impl Bell {
    pub fn ring(&self) {
        *lock(&self.rung) = true;
        self.changed.notify_all();
    }

    /// Waits until it is rung, at most so long.
    fn wait(&self, most: Duration) {
        let rung = lock(&self.rung);
        let waited = self.changed.wait_timeout_while(rung, most, |rung| !*rung);
        let (mut rung, _) = waited.unwrap_or_else(std::sync::PoisonError::into_inner);
        *rung = false;
    }
}

/// Does what runs have to do, for as long as the workspace is open. One process of a machine has effects at a time; another
/// one only looks.
pub(super) fn follow_runs(opened: &Arc<Opened>, sender: &Sender) {
    let (opened, bell, sender): (Weak<Opened>, _, _) =
        (Arc::downgrade(opened), opened.bell(), sender.clone());
    thread::spawn(move || {
        let mut told = String::new();
        while let Some(open) = opened.upgrade() {
            let pause = match drive(&open, &sender) {
                Ok(pause) => {
                    told.clear();
                    pause
                }
                Err(failure) => {
                    // The same trouble is told once, not every ten seconds.
                    if told != failure.message {
                        told.clone_from(&failure.message);
                        sender.send(Msg::Failed(failure));
                    }
                    FAILED
                }
            };
            drop(open);
            bell.wait(pause.min(LONGEST));
        }
    });
}

/// Does all that can be done now; returns how long nothing can.
fn drive(opened: &Opened, sender: &Sender) -> Result<Duration, Failure> {
    let drove = opened
        .runs()?
        .drive(None, &|| false, &mut |_| sender.send(Msg::JournalGrew))
        .map_err(|error| {
            Failure::new(
                format!("Runs do not go on: {error}."),
                format!("{}.", error.hint()),
            )
        })?;
    Ok(match drove {
        Drove::Busy => BUSY,
        Drove::Stopped | Drove::Idle { next: None } => LONGEST,
        Drove::Idle { next: Some(moment) } => until(moment, now()),
    })
}

fn until(moment: Timestamp, now: Timestamp) -> Duration {
    Duration::try_from(moment.duration_since(now)).unwrap_or(Duration::ZERO)
}

/// What is known of the person and the place when a form is opened, perhaps on an entity.
pub(super) fn occasion(opened: &Opened, catalog: &Catalog, entity: Option<&str>) -> Occasion {
    let me = Some(opened.actor()).filter(|actor| actor.starts_with("user:"));
    blueprints::occasion(catalog, opened.workspace(), me, entity)
}

/// The blueprints of a snapshot, for runs.
pub(super) fn library(opened: &Opened, catalog: &Arc<Catalog>) -> blueprints::Shelf {
    blueprints::Shelf::new(Arc::clone(catalog), opened.workspace().scope())
}
