//! Figures of the pickers of forms: opening one, and each key in it, on companies made by the demo's generator.
//!
//! `cargo bench --bench pickers`; `MUSTER_BENCH_SIZES=1000,1000000` chooses other sizes. Prints a table in Markdown.

#[path = "support/figures.rs"]
mod figures;

use std::collections::BTreeMap;
use std::hint::black_box;
use std::time::{Duration, Instant};

use figures::{Row, company, median, percentile, print_table, sizes, thousands};
use muster::model::blueprint::field::{Matcher, Picker};
use muster::model::blueprint::picker::{Candidates, Person};
use muster::model::catalog::Catalog;
use muster::model::catalog::query::Index;
use muster::sources::files::{self, Scope};

/// What a person types, letter by letter.
const TYPED: [&str; 5] = ["payments", "orders api", "group:default/sh", "kafka", "zzzz"];

/// As many as a list shows.
const SHOWN: usize = 50;

fn main() {
    let columns: Vec<(usize, Vec<Row>)> = sizes().into_iter().map(|size| (size, measure(size))).collect();
    print_table("pickers", &columns);
}

fn measure(size: usize) -> Vec<Row> {
    let folder = company(size);
    let scope = Scope::folder(&folder.canonicalize().expect("the company's folder"));
    let snapshot = files::read(&scope, None)
        .snapshot
        .expect("a first reading gives a snapshot");
    let catalog = &snapshot.catalog;
    let index = Index::new(catalog);
    let any = Picker::default();
    let components = Picker {
        filters: vec![BTreeMap::from([
            ("kind".to_owned(), Matcher::OneOf(vec!["Component".to_owned()])),
            ("spec.type".to_owned(), Matcher::OneOf(vec!["service".to_owned()])),
        ])],
        ..Picker::default()
    };
    let opened = |picker: &Picker| format!("{:.2?}", median(5, || filtered(catalog, picker).len()));
    vec![
        Row::new("entities", thousands(catalog.len())),
        Row::new("open a picker of anything", opened(&any)),
        Row::new("open a picker of services", opened(&components)),
        Row::new(
            "key among anything, p50 / p99",
            percentile(&typing(catalog, &index, &any)),
        ),
        Row::new(
            "key among services, p50 / p99",
            percentile(&typing(catalog, &index, &components)),
        ),
    ]
}

fn filtered(catalog: &Catalog, picker: &Picker) -> Candidates {
    Candidates::new(catalog, picker, Person::default(), &mut |_| None)
}

fn typing(catalog: &Catalog, index: &Index, picker: &Picker) -> Vec<Duration> {
    let mut candidates = filtered(catalog, picker);
    let mut keys = Vec::new();
    for words in TYPED {
        for (end, letter) in words.char_indices() {
            let typed = &words[..end + letter.len_utf8()];
            let began = Instant::now();
            let best = candidates.best(catalog, index, typed, SHOWN, &|| false);
            keys.push(began.elapsed());
            black_box(best.map(|best| best.len()).unwrap_or_default());
        }
    }
    keys
}
