//! What cannot be brought about from outside: a disk that fills up, and formats that do not exist yet.

use jiff::Timestamp;
use tempfile::TempDir;

use super::connection::open_writer;
use super::schema::{MIGRATIONS, migrate};
use super::{Cause, Journal};
use crate::model::journal::Filter;
use crate::model::journal::{Entry, Hash, Manifest, NewEvent, Subject, TaskCreated};
use crate::model::task::Act;
use crate::store::Reading;

fn home() -> (TempDir, std::path::PathBuf) {
    let folder = tempfile::tempdir().expect("a folder for the test");
    let path = folder.path().join("journal.db");
    (folder, path)
}

fn note(text: &str) -> NewEvent {
    NewEvent {
        type_: "note.taken".to_owned(),
        type_version: 1,
        subject: Subject::journal(),
        time: Timestamp::UNIX_EPOCH,
        actor: "user:default/anna".to_owned(),
        causation: None,
        correlation: None,
        body: serde_json::json!({ "text": text }).to_string().into_bytes(),
    }
}

/// Lets the file grow no further than so many pages more than it has.
fn leave_pages(journal: &Journal, pages: i64) {
    let writer = journal.writer().expect("a journal that can be written");
    let limit = writer.run(1, move |batch| {
        let count: i64 = batch
            .conn()
            .pragma_query_value(None, "page_count", |row| row.get(0))?;
        Ok(batch
            .conn()
            .pragma_update(None, "max_page_count", count + pages)?)
    });
    limit.expect("a limit");
}

#[test]
fn a_full_disk_is_told_and_loses_nothing() {
    let (folder, path) = home();
    let journal = Journal::open(&path, folder.path()).unwrap();
    leave_pages(&journal, 20);
    let mut acknowledged = Vec::new();
    let cause = loop {
        match journal.append(vec![note(&"x".repeat(500)), note("y")]) {
            Ok(events) => acknowledged.extend(events),
            Err(error) => break error.cause,
        }
    };
    assert_eq!(cause, Cause::DiskFull);
    assert!(!acknowledged.is_empty());
    assert_eq!(journal.events(&Filter::default()).unwrap(), acknowledged);
    assert!(journal.verify(&|_, _| {}).unwrap().is_ok());

    leave_pages(&journal, 1_000);
    acknowledged.extend(journal.append(vec![note("room again")]).unwrap());
    drop(journal);
    let journal = Journal::open(&path, folder.path()).unwrap();
    assert_eq!(journal.events(&Filter::default()).unwrap(), acknowledged);
    assert!(journal.verify(&|_, _| {}).unwrap().is_ok());
}

#[test]
fn requests_that_share_a_commit_fail_alone() {
    let (folder, path) = home();
    let journal = Journal::open(&path, folder.path()).unwrap();
    std::thread::scope(|scope| {
        for n in 0..64 {
            let journal = journal.clone();
            scope.spawn(move || {
                let outcome = journal.writer().unwrap().run(1, move |batch| {
                    let events = batch.append(vec![note(&n.to_string())])?;
                    if n % 3 == 0 {
                        Err(Cause::Stopped)
                    } else {
                        Ok(events)
                    }
                });
                assert_eq!(outcome.is_err(), n % 3 == 0);
            });
        }
    });
    assert_eq!(journal.head().unwrap(), 42);
    assert!(journal.verify(&|_, _| {}).unwrap().is_ok());
}

#[test]
fn a_first_reading_on_a_full_disk_is_made_whole_later() {
    let (folder, path) = home();
    let journal = Journal::open(&path, folder.path()).unwrap();
    let body = |n: usize| Hash::of(&n.to_be_bytes()).to_string().repeat(8).into_bytes();
    let entry = |n: usize| Entry {
        entity: format!("component:default/s{n:04}").into(),
        version: Hash::of(&body(n)),
        file: "all.yaml".into(),
    };
    let manifest = Manifest::new((0..1000).map(entry).collect());
    let reading = Reading {
        manifest: &manifest,
        read_at: Timestamp::UNIX_EPOCH,
        actor: "muster",
    };
    let mut body_of = |entity: &str| Some(body(entity.rsplit('s').next()?.parse().ok()?));
    leave_pages(&journal, 40);
    assert_eq!(
        journal.record_reading(&reading, &mut body_of).unwrap_err().cause,
        Cause::DiskFull
    );
    assert_eq!(journal.head().unwrap(), 0);
    leave_pages(&journal, 10_000);
    let recorded = journal.record_reading(&reading, &mut body_of).unwrap();
    assert!(recorded.is_first && recorded.unkept == 0);
    assert!(journal.verify(&|_, _| {}).unwrap().is_ok());
}

#[test]
fn an_older_file_is_brought_up_to_date_with_a_copy_first() {
    let (folder, path) = home();
    let journal = Journal::open(&path, folder.path()).unwrap();
    let events = journal.append(vec![note("before")]).unwrap();
    drop(journal);
    let known = MIGRATIONS.len() as i64;
    let next_format = [MIGRATIONS, &["CREATE TABLE added (x INTEGER) STRICT"]].concat();
    let mut conn = open_writer(&path).unwrap();
    migrate(&mut conn, &path, &next_format).unwrap();
    migrate(&mut conn, &path, &next_format).unwrap();
    let format: i64 = conn
        .pragma_query_value(None, "user_version", |row| row.get(0))
        .unwrap();
    assert_eq!(format, known + 1);
    conn.execute("INSERT INTO added VALUES (1)", []).unwrap();
    assert_eq!(
        migrate(&mut conn, &path, MIGRATIONS),
        Err(Cause::Newer {
            found: known + 1,
            known
        })
    );

    let copy = Journal::open_read_only(&folder.path().join(format!("journal.db.v{known}.bak"))).unwrap();
    assert_eq!(copy.events(&Filter::default()).unwrap(), events);
    assert!(copy.verify(&|_, _| {}).unwrap().is_ok());
}

/// A file of the first format: it knows no tasks. It can be read as it is, and is brought up when it is opened for writing.
#[test]
fn a_journal_of_the_first_format_is_read_and_brought_up() {
    let (folder, path) = home();
    let mut conn = open_writer(&path).unwrap();
    migrate(&mut conn, &path, &MIGRATIONS[..1]).unwrap();
    drop(conn);
    let old = Journal::open_read_only(&path).unwrap();
    assert_eq!(old.tasks().unwrap().len(), 0);
    assert!(old.task_ids("a").unwrap().is_empty());
    assert!(old.tasks_with_text("a", 1).unwrap().is_empty());
    assert!(old.check_tables().unwrap().is_empty());
    drop(old);
    let journal = Journal::open(&path, folder.path()).unwrap();
    let body = TaskCreated {
        title: "A topic".into(),
        source: "log".into(),
        ..TaskCreated::default()
    };
    let act = Act::Create(Box::new(body));
    journal
        .act(
            vec![(String::new(), act)],
            "user:default/ana",
            Timestamp::UNIX_EPOCH,
        )
        .unwrap();
    assert_eq!(journal.tasks().unwrap().len(), 1);
}

#[test]
fn a_migration_that_fails_changes_nothing() {
    let (folder, path) = home();
    let journal = Journal::open(&path, folder.path()).unwrap();
    let events = journal.append(vec![note("before")]).unwrap();
    drop(journal);
    let mut conn = open_writer(&path).unwrap();
    let added = ["CREATE TABLE added (x INTEGER) STRICT"; 2];
    let broken = [MIGRATIONS, &added].concat();
    assert!(matches!(
        migrate(&mut conn, &path, &broken),
        Err(Cause::Database(_))
    ));
    drop(conn);
    let journal = Journal::open(&path, folder.path()).unwrap();
    assert_eq!(journal.events(&Filter::default()).unwrap(), events);
}
