//! What is seen at which size, in which tab, before and after anybody looked.

use muster::app::discovery::{LIST, Tab};
use muster::app::geometry::{Size, Target};
use muster::model::discovery::{Discovery, Place};
use muster::runtime::headless::Deed;
use muster::ui::theme::Charset;

use crate::company::Company;
use crate::driver::*;
use crate::screen::{modifiers, picture};

const SIZES: [(u16, u16); 4] = [(140, 45), (80, 24), (60, 15), (40, 10)];

#[test]
fn what_nobody_registered() {
    for size in SIZES {
        let program = start_with(&company(), size, Charset::Unicode);
        insta::assert_snapshot!(format!("unregistered_{}x{}", size.0, size.1), picture(&program));
    }
}

#[test]
fn what_is_gone_and_which_dependencies_differ() {
    for size in [(140, 45), (80, 24)] {
        let mut program = start_with(&company(), size, Charset::Unicode);
        press(&mut program, "]");
        insta::assert_snapshot!(format!("gone_{}x{}", size.0, size.1), text(&program));
        press(&mut program, "]");
        insta::assert_snapshot!(format!("dependencies_{}x{}", size.0, size.1), text(&program));
        press(&mut program, "]");
        assert_eq!(view(&program).tab, Tab::Unregistered);
    }
}

#[test]
fn without_colours_and_with_plain_characters_only() {
    let mut program = start_with(&company(), (80, 24), Charset::Ascii);
    keys(&mut program, &["space", "c"]);
    insta::assert_snapshot!("plain_claim", modifiers(&program));
    keys(&mut program, &["esc", "["]);
    insta::assert_snapshot!("plain_dependencies", modifiers(&program));
}

#[test]
fn the_previews_say_exactly_what_is_written() {
    for size in SIZES {
        let mut program = start_with(&company(), size, Charset::Unicode);
        keys(&mut program, &["space", "space", "space", "c"]);
        insta::assert_snapshot!(format!("claiming_{}x{}", size.0, size.1), text(&program));
        keys(&mut program, &["esc", "esc", "["]);
        keys(&mut program, &["v", "G", "d"]);
        insta::assert_snapshot!(format!("declaring_{}x{}", size.0, size.1), text(&program));
    }
}

#[test]
fn a_person_is_picked_from_all_of_them() {
    let mut program = start_with(&company(), (80, 24), Charset::Unicode);
    keys(&mut program, &["c", "a"]);
    insta::assert_snapshot!("picking", text(&program));
}

#[test]
fn before_anybody_has_looked_and_where_there_is_nowhere_to_look() {
    let mut program = start(&Company::new(Discovery::default()));
    says(&program, "No place to look at is known. Name a Kafka cluster");
    let never = Discovery {
        places: vec![Place {
            name: "kafka:main".to_owned(),
            ..Place::default()
        }],
        ..Discovery::default()
    };
    let company = Company::new(never);
    program = start(&company);
    says(&program, "Nobody has looked outside yet. r looks at all places.");
    says(&program, "kafka:main  nobody has looked yet; r looks");
    press(&mut program, "1");
    says(&program, "Nobody has looked yet at kafka:main; Enter leads there");
    keys(&mut program, &["2", "D"]);
    {
        let mut world = company.world.lock().unwrap();
        let place = &mut world.discovery.places[0];
        (place.taken, place.complete) = (Some(crate::company::now()), true);
    }
    press(&mut program, "r");
    says(
        &program,
        "Everything that exists out there is registered. r looks again.",
    );
}

#[test]
fn a_cluster_that_is_down_is_a_badge_with_its_cause_and_the_next_key() {
    let mut program = start_with(&company(), (140, 45), Charset::Unicode);
    says(
        &program,
        "could not be seen 1 h ago; r tries again: no broker of eu-1.example:9092 answers: connection refused",
    );
    says(&program, "seen 3 min ago · 214 things");
    says(&program, "r goes on: the rate limit is used up until 04:00");
    says(&program, "sandbox");
    press(&mut program, "1");
    says(&program, "5 things exist outside, registered by nobody");
    says(&program, "kafka:eu: could not be seen");
}

#[test]
fn the_filter_narrows_and_the_order_changes() {
    let mut program = start(&company());
    press(&mut program, "/");
    type_text(&mut program, "refu");
    keys(&mut program, &["enter", "g g", "j"]);
    assert_eq!(selected(&program), "kafka:main/orders.refused");
    assert_eq!(view(&program).table().list.len(), 2, "with its place");
    press(&mut program, "esc");
    assert_eq!(view(&program).table().list.len(), 7);
    press(&mut program, "s");
    type_text(&mut program, "name");
    keys(&mut program, &["enter", "S", "g g", "j"]);
    assert_eq!(selected(&program), "kafka:main/tmp-支払い-test");
    assert!(program.click(&Target::Column(LIST, 1)).unwrap());
    press(&mut program, "g g");
    press(&mut program, "j");
    assert_eq!(selected(&program), "kafka:main/evil\u{1b}[31m");
    press(&mut program, "/");
    type_text(&mut program, "zzz");
    says(&program, "Nothing of 5 matches the filter. Esc takes it away.");
}

#[test]
fn places_fold() {
    let mut program = start(&company());
    keys(&mut program, &["h", "h"]);
    assert_eq!(view(&program).table().list.len(), 3);
    press(&mut program, "enter");
    assert_eq!(view(&program).table().list.len(), 7);
    says(&program, "A sandbox inside muster answers for it");
}

#[test]
fn lines_lead_where_they_say() {
    let mut program = start(&company());
    press(&mut program, "o");
    says(&program, "No address is known");
    select(&mut program, "github:acme/price-bot");
    press(&mut program, "o");
    let address = "https://github.example/acme/price-bot".to_owned();
    assert_eq!(program.deeds(), [Deed::Opened(address)]);
    keys(&mut program, &["]", "enter"]);
    says(&program, "Outside › invoices");
    keys(&mut program, &["q", "t"]);
    says(&program, "Tree of resource:default/invoices");
    press(&mut program, "q");
    // A second click on a row does what Enter does.
    assert!(program.click(&Target::Row(LIST, 1)).unwrap());
    program.wait_idle(crate::screen::PATIENCE).unwrap();
    says(&program, "Outside › invoices");
}

#[test]
fn what_can_be_copied() {
    let mut program = start(&company());
    keys(&mut program, &["y", "c"]);
    let command = "muster discover claim kafka:main/orders.refused --accountable user:default/ana --owner \
                   group:default/checkout";
    assert_eq!(program.deeds(), [Deed::Copied(command.to_owned())]);
    keys(&mut program, &["[", "y", "c"]);
    let command = "muster discover declare component:default/ledger resource:default/orders.placed";
    assert_eq!(program.deeds().last(), Some(&Deed::Copied(command.to_owned())));
}

#[test]
fn no_size_is_too_small() {
    let mut program = start(&company());
    for (width, height) in [(1, 1), (40, 10), (3, 40), (200, 2), (99, 22), (100, 21)] {
        program.resize(Size::new(width, height)).unwrap();
        for key in [
            "tab", "j", "]", "space", "c", "a", "esc", "esc", "d", "esc", "/", "x", "esc",
        ] {
            press(&mut program, key);
        }
    }
    assert_eq!(program.exit(), None);
}
