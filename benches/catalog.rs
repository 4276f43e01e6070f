//! Figures of the catalog: reading, loading, answering, searching, on companies made by the demo's generator.
//!
//! `cargo bench --bench catalog`; `MUSTER_BENCH_SIZES=1000,1000000` chooses other sizes. Prints a table in Markdown.

#[path = "support/figures.rs"]
mod figures;

use std::fs;
use std::hint::black_box;
use std::path::Path;
use std::time::{Duration, Instant};

use figures::{Row, company, median, percentile, print_table, sizes, thousands};
use muster::model::catalog::graph::{Direction, closure};
use muster::model::catalog::query::{Index, Query};
use muster::model::catalog::{Catalog, EntityId, NodeId};
use muster::model::ownership::answers;
use muster::sources::cache;
use muster::sources::files::{self, Scope};

/// What a person types, letter by letter.
const TYPED: [&str; 6] = ["payments", "orders api", "db", "kafka", "returns label", "zzzz"];

fn main() {
    let columns: Vec<(usize, Vec<Row>)> = sizes().into_iter().map(|size| (size, measure(size))).collect();
    print_table("catalog", &columns);
}

fn measure(size: usize) -> Vec<Row> {
    let folder = company(size);
    let scope = Scope::folder(&folder.canonicalize().expect("the company's folder"));
    let cold = median(3, || files::read(&scope, None));
    let snapshot = files::read(&scope, None)
        .snapshot
        .expect("a first reading gives a snapshot");
    let again = median(5, || files::read(&scope, Some(&snapshot)));
    let saved = median(3, || one_file_saved(&scope, &snapshot));
    let cached = folder.with_extension("cache");
    let save = median(3, || {
        cache::save(&cached, &snapshot).expect("a cache that can be written")
    });
    let load = median(5, || cache::load(&cached).expect("the cache that was saved"));
    let catalog = &snapshot.catalog;
    let six = each(catalog, 10_000, |id| black_box(answers(catalog, id).path.len()));
    let depth = each(catalog, 300, |id| {
        black_box(
            closure(catalog, NodeId::from(id), Direction::Up, Some(10))
                .nodes
                .len(),
        )
    });
    let keys = typing(catalog);
    let rate = |time: Duration| {
        format!(
            "{}/s",
            thousands((catalog.len() as f64 / time.as_secs_f64()) as usize)
        )
    };
    vec![
        Row::new("entities", thousands(catalog.len())),
        Row::new("files", thousands(catalog.file_count())),
        Row::new("read cold", format!("{:.2?}, {}", cold, rate(cold))),
        Row::new("read again, nothing changed", format!("{again:.2?}")),
        Row::new("read again, one file saved", format!("{saved:.2?}")),
        Row::new("cache: save", format!("{save:.2?}")),
        Row::new("cache: load", format!("{load:.2?}")),
        Row::new(
            "cache: size",
            format!(
                "{:.1} MB",
                fs::metadata(&cached).map_or(0, |m| m.len()) as f64 / 1e6
            ),
        ),
        Row::new("six answers p50 / p99", percentile(&six)),
        Row::new("dependants to depth 10 p50 / p99", percentile(&depth)),
        Row::new("filter keystroke, settled, p50 / p99", percentile(&keys)),
    ]
}

fn one_file_saved(scope: &Scope, before: &files::Snapshot) -> files::Reading {
    let name = before
        .catalog
        .entities()
        .next()
        .map_or("", |entity| entity.file());
    let path = scope.path(name);
    touch(&path);
    files::read(scope, Some(before))
}

fn touch(path: &Path) {
    let text = fs::read(path).expect("a file of the company");
    fs::write(path, text).expect("a file that can be written");
}

/// How long a question takes for entities spread over the whole catalog.
fn each(catalog: &Catalog, most: usize, mut ask: impl FnMut(EntityId) -> usize) -> Vec<Duration> {
    let step = (catalog.len() / most).max(1);
    let time = |id| {
        let start = Instant::now();
        ask(id);
        start.elapsed()
    };
    catalog.ids().step_by(step).map(time).collect()
}

/// Each keystroke narrows what the one before found, as on the screen.
fn typing(catalog: &Catalog) -> Vec<Duration> {
    let index = Index::new(catalog);
    let mut times = Vec::new();
    for _ in 0..20 {
        for typed in TYPED {
            let mut found: Option<Vec<EntityId>> = None;
            for (end, _) in typed.char_indices().skip(1).chain([(typed.len(), ' ')]) {
                let query = Query::parse(&typed[..end]);
                let start = Instant::now();
                let next = index.search(catalog, &query, found.as_deref(), &|| false);
                times.push(start.elapsed());
                found = next.ok();
            }
        }
    }
    times
}
