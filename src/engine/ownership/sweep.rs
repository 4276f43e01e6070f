//! Who is to be asked for an attestation by now: each hop is journaled once, whoever sees it first.

use jiff::Timestamp;
use rustc_hash::FxHashSet;

use crate::model::journal::{AttestationAsked, Fact, Filter, NewEvent, Subject, Unknown};
use crate::model::ownership::Review;
use crate::store::{Journal, JournalError};

/// Hops in one transaction.
const CHUNK: usize = 500;

/// Journals who is asked for what was not attested in time; returns how many were asked.
pub fn sweep(
    review: &Review<'_>,
    journal: &Journal,
    actor: &str,
    now: Timestamp,
) -> Result<usize, JournalError> {
    let mut hops: Vec<(String, NewEvent)> = Vec::new();
    for entity in review.catalog.entities() {
        let Some((turn, due)) = review.next_hop(entity) else {
            continue;
        };
        let name = entity.entity_ref().to_owned();
        let body = AttestationAsked {
            entity: name.clone(),
            whom: turn.person,
            role: turn.role.word().to_owned(),
            due,
            unknown: Unknown::new(),
        };
        let event = NewEvent::new(&body, Subject::entity(&name), now, actor);
        hops.push((name, event));
    }
    let mut asked = 0;
    while !hops.is_empty() {
        let rest = hops.split_off(hops.len().min(CHUNK));
        let chunk = std::mem::replace(&mut hops, rest);
        // Another window may have been faster, or somebody attested meanwhile.
        let latest = Filter {
            type_prefix: Some("ownership.".to_owned()),
            after: Some(review.ownership.head()),
            ..Filter::default()
        };
        asked += journal.append_decided(latest, move |events| {
            let about = events.iter().filter_map(|event| match event.fact() {
                Ok(Fact::AttestationAsked(asked)) => Some(asked.entity),
                Ok(Fact::OwnershipAttested(attested)) => Some(attested.entity),
                _ => None,
            });
            let about: FxHashSet<String> = about.collect();
            let news = chunk.into_iter().filter(|(name, _)| !about.contains(name));
            news.map(|(_, event)| event).collect()
        })?;
    }
    Ok(asked)
}
