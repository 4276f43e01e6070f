//! The vision as it was before, held against the catalog as it is now.

use std::sync::Arc;

use jiff::Timestamp;

use super::waivers;
use crate::model::journal::{Event, Fact, Filter, VisionStated};
use crate::model::vision::{Judged, Vision, VisionDiff, diff};
use crate::sources::vision::{Unread, read_with};
use crate::store::{Journal, JournalError};

/// What is different since the vision was otherwise, and since when it says what it says. None where the journal knows no
/// other vision, or no longer has its words.
pub fn change(journal: &Journal, judged: &Judged) -> Result<Option<VisionDiff>, JournalError> {
    let Some((before, _)) = stated_before(journal, &judged.vision)? else {
        return Ok(None);
    };
    let before = judged_with(Some(journal), Arc::new(before), judged)?;
    Ok(Some(diff(&before, judged)))
}

/// The vision before it said what it says now, and when that was first read.
pub fn stated_before(journal: &Journal, now: &Vision) -> Result<Option<(Vision, Timestamp)>, JournalError> {
    let events = journal.events(&Filter {
        type_prefix: Some("vision.stated".to_owned()),
        newest_first: true,
        ..Filter::default()
    })?;
    let stated = |event: &Event| match event.fact() {
        Ok(Fact::VisionStated(stated)) => Some((stated, event.time)),
        _ => None,
    };
    let earlier = events
        .iter()
        .filter_map(stated)
        .find(|(stated, _)| stated.vision.0 != now.digest);
    match earlier {
        Some((stated, time)) => Ok(kept(journal, &stated)?.map(|vision| (vision, time))),
        None => Ok(None),
    }
}

/// A vision from the texts that the journal keeps; none where one of them was not kept.
fn kept(journal: &Journal, stated: &VisionStated) -> Result<Option<Vision>, JournalError> {
    let mut texts = Vec::new();
    for (file, digest) in &stated.files {
        let text = journal.version_body(*digest)?;
        let Some(text) = text.and_then(|text| String::from_utf8(text).ok()) else {
            return Ok(None);
        };
        texts.push((file.as_str(), text));
    }
    Ok(Some(read_with(&|path| {
        let found = texts.iter().find(|(file, _)| *file == path);
        found.map(|(_, text)| text.clone()).ok_or(Unread::Missing)
    })))
}

/// Another vision held against the catalog of a judgement, on the same day.
pub fn judged_with(
    journal: Option<&Journal>,
    vision: Arc<Vision>,
    like: &Judged,
) -> Result<Judged, JournalError> {
    let waivers = match journal {
        Some(journal) => waivers(journal, &vision)?,
        None => vision.waivers.clone(),
    };
    Ok(Judged::new(
        vision,
        Arc::clone(&like.catalog),
        waivers,
        like.today,
        None,
    ))
}
