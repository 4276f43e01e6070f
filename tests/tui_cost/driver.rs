//! A person with a keyboard before what everything costs.

use std::sync::Arc;

use muster::app::cost;
use muster::app::geometry::Size;
use muster::app::intent::Intent;
use muster::app::list::Rows;
use muster::app::screen::{Screen, ScreenId};
use muster::runtime::headless::Headless;
use muster::ui::theme::Charset;
use termprofile::TermProfile;

pub use crate::keyboard::{keys, press, says, text, type_text};
use crate::office::{ANA, Office, now};
use crate::program::{self, screens};
use crate::screen::PATIENCE;

/// Ana starts the program, which shows Home.
pub fn start_at_home(office: &Arc<Office>, size: (u16, u16), charset: Charset) -> Headless {
    let depth = match charset {
        Charset::Ascii => TermProfile::NoColor,
        Charset::Unicode => TermProfile::TrueColor,
    };
    let mut state = program::state(true);
    state.shared.now = now();
    state.shared.me = Some(ANA.to_owned());
    state.shared.actor = ANA.to_owned();
    let size = Size::new(size.0, size.1);
    let mut program = Headless::start(state, screens(depth, charset), office.clone(), size).unwrap();
    program.wait_idle(PATIENCE).unwrap();
    program
}

/// The same, and goes to what everything costs.
pub fn start_at(office: &Arc<Office>, size: (u16, u16)) -> Headless {
    start_with(office, size, Charset::Unicode)
}

pub fn start_with(office: &Arc<Office>, size: (u16, u16), charset: Charset) -> Headless {
    let mut program = start_at_home(office, size, charset);
    program.perform(Intent::GoTo(ScreenId::Cost)).unwrap();
    program.wait_idle(PATIENCE).unwrap();
    program
}

pub fn view(program: &Headless) -> &cost::State {
    match program.state().nav.top() {
        Screen::Cost(state) => state,
        other => panic!("{:?} is in front", other.id()),
    }
}

/// To the view of this name.
pub fn show(program: &mut Headless, tab: cost::Tab) {
    while view(program).tab != tab {
        press(program, "]");
    }
}

/// Goes down to a row, by its name.
pub fn go_to(program: &mut Headless, name: &str) {
    keys(program, &["g", "g"]);
    for _ in 0..view(program).table().rows.len() {
        if view(program)
            .selected()
            .is_some_and(|row| row.name.contains(name))
        {
            return;
        }
        press(program, "j");
    }
    panic!("no {name} in\n{}", text(program));
}

/// The rows that are listed: what, and how much of which currency.
pub fn listed(program: &Headless) -> Vec<String> {
    let rows = &view(program).table().rows;
    let row = |at| rows.row(at).map(|row| format!("{} {}", row.name, row.money()));
    (0..rows.len()).filter_map(row).collect()
}
