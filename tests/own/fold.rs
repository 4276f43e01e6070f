//! The fold of ownership, whatever the journal holds: events that are missing, doubled, or about what never was.

use std::collections::BTreeMap;

use jiff::Timestamp;
use muster::model::journal::{
    AttestationAsked, Event, HandoverAccepted, HandoverOffered, HandoverRefused, HandoverWithdrawn, Hash,
    NewEvent, OwnershipAttested, PersonLeaving, PersonStaying, Stamp, Subject, Unknown,
};
use muster::model::ownership::{ItemState, Ownership};
use proptest::prelude::*;
use uuid::Uuid;

use crate::company::{at, date};

/// What an event is made of: its sort, and which of a few names it is about.
type Made = (u8, usize, usize, usize);

fn stamped(lseq: usize, event: NewEvent) -> Event {
    event.stamped(Stamp {
        journal_id: Uuid::nil(),
        origin: Uuid::nil(),
        lseq: lseq as u64 + 1,
        oseq: lseq as u64 + 1,
        prev: Hash::ZERO,
        random: [0; 26],
    })
}

/// Ids that begin alike, as a person may abbreviate them and the journal never does.
fn id(n: usize) -> String {
    ["hand", "hand-1", "hand-12"][n % 3].to_owned()
}

fn made(lseq: usize, (sort, a, b, c): Made) -> Event {
    let entity = |n: usize| format!("component:default/c{}", n % 5);
    let person = |n: usize| format!("user:default/p{}", n % 3);
    let (time, unknown, refs): (Timestamp, _, _) =
        (at(lseq as i64), Unknown::new(), vec![entity(b), entity(c)]);
    let actor = person(a);
    let of_handover = Subject::handover(&id(a));
    let event = match sort % 8 {
        0 => {
            let body = HandoverOffered {
                id: id(a),
                refs,
                from: Some(person(b)),
                to: person(c),
                reason: String::new(),
                leaving: false,
                unknown,
            };
            NewEvent::new(&body, of_handover, time, &actor)
        }
        1 => {
            let body = HandoverAccepted {
                id: id(a),
                refs,
                unknown,
            };
            NewEvent::new(&body, of_handover, time, &actor)
        }
        2 => {
            let body = HandoverRefused {
                id: id(a),
                refs,
                reason: "no".to_owned(),
                unknown,
            };
            NewEvent::new(&body, of_handover, time, &actor)
        }
        3 => NewEvent::new(
            &HandoverWithdrawn {
                id: id(a),
                refs: if b > c { vec![entity(b)] } else { vec![] },
                unknown,
            },
            of_handover,
            time,
            &actor,
        ),
        4 => {
            let body = OwnershipAttested {
                entity: entity(b),
                accountable: person(c),
                version: Hash::ZERO,
                until: date(lseq as i64 + 30),
                unknown,
            };
            NewEvent::new(&body, Subject::entity(&entity(b)), time, &actor)
        }
        5 => {
            let body = AttestationAsked {
                entity: entity(b),
                whom: person(c),
                role: "deputy".to_owned(),
                due: date(lseq as i64),
                unknown,
            };
            NewEvent::new(&body, Subject::entity(&entity(b)), time, &actor)
        }
        6 => {
            let body = PersonLeaving {
                person: person(b),
                on: date(lseq as i64 + 7),
                unknown,
            };
            NewEvent::new(&body, Subject::entity(&person(b)), time, &actor)
        }
        _ => {
            let person = person(b);
            let subject = Subject::entity(&person);
            NewEvent::new(&PersonStaying { person, unknown }, subject, time, &actor)
        }
    };
    stamped(lseq, event)
}

fn folded<'e>(events: impl IntoIterator<Item = &'e Event>) -> Ownership {
    let mut ownership = Ownership::default();
    for event in events {
        ownership.apply(event);
    }
    ownership
}

proptest! {
    /// With any of the events missing the fold holds together: each entity is on offer at most once, and just where it says;
    /// whoever took something over had been offered it.
    #[test]
    fn whatever_is_missing_an_entity_is_on_offer_at_most_once(
        log in prop::collection::vec((any::<u8>(), 0..9_usize, 0..9_usize, 0..9_usize), 0..60),
        kept in prop::collection::vec(any::<bool>(), 60),
    ) {
        let events: Vec<Event> = log.into_iter().enumerate().map(|(n, each)| made(n, each)).collect();
        let some = events.iter().zip(&kept).filter(|(_, kept)| **kept).map(|(event, _)| event);
        let ownership = folded(some);
        let mut on_offer: BTreeMap<&str, &str> = BTreeMap::new();
        for handover in ownership.handovers() {
            for entity in handover.open() {
                prop_assert_eq!(on_offer.insert(entity, &handover.id), None);
                prop_assert_eq!(ownership.offer_of(entity), Some(handover));
            }
        }
        for n in 0..5 {
            let entity = format!("component:default/c{n}");
            prop_assert_eq!(ownership.offer_of(&entity).is_some(), on_offer.contains_key(entity.as_str()));
            let was_accepted = ownership.handovers().iter().flat_map(|handover| &handover.items).any(|item| {
                item.entity == entity && matches!(item.state, ItemState::Accepted { .. })
            });
            prop_assert_eq!(ownership.taken(&entity).is_some(), was_accepted);
        }
    }

    /// An event that comes twice in a row says nothing new the second time.
    #[test]
    fn what_is_told_twice_counts_once(
        log in prop::collection::vec((any::<u8>(), 0..9_usize, 0..9_usize, 0..9_usize), 0..60),
    ) {
        let events: Vec<Event> = log.into_iter().enumerate().map(|(n, each)| made(n, each)).collect();
        prop_assert_eq!(folded(&events), folded(events.iter().flat_map(|event| [event, event])));
    }
}

#[test]
fn what_was_never_offered_is_not_taken() {
    let (offer, accept, withdraw) = (0, 1, 3);
    for (log, taken) in [
        (vec![(offer, 0, 0, 1), (accept, 0, 0, 1)], true),
        (vec![(accept, 0, 0, 1)], false),
        (
            vec![(offer, 0, 0, 1), (withdraw, 0, 0, 0), (accept, 0, 0, 1)],
            false,
        ),
        // The id of the offer begins with the one that is accepted.
        (vec![(offer, 1, 0, 1), (accept, 0, 0, 1)], false),
    ] {
        let events: Vec<Event> = log.iter().enumerate().map(|(n, each)| made(n, *each)).collect();
        let ownership = folded(&events);
        assert_eq!(
            ownership.taken("component:default/c0").is_some(),
            taken,
            "{log:?}"
        );
    }
}
