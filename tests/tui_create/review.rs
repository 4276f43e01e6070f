//! The review: the plan unfolded, what keeps it from being run, and what differs when it has changed.

use muster::app::screen::ScreenId;
use muster::model::run::{Effect, PlanFinding};
use muster::runtime::headless::Headless;
use muster::ui::theme::Charset;

use crate::screen::picture;
use crate::shop::*;

/// Fills the form in, to its review.
pub fn to_review(program: &mut Headless) {
    press(program, "enter");
    type_text(program, "cart");
    press(program, "pgdn");
    keys(program, &["tab"]);
    type_text(program, "acme");
    press(program, "enter");
    type_text(program, "cart");
    press(program, "enter");
    type_text(program, "hunter2");
    keys(program, &["enter", "enter"]);
}

#[test]
fn the_plan_is_seen_and_unfolds() {
    for size in [(140, 45), (80, 24), (60, 15)] {
        let mut program = start_with(&Shop::new(), ANA, size, Charset::Unicode);
        to_review(&mut program);
        insta::assert_snapshot!(format!("review_{}x{}", size.0, size.1), picture(&program));
    }
    let mut program = start(&Shop::new());
    to_review(&mut program);
    keys(&mut program, &["tab", "tab", "enter", "j", "j", "right"]);
    insta::assert_snapshot!("unfolded", text(&program));
    keys(&mut program, &["left", "left"]);
    assert!(!text(&program).contains("can be undone"));
    assert!(!text(&program).contains("hunter2"));
}

#[test]
fn from_the_gallery_to_the_run_by_keys_alone() {
    let shop = Shop::new();
    let mut program = start(&shop);
    to_review(&mut program);
    assert_eq!(shop.drafts.lock().unwrap().len(), 1);
    press(&mut program, "R");
    assert_eq!(program.state().nav.top().id(), ScreenId::Run);
    says(&program, "waits for ben to agree");
    let orders = shop.orders.lock().unwrap();
    assert_eq!(orders[0].values["name"], "cart");
    assert_eq!(orders[0].secrets["token"].reveal(), "hunter2");
    assert!(
        shop.drafts.lock().unwrap().is_empty(),
        "the draft has become a run"
    );
    drop(orders);
    press(&mut program, "esc");
    assert_eq!(program.state().nav.top().id(), ScreenId::Create);
}

#[test]
fn what_blocks_is_said_and_keeps_it_from_running() {
    let shop = Shop::new();
    shop.plan.lock().unwrap().findings.push(PlanFinding {
        blocking: true,
        message: "The repository acme/cart is there already.".to_owned(),
        hint: Some("Choose another name.".to_owned()),
        ..PlanFinding::default()
    });
    let mut program = start(&shop);
    to_review(&mut program);
    press(&mut program, "R");
    says(
        &program,
        "It cannot be run: The repository acme/cart is there already.",
    );
    assert_eq!(program.state().nav.top().id(), ScreenId::Wizard);
    assert!(shop.orders.lock().unwrap().is_empty());
    press(&mut program, "esc");
    says(&program, "2 of 2 · Repository");
}

#[test]
fn a_plan_that_has_changed_is_shown_with_what_differs() {
    let shop = Shop::new();
    let mut other = plan();
    other.hash = "2".repeat(64);
    other.steps[1].effect = Effect::Ask;
    other.steps[1].summary = "somebody made it meanwhile".to_owned();
    *shop.other_plan.lock().unwrap() = Some(other);
    let mut program = start(&shop);
    to_review(&mut program);
    keys(&mut program, &["R", "g g"]);
    says(
        &program,
        "This is another plan than the one you saw; nothing was run",
    );
    says(&program, "Make the repository now: somebody made it meanwhile");
    press(&mut program, "R");
    assert_eq!(program.state().nav.top().id(), ScreenId::Run);
}
