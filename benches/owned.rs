//! Figures of ownership: the rows of somebody who answers for 5,000 entities among many, all of them attested and a share of
//! them due, and the fold of the journal that says so.
//!
//! `cargo bench --bench owned`; `MUSTER_BENCH_SIZES=1000,100000` chooses other sizes. Prints a table in Markdown.

#[path = "support/figures.rs"]
mod figures;

use std::fmt::Write as _;
use std::fs;
use std::hint::black_box;
use std::path::PathBuf;

use figures::{Row, median, print_table, scratch, sizes, thousands};
use jiff::Timestamp;
use jiff::civil::date;
use muster::model::catalog::Catalog;
use muster::model::journal::{Event, Hash, NewEvent, OwnershipAttested, Stamp, Subject, Unknown};
use muster::model::ownership::{Beside, Ownership, Policy, Review, holding};
use muster::sources::files::{self, Scope};
use uuid::Uuid;

/// So many of them are one person's.
const HELD: usize = 5_000;
/// So many to a file: one file of all would be more than is read.
const FILE: usize = 1_000;
const ME: &str = "user:default/me";

fn main() {
    let columns: Vec<(usize, Vec<Row>)> = sizes().into_iter().map(|size| (size, measure(size))).collect();
    print_table("ownership", &columns);
}

fn measure(size: usize) -> Vec<Row> {
    let reading = files::read(&Scope::folder(&company(size)), None);
    let catalog = reading.snapshot.expect("a catalog that was read").catalog;
    let events = attestations(&catalog);
    let fold = || {
        let mut ownership = Ownership::default();
        events.iter().for_each(|event| ownership.apply(event));
        ownership
    };
    let ownership = fold();
    let policy = Policy::default();
    let review = Review {
        catalog: &catalog,
        ownership: &ownership,
        policy: &policy,
        today: date(2026, 7, 1),
    };
    let held = holding(&review, Beside::default(), ME, false).rows.len();
    assert!(held >= size.min(HELD), "{held} entities of the person");
    vec![
        Row::new("entities of the person", thousands(held)),
        Row::new(
            "Owned",
            format!(
                "{:.2?}",
                median(9, || black_box(holding(&review, Beside::default(), ME, false)))
            ),
        ),
        Row::new(
            "Owned with the whole tree below",
            format!(
                "{:.2?}",
                median(9, || black_box(holding(&review, Beside::default(), ME, true)))
            ),
        ),
        Row::new(
            "an attestation of each entity folded",
            format!("{:.2?}", median(5, || black_box(fold()))),
        ),
    ]
}

/// A company in which one team owns `HELD` of the entities and another one, below it, the rest; made once.
fn company(size: usize) -> PathBuf {
    let folder = scratch().join(format!("owned-{size}"));
    if folder.join("done").exists() {
        return folder;
    }
    fs::create_dir_all(&folder).expect("a folder for benches");
    let write = |name: &str, text: &str| fs::write(folder.join(name), text).expect("a file for benches");
    let mut text = String::from(
        "apiVersion: backstage.io/v1alpha1\nkind: User\nmetadata: {name: me}\nspec: {memberOf: [all]}\n---\n\
         apiVersion: backstage.io/v1alpha1\nkind: User\nmetadata: {name: other}\nspec: {memberOf: [rest]}\n---\n\
         apiVersion: backstage.io/v1alpha1\nkind: Group\nmetadata: {name: all}\nspec: {type: team, children: [rest]}\n---\n\
         apiVersion: backstage.io/v1alpha1\nkind: Group\nmetadata: {name: rest}\nspec: {type: team, children: []}\n",
    );
    for n in 0..size / 50 {
        let _ = write!(
            text,
            "---\napiVersion: backstage.io/v1alpha1\nkind: System\nmetadata: {{name: s{n}}}\nspec: {{owner: rest}}\n"
        );
    }
    write("catalog.yaml", &text);
    let every = (size / HELD).max(1);
    for n in 0..size {
        if n % FILE == 0 {
            text.clear();
        }
        let owner = if n % every == 0 { "all" } else { "rest" };
        let (system, on) = (n % (size / 50).max(1), n / 2);
        let _ = write!(
            text,
            "---\napiVersion: backstage.io/v1alpha1\nkind: Component\nmetadata: {{name: c{n}}}\nspec: {{type: service, \
             lifecycle: production, owner: {owner}, system: s{system}, dependsOn: ['component:c{on}']}}\n"
        );
        if n % FILE == FILE - 1 || n == size - 1 {
            write(&format!("components-{}.yaml", n / FILE), &text);
        }
    }
    write("done", "");
    folder
}

/// An attestation of each entity, spread over half a year; one in ten says something else by now.
fn attestations(catalog: &Catalog) -> Vec<Event> {
    let event = |(n, entity): (usize, muster::model::catalog::Entity<'_>)| {
        let days = n as i64 % 180;
        let body = OwnershipAttested {
            entity: entity.entity_ref().to_owned(),
            accountable: entity
                .accountable()
                .map_or(ME, |person| person.entity_ref())
                .to_owned(),
            version: match n % 10 {
                0 => Hash::ZERO,
                _ => Hash(*entity.version()),
            },
            until: date(2026, 6, 20)
                .checked_add(jiff::Span::new().days(days))
                .expect("a day of this century"),
            unknown: Unknown::new(),
        };
        let time = Timestamp::from_second(1_766_000_000 + days * 86_400).expect("a time of this century");
        let event = NewEvent::new(&body, Subject::entity(entity.entity_ref()), time, ME);
        event.stamped(Stamp {
            journal_id: Uuid::nil(),
            origin: Uuid::nil(),
            lseq: n as u64 + 1,
            oseq: n as u64 + 1,
            prev: Hash::ZERO,
            random: [0; 26],
        })
    };
    catalog.entities().enumerate().map(event).collect()
}
