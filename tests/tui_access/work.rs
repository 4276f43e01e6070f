//! What is done about it by keys alone: looking again, taking back, another end, having looked through.

use muster::app::screen::ScreenId;
use muster::model::access::{AccessAct, Right};
use muster::runtime::headless::Deed;

use crate::driver::*;
use crate::screen::PATIENCE;
use crate::station::{LEDGER, ORDERS, Station, never, review};

fn taken(station: &Station) -> Vec<Vec<String>> {
    let acts = station.acts().into_iter();
    let rights = acts.filter_map(|act| match act {
        AccessAct::TakeBack { rights } => Some(rights),
        _ => None,
    });
    let named = |rights: Vec<Right>| rights.into_iter().map(|right| right.principal).collect();
    rights.map(named).collect()
}

#[test]
fn the_places_are_looked_at_when_somebody_says_so_and_not_before() {
    let station = Station::with(never());
    station.say_when_looked(review());
    let mut program = start(&station);
    assert_eq!(station.looks(), 0);
    assert!(rows(&program).is_empty());
    press(&mut program, "r");
    assert_eq!(station.looks(), 1);
    says(
        &program,
        "Looked at 2 places: 1 over, 2 unexplained; 1 not seen to the end.",
    );
    assert_eq!(rows(&program).len(), 10);
    station.break_with("kafka:main does not answer.");
    press(&mut program, "r");
    says(&program, "kafka:main does not answer.");
    assert_eq!(rows(&program).len(), 10, "what was seen before stays");
}

#[test]
fn what_is_over_is_taken_back_once_it_is_said_what_happens() {
    let station = Station::usual();
    let mut program = start_at(&station, (80, 24));
    go_to(&mut program, "User:report");
    press(&mut program, "x");
    says(&program, "nobody is asked");
    insta::assert_snapshot!("take_back_80x24", text(&program));
    press(&mut program, "esc");
    assert!(station.acts().is_empty());
    keys(&mut program, &["x", "enter"]);
    assert_eq!(taken(&station), [["User:report"]]);
    says(&program, "Run 01jcback takes it back");
    assert!(!rows(&program).iter().any(|row| row.contains("User:report")));
}

#[test]
fn who_is_asked_about_what_nothing_explains() {
    let station = Station::usual();
    let mut program = start(&station);
    go_to(&mut program, "octocat");
    press(&mut program, "x");
    says(&program, "A run asks bo");
    press(&mut program, "esc");
    go_to(&mut program, "  User:cart may write");
    press(&mut program, "x");
    says(&program, "the catalog does not know it");
}

#[test]
fn the_marked_are_taken_back_together_and_what_is_explained_stays() {
    for size in [(140, 45), (60, 15), (40, 10)] {
        let station = Station::usual();
        let mut program = start_at(&station, size);
        // Two headings: all that stands below them.
        go_to(&mut program, ORDERS);
        press(&mut program, "space");
        go_to(&mut program, LEDGER);
        keys(&mut program, &["space", "x"]);
        says(&program, "Take back 2 rights");
        says(&program, "4 rights stay");
        insta::assert_snapshot!(format!("take_back_two_{}x{}", size.0, size.1), text(&program));
        press(&mut program, "enter");
        assert_eq!(taken(&station), [["User:report", "octocat"]]);
        says(&program, "2 rights done");
    }
}

#[test]
fn nothing_that_is_explained_is_taken_back() {
    let station = Station::usual();
    let mut program = start(&station);
    go_to(&mut program, "  bo may");
    press(&mut program, "x");
    says(&program, "what is explained stays");
    assert!(program.state().overlays.is_empty());
}

#[test]
fn a_grant_ends_on_another_day_for_a_reason() {
    let station = Station::usual();
    let mut program = start_at(&station, (80, 24));
    go_to(&mut program, "acme/payments");
    press(&mut program, "e");
    says(&program, "It ends with 2026-11-30 now.");
    says(&program, "It lasts until 2026-12-21, which is in 28 days.");
    insta::assert_snapshot!("extend_80x24", text(&program));
    keys(&mut program, &["enter", "enter"]);
    says(&program, "Say why");
    assert!(station.acts().is_empty());
    type_text(&mut program, "it takes longer");
    keys(&mut program, &["tab", "down"]);
    says(&program, "It lasts until 2027-02-15");
    press(&mut program, "ctrl-u");
    type_text(&mut program, "2020-01-01");
    press(&mut program, "enter");
    says(&program, "`2020-01-01` is no day ahead");
    press(&mut program, "ctrl-u");
    type_text(&mut program, "2026-12-31");
    press(&mut program, "enter");
    assert_eq!(
        station.acts(),
        [AccessAct::Extend {
            run: "01jcpush".to_owned(),
            step: "rules".to_owned(),
            until: "2027-01-01T00:00:00Z".parse().unwrap(),
            reason: "it takes longer".to_owned(),
        }]
    );
    go_to(&mut program, "  bo may");
    press(&mut program, "e");
    says(&program, "No run gave it");
    let mut program = start_at(&station, (60, 15));
    go_to(&mut program, "acme/payments");
    press(&mut program, "e");
    insta::assert_snapshot!("extend_60x15", text(&program));
}

#[test]
fn somebody_looks_through_a_resource() {
    let station = Station::usual();
    let mut program = start_at(&station, (80, 24));
    go_to(&mut program, ORDERS);
    press(&mut program, "a");
    says(&program, "You looked through orders");
    says(&program, "which is over");
    insta::assert_snapshot!("attest_80x24", text(&program));
    press(&mut program, "enter");
    assert_eq!(
        station.acts(),
        [AccessAct::Review {
            entity: ORDERS.to_owned()
        }]
    );
    says(&program, "is looked through: 2 rights");
    go_to(&mut program, "octocat");
    keys(&mut program, &["a", "enter"]);
    says(&program, "You do not govern changes of component:default/ledger");
    go_to(&mut program, "kafka:main/scratch");
    press(&mut program, "a");
    says(&program, "No resource of the catalog is selected");
}

#[test]
fn nothing_is_changed_where_one_only_reads() {
    let station = Station::usual();
    let start = Start {
        read_only: true,
        ..Start::default()
    };
    let mut program = start_with(&station, &start);
    for key in ["x", "e", "a"] {
        press(&mut program, key);
        says(&program, "Nothing is changed");
        assert!(program.state().overlays.is_empty());
    }
    assert!(station.acts().is_empty());
}

#[test]
fn the_filter_knows_states_people_resources_and_words() {
    let mut program = start(&Station::usual());
    // Headings are counted too.
    for (words, expected) in [
        ("is:over", 2),
        ("is:unexplained", 4),
        ("is:gone is:owner", 4),
        ("is:mine", 4),
        ("is:endless", 2),
        ("is:stranger", 5),
        ("ref:resource:default/orders", 4),
        ("ref:component:default/cart", 4),
        ("ref:user:default/dan", 2),
        ("ref:User:report", 2),
        ("audit", 2),
        ("octocat", 2),
        ("is:un", 10),
        ("is:nonsense", 0),
        ("ref:component:default/none", 0),
    ] {
        press(&mut program, "/");
        type_text(&mut program, words);
        assert_eq!(rows(&program).len(), expected, "{words}\n{}", text(&program));
        press(&mut program, "esc");
    }
    press(&mut program, "/");
    type_text(&mut program, "is:nonsense");
    says(&program, "`is:nonsense` is no state; there are over");
}

#[test]
fn it_leads_to_entities_and_to_the_run() {
    let mut program = start(&Station::usual());
    go_to(&mut program, "  User:cart may read");
    press(&mut program, "enter");
    assert_eq!(program.state().nav.top().id(), ScreenId::Entity);
    says(&program, "cart");
    press(&mut program, "esc");
    go_to(&mut program, "acme/payments");
    press(&mut program, "R");
    assert_eq!(program.state().nav.top().id(), ScreenId::Run);
    press(&mut program, "esc");
    go_to(&mut program, "kafka:main/scratch 1");
    press(&mut program, "enter");
    says(&program, "The catalog does not know it");
}

#[test]
fn the_equivalent_command_line_is_copied() {
    let mut program = start(&Station::usual());
    go_to(&mut program, ORDERS);
    keys(&mut program, &["y", "c", "p", "g g", "y", "c", "p"]);
    go_to(&mut program, "acme/payments");
    keys(&mut program, &["y", "e"]);
    go_to(&mut program, "octocat");
    keys(&mut program, &["y", "x", "]", "y", "c"]);
    let copied: Vec<&Deed> = program.deeds().iter().collect();
    let expected = [
        format!("muster access review {ORDERS}"),
        "muster access review --person User:report".to_owned(),
        "muster access extend 01jcpush rules --until DATE --reason WHY".to_owned(),
        format!("muster access review {LEDGER} --unexplained --take-back"),
        "muster access ended".to_owned(),
    ]
    .map(Deed::Copied);
    assert_eq!(copied, expected.iter().collect::<Vec<_>>());
}

#[test]
fn what_changes_meanwhile_is_seen_and_the_selected_stays() {
    let station = Station::usual();
    let mut program = start(&station);
    go_to(&mut program, "octocat");
    let mut later = review();
    later.rows.remove(0);
    station.say(later);
    let asked = station.asked();
    program.send(muster::app::Msg::JournalGrew).unwrap();
    program.wait_idle(PATIENCE).unwrap();
    assert_eq!((station.asked(), station.looks()), (asked + 1, 0));
    assert!(rows(&program).iter().all(|row| !row.contains("User:report")));
    says(&program, "octocat may admin");
}
