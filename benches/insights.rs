//! Figures of the insights: the ranking and all the rest of it, in process on a table and from a journal's projection.
//!
//! `cargo bench --bench insights`; `MUSTER_BENCH_TASKS=10000,200000` chooses how many tasks, of which each stands for about
//! five events. Prints a table in Markdown.

#[path = "support/figures.rs"]
mod figures;

use std::fs;
use std::hint::black_box;
use std::path::PathBuf;

use figures::{Row, median, print_table, scratch};
use jiff::{SignedDuration, Timestamp};
use muster::engine;
use muster::model::insight::{Insights, Period, Settings, groups, rank};
use muster::model::journal::{Fact, Progress, TaskImported};
use muster::model::task::{Builder, Task, apply, imported_id};
use muster::store::Journal;

const CATEGORIES: [&str; 30] = [
    "repo-access",
    "kafka-topic",
    "deploy",
    "dns",
    "certificate",
    "quota",
    "pipeline",
    "restart",
    "secret",
    "vpn",
    "dashboard",
    "alert",
    "backup",
    "restore",
    "database",
    "bucket",
    "queue",
    "cache",
    "user",
    "role",
    "cluster",
    "node",
    "image",
    "domain",
    "mail",
    "licence",
    "firewall",
    "proxy",
    "log",
    "cost",
];
/// Over which the tasks are spread.
const DAYS: i64 = 730;

fn main() {
    let wanted = std::env::var("MUSTER_BENCH_TASKS").unwrap_or_else(|_| "10000,200000".to_owned());
    let sizes = wanted.split(',').filter_map(|size| size.trim().parse().ok());
    let columns: Vec<(usize, Vec<Row>)> = sizes.map(|size| (size, measure(size))).collect();
    print_table("insights", &columns);
}

fn now() -> Timestamp {
    Timestamp::from_second(1_790_000_000).expect("a moment")
}

fn measure(size: usize) -> Vec<Row> {
    let mut rows = in_process(size);
    rows.extend(from_the_projection(size));
    rows
}

fn in_process(size: usize) -> Vec<Row> {
    let mut builder = Builder::default();
    for at in 0..size {
        builder.push(&task(&ticket(at, size)));
    }
    let tasks = builder.finish(size as u64);
    let settings = Settings::default();
    let (quarter, year) = (Period::last_days(90, now()), Period::last_days(365, now()));
    let ranking = |period| format!("{:.2?}", median(9, || rank(black_box(&tasks), period, &settings)));
    let loose = median(5, || groups(black_box(&tasks), year));
    let all = median(5, || Insights::of(black_box(&tasks), year, &settings));
    vec![
        Row::new("ranking of 90 days, in process", ranking(quarter)),
        Row::new("ranking of 365 days, in process", ranking(year)),
        Row::new("groups of titles of 365 days, in process", format!("{loose:.2?}")),
        Row::new(
            "all that the screen shows of 365 days, in process",
            format!("{all:.2?}"),
        ),
    ]
}

fn from_the_projection(size: usize) -> Vec<Row> {
    let file = journal(size);
    let cache = file.with_file_name("tasks.bin");
    let journal = Journal::open_read_only(&file).expect("the journal that was made");
    let quarter = Period::last_days(90, now());
    let all = median(3, || journal.tasks().expect("tasks"));
    let command = median(5, || {
        let tasks = engine::tasks(&journal, &cache, true).expect("tasks");
        rank(&tasks, quarter, &Settings::default())
    });
    vec![
        Row::new("all tasks from the projection", format!("{all:.2?}")),
        Row::new(
            "`insights automate` of 90 days from the projection",
            format!("{command:.2?}"),
        ),
    ]
}

/// What the journal makes of a ticket.
fn task(ticket: &TaskImported) -> Task {
    let fact = Fact::TaskImported(ticket.clone());
    let id = imported_id(&ticket.system, &ticket.key);
    apply(None, &id, &fact, ticket.created, "os:bench")
        .ok()
        .flatten()
        .expect("a ticket that is a task")
}

/// A journal with so many tasks; made once.
fn journal(size: usize) -> PathBuf {
    let folder = scratch().join(format!("insights-{size}"));
    let file = folder.join("journal.db");
    let whole = folder.join("whole");
    if whole.exists() {
        return file;
    }
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(&folder).expect("a folder");
    let journal = Journal::open(&file, &folder).expect("a journal");
    let tickets = (0..size).map(|at| ticket(at, size)).collect();
    journal
        .import_tickets(tickets, "os:bench", now())
        .expect("tickets that can be taken in");
    fs::write(whole, "").expect("a mark");
    file
}

fn ticket(at: usize, size: usize) -> TaskImported {
    // Spreads without a pattern that the period could fall in with.
    let chance = |salt: usize| (at * 2_654_435_761 + salt * 40_503) >> 7;
    let minutes_ago = DAYS * 1440 * (size - at) as i64 / size as i64;
    let created = now() - SignedDuration::from_mins(minutes_ago.max(1));
    let category = CATEGORIES[chance(1) % CATEGORIES.len()];
    TaskImported {
        system: if chance(5) % 6 == 0 { "run" } else { "jira" }.to_owned(),
        key: format!("OPS-{at}"),
        title: format!(
            "Please restart service-{} for team {}",
            chance(2) % 900,
            chance(3) % 40
        ),
        progress: if chance(6) % 25 == 0 {
            Progress::Declined
        } else {
            Progress::Done
        },
        category: (chance(4) % 8 > 0).then(|| category.to_owned()),
        requester: Some(format!("user:default/person-{}", chance(7) % 600)),
        created,
        closed: Some(created + SignedDuration::from_mins((chance(8) % 9000) as i64)),
        minutes: (chance(9) % 4 > 0).then_some((chance(10) % 90) as u32),
        ..TaskImported::default()
    }
}
