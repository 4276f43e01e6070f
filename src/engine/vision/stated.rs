//! What the vision says, in the journal: whenever that is something else than when it was last read.

use jiff::Timestamp;

use crate::model::journal::{Event, Fact, Hash, NewEvent, Subject, Unknown, VisionStated};
use crate::model::vision::Vision;
use crate::store::{Journal, JournalError};

/// Journals the vision with the texts of its files, unless the journal knows it. Returns whether it did not. A workspace
/// that never had a vision says nothing.
pub fn record(
    journal: &Journal,
    vision: &Vision,
    actor: &str,
    time: Timestamp,
) -> Result<bool, JournalError> {
    let digest = Hash(vision.digest);
    let is_there = !vision.files.is_empty();
    let files = vision.files.iter();
    let stated = VisionStated {
        vision: digest,
        before: latest(journal)?,
        files: files.map(|file| (file.path.clone(), Hash(file.digest))).collect(),
        rules: vision.rules.len() as u64,
        unknown: Unknown::new(),
    };
    let texts: Vec<&[u8]> = vision.files.iter().map(|file| file.text.as_bytes()).collect();
    let event = NewEvent::new(&stated, Subject::workspace(), time, actor);
    journal.append_news(event, &texts, move |latest| match latest.map(said_by) {
        Some(said) => said != Some(digest),
        None => is_there,
    })
}

/// What the vision said when it was last read.
fn latest(journal: &Journal) -> Result<Option<Hash>, JournalError> {
    let events = journal.events(&crate::model::journal::Filter {
        type_prefix: Some("vision.stated".to_owned()),
        newest_first: true,
        limit: Some(1),
        ..Default::default()
    })?;
    Ok(events.first().and_then(said_by))
}

fn said_by(event: &Event) -> Option<Hash> {
    match event.fact() {
        Ok(Fact::VisionStated(stated)) => Some(stated.vision),
        _ => None,
    }
}
