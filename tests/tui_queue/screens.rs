//! What is seen at which size, in which view, through which filter.

use muster::app::geometry::Target;
use muster::app::panes::Pane;
use muster::app::queue::LIST;
use muster::model::journal::{Progress, TaskImported};
use muster::runtime::headless::Deed;
use muster::ui::theme::Charset;

use crate::company;
use crate::driver::*;
use crate::queue_company::{Queue, now};
use crate::screen::{modifiers, picture};

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
    assert_eq!(queue_of(&program).pane, Pane::Detail);
    press(&mut program, "esc");
    assert_eq!(queue_of(&program).pane, Pane::List);
    press(&mut program, "esc");
    assert!(!queue_of(&program).list.has_marks());
    press(&mut program, "esc");
    assert_eq!(listed(&program).len(), 4);
    press(&mut program, "esc");
    assert_eq!(program.exit(), None);
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
fn a_ticket_opens_in_the_browser() {
    let queue = example();
    queue.import(
        "jira000001",
        TaskImported {
            system: "jira".to_owned(),
            key: "OPS-12".to_owned(),
            url: Some("https://jira.acme.example/browse/OPS-12".to_owned()),
            title: "Disk full on db-2".to_owned(),
            progress: Progress::Open,
            status: Some("In Review".to_owned()),
            created: now(),
            ..TaskImported::default()
        },
    );
    let mut program = start_with(&queue, ANA, (140, 45), Charset::Unicode);
    press(&mut program, "o");
    says(&program, "It follows no ticket");
    select(&mut program, "jira000001");
    says(&program, "OPS-12 (jira: In Review)");
    press(&mut program, "o");
    let address = "https://jira.acme.example/browse/OPS-12".to_owned();
    assert_eq!(program.deeds(), [Deed::Opened(address)]);
}

#[test]
fn a_click_selects_a_task_and_t_shows_the_tree_of_what_it_is_about() {
    let mut program = start(&example());
    let row = listed(&program).iter().position(|id| id == "bbbbbb0002").unwrap();
    assert!(program.click(&Target::Row(LIST, row)).unwrap());
    program.wait_idle(PATIENCE).unwrap();
    assert_eq!(selected(&program), "bbbbbb0002");
    press(&mut program, "t");
    says(&program, "It is about no entity");
    select(&mut program, "bbbbbb0003");
    press(&mut program, "t");
    says(&program, "Queue: Open › ");
}
