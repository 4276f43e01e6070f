//! What Home, the pages of entities and Owned say of it, and that they lead there.

use muster::app::intent::Intent;
use muster::app::screen::ScreenId;
use muster::model::access::Presence;
use muster::runtime::headless::Headless;

use crate::driver::*;
use crate::station::{ANA, BO, CART, LEDGER, ORDERS, Station, never, review};

fn home_as(station: &std::sync::Arc<Station>, actor: Option<&str>, size: (u16, u16)) -> Headless {
    let start = Start {
        actor,
        size,
        ..Start::default()
    };
    at_home(station, &start)
}

#[test]
fn home_says_what_is_over_and_unexplained_of_mine() {
    let station = Station::usual();
    for size in [(140, 45), (80, 24)] {
        let program = home_as(&station, Some(ANA), size);
        says(&program, "1 right is over and still there");
        assert!(!text(&program).contains("that nothing explains"), "that is bo's");
        insta::assert_snapshot!(format!("home_{}x{}", size.0, size.1), text(&program));
    }
    let program = home_as(&station, Some(BO), (80, 24));
    says(&program, "1 right that nothing explains");
    let program = home_as(&station, None, (140, 45));
    says(&program, "1 right is over and still there");
    says(&program, "2 rights that nothing explains");
    assert_eq!(station.looks(), 0, "Home asks nobody outside");
    let program = home_as(&Station::with(never()), Some(ANA), (80, 24));
    assert!(!text(&program).contains("still there"));
}

#[test]
fn home_does_not_say_that_something_is_there_which_nobody_looked_for() {
    let mut unseen = review();
    unseen.rows[0].presence = Presence::NotSeen;
    let program = home_as(&Station::with(unseen), Some(ANA), (140, 45));
    says(&program, "1 right is over; nobody has looked since");
}

#[test]
fn a_line_of_home_leads_to_the_rights_it_counts() {
    let mut program = home_as(&Station::usual(), Some(ANA), (140, 45));
    for _ in 0..20 {
        if text(&program)
            .lines()
            .any(|line| line.contains('▸') && line.contains("1 right is over"))
        {
            break;
        }
        press(&mut program, "j");
    }
    press(&mut program, "enter");
    says(&program, "[Over 1]");
    assert_eq!(rows(&program)[0], format!("{ORDERS} 1"));
}

#[test]
fn the_page_of_an_entity_says_who_may_use_it() {
    for (entity, said) in [
        (ORDERS, "2 may use it, 1 over"),
        (LEDGER, "3 may use it, 1 unexplained"),
        (CART, "has 2 rights, 1 unexplained"),
    ] {
        let mut program = home_as(&Station::usual(), Some(ANA), (140, 45));
        keys(&mut program, &["2", "/"]);
        type_text(&mut program, entity.rsplit('/').next().unwrap());
        keys(&mut program, &["enter", "enter"]);
        says(&program, said);
        if entity == ORDERS {
            insta::assert_snapshot!("page_140x45", text(&program));
        }
        press(&mut program, "A");
        says(&program, "Access of");
        assert!(!rows(&program).is_empty());
    }
}

#[test]
fn of_a_person_it_is_what_they_have() {
    let mut program = home_as(&Station::usual(), Some(ANA), (140, 45));
    keys(&mut program, &["2", "/"]);
    type_text(&mut program, "bo");
    keys(&mut program, &["enter", "A"]);
    assert_eq!(
        rows(&program),
        ["component:default/ledger 1", "  bo may admin github:acme/ledger"]
    );
}

#[test]
fn owned_and_the_palette_lead_there() {
    let mut program = home_as(&Station::usual(), Some(ANA), (140, 45));
    keys(&mut program, &["5", "A"]);
    assert_eq!(program.state().nav.top().id(), ScreenId::Access);
    assert_eq!(rows(&program)[0], format!("{ORDERS} 3"));
    let mut program = home_as(&Station::usual(), Some(ANA), (140, 45));
    program.perform(Intent::Palette).unwrap();
    type_text(&mut program, "go to access");
    press(&mut program, "enter");
    assert_eq!(program.state().nav.top().id(), ScreenId::Access);
    press(&mut program, "esc");
    assert_eq!(program.state().nav.top().id(), ScreenId::Home);
}
