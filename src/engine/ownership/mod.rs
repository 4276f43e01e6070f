//! Ownership: what the journal says of it, and what somebody does about it, each thing journaled. Who may do what is the
//! model's business; what a hand-over or a role changes is written into the entity's file.

mod act;
mod answering;
mod departure;
mod sweep;

use jiff::Timestamp;
use jiff::civil::Date;

pub use act::Owning;
pub use answering::handed;
pub use sweep::sweep;

use crate::model::catalog::Catalog;
use crate::model::journal::{Filter, Hash, field_changes};
use crate::model::ownership::{Ownership, Policy, Review, Since, TYPES};
use crate::store::{Journal, JournalError};

/// Ownership as the journal has it by now; `before` saves reading what is folded in already.
pub fn ownership(journal: &Journal, before: Option<Ownership>) -> Result<Ownership, JournalError> {
    let mut ownership = before.unwrap_or_default();
    let after = Some(ownership.head()).filter(|head| *head > 0);
    let mut events = Vec::new();
    for type_ in TYPES {
        events.extend(journal.events(&Filter {
            type_prefix: Some(type_.to_owned()),
            after,
            ..Filter::default()
        })?);
    }
    events.sort_by_key(|event| event.lseq);
    for event in &events {
        ownership.apply(event);
    }
    Ok(ownership)
}

/// Who leaves or has left, and nothing else of ownership.
pub fn departures(journal: &Journal) -> Result<Ownership, JournalError> {
    let mut ownership = Ownership::default();
    let events = journal.events(&Filter {
        type_prefix: Some("person.".to_owned()),
        ..Filter::default()
    })?;
    events.iter().for_each(|event| ownership.apply(event));
    Ok(ownership)
}

/// How an entity stands with its attestation, and what it says otherwise than when it was attested last; none where it is not
/// in the catalog.
pub fn since(
    review: &Review<'_>,
    journal: Option<&Journal>,
    name: &str,
) -> Result<Option<Since>, JournalError> {
    let Some(id) = review.catalog.find(name) else {
        return Ok(None);
    };
    let entity = review.catalog.entity(id);
    let attested = review.ownership.attested(entity.entity_ref()).cloned();
    let mut since = Since {
        entity: entity.entity_ref().to_owned(),
        accountable: entity.accountable().map(|one| one.entity_ref().to_owned()),
        left: review.left(entity),
        due: review.due(entity),
        standing: review.standing(entity),
        fields: Vec::new(),
        untold: None,
        attested,
    };
    if let Some(attested) = since.attested.as_ref().filter(|_| review.has_changed(entity)) {
        let now = Hash(*entity.version());
        let text = |digest| -> Result<Option<serde_json::Value>, JournalError> {
            let body = journal
                .map(|journal| journal.version_body(digest))
                .transpose()?
                .flatten();
            Ok(body.and_then(|body| serde_json::from_slice(&body).ok()))
        };
        match (text(attested.version)?, text(now)?) {
            (Some(before), Some(after)) => since.fields = field_changes(&before, &after),
            _ => since.untold = Some("what it said then was not kept".to_owned()),
        }
    }
    Ok(Some(since))
}

/// A review of a catalog on a day.
pub fn review<'a>(
    catalog: &'a Catalog,
    ownership: &'a Ownership,
    policy: &'a Policy,
    today: Date,
) -> Review<'a> {
    Review {
        catalog,
        ownership,
        policy,
        today,
    }
}

/// The day that the journal counts by.
pub fn day(now: Timestamp) -> Date {
    now.to_zoned(jiff::tz::TimeZone::UTC).date()
}
