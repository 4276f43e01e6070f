//! The wizard: every kind of field by keys, validation, pages, drafts.

use muster::app::Msg;
use muster::app::effect::Draft;
use muster::app::geometry::Target;
use muster::app::screen::ScreenId;
use muster::app::wizard::FIELDS;
use muster::runtime::headless::Deed;
use muster::ui::theme::Charset;
use serde_json::json;

use crate::screen::{modifiers, picture};
use crate::shop::*;

#[test]
fn a_page_at_several_sizes() {
    for size in [(140, 45), (80, 24), (60, 15)] {
        let mut program = start_with(&Shop::new(), ANA, size, Charset::Unicode);
        press(&mut program, "enter");
        type_text(&mut program, "ledger");
        insta::assert_snapshot!(format!("page_{}x{}", size.0, size.1), picture(&program));
    }
    let mut program = start_with(&Shop::new(), ANA, (80, 24), Charset::Ascii);
    keys(&mut program, &["enter", "tab", "tab", "tab", "space"]);
    insta::assert_snapshot!("page_plain", modifiers(&program));
}

#[test]
fn every_kind_of_field_is_filled_in_by_keys() {
    let mut program = start(&Shop::new());
    press(&mut program, "enter");
    says(&program, "your team");
    type_text(&mut program, "cart");
    // Owner: chosen in a popup.
    keys(&mut program, &["enter", "enter"]);
    type_text(&mut program, "plat");
    insta::assert_snapshot!("popup", text(&program));
    press(&mut program, "enter");
    // Tier: by the arrows; a field that depends on it appears, and keeps its answer while it is hidden.
    keys(&mut program, &["left"]);
    says(&program, "Why gold");
    // On the internet, replicas, about.
    keys(&mut program, &["tab", "space", "tab", "backspace"]);
    type_text(&mut program, "x");
    says(&program, "is a whole number");
    keys(&mut program, &["backspace", "7", "enter"]);
    type_text(&mut program, "One");
    press(&mut program, "enter");
    type_text(&mut program, "two");
    press(&mut program, "esc");
    // Regions: several. The field that has come stands where the blueprint puts it.
    while !text(&program).contains("▸ Regions") {
        press(&mut program, "tab");
    }
    keys(&mut program, &["enter", "enter", "down", "down", "enter", "esc"]);
    // Topics: two items, moved and taken out.
    keys(&mut program, &["tab", "enter"]);
    type_text(&mut program, "orders");
    keys(&mut program, &["tab", "tab", "enter"]);
    type_text(&mut program, "returns");
    press(&mut program, "alt-up");
    says(&program, "Topics");
    assert_eq!(
        values(&program),
        &json!({
            "owner": "group:default/platform", "tier": "gold", "repoUrl": "github.com?", "replicas": 7, "name": "cart", "public": true,
            "about": "One\ntwo", "regions": ["eu", "ap"],
            "topics": [{"name": "returns"}, {"name": "orders"}],
        })
    );
    press(&mut program, "ctrl-x");
    assert_eq!(values(&program)["topics"], json!([{"name": "orders"}]));
    insta::assert_snapshot!("filled", text(&program));
}

#[test]
fn an_answer_that_is_not_asked_for_now_is_kept_and_not_sent() {
    let shop = Shop::new();
    shop.drafts.lock().unwrap().push(Draft {
        id: "d1".to_owned(),
        blueprint: SERVICE.to_owned(),
        title: "Event-driven service".to_owned(),
        values: json!({"name": "cart", "owner": "x", "tier": "gold", "goldNotes": "because"}),
        page: 0,
        entity: None,
        saved: now(),
    });
    let mut program = start(&shop);
    press(&mut program, "enter");
    says(&program, "because");
    keys(&mut program, &["tab", "tab", "right"]);
    assert!(!text(&program).contains("Why gold"));
    assert_eq!(values(&program)["goldNotes"], "because");
    assert_eq!(
        wizard_of(&program).form.as_ref().unwrap().active()["goldNotes"],
        json!(null)
    );
    press(&mut program, "left");
    says(&program, "because");
}

#[test]
fn what_is_wrong_is_said_under_its_field_and_stops_the_way_on() {
    let mut program = start(&Shop::new());
    keys(&mut program, &["enter", "pgdn"]);
    says(&program, "1 answer to mend before it goes on");
    says(&program, "✗ this is needed");
    type_text(&mut program, "ledger");
    says(&program, "this name is taken: component:default/ledger");
    type_text(&mut program, "2");
    assert!(!text(&program).contains("is taken"));
    press(&mut program, "pgdn");
    says(&program, "2 of 2 · Repository");
}

#[test]
fn secrets_are_seen_by_nobody_and_are_in_no_draft() {
    let shop = Shop::new();
    let mut program = start(&shop);
    press(&mut program, "enter");
    type_text(&mut program, "cart");
    press(&mut program, "pgdn");
    keys(&mut program, &["enter"]);
    type_text(&mut program, "acme");
    press(&mut program, "enter");
    type_text(&mut program, "cart");
    press(&mut program, "enter");
    type_text(&mut program, "hunter2");
    assert_eq!(values(&program)["repoUrl"], "github.com?owner=acme&repo=cart");
    insta::assert_snapshot!("repository", picture(&program));
    keys(&mut program, &["esc", "esc"]);
    says(&program, "Kept as a draft, without its secrets");
    assert!(!format!("{:?}", shop.drafts.lock().unwrap()).contains("hunter2"));
    assert!(!format!("{:?}", program.state()).contains("hunter2"));
}

#[test]
fn nothing_typed_is_lost_by_leaving_and_going_on() {
    let shop = Shop::new();
    let mut program = start(&shop);
    press(&mut program, "enter");
    type_text(&mut program, "cart");
    press(&mut program, "pgdn");
    keys(&mut program, &["tab"]);
    type_text(&mut program, "acme");
    keys(&mut program, &["esc"]);
    assert_eq!(values(&program)["name"], "cart");
    press(&mut program, "esc");
    assert_eq!(program.state().nav.top().id(), ScreenId::Create);
    let draft = shop.drafts.lock().unwrap()[0].clone();
    assert_eq!(draft.values["repoUrl"], "github.com?owner=acme&repo=");
    says(&program, "Go on with");
    keys(&mut program, &["g g", "enter"]);
    assert_eq!(values(&program), &draft.values);
    // The same draft is kept on, not another one.
    type_text(&mut program, "s");
    keys(&mut program, &["esc"]);
    let drafts = shop.drafts.lock().unwrap();
    assert_eq!((drafts.len(), &drafts[0].values["name"]), (1, &json!("carts")));
}

#[test]
fn a_draft_is_kept_after_a_rest_and_when_the_program_ends() {
    let shop = Shop::new();
    let mut program = start(&shop);
    press(&mut program, "enter");
    type_text(&mut program, "ca");
    assert!(shop.drafts.lock().unwrap().is_empty());
    program.advance(3).unwrap();
    program.wait_idle(PATIENCE).unwrap();
    assert_eq!(shop.drafts.lock().unwrap()[0].values["name"], "ca");
    type_text(&mut program, "rt");
    press(&mut program, "ctrl-c");
    assert_eq!(shop.drafts.lock().unwrap()[0].values["name"], "cart");
    assert!(program.exit().is_some());
}

#[test]
fn looking_at_a_form_leaves_no_draft() {
    let shop = Shop::new();
    let mut program = start(&shop);
    keys(&mut program, &["enter", "tab", "tab", "esc"]);
    assert_eq!(program.state().nav.top().id(), ScreenId::Create);
    assert!(shop.drafts.lock().unwrap().is_empty());
}

#[test]
fn the_mouse_and_the_clipboard_work_as_well() {
    let mut program = start(&Shop::new());
    press(&mut program, "enter");
    program.send(Msg::Paste("my\ncart".to_owned())).unwrap();
    assert_eq!(values(&program)["name"], "my cart");
    assert!(program.click(&Target::Row(FIELDS, 3)).unwrap());
    assert_eq!(values(&program)["public"], true);
    assert!(program.click(&Target::Row(FIELDS, 2)).unwrap());
    assert!(program.click(&Target::Row(FIELDS, 2)).unwrap());
    program.wait_idle(PATIENCE).unwrap();
    says(&program, "bronze");
    press(&mut program, "esc");
}

#[test]
fn the_equal_command_line_is_copied_from_the_review() {
    let mut program = start(&Shop::new());
    press(&mut program, "enter");
    type_text(&mut program, "cart");
    press(&mut program, "pgdn");
    keys(&mut program, &["tab"]);
    type_text(&mut program, "acme");
    press(&mut program, "enter");
    type_text(&mut program, "cart");
    press(&mut program, "enter");
    type_text(&mut program, "hunter2");
    keys(&mut program, &["enter", "enter", "y", "c"]);
    let copied = program.deeds().iter().find_map(|deed| match deed {
        Deed::Copied(text) => Some(text.as_str()),
        _ => None,
    });
    assert_eq!(
        copied,
        Some(
            "muster new template:default/service --set name=cart --set owner=group:default/payments --set tier=silver \
             --set replicas=2 --set 'repoUrl=github.com?owner=acme&repo=cart' --secret token=env:TOKEN"
        )
    );
}
