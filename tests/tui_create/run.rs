//! A run on the screen: followed live, acted upon, asked about before.

use muster::app::screen::ScreenId;
use muster::model::run::{RunAct, RunStatus, StepStatus};
use muster::runtime::headless::{Deed, Headless};
use muster::ui::theme::Charset;

use crate::screen::{modifiers, picture};
use crate::shop::*;

fn open(shop: &std::sync::Arc<Shop>, actor: &str, size: (u16, u16), charset: Charset) -> Headless {
    let mut program = start_with(shop, actor, size, charset);
    keys(&mut program, &["L", "enter"]);
    program
}

#[test]
fn a_run_at_several_sizes() {
    let shop = Shop::new();
    shop.runs.lock().unwrap().push(retrying(&plan()));
    for size in [(140, 45), (80, 24), (60, 15)] {
        let program = open(&shop, ANA, size, Charset::Unicode);
        insta::assert_snapshot!(format!("run_{}x{}", size.0, size.1), picture(&program));
    }
    let program = open(&shop, ANA, (80, 24), Charset::Ascii);
    insta::assert_snapshot!("run_plain", modifiers(&program));
    shop.runs.lock().unwrap().push(running(&plan()));
    let mut program = start(&shop);
    press(&mut program, "L");
    insta::assert_snapshot!("runs", text(&program));
    press(&mut program, "/");
    type_text(&mut program, "waiting");
    press(&mut program, "enter");
    insta::assert_snapshot!("runs_filtered", text(&program));
}

#[test]
fn a_countdown_runs_and_the_run_is_followed() {
    let shop = Shop::new();
    shop.runs.lock().unwrap().push(retrying(&plan()));
    let mut program = open(&shop, ANA, (100, 36), Charset::Unicode);
    says(&program, "tried again in 12 s");
    program.advance(5).unwrap();
    says(&program, "tried again in 7 s");
    {
        let mut runs = shop.runs.lock().unwrap();
        runs[0].run.status = RunStatus::Succeeded;
        runs[0].run.steps[2].status = StepStatus::Succeeded;
    }
    grew(&mut program);
    says(&program, "o opens what it made");
    press(&mut program, "o");
    assert_eq!(
        program.deeds(),
        [Deed::Opened("https://github.test/acme/cart".to_owned())]
    );
    keys(&mut program, &["G", "enter"]);
    assert_eq!(program.state().nav.top().id(), ScreenId::Entity);
}

#[test]
fn who_may_agree_can_and_who_asked_cannot() {
    let shop = Shop::new();
    shop.runs.lock().unwrap().push(running(&plan()));
    let mut program = open(&shop, ANA, (100, 36), Charset::Unicode);
    press(&mut program, "a");
    says(&program, "You asked for it yourself");
    let mut program = open(&shop, BEN, (100, 36), Charset::Unicode);
    says(&program, "waits for you: a approves, d denies");
    press(&mut program, "a");
    insta::assert_snapshot!("approve", text(&program));
    // What is agreed to is what is shown, whatever the run becomes meanwhile.
    let shown = shop.runs.lock().unwrap()[0].run.plan_hash.clone();
    shop.runs.lock().unwrap()[0].run.plan_hash = "another".to_owned();
    press(&mut program, "y");
    keys(&mut program, &["d", "enter"]);
    says(&program, "Say why");
    type_text(&mut program, "no budget");
    press(&mut program, "enter");
    let acts: Vec<RunAct> = shop
        .acts
        .lock()
        .unwrap()
        .iter()
        .map(|(_, act)| act.clone())
        .collect();
    let reason = "no budget".to_owned();
    assert_eq!(
        acts,
        [RunAct::Approve { plan_hash: shown }, RunAct::Deny { reason }]
    );
}

#[test]
fn undo_shows_exactly_what_it_would_take_back() {
    let shop = Shop::new();
    let mut failed = running(&plan());
    failed.run.status = RunStatus::Failed;
    failed.run.steps[2].status = StepStatus::Failed;
    failed.run.steps[2].wait = None;
    shop.runs.lock().unwrap().push(failed);
    let mut program = open(&shop, ANA, (100, 36), Charset::Unicode);
    press(&mut program, "z");
    insta::assert_snapshot!("undo", text(&program));
    keys(&mut program, &["n", "z", "y", "t", "H", "y"]);
    let acts: Vec<RunAct> = shop
        .acts
        .lock()
        .unwrap()
        .iter()
        .map(|(_, act)| act.clone())
        .collect();
    let steps = ["register", "publish", "fetch"].map(str::to_owned).into();
    assert_eq!(acts, [RunAct::Undo { steps }, RunAct::Retry, RunAct::HandOver]);
}

#[test]
fn a_step_nobody_knows_about_is_settled_by_a_person() {
    let shop = Shop::new();
    let mut lost = running(&plan());
    lost.run.status = RunStatus::NeedsAttention;
    lost.run.steps[2].status = StepStatus::Unknown;
    lost.run.steps[2].wait = None;
    shop.runs.lock().unwrap().push(lost);
    let mut program = open(&shop, ANA, (80, 24), Charset::Unicode);
    press(&mut program, "s");
    insta::assert_snapshot!("settle", text(&program));
    press(&mut program, "esc");
    keys(&mut program, &["s", "n"]);
    let step = "tell".to_owned();
    let expected = RunAct::Settle {
        step,
        happened: false,
    };
    assert_eq!(shop.acts.lock().unwrap()[0].1, expected);
}

#[test]
fn the_answers_of_the_steps_to_come_can_be_changed() {
    let shop = Shop::new();
    let mut failed = running(&plan());
    failed.run.status = RunStatus::Failed;
    failed.run.values["repoUrl"] = "github.com?owner=acme&repo=cart".into();
    shop.runs.lock().unwrap().push(failed);
    let mut program = open(&shop, ANA, (100, 36), Charset::Unicode);
    press(&mut program, "e");
    says(&program, "cart");
    type_text(&mut program, "2");
    press(&mut program, "pgdn");
    keys(&mut program, &["tab", "tab", "tab"]);
    type_text(&mut program, "s");
    keys(&mut program, &["tab", "enter"]);
    assert_eq!(program.state().nav.top().id(), ScreenId::Run);
    match &shop.acts.lock().unwrap()[0].1 {
        RunAct::Edit { values } => assert_eq!(values["name"], "cart2"),
        other => panic!("{other:?}"),
    }
    assert!(shop.drafts.lock().unwrap().is_empty());
}

#[test]
fn its_task_its_entity_and_its_events_are_two_keys_away() {
    let shop = Shop::new();
    shop.runs.lock().unwrap().push(running(&plan()));
    let mut program = open(&shop, ANA, (100, 36), Charset::Unicode);
    for (sequence, screen) in [
        ("g t", ScreenId::Queue),
        ("g e", ScreenId::Entity),
        ("g j", ScreenId::Journal),
    ] {
        press(&mut program, sequence);
        assert_eq!(program.state().nav.top().id(), screen);
        press(&mut program, "q");
        assert_eq!(program.state().nav.top().id(), ScreenId::Run);
    }
}
