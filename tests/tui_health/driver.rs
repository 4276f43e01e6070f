//! A person with a keyboard at night.

use std::sync::Arc;

use muster::app::geometry::Size;
use muster::app::health;
use muster::app::health::Action;
use muster::app::intent::Intent;
use muster::app::screen::Screen;
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

/// The same, gone on to what probes say.
pub fn start_with(station: &Arc<Station>, start: &Start<'_>) -> Headless {
    let mut program = at_home(station, start);
    program.perform(Intent::Health(Action::Open)).unwrap();
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

pub fn view(program: &Headless) -> &health::State {
    match program.state().nav.top() {
        Screen::Health(state) => state,
        other => panic!("{:?} is in front", other.id()),
    }
}

/// The entities of all rows, with the states of their probes.
pub fn rows(program: &Headless) -> Vec<String> {
    let rows = &view(program).rows;
    let items = (0..).map_while(|row| rows.item(row));
    items
        .map(|item| format!("{:?} {}", item.tab(), item.entity()))
        .collect()
}

/// Goes down to the row of an entity.
pub fn go_to(program: &mut Headless, entity: &str) {
    press(program, "g g");
    for _ in 0..rows(program).len() {
        if view(program)
            .selected()
            .is_some_and(|item| item.entity() == entity)
        {
            return;
        }
        press(program, "j");
    }
    panic!("no {entity} in\n{}", text(program));
}
