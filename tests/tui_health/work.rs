//! What is done about it by keys alone: asking again, silence, the ways to what else is known.

use jiff::SignedDuration;
use muster::app::screen::ScreenId;
use muster::model::health::{Health, HealthAct, Went};
use muster::runtime::headless::Deed;

use crate::driver::*;
use crate::screen::PATIENCE;
use crate::station::{CART, LEDGER, ORDERS, PAY, SEARCH, Station, night, now};

#[test]
fn a_probe_is_asked_again_at_once() {
    let station = Station::night();
    let mut after = night();
    for probed in &mut after.probes {
        if probed.entity == CART {
            probed.state = Health::Up;
            probed.since = Some(now());
            probed.seen = "200 OK".to_owned();
        }
    }
    station.say_when_asked(after);
    let mut program = start(&station);
    go_to(&mut program, CART);
    press(&mut program, "a");
    assert_eq!(station.probed(), [[CART]]);
    says(&program, "cart web is up: 200 OK");
    says(&program, "[All 7] Down 2");
    assert_eq!(
        view(&program).selected().unwrap().entity(),
        CART,
        "it stays selected"
    );
}

#[test]
fn the_marked_are_asked_together_and_all_at_once() {
    let station = Station::night();
    let mut program = start(&station);
    keys(&mut program, &["g g", "space", "space", "a"]);
    assert_eq!(station.probed(), [[CART, SEARCH]]);
    says(&program, "Asked 2 probes: 2 down");
    press(&mut program, "A");
    assert_eq!(station.probed().last().unwrap(), &Vec::<String>::new());
    says(&program, "Asked 6 probes: 3 down, 1 degraded, 1 unknown, 1 up");
    go_to(&mut program, ORDERS);
    keys(&mut program, &["esc", "G", "k", "a"]);
    says(&program, "No probe is selected that could be asked.");
}

#[test]
fn it_is_silenced_for_a_time_and_a_reason() {
    let station = Station::night();
    let mut program = start_at(&station, (80, 24));
    go_to(&mut program, CART);
    press(&mut program, "s");
    says(&program, "Nobody is told of it until 05:00, for 2 h.");
    insta::assert_snapshot!("silence_80x24", text(&program));
    press(&mut program, "enter");
    press(&mut program, "enter");
    says(&program, "Say why");
    assert_eq!(station.acts(), []);
    type_text(&mut program, "the node is drained");
    keys(&mut program, &["tab", "down"]);
    says(&program, "until 11:00, for 8 h.");
    keys(&mut program, &["up", "up"]);
    says(&program, "until 03:30, for 30 min.");
    press(&mut program, "ctrl-u");
    type_text(&mut program, "soon");
    press(&mut program, "enter");
    says(&program, "`soon` is no moment ahead");
    press(&mut program, "ctrl-u");
    type_text(&mut program, "tomorrow 9:00");
    says(&program, "until 24 Nov 09:00");
    press(&mut program, "enter");
    assert_eq!(
        station.acts(),
        [HealthAct::Silence {
            entity: CART.to_owned(),
            until: "2026-11-24T09:00:00Z".parse().unwrap(),
            reason: "the node is drained".to_owned(),
        }]
    );
    says(&program, "Nobody is told of component:default/cart until");
    says(&program, "◌ silenced");
    press(&mut program, "S");
    assert_eq!(
        station.acts().last(),
        Some(&HealthAct::Speak {
            entity: CART.to_owned()
        })
    );
    says(&program, "is told again");
    press(&mut program, "S");
    says(&program, "It is not silenced; s silences it.");
}

#[test]
fn a_silence_is_asked_for_at_every_size() {
    for size in [(140, 45), (60, 15), (40, 10)] {
        let mut program = start_at(&Station::night(), size);
        go_to(&mut program, CART);
        press(&mut program, "s");
        insta::assert_snapshot!(format!("silence_{}x{}", size.0, size.1), text(&program));
    }
}

#[test]
fn of_several_each_is_told_what_came_of_it() {
    let station = Station::night();
    let mut program = start(&station);
    keys(&mut program, &["g g", "v", "j", "j", "j", "j", "s"]);
    says(&program, "Silence 5 entities");
    insta::assert_snapshot!("silence_five", text(&program));
    press(&mut program, "tab");
    type_text(&mut program, "game day");
    press(&mut program, "enter");
    assert_eq!(station.acts().len(), 5);
    says(&program, "4 entities done");
    says(
        &program,
        "Only who answers for resource:default/orders silences it.",
    );
}

#[test]
fn nothing_is_changed_where_one_only_reads() {
    let station = Station::night();
    let mut program = start_with(
        &station,
        &Start {
            read_only: true,
            ..Start::default()
        },
    );
    for key in ["s", "S"] {
        press(&mut program, key);
        says(&program, "Nothing is changed");
    }
    assert_eq!(station.acts(), []);
}

#[test]
fn the_filter_knows_states_entities_and_words() {
    let station = Station::night();
    let mut program = start(&station);
    for (words, expected) in [
        ("is:untold", 1),
        ("is:silenced", 1),
        ("is:flapping", 1),
        ("is:mine", 4),
        ("is:down is:degraded", 4),
        ("ref:component:default/ledger", 2),
        ("refused", 1),
        ("behind", 1),
        ("is:do", 7),
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
    says(&program, "`is:nonsense` is no state; there are down");
}

#[test]
fn it_leads_to_all_that_is_known_of_the_entity() {
    let station = Station::night();
    let mut program = start(&station);
    go_to(&mut program, CART);
    press(&mut program, "enter");
    assert_eq!(program.state().nav.top().id(), ScreenId::Entity);
    keys(&mut program, &["esc", "f"]);
    assert_eq!(program.state().nav.top().id(), ScreenId::Tree);
    says(&program, "ledger");
    insta::assert_snapshot!("what_is_hit", text(&program));
    keys(&mut program, &["esc", "e"]);
    assert_eq!(program.state().nav.top().id(), ScreenId::Journal);
    says(&program, "type:health. subject:entity/component:default/cart");
    press(&mut program, "esc");
    go_to(&mut program, CART);
    press(&mut program, "E");
    assert!(
        matches!(program.deeds(), [Deed::Edited(..)]),
        "{:?}",
        program.deeds()
    );
}

#[test]
fn the_equivalent_command_line_is_copied() {
    let station = Station::night();
    let mut program = start(&station);
    go_to(&mut program, CART);
    keys(&mut program, &["y", "c"]);
    keys(&mut program, &["g g", "space", "space", "y", "c"]);
    let copied: Vec<&Deed> = program.deeds().iter().collect();
    assert_eq!(
        copied,
        [
            &Deed::Copied(format!("muster probe {CART}")),
            &Deed::Copied(format!("muster probe {CART} {SEARCH}")),
        ]
    );
}

#[test]
fn what_changes_meanwhile_is_seen_and_the_selected_stays() {
    let station = Station::night();
    let mut program = start(&station);
    go_to(&mut program, LEDGER);
    let mut later = night();
    later.probes.retain(|probed| probed.entity != CART);
    station.say(later);
    let asked = station.asked();
    program.send(muster::app::Msg::JournalGrew).unwrap();
    program.wait_idle(PATIENCE).unwrap();
    assert_eq!(station.asked(), asked + 1);
    assert_eq!(view(&program).selected().unwrap().entity(), LEDGER);
    assert!(!rows(&program).iter().any(|row| row.contains("cart")));
    // The probes answer eighteen seconds from now: nothing is asked before.
    program.advance(10).unwrap();
    program.wait_idle(PATIENCE).unwrap();
    assert_eq!(station.asked(), asked + 1);
    program.advance(11).unwrap();
    program.wait_idle(PATIENCE).unwrap();
    assert_eq!(station.asked(), asked + 2);
}

#[test]
fn a_silence_that_ends_is_over_on_the_screen_too() {
    let mut quiet = night();
    quiet.probes.retain(|probed| probed.entity == PAY);
    for probed in &mut quiet.probes {
        probed.next = None;
    }
    let station = Station::with(quiet);
    let mut program = start(&station);
    says(&program, "Nobody is told until 04:25");
    let end = SignedDuration::from_mins(85).as_secs() + 3;
    program.advance(end).unwrap();
    program.wait_idle(PATIENCE).unwrap();
    assert!(
        !text(&program).contains("Nobody is told until"),
        "{}",
        text(&program)
    );
}

#[test]
fn who_is_being_told_was_not_missed() {
    let mut healths = night();
    let search = healths
        .probes
        .iter_mut()
        .find(|probed| probed.entity == SEARCH)
        .unwrap();
    search.told[0].went = Went::UnderWay;
    search.told[0].by = "hook".to_owned();
    let mut program = start(&Station::with(healths));
    go_to(&mut program, SEARCH);
    says(&program, "… cleo");
    says(&program, "cleo, being told since 02:57");
    let text = text(&program);
    assert!(
        !text.contains("could be told") && !text.contains("nobody"),
        "{text}"
    );
}

#[test]
fn who_suspends_the_program_leaves_the_probes_to_others() {
    let station = Station::night();
    let mut program = start(&station);
    assert!(!station.rests());
    press(&mut program, "ctrl-z");
    assert_eq!(program.deeds(), [Deed::Suspended]);
    assert!(station.rests());
}
