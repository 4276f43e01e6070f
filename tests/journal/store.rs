//! The journal as those who use it see it: what is appended is there, in order, and stays; what is not a journal is refused.

use std::fs;

use jiff::SignedDuration;
use muster::model::journal::Filter;
use muster::model::journal::{NewEvent, Subject, cloud_event, sentence};
use muster::store::{Cause, Journal};
use rusqlite::Connection;

use crate::home::{Home, at, note};

#[test]
fn what_is_appended_comes_back_in_order_with_its_chain() {
    let home = Home::new();
    let journal = home.open();
    let first = journal.append(vec![note("a", 1), note("b", 2)]).unwrap();
    let second = journal.append(vec![note("c", 3)]).unwrap();

    let events = journal.events(&Filter::default()).unwrap();
    assert_eq!(events, [first.as_slice(), second.as_slice()].concat());
    assert_eq!(
        events.iter().map(|event| event.lseq).collect::<Vec<_>>(),
        [1, 2, 3]
    );
    assert_eq!(
        events.iter().map(|event| event.oseq).collect::<Vec<_>>(),
        [1, 2, 3]
    );
    assert!(events.windows(2).all(|pair| pair[1].prev == pair[0].hash));
    assert!(events.iter().all(|event| event.id.get_version_num() == 7));
    assert_eq!(journal.head().unwrap(), 3);
    assert!(journal.verify(&|_, _| {}).unwrap().is_ok());
}

#[test]
fn an_append_is_taken_whole_or_not_at_all() {
    let home = Home::new();
    let journal = home.open();
    let mut broken = note("b", 2);
    broken.body = b"{\"half\":".to_vec();
    let error = journal.append(vec![note("a", 1), broken]).unwrap_err();
    assert!(matches!(error.cause, Cause::Invalid(_)), "{error}");
    assert_eq!(journal.head().unwrap(), 0);
}

#[test]
fn filters_pick_and_order() {
    let home = Home::new();
    let journal = home.open();
    for second in 1..=9 {
        journal
            .append(vec![note(&format!("n{}", second % 3), second)])
            .unwrap();
    }
    let mut other = note("100%_sure", 10);
    other.type_ = "note.archived".to_owned();
    other.actor = "user:default/bo".to_owned();
    journal.append(vec![other]).unwrap();

    let found = |filter: Filter| -> Vec<u64> {
        journal
            .events(&filter)
            .unwrap()
            .iter()
            .map(|event| event.lseq)
            .collect()
    };
    let all = Filter::default;
    assert_eq!(
        found(Filter {
            after: Some(8),
            ..all()
        }),
        [9, 10]
    );
    assert_eq!(
        found(Filter {
            before: Some(3),
            ..all()
        }),
        [1, 2]
    );
    assert_eq!(
        found(Filter {
            newest_first: true,
            limit: Some(2),
            ..all()
        }),
        [10, 9]
    );
    assert_eq!(
        found(Filter {
            subject: Some(Subject::from("note/n1".to_owned())),
            ..all()
        }),
        [1, 4, 7]
    );
    assert_eq!(
        found(Filter {
            type_prefix: Some("note.".to_owned()),
            newest_first: true,
            limit: Some(3),
            ..all()
        }),
        [10, 9, 8]
    );
    assert_eq!(
        found(Filter {
            type_prefix: Some("note.a".to_owned()),
            ..all()
        }),
        [10]
    );
    assert_eq!(
        found(Filter {
            type_prefix: Some("nothing".to_owned()),
            ..all()
        }),
        [0; 0]
    );
    assert_eq!(
        found(Filter {
            actor: Some("user:default/bo".to_owned()),
            ..all()
        }),
        [10]
    );
    assert_eq!(
        found(Filter {
            text: Some("N2".to_owned()),
            limit: Some(2),
            ..all()
        }),
        [2, 5]
    );
    assert_eq!(
        found(Filter {
            text: Some("0%_".to_owned()),
            ..all()
        }),
        [10]
    );
    assert_eq!(
        found(Filter {
            text: Some("0%s".to_owned()),
            ..all()
        }),
        [0; 0]
    );
    assert_eq!(
        found(Filter {
            since: Some(at(9)),
            ..all()
        }),
        [9, 10]
    );
    assert_eq!(
        found(Filter {
            since: Some(at(11)),
            ..all()
        }),
        [0; 0]
    );
}

#[test]
fn the_record_cannot_be_changed_through_sqlite() {
    let home = Home::new();
    let journal = home.open();
    journal.append(vec![note("a", 1)]).unwrap();
    let conn = Connection::open(journal.path()).unwrap();
    for statement in [
        "UPDATE event SET actor = 'somebody else'",
        "UPDATE event SET body = x'7b7d'",
        "UPDATE event SET body = NULL",
        "DELETE FROM event",
    ] {
        let error = conn.execute(statement, []).unwrap_err().to_string();
        assert!(error.contains("append-only"), "{statement}: {error}");
    }
    assert!(journal.verify(&|_, _| {}).unwrap().is_ok());
}

#[test]
fn a_redacted_body_is_gone_and_the_chain_still_verifies() {
    let home = Home::new();
    let journal = home.open();
    let id = journal
        .append(vec![note("secret-word", 1), note("b", 2)])
        .unwrap()[0]
        .id;
    journal
        .redact(id, "it held a password", "user:default/anna", at(3))
        .unwrap();

    let events = journal.events(&Filter::default()).unwrap();
    assert!(events[0].is_redacted() && events[0].salt.is_none());
    assert_eq!(sentence(&events[0]), "note.taken on note/secret-word (redacted)");
    assert_eq!(
        sentence(&events[2]),
        format!("Event {id} redacted: it held a password")
    );
    assert!(!cloud_event(&events[0]).contains("\"data\""));
    assert!(journal.verify(&|_, _| {}).unwrap().is_ok());

    let again = journal
        .redact(id, "again", "user:default/anna", at(4))
        .unwrap_err();
    assert_eq!(again.cause, Cause::NoSuchEvent(id));
    assert_eq!(journal.head().unwrap(), 3);
}

#[test]
fn a_body_that_vanished_without_a_word_is_found() {
    let home = Home::new();
    let journal = home.open();
    journal.append(vec![note("a", 1)]).unwrap();
    let conn = Connection::open(journal.path()).unwrap();
    conn.execute("UPDATE event SET body = NULL, salt = NULL", [])
        .unwrap();
    let report = journal.verify(&|_, _| {}).unwrap();
    assert_eq!(
        report
            .findings
            .iter()
            .map(|finding| finding.code)
            .collect::<Vec<_>>(),
        ["body-missing"]
    );
}

#[test]
fn an_end_that_was_cut_off_is_found() {
    let home = Home::new();
    let journal = home.open();
    journal.append((1..=3).map(|n| note("a", n)).collect()).unwrap();
    let conn = Connection::open(journal.path()).unwrap();
    conn.execute_batch("DROP TRIGGER event_is_never_deleted; DELETE FROM event WHERE lseq = 3")
        .unwrap();
    let report = journal.verify(&|_, _| {}).unwrap();
    assert_eq!(
        report
            .findings
            .iter()
            .map(|finding| finding.code)
            .collect::<Vec<_>>(),
        ["truncated"]
    );
    drop(journal);
    let error = home.try_open().map(drop).unwrap_err();
    assert!(matches!(error.cause, Cause::Corrupt(_)), "{error}");
    assert!(
        Journal::open_read_only(&home.journal()).is_ok(),
        "what is left can still be read"
    );
}

#[test]
fn files_that_are_no_journal_are_refused_and_left_alone() {
    let home = Home::new();
    let refused = |content: &dyn Fn(&std::path::Path)| {
        fs::create_dir_all(home.journal().parent().unwrap()).unwrap();
        let _ = fs::remove_file(home.journal());
        content(&home.journal());
        let before = fs::read(home.journal()).unwrap();
        let cause = home.try_open().map(drop).unwrap_err().cause;
        assert_eq!(fs::read(home.journal()).unwrap(), before);
        cause
    };
    let text = |path: &std::path::Path| {
        fs::write(path, "not a database, but long enough to look at".repeat(40)).unwrap()
    };
    assert_eq!(refused(&text), Cause::NotAJournal);
    let other_database = |path: &std::path::Path| {
        Connection::open(path)
            .unwrap()
            .execute_batch("CREATE TABLE t (x); PRAGMA application_id = 7")
            .unwrap();
    };
    assert_eq!(refused(&other_database), Cause::NotAJournal);
}

#[test]
fn a_journal_that_was_only_begun_has_nothing_to_read_and_goes_on_when_it_is_written() {
    for begun in [false, true] {
        let home = Home::new();
        fs::create_dir_all(home.journal().parent().unwrap()).unwrap();
        fs::write(home.journal(), "").unwrap();
        if begun {
            let conn = Connection::open(home.journal()).unwrap();
            conn.pragma_update(None, "journal_mode", "WAL").unwrap();
        }
        let read = Journal::open_read_only(&home.journal()).unwrap();
        assert_eq!(read.head().unwrap(), 0);
        assert!(read.events(&Filter::default()).unwrap().is_empty());
        drop(read);
        home.open().append(vec![note("first", 1)]).unwrap();
        let read = Journal::open_read_only(&home.journal()).unwrap();
        assert_eq!(read.head().unwrap(), 1);
    }
}

#[test]
fn a_newer_format_is_refused() {
    let home = Home::new();
    drop(home.open());
    Connection::open(home.journal())
        .unwrap()
        .pragma_update(None, "user_version", 99)
        .unwrap();
    assert_eq!(
        home.try_open().map(drop).unwrap_err().cause,
        Cause::Newer { found: 99, known: 4 }
    );
    let read_only = Journal::open_read_only(&home.journal()).map(drop).unwrap_err();
    assert_eq!(read_only.cause, Cause::Newer { found: 99, known: 4 });
    assert_eq!(read_only.next_step(), "update muster; the journal is untouched");
}

#[test]
fn damage_inside_the_file_is_found() {
    let home = Home::new();
    let journal = home.open();
    journal
        .append((0..2000).map(|n| note(&format!("subject-{n}"), n)).collect())
        .unwrap();
    drop(journal);
    let mut bytes = fs::read(home.journal()).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle..middle + 4096].fill(0xa5);
    fs::write(home.journal(), bytes).unwrap();
    let Ok(journal) = Journal::open_read_only(&home.journal()) else {
        return;
    };
    // Where the middle of the file is part of an index, the record itself is whole.
    let record_is_whole = journal.verify(&|_, _| {}).is_ok_and(|report| report.is_ok());
    let tables_are_whole = journal.check_tables().is_ok_and(|findings| findings.is_empty());
    assert!(!(record_is_whole && tables_are_whole));
}

#[test]
fn a_backup_is_a_journal_that_goes_on_under_another_name() {
    let home = Home::new();
    let journal = home.open();
    journal.append((0..100).map(|n| note("a", n)).collect()).unwrap();
    let to = home.folder().join("copies/journal.db");
    let copy = journal.backup(&to).unwrap();
    assert!(copy.report.is_ok() && copy.report.events == 100);
    assert_eq!(journal.backup(&to).unwrap_err().cause, Cause::Exists);

    let restored = Journal::open(&to, home.folder()).unwrap();
    assert_eq!(
        restored.events(&Filter::default()).unwrap(),
        journal.events(&Filter::default()).unwrap()
    );
    let ours = journal.append(vec![note("b", 200)]).unwrap();
    let theirs = restored.append(vec![note("c", 200)]).unwrap();
    assert_eq!(restored.journal_id(), journal.journal_id());
    assert_ne!(
        ours[0].origin, theirs[0].origin,
        "two writers under one name would fork the chain"
    );
    assert!(restored.verify(&|_, _| {}).unwrap().is_ok());
}

#[test]
fn a_journal_copied_by_hand_goes_on_under_another_name() {
    let home = Home::new();
    let journal = home.open();
    let before = journal.append(vec![note("a", 1)]).unwrap()[0].origin;
    drop(journal);
    let copy = home.folder().join("copy.db");
    fs::copy(home.journal(), &copy).unwrap();
    fs::rename(&copy, home.journal()).unwrap();
    let journal = home.open();
    let after = journal.append(vec![note("b", 2)]).unwrap()[0].origin;
    assert_ne!(before, after);
    drop(journal);
    let again = home.open().append(vec![note("c", 3)]).unwrap()[0].origin;
    assert_eq!(after, again, "the new name stays");
    assert_eq!(home.open().verify(&|_, _| {}).unwrap().origins.len(), 2);
}

#[test]
fn the_workspace_is_opened_for_the_first_time_once() {
    let home = Home::new();
    let journal = home.open();
    assert!(
        journal
            .workspace_opened("acme", "user:default/anna", at(1))
            .unwrap()
    );
    assert!(
        !journal
            .workspace_opened("acme", "user:default/anna", at(2))
            .unwrap()
    );
    assert!(
        !home
            .open()
            .workspace_opened("acme", "user:default/anna", at(3))
            .unwrap()
    );
    assert_eq!(journal.head().unwrap(), 1);
}

#[test]
fn an_export_is_json_lines_of_cloud_events() {
    let home = Home::new();
    let journal = home.open();
    let mut spread = note("spread", 2);
    spread.body = b"{\n  \"over\": \"lines\"\n}".to_vec();
    journal.append(vec![note("a", 1), spread]).unwrap();
    let mut out = Vec::new();
    assert_eq!(journal.export(&Filter::default(), &mut out).unwrap(), 2);
    let lines: Vec<serde_json::Value> = String::from_utf8(out)
        .unwrap()
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    assert_eq!(lines.len(), 2);
    assert_eq!(lines[0]["specversion"], "1.0");
    assert_eq!(lines[0]["type"], "note.taken");
    assert_eq!(lines[0]["time"], "2026-01-01T00:00:01Z");
    assert_eq!(lines[0]["sequence"], "00000000000000000001");
    assert_eq!(lines[1]["data"]["over"], "lines");
    assert_eq!(lines[1]["prevhash"], lines[0]["hash"]);
}

#[test]
fn a_clock_that_runs_backwards_does_not_disturb_the_order() {
    let home = Home::new();
    let journal = home.open();
    journal.append(vec![note("later", 100)]).unwrap();
    journal.append(vec![note("earlier", 1)]).unwrap();
    let events = journal.events(&Filter::default()).unwrap();
    assert_eq!(
        events[0].time.duration_since(events[1].time),
        SignedDuration::from_secs(99)
    );
    assert!(journal.verify(&|_, _| {}).unwrap().is_ok());
}

#[test]
fn events_of_types_and_fields_unknown_here_are_kept_to_the_byte() {
    let home = Home::new();
    let journal = home.open();
    let mut event = NewEvent {
        type_: "future.thing".to_owned(),
        ..note("x", 1)
    };
    event.body = br#"{"b":1.50,"a":[1e3,"\u00e9"]}"#.to_vec();
    journal.append(vec![event.clone()]).unwrap();
    assert_eq!(
        journal.events(&Filter::default()).unwrap()[0].body,
        Some(event.body)
    );
}

#[cfg(unix)]
#[test]
fn the_files_are_for_their_owner_only() {
    use std::os::unix::fs::PermissionsExt;
    let home = Home::new();
    let journal = home.open();
    journal.append(vec![note("a", 1)]).unwrap();
    let mode = |path: &std::path::Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
    let folder = home.journal().parent().unwrap().to_owned();
    assert_eq!(mode(&folder), 0o700);
    let files: Vec<_> = fs::read_dir(&folder)
        .unwrap()
        .map(|file| file.unwrap().path())
        .collect();
    assert!(files.len() >= 3, "{files:?}");
    for file in files {
        assert_eq!(mode(&file), 0o600, "{}", file.display());
    }
}
