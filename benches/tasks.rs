//! What tasks cost in a journal of a million events: opening the queue, a change of another window, a period for insights,
//! quick capture, an import, folding everything anew. Prints a table.
//!
//! `cargo bench --bench tasks [-- EVENTS]`; a million events unless told otherwise.

use std::error::Error;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use jiff::{SignedDuration, Timestamp};
use muster::engine;
use muster::model::journal::{NewEvent, Progress, TaskCreated, TaskImported};
use muster::model::task::{Act, random_id};
use muster::store::Journal;

#[path = "support/figures.rs"]
mod figures;
use figures::{median, percentile};

type Outcome<T> = Result<T, Box<dyn Error>>;

/// Events of one task: asked for, accepted, begun, paused, done.
const EVENTS: u64 = 5;
const ANA: &str = "user:default/ana";

fn main() -> Outcome<()> {
    let total: u64 = std::env::args()
        .filter_map(|argument| argument.parse().ok())
        .next()
        .unwrap_or(1_000_000);
    let home = tempfile::tempdir()?;
    let workspace = home.path().join("company");
    std::fs::create_dir(&workspace)?;
    std::fs::write(workspace.join("muster.toml"), "[workspace]\nname = \"Bench\"\n")?;
    // The program makes the journal where it looks for it.
    muster(home.path(), &workspace, &["log", "first"])?;
    let data = home.path().join("data");
    let folder = std::fs::read_dir(data.join("workspaces"))?
        .next()
        .ok_or("no workspace")??;
    let path = folder.path().join("journal.db");
    println!("| what | figure |\n|---|---|");
    {
        let journal = Journal::open(&path, &data)?;
        fill(&journal, total / EVENTS)?;
        questions(&journal, &home.path().join("tasks.bin"))?;
        changes(&journal)?;
        import(&journal, 20_000)?;
    }
    commands(home.path(), &workspace)?;
    let journal = Journal::open(&path, &data)?;
    let start = Instant::now();
    let corrected = journal.rebuild()?;
    row(
        "everything folded anew",
        format!("{:.2?} ({} tasks wrong)", start.elapsed(), corrected.tasks),
    );
    Ok(())
}

fn row(what: &str, figure: String) {
    println!("| {what} | {figure} |");
}

/// The tasks of two years.
fn fill(journal: &Journal, tasks: u64) -> Outcome<()> {
    let now = Timestamp::now();
    let start = Instant::now();
    for chunk in (0..tasks).collect::<Vec<_>>().chunks(1_000) {
        let events: Vec<NewEvent> = chunk.iter().flat_map(|n| task(*n, tasks, now)).collect();
        journal.append(events)?;
    }
    let events = tasks * EVENTS;
    let rate = events as f64 / start.elapsed().as_secs_f64();
    row(
        "events of tasks appended and folded, a thousand tasks at a time",
        format!("{events}, {rate:.0}/s"),
    );
    Ok(())
}

fn task(n: u64, of: u64, now: Timestamp) -> Vec<NewEvent> {
    const CATEGORIES: [&str; 9] = [
        "repo-access",
        "topic",
        "deploy",
        "quota",
        "dns",
        "cert",
        "pipeline",
        "restore",
        "access",
    ];
    let age = SignedDuration::from_mins(((of - n) * 2 * 365 * 24 * 60 / of) as i64);
    let asked = now - age - SignedDuration::from_hours(24);
    let mut random = [0; 16];
    random[..8].copy_from_slice(&n.wrapping_mul(0x9e37_79b9_7f4a_7c15).to_le_bytes());
    random[8..].copy_from_slice(&n.to_le_bytes());
    let id = random_id(&random);
    let actor = format!("user:default/sre-{}", n % 11);
    let created = TaskCreated {
        title: format!("Give person-{} access to service-{}", n % 601, n % 3_001),
        category: (!n.is_multiple_of(5)).then(|| CATEGORIES[(n % 9) as usize].to_owned()),
        requester: Some(format!("user:default/person-{}", n % 601)),
        entities: vec![format!("component:default/service-{}", n % 3_001)],
        source: "queue".to_owned(),
        ..TaskCreated::default()
    };
    let later = |minutes: i64| asked + SignedDuration::from_mins(minutes);
    let mut events = vec![
        Act::Create(Box::new(created)).event(&id, asked, ANA),
        Act::Accept.event(&id, later(20), &actor),
        Act::Start.event(&id, later(30), &actor),
        Act::Pause.event(&id, later(40), &actor),
    ];
    if !n.is_multiple_of(40) {
        events.push(Act::Finish { minutes: None }.event(&id, later(60), &actor));
    } else {
        let text = "waits for its owner".to_owned();
        events.push(Act::Comment { text }.event(&id, later(60), &actor));
    }
    events
}

fn questions(journal: &Journal, cache: &Path) -> Outcome<()> {
    engine::tasks(journal, cache, true)?;
    let kept = median(9, || engine::tasks(journal, cache, true));
    row("all tasks as a table, by way of the cache", format!("{kept:.2?}"));
    let tasks = journal.tasks()?;
    let all = format!("all {} tasks as a table", tasks.len());
    row(&all, format!("{:.2?}", median(5, || journal.tasks())));
    row(
        "words in descriptions and comments",
        format!(
            "{:.2?}",
            median(9, || journal.tasks_with_text("owner wai", 10_000))
        ),
    );
    row(
        "one task with its history",
        format!(
            "{:.2?}",
            median(99, || journal.task_record(tasks.iter().next()?.name()).ok())
        ),
    );
    Ok(())
}

fn changes(journal: &Journal) -> Outcome<()> {
    let tasks = journal.tasks()?;
    let open = tasks.iter().filter(|task| task.status().is_open());
    let ids: Vec<String> = open.map(|task| task.name().to_owned()).take(300).collect();
    let mut acts = Vec::new();
    let mut seen = journal.tasks()?;
    let mut news = Vec::new();
    for id in &ids {
        let start = Instant::now();
        journal.act(
            vec![(id.clone(), Act::Work { minutes: 1 })],
            ANA,
            Timestamp::now(),
        )?;
        acts.push(start.elapsed());
        if news.len() < 20 {
            let start = Instant::now();
            if let Some(newer) = journal.tasks_after(&seen)? {
                seen = newer;
            }
            news.push(start.elapsed());
        }
    }
    row("one act, durable, p50 / p99", percentile(&acts));
    row("the table after it, p50 / p99", percentile(&news));
    Ok(())
}

fn import(journal: &Journal, count: usize) -> Outcome<()> {
    let ticket = |n: usize| TaskImported {
        system: "jira".to_owned(),
        key: format!("OPS-{n}"),
        title: format!("Ticket {n} of the past"),
        description: Some("What was asked for, in a few words, and why it is needed by then.".to_owned()),
        progress: Progress::Done,
        created: Timestamp::UNIX_EPOCH + SignedDuration::from_hours(n as i64),
        closed: Some(Timestamp::UNIX_EPOCH + SignedDuration::from_hours(n as i64 + 5)),
        ..TaskImported::default()
    };
    let tickets: Vec<TaskImported> = (0..count).map(ticket).collect();
    let rate = |time: Duration| format!("{:.0}/s", count as f64 / time.as_secs_f64());
    let start = Instant::now();
    journal.import_tickets(tickets.clone(), ANA, Timestamp::now())?;
    row("tickets imported", rate(start.elapsed()));
    let start = Instant::now();
    journal.import_tickets(tickets, ANA, Timestamp::now())?;
    row("the same tickets again", rate(start.elapsed()));
    Ok(())
}

fn commands(home: &Path, workspace: &Path) -> Outcome<()> {
    for (name, arguments) in [
        ("`muster --version`: what a process costs", &["--version"][..]),
        (
            "`muster log TITLE -c CATEGORY -m 5 --done`",
            &["log", "gave Ana access", "-c", "repo-access", "-m", "5", "--done"],
        ),
        (
            "`muster log TITLE`, with a proposal from the past",
            &["log", "Give person-7 access to service-9"],
        ),
        ("`muster insights automate`", &["insights", "automate"]),
        (
            "`muster insights automate --since 365d`",
            &["insights", "automate", "--since", "365d"],
        ),
        ("`muster queue category:quota`", &["queue", "category:quota"]),
    ] {
        let time = median(9, || muster(home, workspace, arguments));
        row(name, format!("{time:.2?}"));
    }
    Ok(())
}

/// Runs the real program to its end.
fn muster(home: &Path, workspace: &Path, arguments: &[&str]) -> Outcome<()> {
    let status = Command::new(env!("CARGO_BIN_EXE_muster"))
        .env("MUSTER_HOME", home)
        .env("MUSTER_WORKSPACE", workspace)
        .args(arguments)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()?;
    if status.success() {
        Ok(())
    } else {
        Err(format!("{arguments:?}: {status}").into())
    }
}
