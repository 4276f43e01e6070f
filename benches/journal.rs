//! What the journal costs: durable appends, verification, opening, room. Prints a table.
//!
//! `cargo bench --bench journal [-- EVENTS]`; a million events unless told otherwise.

use std::error::Error;
use std::fs::File;
use std::io::{Seek, SeekFrom, Write};
use std::path::Path;
use std::time::{Duration, Instant};

use jiff::{SignedDuration, Timestamp};
use muster::model::journal::Filter;
use muster::model::journal::{EntityChanged, Entry, Hash, Manifest, NewEvent, Subject, Unknown};
use muster::store::{Journal, Reading};

type Outcome<T> = Result<T, Box<dyn Error>>;

fn main() -> Outcome<()> {
    let total = std::env::args()
        .filter_map(|argument| argument.parse().ok())
        .next()
        .unwrap_or(1_000_000);
    let folder = tempfile::tempdir()?;
    println!("| what | figure |");
    println!("|---|---|");
    floor(folder.path(), 5_000)?;
    appends(folder.path(), 5_000)?;
    appends_side_by_side(folder.path(), 20_000)?;
    million(folder.path(), total)?;
    readings(folder.path(), 100_000)
}

fn row(what: &str, figure: String) {
    println!("| {what} | {figure} |");
}

fn per_second(count: u64, taken: Duration) -> String {
    format!("{:.0}/s", count as f64 / taken.as_secs_f64())
}

fn milliseconds(taken: Duration) -> String {
    format!("{:.1} ms", taken.as_secs_f64() * 1e3)
}

/// An event as most will be: a changed entity.
fn event(n: u64) -> NewEvent {
    let body = EntityChanged {
        entity: format!("component:default/service-{}", n % 50_000),
        from: Hash::of(&n.to_be_bytes()),
        to: Hash::of(&(n + 1).to_be_bytes()),
        fields: vec!["spec.owner".to_owned(), "metadata.tags".to_owned()],
        file: format!("services/service-{}/catalog-info.yaml", n % 50_000),
        unknown: Unknown::new(),
    };
    let subject = Subject::entity(&body.entity);
    let start = Timestamp::UNIX_EPOCH + SignedDuration::from_hours(480_000);
    NewEvent::new(
        &body,
        subject,
        start + SignedDuration::from_millis(n as i64 * 7),
        "user:default/anna.berg",
    )
}

/// What the disk does without a journal: as many bytes as one append writes, flushed.
fn floor(folder: &Path, count: u64) -> Outcome<()> {
    let mut file = File::create(folder.join("floor"))?;
    let pages = [7; 6 * 4096];
    (0..700).try_for_each(|_| file.write_all(&pages))?;
    file.sync_all()?;
    let start = Instant::now();
    for n in 0..count {
        file.seek(SeekFrom::Start(n % 700 * pages.len() as u64))?;
        file.write_all(&pages)?;
        file.sync_data()?;
    }
    row(
        "the disk alone: 24 KiB written and flushed",
        per_second(count, start.elapsed()),
    );
    Ok(())
}

fn appends(folder: &Path, count: u64) -> Outcome<()> {
    let journal = Journal::open(&folder.join("single/journal.db"), folder)?;
    let mut taken = Vec::with_capacity(count as usize);
    let start = Instant::now();
    for n in 0..count {
        let before = Instant::now();
        journal.append(vec![event(n)])?;
        taken.push(before.elapsed());
    }
    row(
        "durable single appends, one after the other",
        per_second(count, start.elapsed()),
    );
    taken.sort_unstable();
    let at = |share: f64| milliseconds(taken[((count - 1) as f64 * share) as usize]);
    row(
        "… one of them, p50 / p99 / longest",
        format!("{} / {} / {}", at(0.5), at(0.99), at(1.0)),
    );
    Ok(())
}

fn appends_side_by_side(folder: &Path, count: u64) -> Outcome<()> {
    let journal = Journal::open(&folder.join("many/journal.db"), folder)?;
    let threads = 16;
    let start = Instant::now();
    std::thread::scope(|scope| {
        for thread in 0..threads {
            let journal = journal.clone();
            scope.spawn(move || {
                for n in 0..count / threads {
                    journal.append(vec![event(thread * count + n)]).map(drop)?;
                }
                Ok::<_, muster::store::JournalError>(())
            });
        }
    });
    row(
        "durable single appends, 16 threads",
        per_second(count, start.elapsed()),
    );
    Ok(())
}

fn million(folder: &Path, total: u64) -> Outcome<()> {
    let path = folder.join("million/journal.db");
    let journal = Journal::open(&path, folder)?;
    let start = Instant::now();
    let batch = 1000;
    for first in (0..total).step_by(batch) {
        journal.append((first..(first + batch as u64).min(total)).map(event).collect())?;
    }
    row(
        "durable appends, batches of 1,000",
        per_second(total, start.elapsed()),
    );
    drop(journal);

    let start = Instant::now();
    let journal = Journal::open(&path, folder)?;
    row(&format!("open, {total} events"), milliseconds(start.elapsed()));
    let start = Instant::now();
    journal.events(&Filter {
        newest_first: true,
        limit: Some(200),
        ..Filter::default()
    })?;
    row(
        "first question: the latest 200 events",
        milliseconds(start.elapsed()),
    );
    let start = Instant::now();
    journal.entity_history("component:default/service-4711", 50)?;
    row("the history of an entity", milliseconds(start.elapsed()));
    let start = Instant::now();
    journal.recent_changes(50)?;
    row("the latest 50 changes of entities", milliseconds(start.elapsed()));
    let start = Instant::now();
    (0..1000).try_for_each(|_| journal.head().map(drop))?;
    row("asking for news", milliseconds(start.elapsed() / 1000));

    let stats = journal.stats()?;
    row(
        "room for an event, indexes included",
        format!("{:.0} bytes", stats.bytes as f64 / total as f64),
    );
    for _ in 0..2 {
        let start = Instant::now();
        let report = journal.verify(&|_, _| {})?;
        assert!(report.is_ok() && report.events == total);
        row("verify", per_second(total, start.elapsed()));
    }
    let start = Instant::now();
    assert!(journal.check_tables()?.is_empty());
    row(
        "check of the indexes, and of the projection against a new fold",
        milliseconds(start.elapsed()),
    );
    let start = Instant::now();
    journal.backup(&folder.join("copy.db"))?;
    row("backup, verified", milliseconds(start.elapsed()));
    Ok(())
}

fn readings(folder: &Path, entities: usize) -> Outcome<()> {
    let journal = Journal::open(&folder.join("catalog/journal.db"), folder)?;
    let body = |name: &str, owner: usize| {
        format!(
            r#"{{"apiVersion":"backstage.io/v1alpha1","kind":"Component","metadata":{{"annotations":{{"backstage.io/source-location":"url:https://git.example.com/{name}/","backstage.io/techdocs-ref":"dir:."}},"description":"What {name} does for those who need it","name":"{name}","tags":["kotlin","kafka"]}},"spec":{{"lifecycle":"production","owner":"group:default/team-{owner}","providesApis":["{name}-api"],"system":"checkout","type":"service"}}}}"#
        )
    };
    let manifest = |owner: &dyn Fn(usize) -> usize| {
        let entry = |n: usize| Entry {
            entity: format!("component:default/service-{n:06}").into(),
            version: Hash::of(body(&format!("service-{n:06}"), owner(n)).as_bytes()),
            file: format!("services/service-{n:06}/catalog-info.yaml").into(),
        };
        Manifest::new((0..entities).map(entry).collect())
    };
    let record = |owner: &dyn Fn(usize) -> usize, second: i64| -> Outcome<Duration> {
        let manifest = manifest(owner);
        let read_at = Timestamp::from_second(1_790_000_000 + second)?;
        let reading = Reading {
            manifest: &manifest,
            read_at,
            actor: "muster",
        };
        let start = Instant::now();
        journal.record_reading(&reading, &mut |entity| {
            let name = entity.rsplit('/').next()?;
            let n: usize = name.rsplit('-').next()?.parse().ok()?;
            Some(body(name, owner(n)).into_bytes())
        })?;
        Ok(start.elapsed())
    };
    row(
        &format!("first reading, {entities} entities"),
        milliseconds(record(&|_| 1, 0)?),
    );
    row("a reading without changes", milliseconds(record(&|_| 1, 1)?));
    row(
        "a reading with one change",
        milliseconds(record(&|n| if n == 7 { 2 } else { 1 }, 2)?),
    );
    row(
        "a reading with 10,000 changes",
        milliseconds(record(&|n| if n < 10_000 { 3 } else { 1 }, 3)?),
    );
    row(
        "… room for the journal then",
        format!("{:.1} MB", journal.stats()?.bytes as f64 / 1e6),
    );
    Ok(())
}
