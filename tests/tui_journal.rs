//! The Journal: what is seen at which size, and how it is filtered, followed, walked and verified.

#[path = "support/home_company.rs"]
#[allow(dead_code)]
mod company;
#[path = "support/keyboard.rs"]
#[allow(dead_code)]
mod keyboard;
#[path = "support/program.rs"]
#[allow(dead_code)]
mod program;
#[path = "support/screen.rs"]
#[allow(dead_code)]
mod screen;
#[path = "support/workspace.rs"]
#[allow(dead_code)]
mod workspace;

use std::sync::Arc;
use std::time::Duration;

use company::{Company, changed};
use keyboard::{press, text, type_text};
use muster::app::geometry::Target;
use muster::app::journal::LIST;
use muster::app::msg::Finding;
use muster::app::panes::Pane;
use muster::app::screen::Screen;
use muster::app::{Msg, journal};
use muster::model::health::Health;
use muster::model::journal::{
    CostRead, EventRedacted, Hash, HealthTold, OwnershipAttested, Subject, Unknown,
};
use muster::runtime::headless::{Deed, Headless};
use muster::ui::theme::Charset;
use program::{screens, state};
use screen::picture;
use termprofile::TermProfile;

const SIZES: [(u16, u16); 3] = [(140, 45), (80, 24), (60, 15)];
const PATIENCE: Duration = Duration::from_secs(20);

fn start(company: &Arc<Company>, size: (u16, u16)) -> Headless {
    let screens = screens(TermProfile::TrueColor, Charset::Unicode);
    let mut program = company.start(state(true), screens, size);
    press(&mut program, "8");
    program
}

fn journal(program: &Headless) -> &journal::State {
    match program.state().nav.top() {
        Screen::Journal(journal) => journal,
        other => panic!("{:?} is in front", other.id()),
    }
}

fn selected(program: &Headless) -> u64 {
    journal(program).feed.selected().map_or(0, |event| event.lseq)
}

/// The positions of the events that are at hand.
fn positions(program: &Headless) -> Vec<u64> {
    let pages = &journal(program).feed.pages;
    (0..)
        .map_while(|at| pages.get(at))
        .map(|event| event.lseq)
        .collect()
}

/// A company with so many events.
fn with_events(count: u64) -> Arc<Company> {
    let fields = ["spec.owner"];
    let event = |lseq| {
        changed(
            lseq,
            1,
            "os:sam",
            &format!("component:default/c{}", lseq % 7),
            &fields,
        )
    };
    Company::new(company::catalog(), (1..=count).map(event).collect())
}

/// Adds events as another process would, and tells the program.
fn grow(company: &Company, program: &mut Headless, count: u64) {
    {
        let mut events = company.events.lock().unwrap();
        let head = events.last().map_or(0, |event| event.lseq);
        events.extend(
            (head + 1..=head + count)
                .map(|lseq| changed(lseq, 0, "os:sam", "component:default/cart", &["metadata.tags"])),
        );
    }
    program.send(Msg::JournalGrew).unwrap();
    program.wait_idle(PATIENCE).unwrap();
}

#[test]
fn the_record_of_a_company() {
    for size in SIZES {
        let mut program = start(&Company::example(), size);
        press(&mut program, "j");
        insta::assert_snapshot!(format!("record_{}x{}", size.0, size.1), picture(&program));
    }
}

#[test]
fn the_detail_has_the_screen_to_itself_where_there_is_no_room_for_both() {
    let mut program = start(&Company::example(), (60, 15));
    press(&mut program, "tab");
    insta::assert_snapshot!(text(&program));
    press(&mut program, "G");
    assert!(text(&program).contains('}'), "{}", text(&program));
    press(&mut program, "esc");
    assert!(text(&program).contains("▸ just now"), "{}", text(&program));
}

#[test]
fn a_redacted_event_says_so_in_words() {
    let mut program = start(&Company::example(), (140, 45));
    press(&mut program, "G");
    press(&mut program, "k");
    press(&mut program, "k");
    insta::assert_snapshot!(text(&program));
}

#[test]
fn without_colours_and_with_plain_characters_only() {
    let screens = screens(TermProfile::NoColor, Charset::Ascii);
    let mut program = Company::example().start(state(true), screens, (80, 24));
    press(&mut program, "8");
    insta::assert_snapshot!(text(&program));
}

#[test]
fn an_empty_journal_and_a_filter_that_nothing_passes_say_so() {
    let program = start(&Company::new(Arc::default(), Vec::new()), (80, 24));
    assert!(
        text(&program).contains("Nothing is recorded yet."),
        "{}",
        text(&program)
    );

    let mut program = start(&Company::example(), (80, 24));
    press(&mut program, "/");
    type_text(&mut program, "type:task.");
    press(&mut program, "enter");
    assert!(
        text(&program).contains("No event passes the filter."),
        "{}",
        text(&program)
    );
    press(&mut program, "esc");
    assert_eq!(positions(&program), [6, 5, 4, 3, 2, 1]);
}

#[test]
fn what_happened_stands_in_words_behind_its_entity() {
    let payments = "group:default/payments";
    let attested = OwnershipAttested {
        entity: payments.to_owned(),
        accountable: "user:default/ana".to_owned(),
        version: Hash::of(b"was"),
        until: "2027-01-01".parse().unwrap(),
        unknown: Unknown::new(),
    };
    let told = HealthTold {
        entity: "component:default/ledger".to_owned(),
        probe: "http".to_owned(),
        state: Health::Down,
        since: company::now(),
        whom: "user:default/ana".to_owned(),
        role: "contact".to_owned(),
        by: "pager".to_owned(),
        failed: None,
        not_before: None,
        unknown: Unknown::new(),
    };
    let read = CostRead {
        file: "october.csv".to_owned(),
        digest: Hash::of(b"file"),
        rows: 1200,
        refused: 3,
        periods: vec!["2026-10".to_owned()],
        effective: vec!["42.5 USD".to_owned()],
        unknown: Unknown::new(),
    };
    let ledger = "component:default/ledger";
    let events = vec![
        company::event(1, 3, "user:default/ana", Subject::entity(payments), &attested),
        company::event(2, 2, "muster", Subject::entity(ledger), &told),
        company::event(3, 1, "muster", Subject::workspace(), &read),
    ];
    let program = start(&Company::new(company::catalog(), events), (200, 45));
    let text = text(&program);
    for row in [
        "group:payments  attested until 2027-01-01",
        "component:ledger  ana was told: down",
        "Costs read from october.csv: 1200 rows, 3 refused of 2026-10: 42.5 USD",
    ] {
        assert!(text.contains(row), "{row}\n{text}");
    }
}

#[test]
fn the_filter_line_narrows_as_it_is_typed() {
    for (line, expected) in [
        ("type:entity.", vec![6, 5, 4, 3, 2]),
        ("type:entity.changed actor:ana", vec![6, 5]),
        ("entity:component:cart", vec![5]),
        ("since:2d", vec![6, 5, 4]),
        ("muster/lead", vec![5]),
        ("subject:workspace", vec![1]),
        ("typ", vec![]),
    ] {
        let mut program = start(&Company::example(), (80, 24));
        press(&mut program, "/");
        type_text(&mut program, line);
        assert_eq!(positions(&program), expected, "{line}");
    }
}

#[test]
fn an_error_in_the_filter_line_stands_below_it_and_takes_no_rows_away() {
    let mut program = start(&Company::example(), (80, 24));
    press(&mut program, "/");
    program.paste("type:entity. sinse:2d").unwrap();
    program.wait_idle(PATIENCE).unwrap();
    assert!(
        text(&program).contains("✗ `sinse:2d`: write since:2d"),
        "{}",
        text(&program)
    );
    assert_eq!(positions(&program).len(), 6);
}

#[test]
fn the_same_subject_and_the_same_type_are_a_key_away() {
    let mut program = start(&Company::example(), (80, 24));
    press(&mut program, "s");
    assert!(text(&program).contains("/ entity:component:default/ledger"));
    assert_eq!(positions(&program), [6]);
    press(&mut program, "esc");
    press(&mut program, "S");
    assert!(text(&program).contains("/ type:entity.changed"));
    assert_eq!(positions(&program), [6, 5, 3]);
}

#[test]
fn a_long_record_is_walked_without_holding_all_of_it() {
    let mut program = start(&with_events(1500), (80, 24));
    assert_eq!(positions(&program).len(), 200);
    for _ in 0..200 {
        press(&mut program, "pgdn");
        assert!(positions(&program).len() <= 1000);
    }
    assert_eq!(selected(&program), 1);
    press(&mut program, "g g");
    assert_eq!(selected(&program), 1500);
    press(&mut program, "G");
    assert_eq!(selected(&program), 1);
    for _ in 0..200 {
        press(&mut program, "pgup");
    }
    assert_eq!(selected(&program), 1500);
}

#[test]
fn new_events_leave_the_cursor_where_it_is_and_are_counted() {
    let company = Company::example();
    let mut program = start(&company, (80, 24));
    press(&mut program, "j");
    grow(&company, &mut program, 3);
    assert_eq!(selected(&program), 5);
    assert!(text(&program).contains("↑ 3 new"), "{}", text(&program));
    press(&mut program, "g g");
    assert_eq!(selected(&program), 9);
    assert!(!text(&program).contains("new\n"), "{}", text(&program));
}

#[test]
fn what_was_redacted_meanwhile_goes_from_the_screen() {
    let company = Company::example();
    let mut program = start(&company, (140, 45));
    assert!(
        text(&program).contains("\"spec.dependsOn\""),
        "{}",
        text(&program)
    );
    let redaction = EventRedacted {
        id: {
            let mut events = company.events.lock().unwrap();
            let event = &mut events[5];
            (event.body, event.salt) = (None, None);
            event.id
        },
        reason: "a secret".to_owned(),
        unknown: Unknown::new(),
    };
    let event = company::event(7, 0, "os:sam", Subject::journal(), &redaction);
    company.events.lock().unwrap().push(event);
    program.send(Msg::JournalGrew).unwrap();
    program.wait_idle(PATIENCE).unwrap();
    assert_eq!(selected(&program), 6);
    assert!(!text(&program).contains("spec.dependsOn"), "{}", text(&program));
    assert!(
        text(&program).contains("Redacted: the body was taken out"),
        "{}",
        text(&program)
    );
}

#[test]
fn following_stays_on_the_newest_event_until_one_moves() {
    let company = with_events(500);
    let mut program = start(&company, (80, 24));
    press(&mut program, "G");
    press(&mut program, "f");
    assert_eq!(selected(&program), 500);
    grow(&company, &mut program, 2);
    assert_eq!(selected(&program), 502);
    grow(&company, &mut program, 900);
    assert_eq!(selected(&program), 1402);
    assert!(text(&program).contains("● following"), "{}", text(&program));
    press(&mut program, "j");
    grow(&company, &mut program, 1);
    assert_eq!(selected(&program), 1401);
    assert!(!text(&program).contains("following"));
}

#[test]
fn verification_says_what_it_checked() {
    let mut program = start(&Company::example(), (80, 24));
    press(&mut program, "V");
    insta::assert_snapshot!("verified", text(&program));
    press(&mut program, "esc");
    assert!(text(&program).contains("─ Event ─"));
    assert!(text(&program).contains("✓ verified"));
}

#[test]
fn damage_is_listed() {
    let finding = |lseq, message: &str| Finding {
        lseq,
        message: message.to_owned(),
    };
    let company = Arc::new(Company {
        catalog: company::catalog(),
        events: company::past().into(),
        findings: vec![
            finding(Some(4), "its body was altered after it was written"),
            finding(
                None,
                "the journal remembers event 8 of this origin, and the last one here is 6",
            ),
        ],
    });
    let mut program = start(&company, (80, 24));
    press(&mut program, "V");
    insta::assert_snapshot!("damaged", text(&program));
}

#[test]
fn the_tree_of_an_events_entity_is_a_key_away() {
    let mut program = start(&Company::example(), (80, 24));
    press(&mut program, "t");
    assert!(text(&program).contains("Journal › "), "{}", text(&program));
    press(&mut program, "esc");
    assert_eq!(selected(&program), 6);
}

#[test]
fn enter_on_what_is_no_entity_goes_into_the_detail() {
    let mut program = start(&Company::example(), (80, 24));
    press(&mut program, "G");
    press(&mut program, "enter");
    assert_eq!(journal(&program).pane, Pane::Detail);
    press(&mut program, "esc");
    assert_eq!(journal(&program).pane, Pane::List);
}

#[test]
fn enter_on_an_entity_that_is_gone_says_so() {
    let mut program = start(&Company::example(), (140, 45));
    press(&mut program, "G");
    press(&mut program, "k");
    press(&mut program, "enter");
    assert!(
        text(&program).contains("is not in the catalog any more"),
        "{}",
        text(&program)
    );
}

#[test]
fn copies_are_of_the_event_and_the_filter() {
    let mut program = start(&Company::example(), (80, 24));
    press(&mut program, "/");
    type_text(&mut program, "type:entity. actor:ana it's");
    press(&mut program, "enter");
    press(&mut program, "y");
    press(&mut program, "c");
    let expected = r"muster journal tail --type entity. --actor user:default/ana --query 'it'\''s'";
    assert_eq!(program.deeds().last(), Some(&Deed::Copied(expected.to_owned())));

    press(&mut program, "esc");
    press(&mut program, "y");
    press(&mut program, "e");
    let copied = match program.deeds().last() {
        Some(Deed::Copied(text)) => text.clone(),
        other => panic!("{other:?}"),
    };
    let event: serde_json::Value = serde_json::from_str(&copied).unwrap();
    assert_eq!(event["specversion"], "1.0");
    assert_eq!(event["data"]["ref"], "component:default/ledger");
}

#[test]
fn a_click_selects_and_a_second_one_opens() {
    let mut program = start(&Company::example(), (140, 45));
    assert!(program.click(&Target::Row(LIST, 5)).unwrap());
    assert_eq!(selected(&program), 1);
    program.click(&Target::Row(LIST, 5)).unwrap();
    assert_eq!(journal(&program).pane, Pane::Detail);
}
