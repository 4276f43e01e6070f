//! Answers what the screens ask about the vision.

use std::sync::Arc;

use jiff::Zoned;

use super::opened::Opened;
use super::{Sender, failed};
use crate::app::{Answer, Failure, Request};
use crate::engine::vision;
use crate::model::catalog::Catalog;
use crate::model::vision::Judged;

pub(super) fn answer(
    opened: &Opened,
    request: Request,
    _sender: Option<&Sender>,
    _stopped: &(dyn Fn() -> bool + Sync),
) -> Result<Answer, Failure> {
    match request {
        Request::Vision { catalog } => Ok(Answer::Vision(judged(opened, &catalog)?)),
        _ => Err(Failure::new("This is no question about the vision.", "")),
    }
}

/// The vision held against a snapshot. What was judged last is kept, so that little is judged again.
pub(super) fn judged(opened: &Opened, catalog: &Arc<Catalog>) -> Result<Arc<Judged>, Failure> {
    opened.judged(|before| {
        let journal = opened.journal()?;
        let today = Zoned::now().date();
        vision::judged(
            opened.workspace(),
            journal.as_ref(),
            Arc::clone(catalog),
            today,
            before,
        )
        .map_err(failed)
    })
}
