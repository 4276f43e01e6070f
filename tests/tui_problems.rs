//! Problems: what is seen at which size, and what keys do.

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

use muster::app::geometry::Size;
use muster::app::problems;
use muster::app::screen::Screen;
use muster::runtime::headless::{Deed, Headless};
use muster::ui::theme::Charset;
use payments::{Answers, payments};
use program::{screens, state};
use screen::{PATIENCE, picture};
use termprofile::TermProfile;
use workspace::Workspace;

const SIZES: [(u16, u16); 3] = [(140, 45), (80, 24), (60, 15)];

/// The company, a file that does not parse, one for another program, and a repeated key.
fn flawed() -> Arc<Answers> {
    let workspace = Workspace::new(&[
        ("payments/catalog-info.yaml", &payments()),
        ("shop/broken.yaml", "kind: Component\nmetadata:\n  name: [half\n"),
        (
            "shop/deployment.yaml",
            "apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: x\n",
        ),
        (
            "shop/支払い/catalog-info.yaml",
            "apiVersion: backstage.io/v1alpha1\nkind: API\nmetadata:\n  name: twice\n  name: twice\nspec:\n  type: openapi\n  lifecycle: x\n  owner: team-shop\n  definition: x\n",
        ),
    ]);
    Arc::new(Answers(workspace.read().catalog.into()))
}

fn open(services: Arc<Answers>, size: (u16, u16), depth: TermProfile, charset: Charset) -> Headless {
    let size = Size::new(size.0, size.1);
    let mut program = Headless::start(state(true), screens(depth, charset), services, size).unwrap();
    program.wait_idle(PATIENCE).unwrap();
    press(&mut program, &["9"]);
    program
}

fn press(program: &mut Headless, keys: &[&str]) {
    for key in keys {
        program.press(key).unwrap();
        program.wait_idle(PATIENCE).unwrap();
    }
}

fn seen(name: &str, keys: &[&str]) {
    let services = flawed();
    for size in SIZES {
        let mut program = open(services.clone(), size, TermProfile::TrueColor, Charset::Unicode);
        press(&mut program, keys);
        insta::assert_snapshot!(format!("{name}_{}x{}", size.0, size.1), picture(&program));
    }
}

#[test]
fn opened() {
    seen("opened", &[]);
}

#[test]
fn by_code() {
    seen("by_code", &["b", "j", "j", "j"]);
}

#[test]
fn by_person() {
    seen("by_person", &["b", "b", "I"]);
}

#[test]
fn filtered() {
    seen("filtered", &["/", "c", "i", "r"]);
}

#[test]
fn everything_is_well() {
    let services = Answers::from(&workspace::entity("User", "ana", "memberOf: []"));
    for size in SIZES {
        let program = open(services.clone(), size, TermProfile::TrueColor, Charset::Unicode);
        insta::assert_snapshot!(format!("well_{}x{}", size.0, size.1), picture(&program));
    }
}

#[test]
fn no_colours_and_plain_characters() {
    let mut program = open(flawed(), (80, 24), TermProfile::NoColor, Charset::Ascii);
    press(&mut program, &["I"]);
    insta::assert_snapshot!(picture(&program));
}

#[test]
fn nothing_matches() {
    let mut program = open(flawed(), (80, 24), TermProfile::TrueColor, Charset::Unicode);
    press(&mut program, &["/"]);
    program.type_text("zzz").unwrap();
    program.wait_idle(PATIENCE).unwrap();
    insta::assert_snapshot!(picture(&program));
    press(&mut program, &["esc"]);
    assert_eq!(problems_of(&program).list.len(), 22);
}

fn problems_of(program: &Headless) -> &problems::State {
    match program.state().nav.top() {
        Screen::Problems(state) => state,
        other => panic!("{other:?}"),
    }
}

/// Code and line of the problem under the cursor.
fn selected(program: &Headless) -> (&'static str, u32) {
    let state = problems_of(program);
    let shown = state.shown.as_ref().unwrap();
    let row = shown.row(state.list.cursor().unwrap()).unwrap();
    let problem = shown.problem(row).unwrap();
    (problem.code().name(), problem.at().line)
}

#[test]
fn severities_are_hidden_and_shown() {
    let mut program = open(flawed(), (80, 24), TermProfile::TrueColor, Charset::Unicode);
    for (key, rows) in [("I", 26), ("W", 6), ("E", 4), ("I", 0), ("W", 20), ("E", 22)] {
        press(&mut program, &[key]);
        assert_eq!(problems_of(&program).list.len(), rows, "after {key}");
    }
}

#[test]
fn the_editor_opens_at_the_line() {
    let mut program = open(flawed(), (80, 24), TermProfile::TrueColor, Charset::Unicode);
    press(&mut program, &["e", "j", "e", "j", "enter"]);
    let path = |file: &str| std::path::Path::new("/srv/acme").join(file);
    assert_eq!(
        program.deeds(),
        [
            Deed::Edited(path("shop/支払い/catalog-info.yaml"), Some(5)),
            Deed::Edited(path("payments/catalog-info.yaml"), Some(84)),
            Deed::Edited(path("payments/catalog-info.yaml"), Some(84)),
        ],
        "on a heading the first problem of the file is meant"
    );
}

#[test]
fn the_selection_stays_when_lines_shift_and_groups_change() {
    let services = Answers::from(&payments());
    let mut program = open(
        services.clone(),
        (80, 24),
        TermProfile::TrueColor,
        Charset::Unicode,
    );
    press(&mut program, &["j", "j", "j", "j", "j"]);
    let (code, line) = selected(&program);
    assert_eq!(code, "dangling");
    *services.0.lock().unwrap() = workspace::catalog(&format!("# one\n# two\n{}", payments()));
    press(&mut program, &["r"]);
    assert_eq!(selected(&program), (code, line + 2));
    press(&mut program, &["b"]);
    assert_eq!(selected(&program), (code, line + 2));
    press(&mut program, &["b"]);
    assert_eq!(selected(&program), (code, line + 2));
}

#[test]
fn groups_fold_and_can_be_walked() {
    let mut program = open(flawed(), (80, 24), TermProfile::TrueColor, Charset::Unicode);
    let rows = |program: &Headless| {
        (
            problems_of(program).list.cursor().unwrap(),
            problems_of(program).list.len(),
        )
    };
    for (key, expected) in [
        ("n", (2, 22)),
        ("h", (2, 3)),
        ("k", (1, 3)),
        ("h", (0, 3)),
        ("space", (0, 2)),
        ("enter", (0, 3)),
        ("l", (1, 3)),
        ("tab", (2, 3)),
        ("l", (2, 22)),
        ("N", (0, 22)),
    ] {
        press(&mut program, &[key]);
        assert_eq!(rows(&program), expected, "after {key}");
    }
}

#[test]
fn the_tree_of_the_entity_opens() {
    let mut program = open(flawed(), (80, 24), TermProfile::TrueColor, Charset::Unicode);
    press(&mut program, &["j", "j", "t"]);
    match program.state().nav.top() {
        Screen::Tree(state) => assert_eq!(state.root(), "component:default/ledger"),
        other => panic!("{other:?}"),
    }
}

#[test]
fn what_can_be_copied() {
    let mut program = open(flawed(), (80, 24), TermProfile::TrueColor, Charset::Unicode);
    for keys in [["y", "l"], ["y", "m"], ["y", "r"], ["y", "c"]] {
        press(&mut program, &keys);
    }
    let copied: Vec<_> = program
        .deeds()
        .iter()
        .map(|deed| match deed {
            Deed::Copied(text) => text.as_str(),
            other => panic!("{other:?}"),
        })
        .collect();
    assert_eq!(
        copied,
        [
            "shop/支払い/catalog-info.yaml:5:3",
            "`name` is written twice here, and the last value counts. Remove one.",
            "api:default/twice",
            "muster catalog check '/srv/acme/shop/支払い/catalog-info.yaml'",
        ]
    );
}
