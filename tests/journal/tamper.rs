//! Whatever is altered in a stored event is found, and joining pieces of the chain finds the same as walking it whole.

use muster::model::journal::Filter;
use muster::model::journal::{Chain, Event, NewEvent, Record, Stamp, Verification};
use proptest::prelude::*;
use rusqlite::Connection;
use rusqlite::types::Value;
use uuid::Uuid;

use crate::home::{Home, note};

const COLUMNS: [&str; 15] = [
    "lseq",
    "id",
    "origin",
    "oseq",
    "prev",
    "type",
    "type_version",
    "subject",
    "time",
    "actor",
    "correlation",
    "body",
    "salt",
    "body_hash",
    "hash",
];

/// Another value of the same kind: one bit of one byte turned.
fn turned(value: Value, at: prop::sample::Index, bit: u8) -> Value {
    let turn = |bytes: &mut Vec<u8>| {
        let index = at.index(bytes.len());
        bytes[index] ^= 1 << bit;
    };
    match value {
        Value::Integer(number) => {
            let mut bytes = number.to_be_bytes().to_vec();
            turn(&mut bytes);
            Value::Integer(i64::from_be_bytes(bytes.try_into().expect("eight bytes")))
        }
        // Only the lowest bits: SQLite takes any bytes as text, this driver takes UTF-8.
        Value::Text(text) => {
            let mut bytes = text.into_bytes();
            let index = at.index(bytes.len());
            bytes[index] ^= 1 << (bit % 5);
            Value::Text(String::from_utf8(bytes).expect("ASCII stays ASCII"))
        }
        Value::Blob(mut bytes) => {
            turn(&mut bytes);
            Value::Blob(bytes)
        }
        other => other,
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 128, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_bit_turned_in_a_stored_event_is_found(
        lseq in 1i64..=6,
        column in prop::sample::select(COLUMNS.as_slice()),
        at in any::<prop::sample::Index>(),
        bit in 0u8..8,
    ) {
        let home = Home::new();
        let journal = home.open();
        let with_correlation = |n| NewEvent { correlation: Some(Uuid::from_u128(7)), ..note("a", n) };
        journal.append((1..=6).map(with_correlation).collect()).unwrap();
        let conn = Connection::open(journal.path()).unwrap();
        conn.execute_batch(
            "PRAGMA ignore_check_constraints = ON; PRAGMA foreign_keys = OFF; DROP TRIGGER event_is_never_changed;
             DROP TRIGGER event_is_never_deleted",
        ).unwrap();
        let value: Value =
            conn.query_row(&format!("SELECT {column} FROM event WHERE lseq = ?1"), [lseq], |row| row.get(0)).unwrap();
        let sql = format!("UPDATE event SET {column} = ?2 WHERE lseq = ?1");
        match conn.execute(&sql, (lseq, turned(value, at, bit))) {
            Ok(_) => {
                let report = journal.verify(&|_, _| {}).unwrap();
                prop_assert!(!report.is_ok(), "{column} of event {lseq}");
            }
            // Taken already: a turned position or number met another event.
            Err(error) => prop_assert!(error.to_string().contains("UNIQUE"), "{error}"),
        }
    }

    #[test]
    fn dropped_moved_and_doubled_events_are_found(from in 0usize..8, to in 0usize..8, how in 0u8..3) {
        let mut events = chain(8);
        match how {
            0 => { events.remove(from); }
            1 if from != to => events.swap(from, to),
            1 => return Ok(()),
            _ => { let event = events[from].clone(); events.insert(to, event); }
        }
        // Positions are made good again, as somebody who covers the traces would.
        for (index, event) in events.iter_mut().enumerate() {
            event.lseq = index as u64 + 1;
        }
        let is_cut_at_the_end = how == 0 && from == 7;
        prop_assert_eq!(verified(&[&events]).is_ok(), is_cut_at_the_end);
    }

    #[test]
    fn pieces_joined_tell_the_same_as_the_whole(
        cuts in (0usize..=12, 0usize..=12),
        damaged in proptest::option::of(0usize..12),
        dropped in proptest::option::of(0usize..12),
    ) {
        let mut events = chain(12);
        if let Some(index) = damaged {
            events[index].actor.push('x');
        }
        if let Some(index) = dropped {
            events.remove(index);
        }
        let (first, second) = (cuts.0.min(cuts.1).min(events.len()), cuts.0.max(cuts.1).min(events.len()));
        let pieces = [&events[..first], &events[first..second], &events[second..]];
        prop_assert_eq!(verified(&pieces), verified(&[&events]));
    }
}

#[test]
fn the_hash_of_an_event_is_fixed_for_good() {
    let event = &chain(1)[0];
    assert_eq!(event.id.to_string(), "019b76da-a800-7707-8707-070707070707");
    assert_eq!(
        event.hash.to_string(),
        "1c693dfb83998551c8765110f1816c9204ad1958bdd4371266995d58e0c87b61"
    );
}

#[test]
fn what_is_stored_is_what_was_hashed() {
    let home = Home::new();
    let journal = home.open();
    let appended = journal.append((1..50).map(|n| note("a", n)).collect()).unwrap();
    let stored = journal.events(&Filter::default()).unwrap();
    assert_eq!(verified(&[&appended]), verified(&[&stored]));
    assert!(verified(&[&stored]).is_ok());
}

/// Events stamped without a store.
fn chain(length: u64) -> Vec<Event> {
    let mut events: Vec<Event> = Vec::new();
    for n in 1..=length {
        let stamp = Stamp {
            journal_id: Uuid::from_u128(1),
            origin: Uuid::from_u128(2),
            lseq: n,
            oseq: n,
            prev: events
                .last()
                .map_or(muster::model::journal::Hash::ZERO, |last| last.hash),
            random: [7; 26],
        };
        events.push(note("a", n as i64 - 1).stamped(stamp));
    }
    events
}

fn verified(pieces: &[&[Event]]) -> Verification {
    let fold = |events: &[Event]| {
        let mut chain = Chain::new();
        events
            .iter()
            .map(Event::record)
            .for_each(|record: Record<'_>| chain.push(&record));
        chain
    };
    pieces
        .iter()
        .map(|piece| fold(piece))
        .fold(Chain::new(), Chain::join)
        .finish(&[])
}
