//! The vision of a workspace, held against its catalog and its journal.

mod change;
mod mend;
mod past;
mod stated;
mod waivers;

use std::sync::Arc;

use jiff::civil::Date;

use crate::config::Workspace;
use crate::model::catalog::Catalog;
use crate::model::vision::{Judged, Vision};
use crate::sources::vision;
use crate::store::{Journal, JournalError};

pub use change::{change, judged_with, stated_before};
pub use mend::{Mend, file_tasks, mends};
pub(crate) use past::scored;
pub use past::{past, record_judged, record_scores};
pub use stated::record;
pub use waivers::{Waived, Waiving, waived_with_run, waiver_fold, waivers};

/// The vision as its files say it now, held against a snapshot. `before` is what was judged last, which saves most of the
/// work. The journal has the waivers that were granted there.
pub fn judged(
    workspace: &Workspace,
    journal: Option<&Journal>,
    catalog: Arc<Catalog>,
    today: Date,
    before: Option<&Judged>,
) -> Result<Judged, JournalError> {
    let vision = current(workspace, before.map(|before| &before.vision));
    let waivers = match journal {
        Some(journal) => waivers(journal, &vision)?,
        None => vision.waivers.clone(),
    };
    Ok(Judged::new(vision, catalog, waivers, today, before))
}

/// The vision as its files say it now; the very same one where they say what they said before.
pub fn current(workspace: &Workspace, before: Option<&Arc<Vision>>) -> Arc<Vision> {
    match before {
        Some(before) => vision::reload(&workspace.root, before),
        None => Arc::new(vision::load(&workspace.root)),
    }
}
