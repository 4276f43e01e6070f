//! Working through the queue by keys: every verb, its undo, several at once, two windows.

use muster::app::Msg;
use muster::model::task::{Act, Priority, Status};
use muster::ui::theme::Charset;

use crate::company;
use crate::driver::*;
use crate::queue_company::Queue;

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
fn what_comes_to_the_top_does_not_take_the_place_under_the_cursor() {
    let queue = example();
    let mut program = start(&queue);
    let first = selected(&program);
    queue.act("cccccc0001", created("The shop is down", "incident"), 90, BEN);
    queue.act(
        "cccccc0001",
        Act::Prioritise {
            priority: Priority::Urgent,
        },
        0,
        BEN,
    );
    program.send(Msg::JournalGrew).unwrap();
    program.wait_idle(PATIENCE).unwrap();
    assert_eq!(listed(&program).first().map(String::as_str), Some("cccccc0001"));
    assert_eq!(selected(&program), first);
}

#[test]
fn a_mark_out_of_sight_is_shown_before_anything_is_done_to_it() {
    let queue = example();
    let mut program = start(&queue);
    select(&mut program, "bbbbbb0002");
    keys(&mut program, &["space", "/"]);
    type_text(&mut program, "topic");
    keys(&mut program, &["enter", "i"]);
    assert_eq!(queue.task("bbbbbb0002").state.assignee, None);
    says(&program, "Claim: 1 task");
    press(&mut program, "enter");
    assert_eq!(queue.task("bbbbbb0002").state.assignee.as_deref(), Some(ANA));
}

#[test]
fn nobody_stops_the_clock_of_somebody_else() {
    let queue = example();
    queue.act("bbbbbb0002", Act::Start, 1, BEN);
    let mut program = start(&queue);
    select(&mut program, "bbbbbb0002");
    press(&mut program, "b");
    says(&program, "user:default/ben is working on it");
    assert_eq!(queue.task("bbbbbb0002").state.status, Status::Started);
}
