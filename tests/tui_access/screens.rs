//! What is seen at which size; where nothing is named, nobody has looked, or it cannot be told.

use muster::app::geometry::Size;
use muster::model::access::AccessReview;
use muster::ui::theme::Charset;

use crate::driver::*;
use crate::screen::{PATIENCE, modifiers, picture};
use crate::station::{Station, never, review};

const SIZES: [(u16, u16); 4] = [(140, 45), (80, 24), (60, 15), (39, 9)];

#[test]
fn what_is_over_stands_first_then_what_nothing_explains() {
    let program = start(&Station::usual());
    assert_eq!(
        rows(&program),
        [
            "resource:default/orders 3",
            "  User:report may read kafka:main/orders.placed",
            "  User:cart may read kafka:main/orders.placed",
            "  User:probe may describe kafka:main/orders.placed",
            "component:default/ledger 3",
            "  octocat may admin github:acme/ledger (outside collaborator)",
            "  acme/payments may push github:acme/ledger",
            "  bo may admin github:acme/ledger",
            "kafka:main/scratch 1",
            "  User:cart may write kafka:main/scratch (from any host)",
        ]
    );
    for size in SIZES {
        let program = start_at(&Station::usual(), size);
        insta::assert_snapshot!(format!("all_{}x{}", size.0, size.1), text(&program));
    }
}

#[test]
fn each_sort_of_right_in_full() {
    for (name, words) in [
        ("over", "User:report"),
        ("unexplained", "octocat"),
        ("granted", "acme/payments"),
        ("owner", "  bo may"),
        ("declared", "User:cart may read"),
        ("gone", "User:probe"),
        ("unregistered", "kafka:main/scratch 1"),
    ] {
        let mut program = start(&Station::usual());
        go_to(&mut program, words);
        insta::assert_snapshot!(format!("{name}_140x45"), text(&program));
    }
    let mut program = start_at(&Station::usual(), (80, 24));
    go_to(&mut program, "User:report");
    press(&mut program, "tab");
    insta::assert_snapshot!("over_80x24", text(&program));
    let mut program = start_at(&Station::usual(), (60, 15));
    go_to(&mut program, "User:report");
    press(&mut program, "l");
    insta::assert_snapshot!("over_60x15", text(&program));
}

#[test]
fn by_who_has_it() {
    for size in [(140, 45), (80, 24)] {
        let mut program = start_at(&Station::usual(), size);
        press(&mut program, "p");
        insta::assert_snapshot!(format!("by_holder_{}x{}", size.0, size.1), text(&program));
    }
    let mut program = start(&Station::usual());
    press(&mut program, "p");
    assert_eq!(
        rows(&program)[..5],
        [
            "User:report 1",
            "  User:report may read kafka:main/orders.placed",
            "component:default/cart 2",
            "  User:cart may write kafka:main/scratch (from any host)",
            "  User:cart may read kafka:main/orders.placed",
        ]
    );
    press(&mut program, "p");
    assert_eq!(rows(&program)[0], "resource:default/orders 3");
}

#[test]
fn each_tab_by_itself() {
    let mut program = start_at(&Station::usual(), (80, 24));
    for expected in [2, 4, 10] {
        press(&mut program, "]");
        assert_eq!(rows(&program).len(), expected, "{}", text(&program));
    }
    press(&mut program, "]");
    says(&program, "[Over 1]");
    press(&mut program, "esc");
    says(&program, "[All 7]");
    let mut well = review();
    well.rows.retain(|row| !row.is_over && !row.is_unexplained());
    let mut program = start_at(&Station::with(well), (80, 24));
    press(&mut program, "]");
    says(&program, "Nothing is over.");
    press(&mut program, "]");
    says(&program, "Everything that was seen is explained.");
}

#[test]
fn colours_and_none() {
    let program = start_at(&Station::usual(), (80, 24));
    insta::assert_snapshot!("roles", picture(&program));
    let plain = Start {
        size: (80, 24),
        charset: Charset::Ascii,
        ..Start::default()
    };
    let program = start_with(&Station::usual(), &plain);
    insta::assert_snapshot!("plain_80x24", modifiers(&program));
}

#[test]
fn nowhere_to_look_and_nobody_has_looked() {
    for size in [(140, 45), (80, 24), (60, 15)] {
        let program = start_at(&Station::with(AccessReview::default()), size);
        says(&program, "No place is named");
        insta::assert_snapshot!(format!("nowhere_{}x{}", size.0, size.1), text(&program));
        let program = start_at(&Station::with(never()), size);
        says(&program, "nobody has looked; r looks");
        insta::assert_snapshot!(format!("never_{}x{}", size.0, size.1), text(&program));
    }
}

#[test]
fn what_cannot_be_told_anew_stays_and_is_said() {
    let station = Station::usual();
    let mut program = start_at(&station, (80, 24));
    station.break_with("The journal is locked.");
    program.send(muster::app::Msg::JournalGrew).unwrap();
    program.wait_idle(PATIENCE).unwrap();
    says(&program, "This is from before: The journal is locked.");
    says(&program, "octocat");
    let program = start_at(&station, (80, 24));
    says(&program, "The journal is locked.");
}

#[test]
fn a_wild_text_stays_in_its_place() {
    let mut wild = review();
    for row in &mut wild.rows {
        row.right.principal = "\u{1b}[2J\u{202e}gone\r\n日本語".repeat(9);
        row.right.through = "\u{1b}]0;x\u{7}".to_owned();
    }
    for place in &mut wild.places {
        place.problems = vec!["\u{9b}2J日本".repeat(20)];
    }
    let station = Station::with(wild);
    for size in SIZES {
        let mut program = start_at(&station, size);
        for key in ["j", "x", "esc", "a", "esc"] {
            press(&mut program, key);
            let shown = text(&program);
            assert!(!shown.contains(['\u{1b}', '\u{202e}', '\r', '\u{9b}']), "{shown}");
        }
    }
}

#[test]
fn no_size_is_too_small() {
    let mut program = start(&Station::usual());
    for (width, height) in [(1, 1), (39, 9), (3, 40), (200, 2), (60, 15), (99, 22), (100, 21)] {
        program.resize(Size::new(width, height)).unwrap();
        for key in [
            "tab", "j", "]", "space", "r", "p", "x", "down", "esc", "e", "tab", "x", "esc", "a", "esc", "v",
            "j", "x", "esc", "esc", "/", "x", "esc", "y", "esc", "G", "l", "ctrl-d", "h", "p",
        ] {
            press(&mut program, key);
        }
    }
    assert_eq!(program.exit(), None);
}

#[test]
fn what_nobody_has_looked_at_is_not_said_to_be_there() {
    let mut unseen = review();
    unseen.rows[0].presence = muster::model::access::Presence::NotSeen;
    let mut program = start_at(&Station::with(unseen), (80, 24));
    press(&mut program, "]");
    says(&program, "[Over 1]");
    assert!(!text(&program).contains("and still there"), "{}", text(&program));
}
