//! Claiming, declaring and looking, by keys and clicks.

use muster::app::Msg;
use muster::app::discovery::{DRAFTS, Tab};
use muster::app::geometry::Target;
use muster::app::wizard::OFFERS;
use muster::model::discovery::ClaimBy;
use muster::ui::theme::Charset;

use crate::company::topic;
use crate::driver::*;
use crate::screen::PATIENCE;

const ANA: &str = "user:default/ana";
const ZOE: &str = "user:default/zoe";

#[test]
fn one_key_shows_a_claim_and_enter_writes_it() {
    let company = company();
    let mut program = start(&company);
    press(&mut program, "c");
    says(&program, "Claim kafka:main/orders.refused");
    says(&program, "ana answers");
    assert!(company.world.lock().unwrap().claims.is_empty());
    press(&mut program, "enter");
    says(
        &program,
        "kafka:main/orders.refused is resource:default/orders.refused now: catalog/discovered/orders.refused.yaml",
    );
    assert_eq!(count(&program, Tab::Unregistered), 4);
    let world = company.world.lock().unwrap();
    let [claim] = &world.claims[..] else {
        panic!("{:?}", world.claims)
    };
    assert_eq!(claim.accountable, ANA);
    assert_eq!(claim.owner.as_deref(), Some("group:default/checkout"));
    assert_eq!(claim.by, ClaimBy::File);
    // The catalog has been read again and has it.
    let catalog = program.state().shared.catalog.value().unwrap();
    assert!(catalog.find("resource:default/orders.refused").is_some());
}

#[test]
fn esc_writes_nothing() {
    let company = company();
    let mut program = start(&company);
    keys(&mut program, &["c", "esc"]);
    assert!(program.state().overlays.is_empty());
    assert!(company.world.lock().unwrap().claims.is_empty());
}

#[test]
fn nothing_is_claimed_without_somebody_who_answers() {
    let company = company();
    let mut program = start(&company);
    select(&mut program, "kafka:main/tmp");
    keys(&mut program, &["c", "enter"]);
    says(
        &program,
        "Nothing is written. tmp-支払い-test: nobody is accountable yet; a chooses.",
    );
    press(&mut program, "a");
    type_text(&mut program, "zo");
    press(&mut program, "enter");
    says(&program, "zoe answers");
    press(&mut program, "e");
    // A name that is taken is not taken twice.
    press(&mut program, "ctrl-u");
    type_text(&mut program, "orders.placed");
    keys(&mut program, &["enter", "enter"]);
    says(
        &program,
        "there is a resource:default/orders.placed already; choose another name",
    );
    keys(&mut program, &["e", "ctrl-u"]);
    type_text(&mut program, "resource:default/tmp test");
    press(&mut program, "enter");
    says(&program, "is no reference");
    press(&mut program, "ctrl-u");
    type_text(&mut program, "payments-test");
    keys(&mut program, &["enter", "o"]);
    type_text(&mut program, "pay");
    keys(&mut program, &["enter", "enter"]);
    let world = company.world.lock().unwrap();
    let [claim] = &world.claims[..] else {
        panic!("{:?}", world.claims)
    };
    assert_eq!(claim.accountable, ZOE);
    assert_eq!(
        claim.entity_ref.as_deref(),
        Some("resource:default/payments-test")
    );
    assert_eq!(claim.owner.as_deref(), Some("group:default/payments"));
}

#[test]
fn many_are_claimed_at_once_after_all_of_them_were_shown() {
    let company = company();
    let mut program = start(&company);
    // From the first to the last of the cluster, by a range.
    keys(&mut program, &["v", "j", "j", "c"]);
    says(&program, "Claim 3 things");
    press(&mut program, "A");
    type_text(&mut program, "zoe");
    keys(&mut program, &["enter", "enter"]);
    says(&program, "Claimed 3 things");
    let world = company.world.lock().unwrap();
    let who: Vec<&str> = world
        .claims
        .iter()
        .map(|claim| claim.accountable.as_str())
        .collect();
    assert_eq!(who, [ZOE, ZOE, ZOE]);
}

#[test]
fn one_of_many_is_left_out_and_changed_alone() {
    let company = company();
    let mut program = start(&company);
    keys(&mut program, &["space", "space", "c"]);
    assert!(program.click(&Target::Row(DRAFTS, 1)).unwrap());
    press(&mut program, "a");
    assert!(program.click(&Target::Row(OFFERS, 1)).unwrap());
    keys(&mut program, &["k", "x", "enter"]);
    let world = company.world.lock().unwrap();
    let claims: Vec<(&str, &str)> = world
        .claims
        .iter()
        .map(|claim| (claim.id.as_str(), claim.accountable.as_str()))
        .collect();
    assert_eq!(claims, [("kafka:main/orders.returned", "user:default/ben")]);
}

#[test]
fn a_repository_can_be_asked_by_pull_request() {
    let company = company();
    let mut program = start(&company);
    keys(&mut program, &["c", "b"]);
    says(&program, "Only a repository takes a pull request.");
    press(&mut program, "esc");
    select(&mut program, "github:acme/price-bot");
    keys(&mut program, &["c", "b"]);
    says(&program, "by pull request");
    press(&mut program, "enter");
    assert_eq!(company.world.lock().unwrap().claims[0].by, ClaimBy::PullRequest);
}

#[test]
fn what_fails_is_told_stays_marked_and_says_why() {
    let company = company();
    let id = "kafka:main/orders.refused";
    let cause = "catalog/discovered cannot be written: permission denied";
    company
        .world
        .lock()
        .unwrap()
        .failing
        .insert(id.to_owned(), cause.to_owned());
    let mut program = start(&company);
    keys(&mut program, &["space", "space", "c", "enter"]);
    says(&program, "Claimed 1 of 2 things");
    says(
        &program,
        "kafka:main/orders.refused was not claimed: catalog/discovered cannot be written",
    );
    let table = view(&program).table();
    assert_eq!(table.list.chosen(&table.rows), [id]);
    press(&mut program, "esc");
    select(&mut program, id);
    says(&program, "✗ failed");
    says(&program, "It was not claimed: catalog/discovered");
    // Once it is mended the same keys do it.
    company.world.lock().unwrap().failing.clear();
    keys(&mut program, &["c", "enter"]);
    assert_eq!(count(&program, Tab::Unregistered), 3);
}

#[test]
fn a_look_while_something_is_marked_moves_nothing() {
    let company = company();
    let mut program = start(&company);
    keys(&mut program, &["j", "space"]);
    let before = selected(&program);
    {
        let mut world = company.world.lock().unwrap();
        world.discovery.unregistered.insert(0, topic("aaa", None, ""));
    }
    press(&mut program, "r");
    says(&program, "Looked outside");
    assert_eq!(selected(&program), before);
    let table = view(&program).table();
    assert_eq!(table.list.chosen(&table.rows), ["kafka:main/orders.returned"]);
    assert_eq!(company.world.lock().unwrap().looks, [None]);
}

#[test]
fn a_look_tells_how_far_it_is_and_can_be_stopped() {
    let company = company();
    company.world.lock().unwrap().endless = true;
    let mut program = start(&company);
    program.press("R").unwrap();
    program.wait_idle(PATIENCE).unwrap();
    says(&program, "Look again at");
    program.press("enter").unwrap();
    let progress = Msg::Surveying {
        place: "kafka:main".to_owned(),
        seen: 1_204,
        of: Some(10_000),
    };
    program.send(progress).unwrap();
    says(&program, "1,204 of 10,000 seen… x stops");
    // The screen answers all the while.
    program.press("j").unwrap();
    program.press("r").unwrap();
    says(&program, "A look is under way; x stops it.");
    press(&mut program, "x");
    says(&program, "Stopped; what was seen is kept.");
    assert!(program.state().shared.discovery.looking.is_none());
    let looks = company.world.lock().unwrap().looks.clone();
    assert_eq!(looks, [Some(vec!["kafka:main".to_owned()]), Some(Vec::new())]);
    press(&mut program, "x");
    says(&program, "Nobody is looking now");
}

#[test]
fn a_look_that_fails_leaves_what_was_known() {
    let company = company();
    company.world.lock().unwrap().broken = Some("The settings cannot be read.".to_owned());
    let mut program = start(&company);
    press(&mut program, "r");
    says(
        &program,
        "This is from before: The settings cannot be read. r tries again.",
    );
    assert_eq!(count(&program, Tab::Unregistered), 5);
    company.world.lock().unwrap().broken = None;
    press(&mut program, "r");
    assert!(!text(&program).contains("This is from before"));
}

#[test]
fn a_dependency_that_was_seen_is_declared() {
    let company = company();
    let mut program = start(&company);
    press(&mut program, "d");
    says(&program, "] leads there");
    keys(&mut program, &["[", "d"]);
    says(&program, "spec.dependsOn: resource:default/orders.placed");
    says(&program, "catalog-info.yaml:");
    press(&mut program, "enter");
    says(
        &program,
        "component:default/ledger depends on resource:default/orders.placed now: catalog-info.yaml",
    );
    assert_eq!(count(&program, Tab::Dependencies), 3);
}

#[test]
fn of_many_dependencies_those_that_can_be_are_declared() {
    let company = company();
    company.world.lock().unwrap().failing.insert(
        "component:default/cart".to_owned(),
        "the file changed meanwhile".to_owned(),
    );
    let mut program = start(&company);
    keys(&mut program, &["[", "v", "G", "d"]);
    says(&program, "Declare 2 of 4 dependencies");
    press(&mut program, "enter");
    says(&program, "Declared 1 of 2 dependencies");
    says(&program, "was not declared: the file changed meanwhile");
    // What cannot be declared says why.
    select(&mut program, "group cart");
    press(&mut program, "d");
    says(
        &program,
        "kafka:main/refunds.v1 is not registered; claim it first",
    );
}

#[test]
fn the_page_of_an_entity_shows_what_was_seen_and_declares_it() {
    let company = company();
    let mut program = start(&company);
    keys(&mut program, &["2", "/"]);
    type_text(&mut program, "ledger");
    keys(&mut program, &["enter", "enter"]);
    insta::assert_snapshot!("page", text(&program));
    press(&mut program, "a");
    says(&program, "Declare 1 dependency");
    press(&mut program, "enter");
    assert_eq!(
        company.world.lock().unwrap().declared,
        [(
            "component:default/ledger".to_owned(),
            "resource:default/orders.placed".to_owned()
        )]
    );
    assert!(!text(&program).contains("seen, not declared"));
    press(&mut program, "a");
    says(&program, "No dependency of it was seen that is not declared.");
}

#[test]
fn the_tree_shows_what_was_seen_beside_what_is_declared() {
    let company = company();
    let mut program = start_with(&company, (120, 30), Charset::Unicode);
    keys(&mut program, &["2", "/"]);
    type_text(&mut program, "cart");
    keys(&mut program, &["enter", "t"]);
    insta::assert_snapshot!("tree", text(&program));
    keys(&mut program, &["j", "a"]);
    says(&program, "in");
    press(&mut program, "enter");
    assert_eq!(company.world.lock().unwrap().declared.len(), 1);
    assert!(!text(&program).contains("not declared"));
}

#[test]
fn read_only_writes_nothing() {
    let company = company();
    let mut state = crate::program::state(true);
    state.shared.read_only = true;
    let size = muster::app::geometry::Size::new(100, 30);
    let screens = crate::program::screens(termprofile::TermProfile::TrueColor, Charset::Unicode);
    let mut program = muster::runtime::headless::Headless::start(state, screens, company, size).unwrap();
    keys(&mut program, &["2", "D", "c"]);
    says(
        &program,
        "Nothing is changed: muster was started with --read-only.",
    );
    assert!(program.state().overlays.is_empty());
}
