//! Two years of made-up tasks with a story: access requests that grow, topics that were automated, favours nobody counted.

use jiff::{SignedDuration, Timestamp};
use muster::model::task::{Builder, Status, Task, TaskState, Tasks};

/// A sort of task that keeps coming.
struct Stream {
    category: &'static str,
    titles: &'static [&'static str],
    /// Days before now between which they come, and how many hours apart at the beginning and at the end.
    days: (i64, i64),
    every: (i64, i64),
    minutes: u32,
    /// Of so many tasks one has no minutes on record.
    unrecorded: usize,
    wait: i64,
    source: &'static str,
}

const STREAMS: [Stream; 6] = [
    Stream {
        category: "repo-access",
        titles: &[
            "Give Ana access to the ledger repo",
            "Access to repo checkout-api for Ben",
        ],
        days: (720, 0),
        every: (90, 20),
        minutes: 12,
        unrecorded: 4,
        wait: 26,
        source: "log",
    },
    Stream {
        category: "kafka-topic",
        titles: &["Create topic orders.placed.v1", "New topic stock.moved.v2"],
        days: (720, 365),
        every: (40, 34),
        minutes: 45,
        unrecorded: 9,
        wait: 70,
        source: "log",
    },
    Stream {
        category: "kafka-topic",
        titles: &["Create topic by hand"],
        days: (365, 0),
        every: (300, 500),
        minutes: 40,
        unrecorded: 5,
        wait: 60,
        source: "log",
    },
    Stream {
        category: "kafka-topic",
        titles: &["Topic from the blueprint"],
        days: (365, 0),
        every: (30, 26),
        minutes: 0,
        unrecorded: 1,
        wait: 0,
        source: "run",
    },
    Stream {
        category: "deploy",
        titles: &["Deploy billing 1.2.3"],
        days: (720, 0),
        every: (120, 130),
        minutes: 35,
        unrecorded: 3,
        wait: 5,
        source: "jira",
    },
    Stream {
        category: "",
        titles: &[
            "Restart orders-api please",
            "restart users-api",
            "Reset Cy's password",
            "Restart stock-api in prod-eu-1",
        ],
        days: (200, 0),
        every: (16, 12),
        minutes: 6,
        unrecorded: 2,
        wait: 2,
        source: "log",
    },
];

const PEOPLE: [&str; 7] = ["ana", "ben", "cy", "dee", "eve", "flo", "gus"];

/// The tasks, the oldest of each stream first.
pub fn story(now: Timestamp) -> Vec<Task> {
    let mut tasks = Vec::new();
    for (number, stream) in STREAMS.iter().enumerate() {
        let (mut hours, last) = (stream.days.0 * 24, stream.days.1 * 24);
        let whole = (hours - last).max(1);
        while hours > last {
            let at = tasks.len();
            tasks.push(task(
                stream,
                format!("s{number}t{at:06}"),
                at,
                now - SignedDuration::from_hours(hours),
            ));
            let done = stream.days.0 * 24 - hours;
            hours -= stream.every.0 + (stream.every.1 - stream.every.0) * done / whole;
        }
    }
    tasks
}

fn task(stream: &Stream, id: String, at: usize, created: Timestamp) -> Task {
    let waited = stream.wait + (at % 5) as i64 * stream.wait / 3;
    let status = match at % 23 {
        7 => Status::Declined,
        11 => Status::Duplicate,
        _ => Status::Done,
    };
    let is_run = stream.source == "run";
    Task {
        id,
        title: stream.titles[at % stream.titles.len()].to_owned(),
        description: None,
        requester: Some(format!("user:default/{}", PEOPLE[at * 3 % PEOPLE.len()])),
        team: None,
        source: stream.source.to_owned(),
        origin: None,
        labels: Vec::new(),
        created,
        changed: created,
        comments: 0,
        exit_status: None,
        state: TaskState {
            status,
            category: Some(stream.category.to_owned()).filter(|category| !category.is_empty()),
            blueprint: is_run.then(|| "template:default/kafka-topic".to_owned()),
            closed: Some(created + SignedDuration::from_hours(waited)),
            stated: (!at.is_multiple_of(stream.unrecorded.max(1)) && !is_run)
                .then_some(stream.minutes + (at % 4) as u32 * 5),
            ..TaskState::default()
        },
    }
}

pub fn table(tasks: &[Task]) -> Tasks {
    let mut builder = Builder::default();
    tasks.iter().for_each(|task| builder.push(task));
    builder.finish(tasks.len() as u64)
}
