//! What Home, the pages of entities and Owned say of it, and that they lead there.

use muster::app::intent::Intent;
use muster::app::screen::ScreenId;
use muster::model::health::{Health, Healths};

use crate::driver::*;
use crate::screen::PATIENCE;
use crate::station::{CART, CLEO, LEDGER, SEARCH, Station, night};

fn home_as(
    station: &std::sync::Arc<Station>,
    actor: Option<&str>,
    size: (u16, u16),
) -> muster::runtime::headless::Headless {
    let start = Start {
        actor,
        size,
        ..Start::default()
    };
    at_home(station, &start)
}

/// The lines of Home below its heading of what is down.
fn down(shown: &str) -> Vec<&str> {
    let lines = shown.lines().skip_while(|line| !line.contains("Down ─"));
    lines
        .skip(1)
        .take_while(|line| line.contains("down ") || line.contains("more"))
        .collect()
}

#[test]
fn home_begins_with_what_is_down_and_mine() {
    let station = Station::night();
    for size in [(140, 45), (80, 24), (60, 15)] {
        let program = home_as(&station, Some(crate::station::ANA), size);
        insta::assert_snapshot!(format!("home_{}x{}", size.0, size.1), text(&program));
    }
    let program = home_as(&station, Some(CLEO), (80, 24));
    let shown = text(&program);
    let lines = down(&shown);
    assert!(lines[0].contains("search"), "{shown}");
    assert!(
        lines[2].contains("payment-gateway"),
        "what is silenced is last\n{shown}"
    );
}

#[test]
fn home_never_says_more_than_four_lines_and_nothing_where_all_is_well() {
    let mut many = night();
    for probed in &mut many.probes {
        probed.state = Health::Down;
    }
    let one = many.probes[0].clone();
    for name in ["a", "b"] {
        let mut probed = one.clone();
        probed.entity = format!("component:default/{name}");
        many.probes.push(probed);
    }
    let program = home_as(&Station::with(many), None, (80, 24));
    let shown = text(&program);
    assert_eq!(down(&shown).len(), 4, "{shown}");
    assert!(shown.contains("and 4 more"), "{shown}");
    let program = home_as(&Station::with(Healths::default()), None, (80, 24));
    assert!(down(&text(&program)).is_empty());
}

#[test]
fn a_line_of_home_leads_to_the_probes_of_the_entity() {
    let mut program = home_as(&Station::night(), Some(crate::station::ANA), (140, 45));
    press(&mut program, "enter");
    assert_eq!(rows(&program), [format!("Down {CART}")]);
    says(&program, "Health of cart");
    press(&mut program, "esc");
    assert_eq!(rows(&program).len(), 7, "esc shows all");
    press(&mut program, "esc");
    assert_eq!(program.state().nav.top().id(), ScreenId::Home);
}

#[test]
fn the_page_of_an_entity_says_how_it_is() {
    for (entity, said) in [
        (CART, "down since 02:13 (web: connection refused"),
        (SEARCH, "down since 02:56 (web: 503"),
        (LEDGER, "degraded since 22 Nov 23:55 (lag: ledger is"),
    ] {
        for size in [(140, 45), (80, 24)] {
            let mut program = start_at(&Station::night(), size);
            go_to(&mut program, entity);
            press(&mut program, "enter");
            says(&program, said);
            if entity == CART {
                insta::assert_snapshot!(format!("page_{}x{}", size.0, size.1), text(&program));
            }
            press(&mut program, "H");
            assert!(rows(&program).iter().all(|row| row.contains(entity)));
        }
    }
}

#[test]
fn the_page_is_told_anew_while_it_is_open() {
    let station = Station::night();
    let mut program = start(&station);
    go_to(&mut program, CART);
    press(&mut program, "enter");
    says(&program, "down since 02:13");
    let mut well = night();
    for probed in &mut well.probes {
        probed.state = Health::Up;
    }
    station.say(well);
    program.send(muster::app::Msg::JournalGrew).unwrap();
    program.wait_idle(PATIENCE).unwrap();
    says(&program, "up since 02:13");
}

#[test]
fn the_catalog_and_owned_lead_there() {
    let mut program = home_as(&Station::night(), Some(crate::station::ANA), (140, 45));
    press(&mut program, "5");
    says(&program, "component:cart  ✗ down");
    says(&program, "component:ledger  ! degraded");
    press(&mut program, "H");
    assert_eq!(rows(&program).len(), 4, "what concerns ana\n{}", text(&program));
    keys(&mut program, &["2", "/"]);
    type_text(&mut program, "cart");
    keys(&mut program, &["enter", "H"]);
    assert_eq!(rows(&program), [format!("Down {CART}")]);
}

#[test]
fn the_palette_finds_it() {
    let mut program = home_as(&Station::night(), Some(crate::station::ANA), (140, 45));
    program.perform(Intent::Palette).unwrap();
    type_text(&mut program, "go to health");
    press(&mut program, "enter");
    assert_eq!(program.state().nav.top().id(), ScreenId::Health);
    press(&mut program, "esc");
    assert_eq!(program.state().nav.top().id(), ScreenId::Home);
}
