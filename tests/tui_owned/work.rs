//! What is done about it by keys alone: attest, hand over, accept, refuse, withdraw, leave; nothing is journaled that was not
//! shown before.

use muster::app::Msg;

use crate::company::{ANA, BO, CART, CLEO, LEDGER};
use crate::driver::*;
use crate::office::{Office, SEARCH};
use crate::screen::PATIENCE;

#[test]
fn one_thing_is_attested_after_it_was_looked_at() {
    let office = Office::new();
    let mut program = start(&office);
    go_to(&mut program, "ledger");
    let before = office.journaled();
    press(&mut program, "a");
    says(
        &program,
        "1 has changed since last time: look at what stands first.",
    );
    insta::assert_snapshot!("attest_one", text(&program));
    press(&mut program, "esc");
    assert_eq!(office.journaled(), before, "nothing was said yet");
    keys(&mut program, &["a", "enter"]);
    says(&program, &format!("{LEDGER} is attested until"));
    assert!(!text(&program).contains("Changed since then"));
}

#[test]
fn what_changes_while_one_looks_is_looked_at_before_it_is_attested() {
    let office = Office::new();
    let mut program = start(&office);
    go_to(&mut program, "cart");
    press(&mut program, "a");
    // Nobody has told the screen yet.
    let cart = "type: service\n  lifecycle: production\n  owner: payments\n  system: shop";
    let catalog = office.rewrite(cart, &cart.replace("service", "website"));
    let before = office.journaled();
    press(&mut program, "enter");
    says(
        &program,
        "component:default/cart has changed since you looked: look at it again",
    );
    assert_eq!(office.journaled(), before);
    // By now it has.
    program.send(Msg::Catalog(catalog)).unwrap();
    program.wait_idle(PATIENCE).unwrap();
    go_to(&mut program, "cart");
    press(&mut program, "a");
    let catalog = office.rewrite("type: website", "type: library");
    program.send(Msg::Catalog(catalog)).unwrap();
    program.wait_idle(PATIENCE).unwrap();
    says(
        &program,
        "component:default/cart has changed meanwhile: look at it again.",
    );
    press(&mut program, "enter");
    says(&program, "component:default/cart is attested until");
}

#[test]
fn all_below_a_heading_is_attested_at_once_but_what_is_left_out() {
    let office = Office::new();
    for size in [(140, 45), (80, 24), (60, 15)] {
        let mut program = start_at(&office, size);
        keys(&mut program, &["g", "g", "a"]);
        insta::assert_snapshot!(format!("attest_heading_{}x{}", size.0, size.1), text(&program));
        press(&mut program, "esc");
    }
    let mut program = start(&office);
    let before = office.journaled();
    keys(&mut program, &["v", "G", "a"]);
    says(&program, "Attest");
    keys(&mut program, &["x", "enter"]);
    assert!(office.journaled() > before);
    says(&program, "done");
}

#[test]
fn who_is_offered_something_answers_for_it_once_they_accept() {
    let office = Office::new();
    let mut program = start(&office);
    go_to(&mut program, "cart");
    press(&mut program, "u");
    says(&program, "Who is to answer for it");
    type_text(&mut program, "cleo");
    press(&mut program, "enter");
    says(&program, "cleo is asked. You answer for it until they accept.");
    press(&mut program, "enter");
    says(&program, "Say why: the other one reads it.");
    type_text(&mut program, "your team runs it");
    insta::assert_snapshot!("hand_over", text(&program));
    press(&mut program, "enter");
    says(&program, "who has to accept it");
    assert_eq!(office.accountable(CART).as_deref(), Some(ANA));
    says(&program, "offered");

    let mut program = start_as(&office, CLEO);
    press(&mut program, "]");
    says(&program, "your word");
    press(&mut program, "a");
    says(&program, "You answer for it from now on");
    press(&mut program, "enter");
    says(&program, "You answer for component:default/cart");
    assert_eq!(office.accountable(CART).as_deref(), Some(CLEO));
    assert!(office.offers().contains(&(CART.to_owned(), "accepted")));
}

#[test]
fn who_leads_others_hands_over_theirs_and_takes_their_offers_back() {
    let office = Office::new();
    let mut program = start_as(&office, BO);
    keys(&mut program, &["[", "u"]);
    says(&program, "Who is to answer for it");
    type_text(&mut program, "ana");
    press(&mut program, "enter");
    says(&program, "ana is asked. dan answers for it until they accept.");
    keys(&mut program, &["esc", "]", "w", "w", "+"]);
    go_to(&mut program, "search");
    press(&mut program, "x");
    says(&program, "It stays with whoever answers for it now.");
    press(&mut program, "enter");
    assert_eq!(office.offers(), [(SEARCH.to_owned(), "withdrawn")]);
}

#[test]
fn what_is_offered_is_refused_for_a_reason() {
    let office = Office::new();
    let mut program = start(&office);
    keys(&mut program, &["]", "x"]);
    says(&program, "Refuse component:default/search");
    press(&mut program, "enter");
    says(&program, "Say why: the other one reads it.");
    type_text(&mut program, "we never searched");
    press(&mut program, "enter");
    says(&program, "component:default/search is refused");
    assert_eq!(office.offers(), [(SEARCH.to_owned(), "refused")]);
    press(&mut program, "a");
    says(&program, "Everything was said about this one.");
}

#[test]
fn ones_own_offer_is_withdrawn() {
    let office = Office::new();
    let mut program = start_as(&office, CLEO);
    press(&mut program, "]");
    press(&mut program, "a");
    says(&program, "ana has to accept it; x withdraws it.");
    press(&mut program, "z");
    says(&program, "It stays with whoever answers for it now.");
    press(&mut program, "enter");
    assert_eq!(office.offers(), [(SEARCH.to_owned(), "withdrawn")]);
    press(&mut program, "z");
    says(&program, "Nothing of yours is on offer.");
}

#[test]
fn who_leaves_is_said_with_the_last_day_and_what_is_theirs_is_offered() {
    let office = Office::new();
    let mut program = start_as(&office, BO);
    press(&mut program, "L");
    says(&program, "Who leaves");
    type_text(&mut program, "cleo");
    press(&mut program, "enter");
    type_text(&mut program, "some day");
    press(&mut program, "enter");
    says(
        &program,
        "`some day` is no day; write their last one as 2026-12-31, 30d or 6w.",
    );
    press(&mut program, "ctrl-u");
    type_text(&mut program, "30d");
    press(&mut program, "tab");
    type_text(&mut program, "ana");
    press(&mut program, "enter");
    says(&program, "offered to ana.");
    insta::assert_snapshot!("leave", text(&program));
    press(&mut program, "enter");
    says(&program, "user:default/cleo leaves on");
    says(&program, "to user:default/ana, who has to accept");
    let mut program = start_as(&office, BO);
    keys(&mut program, &["[", "G"]);
    says(&program, "cleo");
    press(&mut program, "L");
    says(&program, "Last day");
    assert!(
        !text(&program).contains("Who leaves"),
        "it is the one who is selected"
    );
    press(&mut program, "esc");
    insta::assert_snapshot!("leaving_two", text(&program));
}

#[test]
fn who_stays_after_all_is_taken_off_the_list() {
    let office = Office::new();
    let mut program = start_as(&office, BO);
    keys(&mut program, &["[", "x"]);
    says(&program, "dan stays after all");
    press(&mut program, "enter");
    says(&program, "Nobody who concerns you leaves.");
}

#[test]
fn read_only_nothing_is_changed_and_it_says_so() {
    let office = Office::new();
    let before = office.journaled();
    let start = Start {
        read_only: true,
        ..Start::default()
    };
    for key in ["a", "u", "x", "e", "L", "z"] {
        let mut program = start_with(&office, &start);
        press(&mut program, key);
        says(&program, "read-only");
        press(&mut program, "enter");
    }
    assert_eq!(office.journaled(), before);
}
