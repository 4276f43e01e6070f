//! The gallery: what is seen, found and opened.

use muster::app::Failure;
use muster::app::effect::Draft;
use muster::app::screen::ScreenId;
use muster::ui::theme::Charset;
use serde_json::json;

use crate::screen::{modifiers, picture};
use crate::shop::*;

fn draft() -> Draft {
    Draft {
        id: "d1".to_owned(),
        blueprint: SERVICE.to_owned(),
        title: "Event-driven service".to_owned(),
        values: json!({"name": "cart", "tier": "gold"}),
        page: 1,
        entity: None,
        saved: earlier(3600),
    }
}

#[test]
fn drafts_runs_and_blueprints() {
    let shop = Shop::new();
    shop.drafts.lock().unwrap().push(draft());
    shop.runs.lock().unwrap().push(running(&plan()));
    for size in [(140, 45), (80, 24), (60, 15)] {
        let mut program = start_with(&shop, ANA, size, Charset::Unicode);
        keys(&mut program, &["j", "j", "j"]);
        insta::assert_snapshot!(format!("gallery_{}x{}", size.0, size.1), picture(&program));
    }
}

#[test]
fn without_colours_everything_is_told_by_words_and_signs() {
    let shop = Shop::new();
    shop.drafts.lock().unwrap().push(draft());
    let mut program = start_with(&shop, ANA, (80, 24), Charset::Ascii);
    keys(&mut program, &["G"]);
    insta::assert_snapshot!("gallery_plain", modifiers(&program));
}

#[test]
fn a_filter_finds_a_blueprint_and_enter_opens_it() {
    let mut program = start(&Shop::new());
    press(&mut program, "/");
    type_text(&mut program, "acc repo");
    says(&program, "1 of 3");
    press(&mut program, "enter");
    assert_eq!(program.state().nav.top().id(), ScreenId::Wizard);
    keys(&mut program, &["esc", "esc"]);
    says(&program, "3 blueprints");
}

#[test]
fn nothing_there_and_nothing_readable_are_told_with_the_next_step() {
    let shop = Shop::new();
    *shop.cards.lock().unwrap() = Ok(Vec::new());
    let mut program = start(&shop);
    says(&program, "There are no blueprints yet.");
    *shop.cards.lock().unwrap() = Err(Failure::new("The catalog is gone.", "r tries again."));
    let mut failing = start(&shop);
    says(&failing, "The catalog is gone.");
    *shop.cards.lock().unwrap() = Ok(cards());
    press(&mut failing, "r");
    says(&failing, "Event-driven service");
    press(&mut program, "r");
    says(&program, "Event-driven service");
}

#[test]
fn a_broken_blueprint_says_why_before_anything_is_filled_in() {
    let shop = Shop::new();
    *shop.broken.lock().unwrap() = true;
    let mut program = start(&shop);
    press(&mut program, "G");
    says(&program, "there is no action `publish:gitlab`");
    press(&mut program, "enter");
    insta::assert_snapshot!("broken", text(&program));
    press(&mut program, "esc");
    assert_eq!(program.state().nav.top().id(), ScreenId::Create);
}

#[test]
fn an_entity_is_a_place_to_begin_at() {
    let mut program = start(&Shop::new());
    keys(&mut program, &["2", "n"]);
    says(&program, "What fits");
    press(&mut program, "enter");
    says(&program, "for ");
    assert!(wizard_of(&program).entity().is_some());
    keys(&mut program, &["esc", "esc", "t", "n"]);
    says(&program, "What fits");
}

#[test]
fn a_draft_is_thrown_away_and_home_knows_of_drafts_and_approvals() {
    let shop = Shop::new();
    shop.drafts.lock().unwrap().push(draft());
    shop.runs.lock().unwrap().push(running(&plan()));
    let mut program = start_with(&shop, BEN, (100, 36), Charset::Unicode);
    press(&mut program, "1");
    says(&program, "Waiting for you");
    says(&program, "draft: Event-driven service");
    insta::assert_snapshot!("home", text(&program));
    press(&mut program, "g g");
    press(&mut program, "enter");
    assert_eq!(program.state().nav.top().id(), ScreenId::Run);
    keys(&mut program, &["3", "x"]);
    assert!(shop.drafts.lock().unwrap().is_empty());
}
