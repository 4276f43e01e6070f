//! The vision of a workspace, held against its catalog and its journal.

use std::sync::Arc;

use jiff::civil::Date;

use crate::config::Workspace;
use crate::model::catalog::Catalog;
use crate::model::vision::{Judged, Vision};
use crate::sources::vision;
use crate::store::{Journal, JournalError};

/// The vision as its files say it now, held against a snapshot. `before` is what was judged last, which saves most of the
/// work. The journal has the waivers that were granted there.
pub fn judged(
    workspace: &Workspace,
    journal: Option<&Journal>,
    catalog: Arc<Catalog>,
    today: Date,
    before: Option<&Judged>,
) -> Result<Judged, JournalError> {
    let _ = journal;
    let vision = current(workspace, before.map(|before| &before.vision));
    let waivers = vision.waivers.clone();
    Ok(Judged::new(vision, catalog, waivers, today, before))
}

/// The vision as its files say it now; the very same one where they say what they said before.
pub fn current(workspace: &Workspace, before: Option<&Arc<Vision>>) -> Arc<Vision> {
    match before {
        Some(before) => vision::reload(&workspace.root, before),
        None => Arc::new(vision::load(&workspace.root)),
    }
}
