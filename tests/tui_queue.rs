//! The queue: what is seen at which size, and how an SRE works through it by keys alone, with nothing done by mistake that
//! cannot be taken back.

#[path = "support/home_company.rs"]
#[allow(dead_code)]
mod company;
#[path = "support/program.rs"]
#[allow(dead_code)]
mod program;
#[path = "support/queue_company.rs"]
mod queue_company;
#[path = "support/screen.rs"]
#[allow(dead_code)]
mod screen;
#[path = "support/workspace.rs"]
#[allow(dead_code)]
mod workspace;

use std::sync::Arc;
use std::time::Duration;

use muster::app::geometry::{Size, Target};
use muster::app::link::Link;
use muster::app::queue::{self, LIST};
use muster::app::screen::Screen;
use muster::app::{Msg, State};
use muster::model::journal::{TaskCreated, TaskImported};
use muster::model::task::{Act, Priority, Status};
use muster::runtime::headless::{Deed, Headless};
use muster::ui::export;
use muster::ui::theme::Charset;
use program::screens;
use queue_company::{Queue, now};
use screen::{modifiers, picture};
use termprofile::TermProfile;

const ANA: &str = "user:default/ana";
const BEN: &str = "user:default/ben";
const PATIENCE: Duration = Duration::from_secs(20);

fn created(title: &str, category: &str) -> Act {
    Act::Create(Box::new(TaskCreated {
        title: title.to_owned(),
        category: (!category.is_empty()).then(|| category.to_owned()),
        requester: Some("user:default/zoe".to_owned()),
        source: "log".to_owned(),
        ..TaskCreated::default()
    }))
}

/// Some tasks of each state, with a past to learn from.
fn example() -> Arc<Queue> {
    let queue = Queue::new(company::catalog());
    let act = |id: &str, act: Act, hours: i64, actor: &str| {
        let acted = queue.act(id, act, hours, actor);
        assert!(acted.outcome.is_ok(), "{acted:?}");
    };
    act(
        "aaaaaa0001",
        created("Give Ana access to the ledger repo", "repo-access"),
        900,
        ANA,
    );
    act("aaaaaa0001", Act::Finish { minutes: Some(7) }, 899, BEN);
    act(
        "aaaaaa0002",
        created("Give Cy access to the cart repo", "repo-access"),
        700,
        ANA,
    );
    act(
        "aaaaaa0002",
        Act::Decline {
            reason: "ask the team lead first".to_owned(),
        },
        690,
        ANA,
    );
    act(
        "bbbbbb0001",
        created("Give Dan access to the ledger repo", ""),
        1,
        ANA,
    );
    act("bbbbbb0002", created("Disk full on db-1", "incident"), 2, BEN);
    act(
        "bbbbbb0002",
        Act::Prioritise {
            priority: Priority::Urgent,
        },
        2,
        BEN,
    );
    act(
        "bbbbbb0003",
        created("Create topic checkout.refused.v1", "kafka-topic"),
        70,
        BEN,
    );
    act("bbbbbb0003", Act::Accept, 60, BEN);
    act(
        "bbbbbb0003",
        Act::Comment {
            text: "Which partitions?\nAsked in the team's room.".to_owned(),
        },
        59,
        BEN,
    );
    act(
        "bbbbbb0003",
        Act::Link {
            entities: vec!["component:default/cart".to_owned()],
            blueprint: None,
        },
        58,
        BEN,
    );
    act(
        "bbbbbb0004",
        created("Rotate the certificate of 支払い台帳", "certificates"),
        20,
        BEN,
    );
    act(
        "bbbbbb0004",
        Act::Assign {
            to: Some(BEN.to_owned()),
            expects: None,
        },
        19,
        BEN,
    );
    act(
        "bbbbbb0005",
        created("Tidy the dashboards \u{1b}[31m", "dashboards"),
        100,
        BEN,
    );
    act(
        "bbbbbb0005",
        Act::Snooze {
            until: now() + jiff::SignedDuration::from_hours(1),
        },
        90,
        BEN,
    );
    queue
}

fn state(actor: &str) -> State {
    let mut state = program::state(true);
    state.shared.actor = actor.to_owned();
    state.shared.me = Some(actor.to_owned());
    state
}

fn start_with(
    queue: &Arc<Queue>,
    actor: &'static str,
    (width, height): (u16, u16),
    charset: Charset,
) -> Headless {
    let depth = if charset == Charset::Ascii {
        TermProfile::NoColor
    } else {
        TermProfile::TrueColor
    };
    let size = Size::new(width, height);
    let mut program =
        Headless::start(state(actor), screens(depth, charset), queue.window(actor), size).unwrap();
    program.wait_idle(PATIENCE).unwrap();
    press(&mut program, "4");
    program
}

fn start(queue: &Arc<Queue>) -> Headless {
    start_with(queue, ANA, (100, 30), Charset::Unicode)
}

fn press(program: &mut Headless, keys: &str) {
    program.press(keys).unwrap();
    program.wait_idle(PATIENCE).unwrap();
}

fn keys(program: &mut Headless, keys: &[&str]) {
    keys.iter().for_each(|key| press(program, key));
}

fn type_text(program: &mut Headless, text: &str) {
    program.type_text(text).unwrap();
    program.wait_idle(PATIENCE).unwrap();
}

fn text(program: &Headless) -> String {
    export::text(program.buffer())
}

fn queue_of(program: &Headless) -> &queue::State {
    match program.state().nav.top() {
        Screen::Queue(queue) => queue,
        other => panic!("{:?} is in front", other.id()),
    }
}

fn selected(program: &Headless) -> String {
    queue_of(program).list.selected().unwrap_or_default().to_owned()
}

fn listed(program: &Headless) -> Vec<String> {
    let rows = &queue_of(program).rows;
    (0..rows.ids.len())
        .filter_map(|row| Some(rows.task(row)?.name().to_owned()))
        .collect()
}

/// Puts the cursor on a task.
fn select(program: &mut Headless, id: &str) {
    let at = listed(program)
        .iter()
        .position(|listed| listed == id)
        .unwrap_or_else(|| panic!("{id} is not listed"));
    press(program, "g g");
    (0..at).for_each(|_| press(program, "j"));
    assert_eq!(selected(program), id);
}

fn says(program: &Headless, words: &str) {
    let toasts = program.state().toasts.shown();
    let is_said = text(program).contains(words) || toasts.iter().any(|toast| toast.text.contains(words));
    assert!(is_said, "no `{words}` in {toasts:?}\n{}", text(program));
}

#[test]
fn the_queue_of_a_company() {
    for size in [(140, 45), (80, 24), (60, 15)] {
        let mut program = start_with(&example(), ANA, size, Charset::Unicode);
        press(&mut program, "j");
        insta::assert_snapshot!(format!("queue_{}x{}", size.0, size.1), picture(&program));
    }
}

#[test]
fn without_colours_and_with_plain_characters_only() {
    let mut program = start_with(&example(), ANA, (80, 24), Charset::Ascii);
    select(&mut program, "bbbbbb0002");
    press(&mut program, "a");
    insta::assert_snapshot!("plain", modifiers(&program));
}

#[test]
fn the_detail_tells_everything() {
    let mut program = start_with(&example(), ANA, (140, 45), Charset::Unicode);
    select(&mut program, "bbbbbb0003");
    insta::assert_snapshot!("detail", text(&program));
    select(&mut program, "bbbbbb0001");
    insta::assert_snapshot!("look_alikes", text(&program));
}

#[test]
fn the_detail_has_the_screen_to_itself_where_there_is_no_room_for_both() {
    let mut program = start_with(&example(), ANA, (60, 15), Charset::Unicode);
    press(&mut program, "enter");
    says(&program, "Status");
    press(&mut program, "esc");
    says(&program, "State");
}

#[test]
fn views_are_a_key_away() {
    let mut program = start(&example());
    let mut seen = Vec::new();
    for _ in 0..7 {
        seen.push(format!("{}: {}", queue_of(&program).view, listed(&program).len()));
        press(&mut program, "]");
    }
    assert_eq!(
        seen,
        [
            "Open: 4",
            "Inbox: 3",
            "Mine: 0",
            "Overdue: 2",
            "Snoozed: 1",
            "Closed: 2",
            "Access: 0"
        ]
    );
    says(&program, "Open");
    keys(&mut program, &["[", "V"]);
    type_text(&mut program, "over");
    press(&mut program, "enter");
    assert_eq!(listed(&program).len(), 2);
}

#[test]
fn a_filter_narrows_as_it_is_typed_and_is_kept_under_a_name() {
    let queue = example();
    let mut program = start(&queue);
    press(&mut program, "/");
    type_text(&mut program, "prio");
    assert_eq!(listed(&program).len(), 0);
    type_text(&mut program, "rity:x");
    // Not understood yet: what was listed stays, and the line says what it takes.
    says(
        &program,
        "`priority:x` is unknown; priority: takes urgent, high, normal, low",
    );
    press(&mut program, "backspace");
    type_text(&mut program, "urg");
    assert_eq!(listed(&program), ["bbbbbb0002"]);
    keys(&mut program, &["enter", "w"]);
    type_text(&mut program, "Fires");
    press(&mut program, "enter");
    says(&program, "Kept as the view Fires");
    keys(&mut program, &["[", "]"]);
    assert_eq!(
        (queue_of(&program).view.as_str(), listed(&program).len()),
        ("Fires", 1)
    );
    assert_eq!(
        queue
            .facts
            .lock()
            .unwrap()
            .views
            .last()
            .map(|view| view.query.clone()),
        Some("priority:urgent".into())
    );
}

#[test]
fn esc_takes_back_one_thing_after_the_other_and_never_leaves() {
    let mut program = start(&example());
    press(&mut program, "/");
    type_text(&mut program, "topic");
    keys(&mut program, &["enter", "space", "enter"]);
    assert_eq!(queue_of(&program).pane, queue::Pane::Detail);
    press(&mut program, "esc");
    assert_eq!(queue_of(&program).pane, queue::Pane::List);
    press(&mut program, "esc");
    assert!(!queue_of(&program).list.has_marks());
    press(&mut program, "esc");
    assert_eq!(listed(&program).len(), 4);
    press(&mut program, "esc");
    assert_eq!(program.exit(), None);
}

#[test]
fn accepting_starts_my_clock_unless_one_runs() {
    let queue = example();
    let mut program = start(&queue);
    select(&mut program, "bbbbbb0001");
    press(&mut program, "a");
    let task = queue.task("bbbbbb0001");
    assert_eq!(
        (task.state.status, task.state.assignee.as_deref()),
        (Status::Started, Some(ANA))
    );
    says(&program, "your clock runs. z undoes");
    says(&program, "0 min on bbbbbb");
    select(&mut program, "bbbbbb0002");
    press(&mut program, "a");
    assert_eq!(queue.task("bbbbbb0002").state.status, Status::Accepted);
    says(&program, "your clock stays on bbbbbb");
    // Starting one pauses the other.
    press(&mut program, "b");
    assert_eq!(queue.task("bbbbbb0001").state.status, Status::Paused);
    assert_eq!(queue.task("bbbbbb0002").state.status, Status::Started);
    // Both are taken back at once.
    press(&mut program, "z");
    assert_eq!(queue.task("bbbbbb0001").state.status, Status::Started);
    assert_eq!(queue.task("bbbbbb0002").state.status, Status::Accepted);
}

#[test]
fn a_clock_ticks_once_a_minute_while_it_runs_and_outlives_the_program() {
    let queue = example();
    let mut program = start(&queue);
    select(&mut program, "bbbbbb0001");
    press(&mut program, "a");
    drop(program);
    let mut program = start(&queue);
    says(&program, "0 min on bbbbbb");
    let frames = program.frames();
    program.advance(59).unwrap();
    assert_eq!(program.frames(), frames, "nothing has changed");
    program.advance(1).unwrap();
    assert_eq!(program.frames(), frames + 1);
    says(&program, "1 min on bbbbbb");
    press(&mut program, "b");
    let frames = program.frames();
    program.advance(600).unwrap();
    assert_eq!(program.frames(), frames + 1, "only the message goes away");
}

#[test]
fn what_rests_is_back_when_its_time_has_come() {
    let mut program = start(&example());
    program.advance(3600).unwrap();
    program.wait_idle(PATIENCE).unwrap();
    // The company's own time stands still, so the list does not change; the count does.
    assert_eq!(queue_of(&program).sum.open, 5);
}

#[test]
fn declining_asks_for_a_reason_and_remembers_those_given() {
    let queue = example();
    let mut program = start(&queue);
    select(&mut program, "bbbbbb0002");
    press(&mut program, "x");
    insta::assert_snapshot!("decline", text(&program));
    keys(&mut program, &["enter"]);
    let task = queue.task("bbbbbb0002");
    assert_eq!(task.state.reason.as_deref(), Some("ask the team lead first"));
    press(&mut program, "z");
    assert_eq!(queue.task("bbbbbb0002").state.status, Status::New);
    assert_eq!(selected(&program), "bbbbbb0002");
    press(&mut program, "x");
    type_text(&mut program, "not ours");
    press(&mut program, "enter");
    assert_eq!(queue.task("bbbbbb0002").state.reason.as_deref(), Some("not ours"));
}

#[test]
fn no_key_alone_does_what_is_hard_to_see() {
    for key in [
        "x", "m", "s", "u", "c", "d", "C", "+", "p", "e", "B", "n", "w", "V", "S",
    ] {
        let queue = example();
        let mut program = start(&queue);
        let before = queue.events();
        press(&mut program, key);
        assert_eq!(queue.events(), before, "{key}");
        press(&mut program, "esc");
        assert_eq!((queue.events(), program.exit()), (before, None), "{key}");
    }
}

#[test]
fn each_verb_does_what_it_says() {
    let queue = example();
    let mut program = start(&queue);
    let id = "bbbbbb0002";
    select(&mut program, id);
    let state = || queue.task(id).state;
    keys(&mut program, &["c"]);
    type_text(&mut program, "Kafka topic");
    press(&mut program, "enter");
    assert_eq!(state().category.as_deref(), Some("kafka-topic"));
    keys(&mut program, &["p"]);
    type_text(&mut program, "low");
    press(&mut program, "enter");
    assert_eq!(state().priority, Priority::Low);
    select(&mut program, id);
    keys(&mut program, &["+"]);
    type_text(&mut program, "1h 30m");
    press(&mut program, "enter");
    assert_eq!(state().logged, Some(90));
    keys(&mut program, &["C"]);
    type_text(&mut program, "Deleted old logs");
    press(&mut program, "enter");
    assert_eq!(queue.task(id).comments, 1);
    keys(&mut program, &["e"]);
    type_text(&mut program, "ledger-db");
    press(&mut program, "enter");
    assert_eq!(state().entities, ["resource:default/ledger-db"]);
    keys(&mut program, &["u"]);
    type_text(&mut program, "ben");
    press(&mut program, "enter");
    assert_eq!(state().assignee.as_deref(), Some(BEN));
    keys(&mut program, &["s"]);
    type_text(&mut program, "soon");
    press(&mut program, "enter");
    says(&program, "`soon` is no moment to come");
    assert_eq!(state().status, Status::New);
    press(&mut program, "ctrl-u");
    type_text(&mut program, "tomorrow 14:00");
    press(&mut program, "enter");
    assert_eq!(state().status, Status::Snoozed);
    press(&mut program, "z");
    keys(&mut program, &["d"]);
    says(&program, "As measured and logged");
    press(&mut program, "enter");
    // What was logged stands; nothing was stated in its place.
    assert_eq!(
        (state().status, state().stated, queue.task(id).state.minutes()),
        (Status::Done, None, Some(90))
    );
    press(&mut program, "/");
    type_text(&mut program, "is:closed disk");
    keys(&mut program, &["enter", "R"]);
    assert_eq!(state().status, Status::Accepted);
}

#[test]
fn a_duplicate_is_merged_into_a_look_alike() {
    let queue = example();
    queue.act(
        "bbbbbb0009",
        created("Give Eve access to the ledger repo", ""),
        0,
        ANA,
    );
    let mut program = start(&queue);
    select(&mut program, "bbbbbb0009");
    press(&mut program, "m");
    insta::assert_snapshot!("merge", text(&program));
    press(&mut program, "enter");
    assert_eq!(
        queue.task("bbbbbb0009").state.duplicate_of.as_deref(),
        Some("bbbbbb0001")
    );
}

#[test]
fn a_new_task_is_written_down_in_the_category_of_the_past() {
    let queue = example();
    let mut program = start(&queue);
    press(&mut program, "n");
    type_text(&mut program, "Give Kim access to the billing repo");
    says(&program, "Category repo-access: 2 of 2 tasks alike");
    press(&mut program, "enter");
    let task = queue.task("fresh1");
    assert_eq!(
        (task.state.category.as_deref(), task.source.as_str()),
        (Some("repo-access"), "queue")
    );
    assert_eq!(selected(&program), "fresh1");
}

#[test]
fn several_are_shown_before_they_are_changed() {
    let queue = example();
    let mut program = start(&queue);
    let before = queue.events();
    keys(&mut program, &["g g", "v", "G", "v", "a"]);
    insta::assert_snapshot!("preview", text(&program));
    press(&mut program, "esc");
    assert_eq!(queue.events(), before);
    keys(&mut program, &["a", "enter"]);
    assert_eq!(queue.task("bbbbbb0001").state.status, Status::Accepted);
    assert_eq!(queue.task("bbbbbb0004").state.status, Status::Accepted);
    says(&program, "Accepted: 3 tasks. z undoes");
    press(&mut program, "z");
    let new = queue
        .tasks()
        .iter()
        .filter(|task| task.state.status == Status::New)
        .count();
    assert_eq!(new, 3);
}

#[test]
fn an_undo_that_came_too_late_is_refused_politely() {
    let queue = example();
    let mut program = start(&queue);
    select(&mut program, "bbbbbb0002");
    press(&mut program, "i");
    queue.act(
        "bbbbbb0002",
        Act::Prioritise {
            priority: Priority::Low,
        },
        0,
        BEN,
    );
    press(&mut program, "z");
    says(&program, "it was changed since, so this can no longer be undone");
    assert_eq!(queue.task("bbbbbb0002").state.priority, Priority::Low);
    press(&mut program, "z");
    says(&program, "There is nothing to undo");
}

#[test]
fn of_two_windows_that_claim_one_task_the_second_is_told_who_has_it() {
    let queue = example();
    let mut mine = start(&queue);
    let mut theirs = start_with(&queue, BEN, (100, 30), Charset::Unicode);
    select(&mut mine, "bbbbbb0002");
    select(&mut theirs, "bbbbbb0002");
    press(&mut mine, "i");
    press(&mut theirs, "i");
    says(&theirs, "user:default/ana has it already");
    assert_eq!(queue.task("bbbbbb0002").state.assignee.as_deref(), Some(ANA));
    // What one does, the other sees, and its cursor stays where it is.
    select(&mut theirs, "bbbbbb0001");
    press(&mut mine, "p");
    type_text(&mut mine, "low");
    press(&mut mine, "enter");
    theirs.send(Msg::JournalGrew).unwrap();
    theirs.wait_idle(PATIENCE).unwrap();
    assert_eq!(selected(&theirs), "bbbbbb0001");
    assert_eq!(listed(&theirs).last().map(String::as_str), Some("bbbbbb0002"));
}

#[test]
fn fifty_tasks_are_triaged_by_keys_alone() {
    let queue = Queue::new(company::catalog());
    queue.act(
        "past000001",
        created("Give Ana access to the ledger repo", "repo-access"),
        900,
        ANA,
    );
    queue.act("past000001", Act::Finish { minutes: Some(5) }, 899, ANA);
    for n in 0..50 {
        let title = match n % 5 {
            0 => format!("Give person{n} access to the ledger repo"),
            1 => format!("Win a prize {n}"),
            2 => format!("Restart agent-{n}"),
            3 => format!("Order a desk number {n}"),
            _ => "Restart agent-2".to_owned(),
        };
        queue.act(&format!("task{n:06}"), created(&title, ""), 60 - n, BEN);
    }
    let mut program = start(&queue);
    press(&mut program, "]");
    assert_eq!(listed(&program).len(), 50);
    for n in 0..50 {
        // The oldest is on top, and what is judged leaves the inbox.
        assert_eq!(selected(&program), format!("task{n:06}"));
        match n % 5 {
            0 => keys(&mut program, &["c", "enter", "d", "ctrl-u", "5", "enter"]),
            1 => {
                press(&mut program, "x");
                type_text(&mut program, "spam");
                press(&mut program, "enter");
            }
            2 => press(&mut program, "a"),
            3 => {
                keys(&mut program, &["s"]);
                type_text(&mut program, "monday");
                press(&mut program, "enter");
            }
            _ => {
                press(&mut program, "m");
                type_text(&mut program, "agent-2 accepted");
                keys(&mut program, &["enter"]);
                // The first one is started, not accepted: its words find it.
                if queue_of(&program).prompt.is_some() {
                    press(&mut program, "ctrl-u");
                    type_text(&mut program, "agent-2 started");
                    press(&mut program, "enter");
                }
            }
        }
    }
    assert_eq!(listed(&program).len(), 0);
    says(&program, "Nothing here: all clear in Inbox");
    let of = |status| {
        queue
            .tasks()
            .iter()
            .filter(|task| task.state.status == status)
            .count()
    };
    let counts = [
        Status::Done,
        Status::Declined,
        Status::Started,
        Status::Accepted,
        Status::Snoozed,
        Status::Duplicate,
    ]
    .map(of);
    assert_eq!(counts, [11, 10, 1, 9, 10, 10]);
    let categorised = queue
        .tasks()
        .iter()
        .filter(|task| task.state.category.is_some())
        .count();
    assert_eq!(categorised, 11);
}

#[test]
fn without_tasks_and_without_a_journal_it_says_so() {
    let queue = Queue::new(company::catalog());
    let program = start(&queue);
    says(&program, "n writes a task down");
    *queue.broken.lock().unwrap() = true;
    let mut program = start(&queue);
    says(&program, "The journal cannot be read.");
    *queue.broken.lock().unwrap() = false;
    press(&mut program, "r");
    says(&program, "n writes a task down");
    *queue.broken.lock().unwrap() = true;
    press(&mut program, "r");
    says(&program, "These are not the newest");
}

#[test]
fn another_screen_leads_to_certain_tasks() {
    let mut program = start(&example());
    press(&mut program, "1");
    let line = Link::Tasks("is:closed".to_owned());
    assert_eq!(line.screen(), "queue");
    press(&mut program, "4");
    press(&mut program, "/");
    type_text(&mut program, "is:closed");
    assert_eq!(listed(&program).len(), 2);
}

#[test]
fn what_can_be_copied() {
    let mut program = start(&example());
    select(&mut program, "bbbbbb0003");
    keys(&mut program, &["y", "c"]);
    assert_eq!(
        program.deeds(),
        [Deed::Copied("muster task show bbbbbb".to_owned())]
    );
}

#[test]
fn a_ticket_opens_in_the_browser_and_a_click_selects() {
    let queue = example();
    let ticket = TaskImported::default();
    assert_eq!(ticket.key, "");
    let mut program = start(&queue);
    press(&mut program, "o");
    says(&program, "It follows no ticket");
    let row = listed(&program).iter().position(|id| id == "bbbbbb0003").unwrap();
    assert!(program.click(&Target::Row(LIST, row)).unwrap());
    program.wait_idle(PATIENCE).unwrap();
    assert_eq!(selected(&program), "bbbbbb0003");
    press(&mut program, "t");
    says(&program, "cart");
}
