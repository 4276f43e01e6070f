//! Figures of the queue: opening it, a filter key, a frame, look-alikes, on tasks made from a seed.
//!
//! `cargo bench --bench queue`; `MUSTER_BENCH_SIZES=1000,1000000` chooses other sizes. Prints a table in Markdown.

#[path = "support/figures.rs"]
mod figures;

use std::hint::black_box;
use std::sync::Arc;

use figures::{Row, median, percentile, print_table, sizes, thousands};
use jiff::{SignedDuration, Timestamp};
use muster::app::geometry::Size;
use muster::app::intent::keymap::Keymap;
use muster::app::key::Key;
use muster::app::shared::{Shared, Workspace};
use muster::app::state::Setup;
use muster::app::{Answer, Effect, Generation, Msg, Request, State, update};
use muster::model::task::{
    Builder, Circumstances, Priority, Promises, QueueFacts, Status, Task, TaskQuery, TaskRecord, TaskState,
    Tasks, list, look_alikes, suggest_category,
};
use muster::ui::theme::{Charset, Themes};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use std::time::{Duration, Instant};
use termprofile::TermProfile;

const ME: &str = "user:default/ana";
const TYPED: [&str; 4] = [
    "ledger",
    "access repo",
    "is:all category:repo",
    "is:all restart agent",
];

fn main() {
    let columns: Vec<(usize, Vec<Row>)> = sizes().into_iter().map(|size| (size, measure(size))).collect();
    print_table("queue", &columns);
}

fn measure(size: usize) -> Vec<Row> {
    let tasks = Arc::new(tasks(size));
    let ordered = |line: &str| {
        let query = TaskQuery::parse(line).expect("a line that can be read");
        format!("{:.2?}", median(9, || listed(&tasks, &query)))
    };
    let subject = tasks
        .iter()
        .next_back()
        .map_or_else(String::new, |task| task.name().to_owned());
    let alike = median(9, || look_alikes(&tasks, &subject));
    let suggested = median(9, || {
        suggest_category(&tasks, "Give Kim access to the billing repo")
    });
    let opened = median(5, || Window::open(&tasks).frame());
    vec![
        Row::new("open to first frame, tasks in memory", format!("{opened:.2?}")),
        Row::new("filter key to frame, p50 / p99", percentile(&typing(&tasks))),
        Row::new("move key to frame, p50 / p99", percentile(&moving(&tasks))),
        Row::new("list all by need", ordered("is:all")),
        Row::new("list all by category", ordered("is:all sort:category")),
        Row::new("list all with two words", ordered("is:all access ledger")),
        Row::new("look-alikes of a task", format!("{alike:.2?}")),
        Row::new("a category for a title", format!("{suggested:.2?}")),
        Row::new("tasks", thousands(tasks.len())),
    ]
}

fn now() -> Timestamp {
    Timestamp::from_second(1_800_000_000).expect("a time")
}

fn promises() -> Promises {
    Promises {
        default: Some(SignedDuration::from_hours(48)),
        ..Promises::default()
    }
}

fn listed(tasks: &Tasks, query: &TaskQuery) -> Vec<muster::model::task::TaskId> {
    let circumstances = Circumstances {
        now: now(),
        me: Some(ME),
        promises: &promises(),
        in_text: &[],
    };
    list(tasks, query, &circumstances)
}

/// Nine of ten are done; titles, people and categories as a company has them.
fn tasks(size: usize) -> Tasks {
    const TITLES: [&str; 5] = [
        "Give {} access to the ledger repo",
        "Restart agent-{}",
        "Create topic orders.{}.v1",
        "Deploy billing {} to prod-eu",
        "Why is the dashboard {} so slow",
    ];
    const CATEGORIES: [&str; 5] = ["repo-access", "restart", "kafka-topic", "deploy", ""];
    let mut builder = Builder::default();
    for n in 0..size {
        let kind = n * 7919 % 5;
        let created = now() - SignedDuration::from_mins((size - n) as i64 * 7);
        let is_done = n * 31 % 10 != 0;
        builder.push(&Task {
            id: format!("{:010}", n * 7_919_777 % 10_000_000_000),
            title: TITLES[kind].replace("{}", &format!("p{}", n * 31 % 1_000)),
            description: None,
            requester: Some(format!("user:default/p{}", n * 31 % 2_000)),
            team: None,
            source: "log".to_owned(),
            origin: None,
            labels: Vec::new(),
            created,
            changed: created,
            comments: 0,
            exit_status: None,
            state: TaskState {
                status: if is_done {
                    Status::Done
                } else {
                    Status::ALL[n / 10 % 5]
                },
                category: Some(CATEGORIES[kind].to_owned()).filter(|category| !category.is_empty()),
                priority: Priority::ALL[n * 13 % 4],
                assignee: (n % 3 == 0).then(|| format!("user:default/p{}", n % 40)),
                closed: is_done.then_some(created),
                ..TaskState::default()
            },
        });
    }
    builder.finish(size as u64)
}

/// The screen without its program: what it asks is answered at once.
struct Window {
    state: State,
    tasks: Arc<Tasks>,
    buffer: Buffer,
    look: muster::ui::Look,
}

impl Window {
    fn open(tasks: &Arc<Tasks>) -> Self {
        let workspace = Workspace {
            name: "acme".to_owned(),
            root: "/srv/acme".into(),
            demo: false,
            persona: None,
        };
        let mut shared = Shared::new(now(), Some(workspace));
        shared.actor = ME.to_owned();
        let size = Size::new(120, 40);
        shared.layout.size = size;
        let themes = Themes::default();
        let setup = Setup {
            shared,
            keymap: Keymap::default(),
            theme: "terminal".to_owned(),
            themes: themes.names(),
        };
        let screens = muster::runtime::Screens {
            themes,
            depth: TermProfile::TrueColor,
            charset: Charset::Unicode,
        };
        let mut window = Self {
            look: screens.look("terminal"),
            state: State::new(setup),
            tasks: tasks.clone(),
            buffer: Buffer::empty(Rect::new(0, 0, size.width, size.height)),
        };
        window.send(Msg::Started);
        window.key('4');
        window
    }

    fn key(&mut self, key: char) {
        self.send(Msg::Key(Key::char(key)));
    }

    fn send(&mut self, msg: Msg) {
        let mut messages = vec![msg];
        while let Some(msg) = messages.pop() {
            for effect in update(&mut self.state, msg) {
                if let Effect::Ask { generation, request } = effect {
                    messages.extend(self.answered(generation, request));
                }
            }
        }
    }

    fn answered(&self, generation: Generation, request: Request) -> Option<Msg> {
        let answer = match request {
            Request::Tasks => Answer::Tasks(self.tasks.clone()),
            Request::ListTasks { tasks, query } => {
                let ids = listed(&tasks, &query).into();
                Answer::TaskList { tasks, query, ids }
            }
            Request::Queue => Answer::Queue(Arc::new(QueueFacts {
                promises: promises(),
                ..QueueFacts::default()
            })),
            Request::Task { id } => {
                let found = self.tasks.find(&id)?;
                Answer::Task(Arc::new(TaskRecord {
                    task: whole(found),
                    events: Vec::new(),
                }))
            }
            // On a worker of its own; the frame does not wait for it.
            _ => return None,
        };
        Some(Msg::Answer { generation, answer })
    }

    fn frame(&mut self) -> usize {
        let drawn = muster::ui::draw(&self.state, &self.look, &mut self.buffer);
        self.send(Msg::Drawn(drawn.layout));
        black_box(self.buffer.content.len())
    }
}

fn whole(task: muster::model::task::TaskRef<'_>) -> Task {
    Task {
        id: task.name().to_owned(),
        title: task.title().to_owned(),
        description: None,
        requester: None,
        team: None,
        source: task.source().to_owned(),
        origin: None,
        labels: Vec::new(),
        created: task.created(),
        changed: task.changed(),
        comments: 0,
        exit_status: None,
        state: task.state(),
    }
}

fn typing(tasks: &Arc<Tasks>) -> Vec<Duration> {
    let mut window = Window::open(tasks);
    let mut times = Vec::new();
    for word in TYPED {
        window.key('/');
        for letter in word.chars() {
            let start = Instant::now();
            window.key(letter);
            window.frame();
            times.push(start.elapsed());
        }
        window.send(Msg::Key("esc".parse().expect("a key")));
    }
    times
}

fn moving(tasks: &Arc<Tasks>) -> Vec<Duration> {
    let mut window = Window::open(tasks);
    let step = |_| {
        let start = Instant::now();
        window.key('j');
        window.frame();
        start.elapsed()
    };
    (0..200).map(step).collect()
}
