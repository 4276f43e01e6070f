//! Figures of the past: the catalog as it was two years, one year and one day ago, of a company that changed all the time.
//!
//! The journal holds a reading a week over two years, with two changes for each entity on the average: half of them on one
//! entity in twenty, the others anywhere; one entity in ten came in that time, and some went. It is made once.
//!
//! `cargo bench --bench past`; `MUSTER_BENCH_SIZES=1000,100000` chooses other sizes. Prints a table in Markdown.

#[path = "support/figures.rs"]
mod figures;

use std::collections::HashMap;
use std::fs;
use std::hint::black_box;

use figures::{Row, company, median, print_table, scratch, sizes, thousands};
use jiff::{SignedDuration, Timestamp};
use muster::engine::CatalogReader;
use muster::engine::past::past;
use muster::model::catalog::Catalog;
use muster::model::journal::{Entry, Hash, Manifest};
use muster::sources::files::Scope;
use muster::store::{Journal, Reading};

const WEEKS: i64 = 104;
/// Changes for each entity.
const CHANGES: usize = 2;

fn main() {
    let columns: Vec<(usize, Vec<Row>)> = sizes().into_iter().map(|size| (size, measure(size))).collect();
    print_table("the past", &columns);
}

fn measure(size: usize) -> Vec<Row> {
    let reader = CatalogReader::new(Scope::folder(&company(size)), None);
    let catalog = reader.current().catalog;
    let journal = journal(size, &reader, &catalog);
    let mut rows = vec![
        Row::new("entities now", thousands(catalog.len())),
        Row::new(
            "events",
            thousands(journal.head().expect("a journal that can be read") as usize),
        ),
    ];
    for (name, of_it, days) in [
        ("the catalog of two years ago", "… what it held", 7 * WEEKS - 1),
        ("the catalog of one year ago", "… what it held", 365),
        ("the catalog of yesterday", "… what it held", 1),
    ] {
        let at = today() - SignedDuration::from_hours(24 * days);
        let then = || past(&journal, &catalog, at).expect("a past that is known");
        let manifest = || journal.manifest_at(at).expect("a journal that can be read");
        rows.push(Row::new(name, format!("{:.2?}", median(5, || black_box(then())))));
        rows.push(Row::new(
            of_it,
            format!("{:.2?}", median(5, || black_box(manifest()))),
        ));
    }
    rows
}

fn today() -> Timestamp {
    "2026-10-05T12:00:00Z".parse().expect("a moment")
}

/// The same numbers every time.
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, end: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
        ((self.0 >> 33) as usize) % end.max(1)
    }
}

/// Which entities change in each week, by their index; and in which one each came.
struct Story {
    changes: Vec<Vec<usize>>,
    came: Vec<i64>,
}

impl Story {
    fn of(count: usize) -> Story {
        let mut numbers = Numbers(7);
        let weekly = count * CHANGES / WEEKS as usize;
        let mut one = |_| match numbers.below(2) {
            0 => numbers.below(count / 20),
            _ => numbers.below(count),
        };
        let changes = (0..WEEKS).map(|_| (0..weekly).map(&mut one).collect()).collect();
        let came = (0..count)
            .map(|n| if n % 10 == 9 { (n as i64 / 10) % WEEKS } else { 0 })
            .collect();
        Story { changes, came }
    }
}

fn journal(size: usize, reader: &CatalogReader, catalog: &Catalog) -> Journal {
    let folder = scratch().join(format!("past-{size}"));
    let path = folder.join("journal.db");
    let is_made = path.exists();
    fs::create_dir_all(&folder).expect("a folder for benches");
    let journal = Journal::open(&path, &folder).expect("a journal that can be written");
    if !is_made {
        live(&journal, reader, catalog);
    }
    journal
}

/// Journals two years of readings; the last one says what the files say.
fn live(journal: &Journal, reader: &CatalogReader, catalog: &Catalog) {
    let bodies: Vec<String> = catalog
        .entities()
        .map(|entity| reader.document(entity).map(|node| node.canonical_json()))
        .map(Option::unwrap_or_default)
        .collect();
    let story = Story::of(catalog.len());
    let mut left: Vec<usize> = vec![0; bodies.len()];
    for n in story.changes.iter().flatten() {
        left[*n] += 1;
    }
    // So many changes before it says what it says now: the same document with one annotation more.
    let body = |n: usize, left: usize| match left {
        0 => bodies[n].clone(),
        _ => bodies[n].replacen(
            "\"metadata\":{",
            &format!("\"metadata\":{{\"revision\":\"-{left}\","),
            1,
        ),
    };
    let named: HashMap<String, usize> = catalog
        .entities()
        .enumerate()
        .map(|(n, entity)| (entity.entity_ref().to_owned(), n))
        .collect();
    for week in 0..=WEEKS {
        if week > 0 {
            for n in &story.changes[week as usize - 1] {
                left[*n] -= 1;
            }
        }
        let entry = |(n, entity): (usize, muster::model::catalog::Entity<'_>)| Entry {
            entity: entity.entity_ref().into(),
            version: Hash::of(body(n, left[n]).as_bytes()),
            file: entity.file().into(),
        };
        let there = catalog
            .entities()
            .enumerate()
            .filter(|(n, _)| story.came[*n] <= week);
        let mut entries: Vec<Entry> = there.map(entry).collect();
        entries.extend((week..WEEKS).map(|n| Entry {
            entity: format!("component:default/gone-{n}").into(),
            version: Hash::ZERO,
            file: "gone.yaml".into(),
        }));
        let manifest = Manifest::new(entries);
        let reading = Reading {
            manifest: &manifest,
            read_at: today() - SignedDuration::from_hours(24 * 7 * (WEEKS - week)),
            actor: "muster",
        };
        journal
            .record_reading(&reading, &mut |entity| {
                let n = *named.get(entity)?;
                Some(body(n, left[n]).into_bytes())
            })
            .expect("a reading that is recorded");
    }
}
