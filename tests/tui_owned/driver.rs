//! A person with a keyboard before what they answer for.

use std::sync::Arc;

use muster::app::geometry::Size;
use muster::app::intent::Intent;
use muster::app::list::Rows;
use muster::app::owned;
use muster::app::screen::{Screen, ScreenId};
use muster::runtime::headless::Headless;
use muster::ui::theme::Charset;
use termprofile::TermProfile;

use crate::company::ANA;
pub use crate::keyboard::{keys, press, says, text, type_text};
use crate::office::{Office, now};
use crate::program::{self, screens};
use crate::screen::PATIENCE;

/// Somebody starts the program and goes to the screen.
pub struct Start<'a> {
    pub actor: &'a str,
    pub size: (u16, u16),
    pub charset: Charset,
    pub read_only: bool,
}

impl Default for Start<'_> {
    fn default() -> Self {
        Self {
            actor: ANA,
            size: (140, 45),
            charset: Charset::Unicode,
            read_only: false,
        }
    }
}

pub fn start_with(office: &Arc<Office>, start: &Start<'_>) -> Headless {
    let depth = match start.charset {
        Charset::Ascii => TermProfile::NoColor,
        Charset::Unicode => TermProfile::TrueColor,
    };
    office.sit_down(start.actor);
    let mut state = program::state(true);
    state.shared.now = now();
    state.shared.me = Some(start.actor.to_owned());
    state.shared.actor = start.actor.to_owned();
    state.shared.read_only = start.read_only;
    let size = Size::new(start.size.0, start.size.1);
    let mut program = Headless::start(state, screens(depth, start.charset), office.clone(), size).unwrap();
    program.wait_idle(PATIENCE).unwrap();
    program.perform(Intent::GoTo(ScreenId::Owned)).unwrap();
    program.wait_idle(PATIENCE).unwrap();
    program
}

pub fn start(office: &Arc<Office>) -> Headless {
    start_with(office, &Start::default())
}

/// The same at another size.
pub fn start_at(office: &Arc<Office>, size: (u16, u16)) -> Headless {
    start_with(
        office,
        &Start {
            size,
            ..Start::default()
        },
    )
}

/// The same by somebody else.
pub fn start_as(office: &Arc<Office>, actor: &str) -> Headless {
    start_with(
        office,
        &Start {
            actor,
            ..Start::default()
        },
    )
}

pub fn view(program: &Headless) -> &owned::State {
    match program.state().nav.top() {
        Screen::Owned(state) => state,
        other => panic!("{:?} is in front", other.id()),
    }
}

/// Goes down to the row of an entity.
pub fn go_to(program: &mut Headless, name: &str) {
    press(program, "g");
    press(program, "g");
    for _ in 0..view(program).table().rows.len() {
        let at = view(program).table().list.selected().unwrap_or_default();
        if at.contains(name) {
            return;
        }
        press(program, "j");
    }
    panic!("no {name} in\n{}", text(program));
}
