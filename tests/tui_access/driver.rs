//! A person with a keyboard who looks who has what.

use std::sync::Arc;

use muster::app::access;
use muster::app::access::{Action, Item};
use muster::app::geometry::Size;
use muster::app::intent::Intent;
use muster::app::screen::Screen;
use muster::model::access::shown;
use muster::runtime::headless::Headless;
use muster::ui::theme::Charset;
use termprofile::TermProfile;

pub use crate::keyboard::{keys, press, says, text, type_text};
use crate::program::{self, screens};
use crate::screen::PATIENCE;
use crate::station::{ANA, Station, now};

/// Somebody starts the program and is on Home.
pub struct Start<'a> {
    pub actor: Option<&'a str>,
    pub size: (u16, u16),
    pub charset: Charset,
    pub read_only: bool,
}

impl Default for Start<'_> {
    fn default() -> Self {
        Self {
            actor: Some(ANA),
            size: (140, 45),
            charset: Charset::Unicode,
            read_only: false,
        }
    }
}

pub fn at_home(station: &Arc<Station>, start: &Start<'_>) -> Headless {
    let depth = match start.charset {
        Charset::Ascii => TermProfile::NoColor,
        Charset::Unicode => TermProfile::TrueColor,
    };
    let mut state = program::state(true);
    state.shared.now = now();
    state.shared.me = start.actor.map(str::to_owned);
    state.shared.read_only = start.read_only;
    let size = Size::new(start.size.0, start.size.1);
    let mut program = Headless::start(state, screens(depth, start.charset), station.clone(), size).unwrap();
    program.wait_idle(PATIENCE).unwrap();
    program
}

/// The same, gone on to who has what.
pub fn start_with(station: &Arc<Station>, start: &Start<'_>) -> Headless {
    let mut program = at_home(station, start);
    program.perform(Intent::Access(Action::Open)).unwrap();
    program.wait_idle(PATIENCE).unwrap();
    program
}

pub fn start(station: &Arc<Station>) -> Headless {
    start_with(station, &Start::default())
}

pub fn start_at(station: &Arc<Station>, size: (u16, u16)) -> Headless {
    start_with(
        station,
        &Start {
            size,
            ..Start::default()
        },
    )
}

pub fn view(program: &Headless) -> &access::State {
    match program.state().nav.top() {
        Screen::Access(state) => state,
        other => panic!("{:?} is in front", other.id()),
    }
}

/// All rows: headings with how many rights they have, and rights in words.
pub fn rows(program: &Headless) -> Vec<String> {
    let rows = &view(program).rows;
    (0..).map_while(|row| rows.item(row)).map(named).collect()
}

fn named(item: Item<'_>) -> String {
    match item {
        Item::Group(group) => format!("{} {}", group.name, group.rights),
        Item::Right(row) => format!("  {}", shown(&row.right)),
    }
}

/// Goes down to the first row that says something.
pub fn go_to(program: &mut Headless, words: &str) {
    press(program, "g g");
    for _ in 0..rows(program).len() {
        if view(program)
            .selected()
            .is_some_and(|item| named(item).contains(words))
        {
            return;
        }
        press(program, "j");
    }
    panic!("no {words} in\n{}", text(program));
}
