//! What is seen in each tab at which size; where nobody says who they are; where it cannot be told.

use muster::app::geometry::Size;
use muster::app::intent::Intent;
use muster::app::owned::{Action, Tab};
use muster::ui::theme::Charset;

use crate::company::{CLEO, DAN};
use crate::driver::*;
use crate::office::Office;
use crate::screen::{PATIENCE, modifiers};

const SIZES: [(u16, u16); 4] = [(140, 45), (80, 24), (60, 15), (39, 9)];

#[test]
fn every_tab() {
    let office = Office::new();
    for size in SIZES {
        let mut program = start_at(&office, size);
        for tab in Tab::ALL {
            assert_eq!(view(&program).tab, tab);
            let name = format!("{}_{}x{}", tab.title().to_lowercase(), size.0, size.1);
            insta::assert_snapshot!(name, text(&program));
            program.perform(Intent::Owned(Action::NextTab)).unwrap();
            program.wait_idle(PATIENCE).unwrap();
        }
        assert_eq!(view(&program).tab, Tab::Review);
    }
}

#[test]
fn what_changed_since_it_was_attested() {
    let office = Office::new();
    for size in [(140, 45), (80, 24)] {
        let mut program = start_at(&office, size);
        go_to(&mut program, "ledger");
        says(&program, "Changed since then");
        insta::assert_snapshot!(format!("changed_{}x{}", size.0, size.1), text(&program));
    }
}

#[test]
fn the_page_of_an_entity_says_how_it_stands() {
    let office = Office::new();
    for (name, said) in [
        ("ledger", "by ana, due 2026-07-02, 1 field changed since"),
        ("cart", "never, due 2026-05-24"),
        ("payments", "overdue since 2026-02-06"),
    ] {
        for size in [(140, 45), (80, 24)] {
            let mut program = start_at(&office, size);
            go_to(&mut program, name);
            press(&mut program, "enter");
            insta::assert_snapshot!(format!("page_{name}_{}x{}", size.0, size.1), text(&program));
            says(&program, said);
        }
    }
}

#[test]
fn a_heading_without_room_for_all_it_says_ends_with_a_sign_of_that() {
    let office = Office::new();
    let whole = "2  1 overdue  1 changed";
    let mut cut = 0;
    for width in 40..=60 {
        let seen = text(&start_at(&office, (width, 15)));
        let line = seen.lines().find(|line| line.contains("in no system"));
        let (_, notes) = line.unwrap().split_once("in no system").unwrap();
        let notes = notes.trim();
        if notes != whole {
            let before = notes
                .strip_suffix('…')
                .unwrap_or_else(|| panic!("{width}: {notes}"));
            assert!(whole.starts_with(before), "{width}: {notes}");
            // No number is cut in two.
            assert!(before.is_empty() || before.ends_with("  "), "{width}: {notes}");
            cut += 1;
        }
    }
    assert!((1..=20).contains(&cut), "{cut}");
}

#[test]
fn without_colours_and_with_plain_characters_only() {
    let start = Start {
        size: (80, 24),
        charset: Charset::Ascii,
        ..Start::default()
    };
    let program = start_with(&Office::new(), &start);
    insta::assert_snapshot!("plain", modifiers(&program));
}

#[test]
fn a_deputy_begins_with_what_they_stand_in_for() {
    let office = Office::new();
    let program = start_as(&office, DAN);
    says(&program, "tool");
    let mut program = start_as(&office, CLEO);
    says(&program, "search");
    press(&mut program, "w");
    says(&program, "As deputy 0");
}

#[test]
fn what_cannot_be_told_anew_stays_and_is_said() {
    let office = Office::new();
    let mut program = start_at(&office, (80, 24));
    office.break_with("The journal is locked.");
    press(&mut program, "r");
    says(
        &program,
        "This is from before: The journal is locked. r tries again.",
    );
    says(&program, "ledger");
    let program = start_at(&office, (80, 24));
    says(&program, "The journal is locked.");
}

#[test]
fn no_size_is_too_small() {
    let mut program = start(&Office::new());
    for (width, height) in [(1, 1), (39, 9), (3, 40), (200, 2), (60, 15), (99, 22), (100, 21)] {
        program.resize(Size::new(width, height)).unwrap();
        for key in [
            "tab", "j", "]", "space", "x", "esc", "]", "j", "u", "esc", "esc", "]", "w", "w", "s", "esc",
            "+", "-", "a", "x", "esc", "e", "enter", "esc", "esc", "L", "esc", "z", "esc", "/", "x", "esc",
            "esc", "w", "5",
        ] {
            press(&mut program, key);
        }
    }
    assert_eq!(program.exit(), None);
}
