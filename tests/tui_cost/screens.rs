//! What is seen in each view at which size; where nothing is known; where it cannot be told.

use muster::app::cost::{Action, Tab};
use muster::app::geometry::Size;
use muster::app::intent::Intent;
use muster::ui::theme::Charset;

use crate::driver::*;
use crate::office::{Office, There};
use crate::screen::{PATIENCE, modifiers};

const SIZES: [(u16, u16); 4] = [(140, 45), (80, 24), (60, 15), (39, 9)];

#[test]
fn every_view() {
    let office = Office::new();
    for size in SIZES {
        let mut program = start_at(&office, size);
        for tab in Tab::ALL {
            assert_eq!(view(&program).tab, tab);
            let name = format!("{}_{}x{}", tab.title().to_lowercase(), size.0, size.1);
            insta::assert_snapshot!(name, text(&program));
            program.perform(Intent::Cost(Action::NextTab)).unwrap();
            program.wait_idle(PATIENCE).unwrap();
        }
        assert_eq!(view(&program).tab, Tab::Entities);
    }
}

#[test]
fn without_colours_and_with_plain_characters_only() {
    let office = Office::new();
    let mut program = start_with(&office, (80, 24), Charset::Ascii);
    insta::assert_snapshot!("plain", modifiers(&program));
    show(&mut program, Tab::Budgets);
    insta::assert_snapshot!("plain_budgets", modifiers(&program));
}

#[test]
fn what_is_missing_from_the_sums_is_said_above_them() {
    let program = start_at(&Office::with(There::Flawed), (80, 24));
    insta::assert_snapshot!("flawed", text(&program));
}

#[test]
fn nothing_to_show_says_what_to_do() {
    for (there, said) in [
        (
            There::Nothing,
            "No exports of costs are named. Write in muster.toml, under [cost], files =",
        ),
        (There::NoFile, "No file is there"),
        (There::Broken, "The disk is gone."),
    ] {
        let mut program = start_at(&Office::with(there), (80, 24));
        says(&program, said);
        keys(
            &mut program,
            &["j", "]", ">", "<", "c", "enter", "tab", "s", "esc", "y", "esc"],
        );
    }
}

#[test]
fn what_cannot_be_told_anew_stays_and_is_said() {
    let office = Office::new();
    let mut program = start_at(&office, (80, 24));
    office.becomes(There::Broken);
    press(&mut program, "r");
    says(&program, "This is from before: The disk is gone. r tries again.");
    says(&program, "ledger-db");
    office.becomes(There::All);
    press(&mut program, "r");
    assert!(!text(&program).contains("This is from before"));
}

#[test]
fn no_size_is_too_small() {
    let mut program = start_at(&Office::new(), (140, 45));
    for (width, height) in [(1, 1), (39, 9), (3, 40), (200, 2), (60, 15), (99, 22), (100, 21)] {
        program.resize(Size::new(width, height)).unwrap();
        for key in [
            "tab", "j", "G", "tab", "]", "j", "<", ">", "c", "c", "c", "s", "j", "enter", "S", "]", "]", "]",
            "]", "tab", "j", "esc", "]", "]", "/", "x", "esc", "[", "y", "esc", "?", "esc",
        ] {
            press(&mut program, key);
        }
    }
    assert_eq!(program.exit(), None);
}
