//! The tree: what is seen at which size, and what keys do.

#[path = "support/company.rs"]
mod company;
#[path = "support/program.rs"]
#[allow(dead_code)]
mod program;
#[path = "support/screen.rs"]
#[allow(dead_code)]
mod screen;
#[path = "support/workspace.rs"]
#[allow(dead_code)]
mod workspace;

use std::sync::Arc;

use company::{Answers, payments};
use muster::app::geometry::Size;
use muster::app::screen::Screen;
use muster::app::state::State;
use muster::app::tree;
use muster::runtime::headless::Headless;
use muster::ui::theme::Charset;
use program::{screens, state};
use screen::{PATIENCE, picture};
use termprofile::TermProfile;

const SIZES: [(u16, u16); 3] = [(140, 45), (80, 24), (60, 15)];

fn open(
    entity_ref: &str,
    services: Arc<Answers>,
    size: (u16, u16),
    depth: TermProfile,
    charset: Charset,
) -> Headless {
    let mut state: State = state(true);
    state.nav.push(Screen::Tree(tree::State::of(entity_ref)));
    let size = Size::new(size.0, size.1);
    let mut program = Headless::start(state, screens(depth, charset), services, size).unwrap();
    program.wait_idle(PATIENCE).unwrap();
    program
}

fn press(program: &mut Headless, keys: &[&str]) {
    for key in keys {
        program.press(key).unwrap();
        program.wait_idle(PATIENCE).unwrap();
    }
}

fn seen(name: &str, entity_ref: &str, keys: &[&str]) {
    let services = Answers::from(&payments());
    for size in SIZES {
        let mut program = open(
            entity_ref,
            services.clone(),
            size,
            TermProfile::TrueColor,
            Charset::Unicode,
        );
        press(&mut program, keys);
        insta::assert_snapshot!(format!("{name}_{}x{}", size.0, size.1), picture(&program));
    }
}

#[test]
fn opened() {
    seen("opened", "component:default/ledger", &[]);
}

#[test]
fn unfolded() {
    seen("unfolded", "component:default/ledger", &["+", "+", "+", "j"]);
}

#[test]
fn needed_by() {
    seen("needed_by", "component:default/ledger", &["u", "+", "j", "j"]);
}

#[test]
fn people() {
    seen("people", "component:default/ledger", &["p"]);
}
