//! A person with a keyboard before the vision.

use std::sync::Arc;

use muster::app::geometry::Size;
use muster::app::screen::Screen;
use muster::app::vision;
use muster::runtime::headless::Headless;
use muster::ui::theme::Charset;
use termprofile::TermProfile;

use crate::company::{Company, VISION};
pub use crate::keyboard::{keys, press, says, text, type_text};
use crate::program::{self, screens};
use crate::screen::PATIENCE;

pub fn company() -> Arc<Company> {
    Company::new(VISION)
}

pub fn start_with(company: &Arc<Company>, (width, height): (u16, u16), charset: Charset) -> Headless {
    let depth = match charset {
        Charset::Ascii => TermProfile::NoColor,
        Charset::Unicode => TermProfile::TrueColor,
    };
    let mut state = program::state(true);
    state.shared.me = Some("user:default/ana".to_owned());
    state.shared.actor = "user:default/ana".to_owned();
    let size = Size::new(width, height);
    let mut program = Headless::start(state, screens(depth, charset), company.clone(), size).unwrap();
    program.wait_idle(PATIENCE).unwrap();
    press(&mut program, "6");
    program
}

pub fn start(company: &Arc<Company>) -> Headless {
    start_with(company, (140, 45), Charset::Unicode)
}

pub fn view(program: &Headless) -> &vision::State {
    match program.state().nav.top() {
        Screen::Vision(state) => state,
        other => panic!("{:?} is in front", other.id()),
    }
}

/// The identity of the selected row.
pub fn selected(program: &Headless) -> String {
    view(program)
        .table()
        .list
        .selected()
        .unwrap_or_default()
        .to_owned()
}
