//! Waivers: those that hold, from the vision's file and from the journal; and what is asked for, granted and taken back,
//! each journaled. What may happen is the model's business.

use crate::model::journal::Filter;
use crate::model::vision::{Vision, Waiver, WaiverFold};
use crate::store::{Journal, JournalError};

/// All waivers that were not taken back, whether their day has passed or not: of the vision's file, then of the journal.
pub fn waivers(journal: &Journal, vision: &Vision) -> Result<Vec<Waiver>, JournalError> {
    let mut waivers = vision.waivers.clone();
    waivers.extend(waiver_fold(journal)?.into_granted());
    Ok(waivers)
}

/// The journal's waivers, also those that were taken back.
pub fn waiver_fold(journal: &Journal) -> Result<WaiverFold, JournalError> {
    let events = journal.events(&Filter {
        type_prefix: Some("waiver.".to_owned()),
        ..Filter::default()
    })?;
    Ok(WaiverFold::of(&events))
}
