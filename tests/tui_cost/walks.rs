//! From a question to its answer by keys alone: what grew, whose it is, what falls to nobody, which budget is over.

use muster::app::cost::Tab;
use muster::app::screen::ScreenId;
use muster::model::cost::Amount;
use muster::ui::theme::Charset;

use crate::driver::*;
use crate::office::{Office, There};

#[test]
fn every_view_adds_up_to_the_same_and_no_currency_is_added_to_another() {
    let mut program = start_at(&Office::new(), (140, 45));
    for tab in [
        Tab::Entities,
        Tab::Systems,
        Tab::Teams,
        Tab::People,
        Tab::Services,
    ] {
        show(&mut program, tab);
        let sums = view(&program).table().rows.sums();
        let sums: Vec<String> = sums.iter().map(ToString::to_string).collect();
        assert_eq!(sums, ["314.25 EUR", "2202.799 USD"], "{tab:?}");
    }
    show(&mut program, Tab::Unmatched);
    let unmatched = listed(&program);
    assert_eq!(
        unmatched,
        [" 250 USD", "application=importer 140.25 USD", " 14 EUR"]
    );
    says(
        &program,
        "Falls to nobody: 14.00 EUR (4.5 %), 390.25 USD (17.7 %)",
    );
}

#[test]
fn months_turn_to_both_sides_and_end_where_nothing_is_known() {
    let mut program = start_at(&Office::new(), (140, 45));
    says(&program, "Oct 2026");
    press(&mut program, ">");
    says(&program, "Nov 2026 › not over yet");
    press(&mut program, ">");
    says(&program, "Nov 2026");
    keys(&mut program, &["<", "<", "<", "<"]);
    says(&program, "Aug 2026");
    // Nothing is known of July, so nothing is said to have moved.
    says(&program, "Nothing is known of Jul 2026");
    show(&mut program, Tab::Moved);
    says(&program, "The month before is not known");
    show(&mut program, Tab::Budgets);
    says(&program, "280.10");
}

#[test]
fn a_currency_is_shown_alone_and_then_the_next_and_then_all() {
    let mut program = start_at(&Office::new(), (140, 45));
    press(&mut program, "c");
    says(&program, "[314.25 EUR]");
    assert!(listed(&program).iter().all(|row| row.ends_with("EUR")));
    press(&mut program, "c");
    assert!(listed(&program).iter().all(|row| row.ends_with("USD")));
    press(&mut program, "c");
    assert_eq!(listed(&program).len(), 8);
    keys(&mut program, &["c", "esc"]);
    assert_eq!(listed(&program).len(), 8);
}

#[test]
fn what_moved_most_stands_first_and_leads_to_its_page_and_back_again() {
    let mut program = start_at(&Office::new(), (140, 45));
    show(&mut program, Tab::Moved);
    let moved = listed(&program);
    assert!(moved[0].starts_with("resource:default/ledger-db"), "{moved:?}");
    assert!(!moved.iter().any(|row| row.contains("finder 44")), "{moved:?}");
    press(&mut program, "enter");
    assert_eq!(program.state().nav.top().id(), ScreenId::Entity);
    says(&program, "748.55 USD (+436.15, +140 %) in Oct 2026");
    // The page's line of cost leads back to it alone.
    for _ in 0..30 {
        let here = text(&program);
        if here
            .lines()
            .any(|line| line.contains('▸') && line.contains("748.55"))
        {
            break;
        }
        press(&mut program, "j");
    }
    press(&mut program, "enter");
    assert_eq!(view(&program).tab, Tab::Entities);
    assert_eq!(listed(&program), ["resource:default/ledger-db 748.55 USD"]);
}

#[test]
fn a_system_a_team_and_a_person_narrow_to_what_is_theirs() {
    for (tab, name, expected) in [
        (Tab::Systems, "money", "1768.549 USD"),
        (Tab::Teams, "payments", "1768.549 USD"),
        // The cost of the index is watched by Ana, whoever owns it.
        (Tab::People, "ana", "120.25 EUR"),
    ] {
        let mut program = start_at(&Office::new(), (140, 45));
        show(&mut program, tab);
        go_to(&mut program, name);
        press(&mut program, "enter");
        assert_eq!(view(&program).tab, Tab::Entities);
        let sums = view(&program).table().rows.sums();
        assert_eq!(sums[0].to_string(), expected, "{tab:?}");
        press(&mut program, "esc");
        assert_eq!(listed(&program).len(), 8);
    }
}

#[test]
fn what_falls_to_nobody_says_what_to_write_and_copies_it() {
    let mut program = start_at(&Office::new(), (140, 45));
    go_to(&mut program, "");
    while !view(&program).selected().unwrap().is_nobody() {
        press(&mut program, "j");
    }
    press(&mut program, "enter");
    assert_eq!(view(&program).tab, Tab::Unmatched);
    go_to(&mut program, "importer");
    says(&program, "Call an entity `importer`, as the tag");
    says(&program, "muster/external-id: \"i-0a93be6d2f71c5048\"");
    says(&program, "65.00 USD  i-0b7725c08fe1436da");
    press(&mut program, "y");
    says(&program, "muster cost unmatched");
    press(&mut program, "l");
    says(
        &program,
        "Copied muster/external-id: \"i-0a93be6d2f71c5048,i-0b7725c08fe1436d",
    );
    // What has neither resource nor tag says so.
    keys(&mut program, &["g", "g"]);
    says(&program, "neither a resource nor a tag");
}

#[test]
fn budgets_say_what_is_used_and_left() {
    let mut program = start_at(&Office::new(), (140, 45));
    show(&mut program, Tab::Budgets);
    let budgets = listed(&program);
    assert_eq!(
        budgets,
        [
            "resource:default/ledger-db 748.55 USD",
            "resource:default/index 120.25 EUR",
            "system:default/money 1768.549 USD"
        ]
    );
    says(&program, "over by 248.55 (150 % of 500.00 USD)");
    press(&mut program, "/");
    type_text(&mut program, "is:over");
    press(&mut program, "enter");
    assert_eq!(listed(&program).len(), 2);
    go_to(&mut program, "index");
    says(&program, "Ana Ruiz");
}

#[test]
fn filters_ask_about_entities_states_and_words() {
    let mut program = start_at(&Office::new(), (140, 45));
    for (filter, expected) in [
        ("LEDGER", 0),
        ("ledger", 2),
        ("Ledger", 1),
        ("kind:resource", 2),
        ("kind:resource kind:component", 6),
        ("owner:search is:dearer", 1),
        ("is:cheaper", 2),
        ("is:new", 1),
        ("person:user:default/bo", 2),
        ("ref:component:default/ledger", 1),
        ("nobody", 2),
        ("USD", 5),
        ("is:what", 0),
    ] {
        press(&mut program, "/");
        type_text(&mut program, filter);
        assert_eq!(
            listed(&program).len(),
            expected,
            "{filter}: {:?}",
            listed(&program)
        );
        press(&mut program, "esc");
    }
    press(&mut program, "/");
    type_text(&mut program, "is:what");
    says(
        &program,
        "`is:what` is no state; there are dearer, cheaper, new, gone, over.",
    );
}

#[test]
fn services_ignore_what_is_asked_about_entities_and_say_so() {
    let mut program = start_at(&Office::new(), (140, 45));
    press(&mut program, "/");
    type_text(&mut program, "person:ana");
    press(&mut program, "enter");
    show(&mut program, Tab::Services);
    says(&program, "only words count here");
    assert_eq!(listed(&program).len(), 7);
    go_to(&mut program, "Amazon RDS");
    says(&program, "For whom");
    says(&program, "68.05 USD (+39.65)");
}

#[test]
fn rows_are_sorted_by_any_column() {
    let mut program = start_at(&Office::new(), (140, 45));
    press(&mut program, "s");
    type_text(&mut program, "what");
    press(&mut program, "enter");
    let names = listed(&program);
    let mut sorted = names.clone();
    sorted.sort();
    assert_eq!(names, sorted);
    press(&mut program, "S");
    sorted.reverse();
    assert_eq!(listed(&program), sorted);
}

#[test]
fn home_says_what_grew_and_which_budgets_are_over() {
    for size in [(140, 45), (80, 24)] {
        let mut program = start_at_home(&Office::new(), size, Charset::Unicode);
        insta::assert_snapshot!(format!("home_{}x{}", size.0, size.1), text(&program));
        says(&program, "ledger-db cost 436.15 USD more in Oct 2026 (+140 %)");
        for _ in 0..30 {
            if text(&program)
                .lines()
                .any(|line| line.contains('▸') && line.contains("436.15"))
            {
                break;
            }
            press(&mut program, "j");
        }
        press(&mut program, "enter");
        assert_eq!(view(&program).tab, Tab::Moved);
        let own = listed(&program);
        assert_eq!(own.len(), 3, "{own:?}");
        press(&mut program, "q");
        assert_eq!(program.state().nav.top().id(), ScreenId::Home);
    }
    let program = start_at_home(&Office::with(There::Nothing), (140, 45), Charset::Unicode);
    assert!(!text(&program).contains("USD"));
    let program = start_at_home(&Office::with(There::Broken), (140, 45), Charset::Unicode);
    assert!(!text(&program).contains("disk"));
}

#[test]
fn what_one_answers_for_leads_to_what_it_costs() {
    let mut program = start_at_home(&Office::new(), (140, 45), Charset::Unicode);
    keys(&mut program, &["5", "c"]);
    assert_eq!(view(&program).tab, Tab::Entities);
    says(&program, "person:user:default/ana");
    let own = listed(&program);
    assert_eq!(own.len(), 4, "{own:?}");
    press(&mut program, "q");
    assert_eq!(program.state().nav.top().id(), ScreenId::Owned);
}

#[test]
fn the_palette_finds_it() {
    let mut program = start_at_home(&Office::new(), (140, 45), Charset::Unicode);
    press(&mut program, ":");
    type_text(&mut program, "what everything costs");
    press(&mut program, "enter");
    assert_eq!(view(&program).tab, Tab::Entities);
    // Going back leads to where one was.
    press(&mut program, "q");
    assert_eq!(program.state().nav.top().id(), ScreenId::Home);
}

#[test]
fn a_month_has_every_digit_when_it_is_copied() {
    let mut program = start_at(&Office::new(), (140, 45));
    go_to(&mut program, "component:default/ledger");
    keys(&mut program, &["y"]);
    says(&program, "899.999 USD");
    let exact: Amount = "899.999".parse().unwrap();
    assert_eq!(view_amount(&program), exact);
}

fn view_amount(program: &muster::runtime::headless::Headless) -> Amount {
    view(program).selected().unwrap().now
}
