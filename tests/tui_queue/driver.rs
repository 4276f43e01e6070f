//! A company's queue, and a person with a keyboard before it.

use std::sync::Arc;
use std::time::Duration;

use muster::app::State;
use muster::app::geometry::Size;
use muster::app::queue;
use muster::app::screen::Screen;
use muster::model::journal::TaskCreated;
use muster::model::task::{Act, Priority};
use muster::runtime::headless::Headless;
use muster::ui::theme::Charset;
use termprofile::TermProfile;

use crate::company;
pub use crate::keyboard::{keys, press, says, text, type_text};
use crate::program::{self, screens};
use crate::queue_company::{Queue, now};

pub const ANA: &str = "user:default/ana";
pub const BEN: &str = "user:default/ben";
pub const PATIENCE: Duration = Duration::from_secs(20);

pub fn created(title: &str, category: &str) -> Act {
    Act::Create(Box::new(TaskCreated {
        title: title.to_owned(),
        category: (!category.is_empty()).then(|| category.to_owned()),
        requester: Some("user:default/zoe".to_owned()),
        source: "log".to_owned(),
        ..TaskCreated::default()
    }))
}

/// Some tasks of each state, with a past to learn from.
pub fn example() -> Arc<Queue> {
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

pub fn state(actor: &str) -> State {
    let mut state = program::state(true);
    state.shared.actor = actor.to_owned();
    state.shared.me = Some(actor.to_owned());
    state
}

pub fn start_with(
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

pub fn start(queue: &Arc<Queue>) -> Headless {
    start_with(queue, ANA, (100, 30), Charset::Unicode)
}

pub fn queue_of(program: &Headless) -> &queue::State {
    match program.state().nav.top() {
        Screen::Queue(queue) => queue,
        other => panic!("{:?} is in front", other.id()),
    }
}

pub fn selected(program: &Headless) -> String {
    queue_of(program).list.selected().unwrap_or_default().to_owned()
}

pub fn listed(program: &Headless) -> Vec<String> {
    let rows = &queue_of(program).rows;
    (0..rows.ids.len())
        .filter_map(|row| Some(rows.task(row)?.name().to_owned()))
        .collect()
}

/// Puts the cursor on a task.
pub fn select(program: &mut Headless, id: &str) {
    let at = listed(program)
        .iter()
        .position(|listed| listed == id)
        .unwrap_or_else(|| panic!("{id} is not listed"));
    press(program, "g g");
    (0..at).for_each(|_| press(program, "j"));
    assert_eq!(selected(program), id);
}
