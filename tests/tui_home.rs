//! Home: what is seen at which size and in which state, and where its lines lead.

#[path = "support/home_company.rs"]
#[allow(dead_code)]
mod company;
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

use company::Company;
use muster::app::geometry::{Size, Target};
use muster::app::home::layout::COLUMNS;
use muster::app::screen::Screen;
use muster::app::{Answer, Effect, Failure, Msg, Request, State, update};
use muster::runtime::headless::{Deed, Headless};
use muster::ui::export;
use muster::ui::theme::Charset;
use program::{screens, state};
use screen::picture;
use termprofile::TermProfile;

const SIZES: [(u16, u16); 3] = [(140, 45), (80, 24), (60, 15)];

fn of(me: Option<&str>) -> State {
    let mut state = state(true);
    state.shared.me = me.map(str::to_owned);
    state
}

fn coloured() -> muster::runtime::Screens {
    screens(TermProfile::TrueColor, Charset::Unicode)
}

fn start(company: &Arc<Company>, me: Option<&str>, size: (u16, u16)) -> Headless {
    company.start(of(me), coloured(), size)
}

fn selected(program: &Headless) -> String {
    match program.state().nav.top() {
        Screen::Home(home) => home.selected().unwrap_or("nothing").to_owned(),
        other => format!("{:?}", other.id()),
    }
}

#[test]
fn a_company_with_flaws() {
    for size in SIZES {
        let program = start(&Company::example(), Some("user:default/ana"), size);
        insta::assert_snapshot!(format!("flaws_{}x{}", size.0, size.1), picture(&program));
    }
}

#[test]
fn the_same_on_a_very_wide_screen() {
    let program = start(&Company::example(), None, (200, 30));
    insta::assert_snapshot!(export::text(program.buffer()));
}

#[test]
fn without_colours_and_with_plain_characters_only() {
    let screens = screens(TermProfile::NoColor, Charset::Ascii);
    let company = Company::example();
    let program = company.start(of(None), screens, (80, 24));
    let text = export::text(program.buffer());
    insta::assert_snapshot!(text);
}

#[test]
fn an_empty_workspace_says_what_to_do_next() {
    let company = Company::new(Arc::default(), Vec::new());
    let program = start(&company, None, (80, 24));
    insta::assert_snapshot!(export::text(program.buffer()));
}

#[test]
fn a_demo_says_that_it_is_one() {
    let mut state = of(None);
    if let Some(workspace) = &mut state.shared.workspace {
        workspace.demo = true;
    }
    let company = Company::new(Arc::default(), Vec::new());
    let program = company.start(state, coloured(), (80, 24));
    let text = export::text(program.buffer());
    assert!(text.contains("A demo company, invented"), "{text}");
}

#[test]
fn someone_whom_the_catalog_does_not_know_is_told_so() {
    let program = start(&Company::example(), Some("user:default/nobody"), (80, 24));
    let text = export::text(program.buffer());
    assert!(text.contains("The catalog has no such User"), "{text}");
}

/// The state after some messages, drawn without anything behind it.
fn drawn(state: &State) -> String {
    let look = coloured().look("dark");
    export::text(&muster::ui::view(state, &look, Size::new(80, 24)))
}

/// Starts; returns the generation of the request for the catalog.
fn started(state: &mut State) -> muster::app::Generation {
    update(state, Msg::Resize(Size::new(80, 24)));
    let effects = update(state, Msg::Started);
    let catalog = effects.iter().find_map(|effect| match effect {
        Effect::Ask {
            generation,
            request: Request::LoadCatalog,
        } => Some(*generation),
        _ => None,
    });
    catalog.unwrap()
}

#[test]
fn it_says_that_it_is_loading_that_it_failed_and_that_it_is_stale() {
    let mut state = of(None);
    let generation = started(&mut state);
    assert!(drawn(&state).contains("Reading the catalog…"));
    let failed = Failure::new("The folder /srv/acme is gone.", "Mount it and press r.");
    let answer = Answer::Failed(failed.clone());
    update(&mut state, Msg::Answer { generation, answer });
    let text = drawn(&state);
    assert!(
        text.contains(&failed.message) && text.contains(&failed.next),
        "{text}"
    );

    let mut state = of(None);
    let generation = started(&mut state);
    update(&mut state, Msg::Catalog(company::catalog()));
    assert!(drawn(&state).contains("Counting…"));
    let answer = Answer::Failed(failed);
    update(&mut state, Msg::Answer { generation, answer });
    assert!(drawn(&state).contains("This is what was read before."));
}

#[test]
fn the_catalog_is_summed_up_once_for_each_snapshot() {
    let mut state = of(None);
    started(&mut state);
    let sums = |effects: Vec<Effect>| {
        let asks = |effect: &&Effect| {
            matches!(
                effect,
                Effect::Ask {
                    request: Request::Summarise { .. },
                    ..
                }
            )
        };
        effects.iter().filter(asks).count()
    };
    let catalog = company::catalog();
    assert_eq!(sums(update(&mut state, Msg::Catalog(catalog.clone()))), 1);
    for msg in [
        Msg::Resize(Size::new(100, 40)),
        Msg::JournalGrew,
        Msg::Clock(company::now()),
    ] {
        assert_eq!(sums(update(&mut state, msg)), 0);
    }
    assert_eq!(sums(update(&mut state, Msg::Catalog(catalog))), 1);
}

#[test]
fn keys_go_from_line_to_line_from_section_to_section_and_from_column_to_column() {
    let mut program = start(&Company::example(), Some("user:default/ana"), (140, 45));
    let mut seen = vec![selected(&program)];
    for keys in ["j", "tab", "tab", "l", "h", "shift-tab", "G", "g g"] {
        program.press(keys).unwrap();
        seen.push(format!("{keys}: {}", selected(&program)));
    }
    insta::assert_snapshot!(seen.join("\n"));
}

#[test]
fn the_selection_stays_when_the_screen_changes_its_shape() {
    let mut program = start(&Company::example(), Some("user:default/ana"), (140, 45));
    for keys in ["tab", "tab", "j"] {
        program.press(keys).unwrap();
    }
    let before = selected(&program);
    for (width, height) in [(80, 24), (60, 15), (200, 50), (1, 1), (140, 45)] {
        program.resize(Size::new(width, height)).unwrap();
        assert_eq!(selected(&program), before, "{width}x{height}");
    }
}

#[test]
fn every_line_is_in_view_when_it_is_selected() {
    for size in [(80, 24), (60, 15), (140, 20), (41, 10)] {
        let mut program = start(&Company::example(), Some("user:default/ana"), size);
        let mut before = String::new();
        while before != selected(&program) {
            before = selected(&program);
            let text = export::text(program.buffer());
            assert!(text.contains('▸'), "{before} at {size:?}\n{text}");
            program.press("j").unwrap();
        }
    }
}

#[test]
fn the_wheel_scrolls_the_column_it_is_over_and_takes_the_cursor_along() {
    let mut program = start(&Company::example(), Some("user:default/ana"), (80, 24));
    let area = program
        .state()
        .shared
        .layout
        .area_of(&Target::Pane(COLUMNS[0]))
        .unwrap();
    for _ in 0..20 {
        let wheel = muster::app::msg::Mouse {
            kind: muster::app::msg::MouseKind::ScrollDown,
            column: area.x,
            row: area.y,
        };
        program.send(Msg::Mouse(wheel)).unwrap();
    }
    let text = export::text(program.buffer());
    assert!(text.contains('▸') && text.contains("User"), "{text}");
}

#[test]
fn a_change_that_took_an_entity_away_leads_to_its_history() {
    let mut program = start(&Company::example(), None, (140, 45));
    let text = export::text(program.buffer());
    let row = text
        .lines()
        .position(|line| line.contains("table-compactor"))
        .unwrap();
    let click = || {
        Msg::Mouse(muster::app::msg::Mouse {
            kind: muster::app::msg::MouseKind::Click,
            column: 80,
            row: row as u16,
        })
    };
    program.send(click()).unwrap();
    program.send(click()).unwrap();
    program.wait_idle(Duration::from_secs(20)).unwrap();
    let text = export::text(program.buffer());
    assert!(text.contains(" Home › Journal"), "{text}");
    assert!(
        text.contains("subject:entity/component:default/table-compactor"),
        "{text}"
    );
    program.press("esc").unwrap();
    program.press("esc").unwrap();
    assert!(selected(&program).starts_with("event "), "{}", selected(&program));
}

#[test]
fn the_editor_opens_at_the_line_of_a_problem() {
    let mut program = start(&Company::example(), None, (140, 45));
    while !selected(&program).starts_with("problem ") {
        program.press("j").unwrap();
    }
    program.press("e").unwrap();
    let edited = program.deeds().last().cloned();
    assert!(
        matches!(&edited, Some(Deed::Edited(path, Some(line))) if path.ends_with("catalog-info.yaml") && *line > 0),
        "{edited:?}"
    );
}

#[test]
fn copies_are_of_the_selected_line() {
    let mut program = start(&Company::example(), Some("user:default/ana"), (80, 24));
    program.press("y c").unwrap();
    let copied = program.deeds().last().cloned();
    let expected = "muster queue 'is:running assignee:me'";
    assert_eq!(copied, Some(Deed::Copied(expected.to_owned())));
}
