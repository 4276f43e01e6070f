//! The tree: what is seen at which size, and what keys do.

#[path = "support/payments.rs"]
mod payments;
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

use muster::app::geometry::{Size, Target};
use muster::app::screen::Screen;
use muster::app::state::State;
use muster::app::tree;
use muster::runtime::headless::{Deed, Headless};
use muster::ui::theme::Charset;
use payments::{Answers, payments};
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
    state.nav.push(tree::open(entity_ref));
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

#[test]
fn systems() {
    seen("systems", "component:default/ledger", &["s", "u", "+"]);
}

#[test]
fn nothing_below() {
    seen("nothing_below", "resource:default/ledger-db", &[]);
}

#[test]
fn unknown_root() {
    seen("unknown_root", "component:default/never-heard-of", &[]);
}

#[test]
fn no_colours_and_plain_characters() {
    let services = Answers::from(&payments());
    let size = (80, 24);
    let mut program = open(
        "component:default/ledger",
        services,
        size,
        TermProfile::NoColor,
        Charset::Ascii,
    );
    press(&mut program, &["+", "+", "+", "j"]);
    insta::assert_snapshot!(picture(&program));
}

#[test]
fn looking_for_words() {
    let services = Answers::from(&payments());
    let mut program = open(
        "component:default/ledger",
        services,
        (80, 24),
        TermProfile::TrueColor,
        Charset::Unicode,
    );
    press(&mut program, &["+", "+", "/"]);
    program.type_text("cle").unwrap();
    insta::assert_snapshot!(picture(&program));
    press(&mut program, &["enter", "n"]);
    assert_eq!(
        selected(&program),
        "component:default/clearing component:default/archive component:default/clearing"
    );
    press(&mut program, &["n"]);
    assert_eq!(selected(&program), "component:default/clearing");
}

fn tree_of(program: &Headless) -> &tree::State {
    match program.state().nav.top() {
        Screen::Tree(state) => state,
        other => panic!("{other:?}"),
    }
}

/// The way to the line under the cursor.
fn selected(program: &Headless) -> &str {
    tree_of(program)
        .branch()
        .unwrap()
        .list
        .selected()
        .unwrap_or_default()
}

fn ledger() -> (Arc<Answers>, Headless) {
    let services = Answers::from(&payments());
    let program = open(
        "component:default/ledger",
        services.clone(),
        (140, 45),
        TermProfile::TrueColor,
        Charset::Unicode,
    );
    (services, program)
}

#[test]
fn keys_unfold_fold_and_lead_to_the_first_place() {
    let (_, mut program) = ledger();
    for (key, expected) in [
        ("l", "api:default/rates-api"),
        ("l", "api:default/rates-api component:default/rates"),
        ("h", "api:default/rates-api"),
        ("h", "api:default/rates-api"),
        ("j", "component:default/clearing"),
        ("space", "component:default/clearing"),
        ("l", "component:default/clearing component:default/archive"),
        ("space", "component:default/clearing component:default/archive"),
        (
            "j",
            "component:default/clearing component:default/archive component:default/clearing",
        ),
        ("l", "component:default/clearing"),
        ("G", "resource:default/postings"),
        ("l", "component:default/clearing resource:default/postings"),
    ] {
        press(&mut program, &[key]);
        assert_eq!(selected(&program), expected, "after {key}");
    }
}

#[test]
fn many_consumers_come_in_steps() {
    let (_, mut program) = ledger();
    press(&mut program, &["u", "l"]);
    let len = |program: &Headless| tree_of(program).branch().unwrap().list.len();
    assert_eq!(len(&program), 2 + 10 + 1);
    for _ in 0..11 {
        press(&mut program, &["j"]);
    }
    press(&mut program, &["enter"]);
    assert_eq!(len(&program), 2 + 18);
}

#[test]
fn the_selection_stays_when_the_files_change() {
    let (services, mut program) = ledger();
    press(&mut program, &["+", "+", "j", "j", "j", "j"]);
    let before = selected(&program).to_owned();
    assert_eq!(before, "component:default/clearing component:default/archive");
    let counted = tree_of(&program).radius.value().unwrap().entities;
    let changed = payments().replace(
        "  dependsOn: ['resource:ledger-db', ",
        "  dependsOn: ['resource:added-first', 'resource:ledger-db', ",
    );
    let changed = changed.replace("  consumesApis: [rates-api]\n", "");
    let changed = changed
        + &workspace::entity(
            "Component",
            "new",
            "type: s\nlifecycle: p\nowner: team-shop\nconsumesApis: [ledger-api]",
        );
    *services.0.lock().unwrap() = workspace::catalog(&changed);
    press(&mut program, &["r"]);
    assert_eq!(selected(&program), before);
    assert_eq!(tree_of(&program).radius.value().unwrap().entities, counted + 1);
}

#[test]
fn a_root_that_goes_and_comes_back_is_unfolded_as_it_was() {
    let (services, mut program) = ledger();
    press(&mut program, &["+", "+", "j", "j", "j", "j"]);
    let before = selected(&program).to_owned();
    let whole = services.0.lock().unwrap().clone();
    *services.0.lock().unwrap() = workspace::catalog("");
    press(&mut program, &["r", "l", "h", "enter", "+", "y", "esc"]);
    assert!(tree_of(&program).branch().is_none());
    *services.0.lock().unwrap() = whole;
    press(&mut program, &["r"]);
    assert_eq!(selected(&program), before);
}

#[test]
fn a_tree_grows_from_a_tree() {
    let (_, mut program) = ledger();
    press(&mut program, &["u", "t"]);
    assert_eq!(tree_of(&program).root(), "api:default/ledger-api");
    press(&mut program, &["q"]);
    assert_eq!(tree_of(&program).root(), "component:default/ledger");
    press(&mut program, &["p", "t"]);
    assert_eq!(tree_of(&program).root(), "user:default/bo");
}

#[test]
fn what_can_be_copied() {
    let (_, mut program) = ledger();
    press(&mut program, &["+", "+", "j"]);
    let Screen::Tree(state) = program.state().nav.top() else {
        panic!()
    };
    let items = muster::app::screen::ScreenState::copies(&**state, &program.state().shared);
    let text: String = items
        .iter()
        .map(|item| format!("[{}] {}\n{}\n", item.key, item.label, item.text))
        .collect();
    insta::assert_snapshot!(text);
    press(&mut program, &["y"]);
    insta::assert_snapshot!("copy_menu", picture(&program));
    press(&mut program, &["c"]);
    let copied = Deed::Copied("muster deps component:default/ledger --depth 3".to_owned());
    assert_eq!(program.deeds(), [copied]);
}

#[test]
fn a_click_selects_and_a_second_one_unfolds() {
    let (_, mut program) = ledger();
    assert!(program.click(&Target::Row(tree::UP, 1)).unwrap());
    assert_eq!(
        (tree_of(&program).pane, selected(&program)),
        (tree::Pane::Up, "component:default/archive")
    );
    assert!(program.click(&Target::Row(tree::UP, 1)).unwrap());
    program.wait_idle(PATIENCE).unwrap();
    assert_eq!(tree_of(&program).branch().unwrap().list.len(), 3);
}
