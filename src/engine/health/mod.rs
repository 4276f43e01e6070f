//! Probes: asked in rounds, what they say kept and journaled, people told of it once. Who is told when is the model's business; who
//! asks and who tells are handed in, so that tests need neither network nor time.

mod act;
mod looks;
mod round;
mod shared;
mod tell;
mod watching;

use std::sync::Arc;

use super::Outside;
use crate::config::Workspace;
use crate::model::catalog::Catalog;
use crate::model::health::{Probe, Record, TYPES, probes};
use crate::model::journal::Filter;
use crate::remote::notify::Ways;
use crate::remote::probe::Network;
use crate::store::{Journal, JournalError};

pub use act::act;
pub use looks::Looks;
pub use round::{Came, Post, Rounds, look_once, run, tell, tell_and_wait};
pub use shared::Shared;
pub use tell::{Letters, message, reaches, way};
pub use watching::{Taken, Telling, Watching};

/// The probes of a workspace, and what cannot be run of them.
#[derive(Clone, Debug, Default)]
pub struct Declarations {
    pub catalog: Arc<Catalog>,
    pub probes: Vec<Probe>,
    /// The entity or the file, and why.
    pub wrong: Vec<(String, String)>,
}

impl Declarations {
    pub fn of(workspace: &Workspace, catalog: &Arc<Catalog>) -> Self {
        let settings = &workspace.settings.health;
        let (probes, wrong) = probes(catalog, &settings.probes, &settings.policy);
        Self {
            catalog: Arc::clone(catalog),
            probes,
            wrong,
        }
    }
}

/// Rounds that ask and tell for real.
pub fn rounds(workspace: &Workspace, outside: &Outside) -> Rounds {
    let places = Arc::new(outside.clone());
    let ways = Ways::new(Arc::clone(&places) as _, &workspace.root);
    Rounds::new(Arc::new(Network::new(places)), Arc::new(ways)).starting(outside.notify_commands())
}

/// What the journal says of probes by now; `before` saves reading what is folded in already.
pub fn record(journal: &Journal, before: Record) -> Result<Record, JournalError> {
    let mut record = before;
    for event in journal.events(&since(&record))? {
        record.apply(&event);
    }
    Ok(record)
}

/// The events that a record does not know yet.
fn since(record: &Record) -> Filter {
    Filter {
        type_prefix: Some(TYPES.to_owned()),
        after: Some(record.head()).filter(|head| *head > 0),
        ..Filter::default()
    }
}
