//! What is seen at which size; where nothing is declared, where it cannot be told.

use muster::app::geometry::Size;
use muster::app::intent::Intent;
use muster::model::health::Healths;
use muster::ui::theme::Charset;

use crate::driver::*;
use crate::screen::{PATIENCE, modifiers, picture};
use crate::station::{CART, LEDGER, ORDERS, SEARCH, Station, night};

const SIZES: [(u16, u16); 4] = [(140, 45), (80, 24), (60, 15), (39, 9)];

#[test]
fn the_worst_stands_first() {
    let program = start(&Station::night());
    assert_eq!(
        rows(&program),
        [
            "Down component:default/cart",
            "Down component:default/search",
            "Down component:default/payment-gateway",
            "Degraded component:default/ledger",
            "Unknown resource:default/orders",
            "Wrong resource:default/orders",
            "Up component:default/ledger",
        ]
    );
    for size in SIZES {
        let program = start_at(&Station::night(), size);
        insta::assert_snapshot!(format!("night_{}x{}", size.0, size.1), text(&program));
    }
}

#[test]
fn each_probe_in_full() {
    for (name, entity) in [("search", SEARCH), ("ledger", LEDGER), ("orders", ORDERS)] {
        let mut program = start(&Station::night());
        go_to(&mut program, entity);
        insta::assert_snapshot!(format!("{name}_140x45"), text(&program));
    }
    let mut program = start_at(&Station::night(), (80, 24));
    go_to(&mut program, CART);
    press(&mut program, "tab");
    insta::assert_snapshot!("cart_80x24", text(&program));
    let mut program = start_at(&Station::night(), (60, 15));
    go_to(&mut program, CART);
    press(&mut program, "l");
    insta::assert_snapshot!("cart_60x15", text(&program));
}

#[test]
fn the_silenced_and_the_wrong() {
    for size in [(140, 45), (80, 24)] {
        let mut program = start_at(&Station::night(), size);
        keys(&mut program, &["g g", "j", "j"]);
        says(&program, "the bank moves its endpoint");
        insta::assert_snapshot!(format!("silenced_{}x{}", size.0, size.1), text(&program));
        keys(&mut program, &["j", "j", "j"]);
        says(&program, "This declaration of a probe cannot be run");
        insta::assert_snapshot!(format!("wrong_{}x{}", size.0, size.1), text(&program));
    }
}

#[test]
fn each_state_by_itself() {
    let mut program = start_at(&Station::night(), (80, 24));
    for expected in [3, 1, 1, 1, 1, 7] {
        press(&mut program, "]");
        assert_eq!(rows(&program).len(), expected, "{}", text(&program));
    }
    press(&mut program, "]");
    says(&program, "[Down 3]");
    press(&mut program, "esc");
    says(&program, "[All 7]");
    let mut healthy = night();
    healthy.probes.retain(|probed| probed.entity == LEDGER);
    healthy.probes.remove(0);
    let mut program = start_at(&Station::with(healthy), (80, 24));
    press(&mut program, "]");
    says(&program, "Nothing is down.");
}

#[test]
fn colours_and_none() {
    let program = start_at(&Station::night(), (80, 24));
    insta::assert_snapshot!("roles", picture(&program));
    let plain = Start {
        size: (80, 24),
        charset: Charset::Ascii,
        ..Start::default()
    };
    let program = start_with(&Station::night(), &plain);
    insta::assert_snapshot!("plain_80x24", modifiers(&program));
    let plain = Start {
        size: (140, 45),
        ..plain
    };
    let program = start_with(&Station::night(), &plain);
    insta::assert_snapshot!("plain_140x45", modifiers(&program));
}

#[test]
fn nothing_is_declared() {
    for size in [(140, 45), (80, 24), (60, 15)] {
        let mut program = start_at(&Station::with(Healths::default()), size);
        says(&program, "No probe is declared");
        insta::assert_snapshot!(format!("empty_{}x{}", size.0, size.1), text(&program));
        press(&mut program, "y");
        says(&program, "muster probe list");
        says(&program, "muster/probe:");
    }
}

#[test]
fn what_cannot_be_told_anew_stays_and_is_said() {
    let station = Station::night();
    let mut program = start_at(&station, (80, 24));
    station.break_with("The journal is locked.");
    program.perform(Intent::Refresh).unwrap();
    program.wait_idle(PATIENCE).unwrap();
    says(
        &program,
        "This is from before: The journal is locked. r tries again.",
    );
    says(&program, "cart");
    let program = start_at(&station, (80, 24));
    says(&program, "The journal is locked.");
}

#[test]
fn a_wild_text_stays_in_its_place() {
    let mut wild = night();
    for probed in &mut wild.probes {
        probed.seen = "\u{1b}[2J\u{202e}gone\r\n日本語".repeat(9);
        probed.target = "\u{1b}]0;x\u{7}".to_owned();
        probed.probe = "日本\u{9b}".to_owned();
    }
    let station = Station::with(wild);
    for size in SIZES {
        let program = start_at(&station, size);
        let shown = text(&program);
        assert!(!shown.contains(['\u{1b}', '\u{202e}', '\r', '\u{9b}']), "{shown}");
    }
}

#[test]
fn no_size_is_too_small() {
    let mut program = start(&Station::night());
    for (width, height) in [(1, 1), (39, 9), (3, 40), (200, 2), (60, 15), (99, 22), (100, 21)] {
        program.resize(Size::new(width, height)).unwrap();
        for key in [
            "tab", "j", "]", "space", "a", "A", "s", "down", "tab", "x", "esc", "S", "v", "j", "s", "esc",
            "esc", "/", "x", "esc", "y", "esc", "G", "l", "ctrl-d", "h", "f", "esc", "e", "esc",
        ] {
            press(&mut program, key);
        }
    }
    assert_eq!(program.exit(), None);
}
