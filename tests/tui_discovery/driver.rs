//! A person with a keyboard before the view of what exists outside.

use std::sync::Arc;

use muster::app::discovery::{self, Tab};
use muster::app::geometry::Size;
use muster::app::screen::Screen;
use muster::runtime::headless::Headless;
use muster::ui::theme::Charset;
use termprofile::TermProfile;

use crate::company::{Company, example};
pub use crate::keyboard::{keys, press, says, text, type_text};
use crate::program::{self, screens};
use crate::screen::PATIENCE;

pub fn company() -> Arc<Company> {
    Company::new(example())
}

pub fn start_with(company: &Arc<Company>, (width, height): (u16, u16), charset: Charset) -> Headless {
    let depth = if charset == Charset::Ascii {
        TermProfile::NoColor
    } else {
        TermProfile::TrueColor
    };
    let size = Size::new(width, height);
    let mut state = program::state(true);
    state.shared.me = Some("user:default/ana".to_owned());
    let mut program = Headless::start(state, screens(depth, charset), company.clone(), size).unwrap();
    program.wait_idle(PATIENCE).unwrap();
    keys(&mut program, &["2", "D"]);
    program
}

pub fn start(company: &Arc<Company>) -> Headless {
    start_with(company, (140, 45), Charset::Unicode)
}

pub fn view(program: &Headless) -> &discovery::State {
    match program.state().nav.top() {
        Screen::Discovery(state) => state,
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

/// Puts the cursor on a row that begins so.
pub fn select(program: &mut Headless, id: &str) {
    press(program, "g g");
    for _ in 0..view(program).table().list.len() {
        if selected(program).starts_with(id) {
            return;
        }
        press(program, "j");
    }
    assert!(selected(program).starts_with(id), "no {id}\n{}", text(program));
}

pub fn count(program: &Headless, tab: Tab) -> usize {
    tab.count(program.state().shared.discovery.known().unwrap())
}
