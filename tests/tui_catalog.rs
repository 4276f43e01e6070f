//! The catalog on screen: what is seen at which size, what typing, facets and sorting do, and how one walks from entity to
//! entity.

#[path = "support/catalog_company.rs"]
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

use company::Company;
use muster::app::geometry::{Size, Target};
use muster::app::msg::{Mouse, MouseKind};
use muster::app::screen::Screen;
use muster::app::{Msg, State, catalog};
use muster::model::catalog::Catalog;
use muster::runtime::Screens;
use muster::runtime::headless::{Deed, Headless};
use muster::ui::export;
use muster::ui::theme::Charset;
use program::{screens, state};
use proptest::prelude::*;
use screen::{PATIENCE, picture};
use termprofile::TermProfile;

const COMPANY: &str = include_str!("support/company.yaml");

/// The program on a catalog.
fn open_in(catalog: Arc<Catalog>, (width, height): (u16, u16), screens: Screens) -> Headless {
    let state = state(true);
    let company = Company {
        catalog,
        now: state.shared.now,
    };
    let size = Size::new(width, height);
    let mut program = Headless::start(state, screens, Arc::new(company), size).unwrap();
    program.wait_idle(PATIENCE).unwrap();
    press(&mut program, &["2"]);
    program
}

fn open_on(catalog: Arc<Catalog>, width: u16, height: u16) -> Headless {
    open_in(
        catalog,
        (width, height),
        screens(TermProfile::TrueColor, Charset::Unicode),
    )
}

fn open(width: u16, height: u16) -> Headless {
    open_on(workspace::catalog(COMPANY), width, height)
}

/// Presses keys, and rests after the last one.
fn press(program: &mut Headless, keys: &[&str]) {
    for key in keys {
        program.press(key).unwrap();
        program.wait_idle(PATIENCE).unwrap();
    }
    rest(program);
}

fn type_text(program: &mut Headless, text: &str) {
    program.type_text(text).unwrap();
    program.wait_idle(PATIENCE).unwrap();
    rest(program);
}

fn rest(program: &mut Headless) {
    program.advance(1).unwrap();
    program.wait_idle(PATIENCE).unwrap();
}

fn text(program: &Headless) -> String {
    export::text(program.buffer())
}

/// The table's state.
fn table(state: &State) -> &catalog::State {
    match state.nav.top() {
        Screen::Catalog(state) => state,
        other => panic!("{other:?} is in front"),
    }
}

fn selected(program: &Headless) -> Option<&str> {
    table(program.state()).list.selected()
}

/// The breadcrumbs.
fn crumbs(program: &Headless) -> String {
    let state = program.state();
    let titles: Vec<String> = state
        .nav
        .crumbs()
        .map(|screen| screen.state().title(&state.shared))
        .collect();
    titles.join(" > ")
}

/// Takes a snapshot at every size, after some keys.
fn seen(name: &str, keys: &[&str]) {
    for (width, height) in [(140, 45), (80, 24), (60, 15), (39, 9)] {
        let mut program = open(width, height);
        press(&mut program, keys);
        insta::assert_snapshot!(format!("{name}_{width}x{height}"), picture(&program));
    }
}

#[test]
fn the_table_with_the_selected_entity() {
    seen("table", &["j", "j", "j"]);
}

#[test]
fn an_entity_on_its_own_screen() {
    seen("entity", &["j", "j", "enter"]);
}

#[test]
fn a_team_on_its_own_screen() {
    let mut program = open(100, 40);
    type_text(&mut program, "/");
    type_text(&mut program, "kind:group payments");
    press(&mut program, &["enter", "enter"]);
    insta::assert_snapshot!(text(&program));
}

#[test]
fn the_facets() {
    seen("facets", &["f", "j", "space", "j"]);
}

#[test]
fn the_filter_while_typing() {
    seen("filter", &["/", "l", "e", "d"]);
}

#[test]
fn the_sort_menu() {
    let mut program = open(80, 24);
    press(&mut program, &["s"]);
    insta::assert_snapshot!(picture(&program));
}

#[test]
fn the_whole_document() {
    let mut program = open(80, 24);
    type_text(&mut program, "/ledger kind:component");
    press(&mut program, &["enter", "d"]);
    insta::assert_snapshot!(text(&program));
}

#[test]
fn what_is_looked_for_in_a_document_is_found_again_and_again() {
    let mut program = open(80, 24);
    type_text(&mut program, "/ledger kind:component");
    press(&mut program, &["enter", "d"]);
    type_text(&mut program, "/title");
    let line = |program: &Headless| match program.state().nav.top() {
        Screen::Document(state) => state
            .list
            .cursor()
            .and_then(|at| state.line(at))
            .map(|line| line.text.clone()),
        _ => None,
    };
    assert_eq!(line(&program).as_deref(), Some("Dashboard"));
    press(&mut program, &["enter", "n"]);
    assert_eq!(line(&program).as_deref(), Some("Runbook"));
    press(&mut program, &["n", "N"]);
    assert_eq!(line(&program).as_deref(), Some("Runbook"));
    press(&mut program, &["esc", "esc"]);
    assert_eq!(crumbs(&program), "Catalog");
}

#[test]
fn what_is_left_of_a_broken_file_is_marked_in_words() {
    let good =
        "apiVersion: backstage.io/v1alpha1\nkind: Component\nmetadata: {name: broken}\nspec: {owner: x}\n";
    let files = workspace::Workspace::new(&[("a.yaml", good), ("b.yaml", COMPANY)]);
    let before = files.read();
    files.write("a.yaml", "apiVersion: backstage.io/v1alpha1\nkind: [\n");
    let after = files.read_again(&before).unwrap();
    let mut program = open_on(after.catalog.clone(), 140, 24);
    type_text(&mut program, "/broken");
    insta::assert_snapshot!(text(&program));
}

#[test]
fn without_colours_and_without_line_drawing_everything_is_told_by_words_and_signs() {
    let mut program = open_in(
        workspace::catalog(COMPANY),
        (140, 45),
        screens(TermProfile::NoColor, Charset::Ascii),
    );
    press(&mut program, &["j", "j", "space", "f", "j", "space"]);
    let shown = text(&program);
    assert!(!shown.contains(['│', '─', '▸', '●', '✗', '↳']), "{shown}");
    insta::assert_snapshot!(shown);
}

#[test]
fn an_empty_catalog_says_why_and_what_to_do() {
    let program = open_on(Arc::new(Catalog::default()), 80, 24);
    insta::assert_snapshot!(text(&program));
}

#[test]
fn a_filter_that_nothing_matches_says_how_to_clear_it() {
    let mut program = open(80, 24);
    press(&mut program, &["f", "j", "space", "f"]);
    type_text(&mut program, "/zzz");
    insta::assert_snapshot!(text(&program));
    press(&mut program, &["esc"]);
    assert!(!text(&program).contains("Nothing"));
}

#[test]
fn typing_narrows_the_rows_and_esc_brings_them_back_and_then_closes() {
    let mut program = open(140, 45);
    let all = table(program.state()).list.len();
    type_text(&mut program, "/ledgr kind:comp");
    assert_eq!(table(program.state()).list.len(), 1);
    assert_eq!(selected(&program), Some("component:default/ledger"));
    press(&mut program, &["esc"]);
    assert_eq!(table(program.state()).list.len(), all);
    assert!(table(program.state()).typing);
    press(&mut program, &["esc"]);
    assert!(!table(program.state()).typing);
}

#[test]
fn selection_and_marks_survive_filtering_sorting_and_reading_again() {
    let mut program = open(140, 45);
    press(&mut program, &["j", "j", "space"]);
    let before = selected(&program).map(str::to_owned);
    press(&mut program, &["s", "o"]);
    assert_eq!(selected(&program).map(str::to_owned), before);
    type_text(&mut program, "/search");
    press(&mut program, &["esc", "esc", "r"]);
    let list = &table(program.state()).list;
    assert_eq!(
        list.chosen(&table(program.state()).found),
        ["component:default/ledger"]
    );
}

#[test]
fn until_one_chooses_a_row_the_best_match_is_selected() {
    let mut program = open(140, 45);
    type_text(&mut program, "/search");
    assert_eq!(selected(&program), Some("component:default/search"));
    press(&mut program, &["esc"]);
    assert_eq!(selected(&program), Some("api:default/ledger-api"));
}

#[test]
fn a_header_sorts_and_again_turns_round() {
    let mut program = open(140, 45);
    let used_by = Target::Column(catalog::ROWS, 7);
    assert!(program.click(&used_by).unwrap());
    program.wait_idle(PATIENCE).unwrap();
    let first = |program: &Headless| {
        let table = table(program.state());
        table.found.entity(0).map(|entity| entity.entity_ref().to_owned())
    };
    assert_eq!(first(&program).as_deref(), Some("component:default/ledger"));
    program.click(&used_by).unwrap();
    program.wait_idle(PATIENCE).unwrap();
    assert_ne!(first(&program).as_deref(), Some("component:default/ledger"));
}

#[test]
fn facets_are_one_or_another_within_and_both_across() {
    let mut program = open(140, 45);
    let count = |program: &Headless| table(program.state()).list.len();
    press(&mut program, &["f", "j", "space"]);
    assert_eq!(count(&program), 5, "components");
    press(&mut program, &["j", "space"]);
    assert_eq!(count(&program), 8, "or people");
    press(&mut program, &["f"]);
    type_text(&mut program, "/owner:platform");
    assert_eq!(count(&program), 1, "and of one owner");
    press(&mut program, &["esc", "esc", "F"]);
    assert_eq!(count(&program), 14);
}

#[test]
fn a_chip_is_taken_away_by_a_click() {
    let mut program = open(140, 45);
    press(&mut program, &["f", "j", "enter"]);
    assert!(program.click(&Target::Row(catalog::CHIPS, 0)).unwrap());
    program.wait_idle(PATIENCE).unwrap();
    assert!(table(program.state()).facets.chosen().is_empty());
}

#[test]
fn nothing_is_read_while_rows_pass_by() {
    let mut program = open(140, 45);
    for _ in 0..3 {
        program.press("j").unwrap();
        program.wait_idle(PATIENCE).unwrap();
    }
    assert!(table(program.state()).subject.document().is_none());
    assert!(
        text(&program).contains("Change approver"),
        "what is known is shown at once"
    );
    rest(&mut program);
    assert!(table(program.state()).subject.document().is_some());
}

#[test]
fn a_document_that_is_still_to_be_read_is_shown_when_it_is() {
    let mut program = open(60, 15);
    type_text(&mut program, "/ledger kind:component");
    press(&mut program, &["enter"]);
    program.press("d").unwrap();
    program.wait_idle(PATIENCE).unwrap();
    assert!(matches!(program.state().nav.top(), Screen::Document(_)));
}

#[test]
fn the_wheel_scrolls_what_it_is_over() {
    let mut program = open(140, 16);
    let wheel = |program: &mut Headless, column| {
        let mouse = Mouse {
            kind: MouseKind::ScrollDown,
            column,
            row: 10,
        };
        program.send(Msg::Mouse(mouse)).unwrap();
        program.wait_idle(PATIENCE).unwrap();
    };
    let first = |program: &Headless| {
        text(program)
            .lines()
            .nth(4)
            .unwrap()
            .chars()
            .take(60)
            .collect::<String>()
    };
    let title = |program: &Headless| {
        text(program)
            .lines()
            .nth(3)
            .unwrap()
            .chars()
            .skip(92)
            .collect::<String>()
    };
    let before = (first(&program), title(&program));
    wheel(&mut program, 120);
    assert_eq!(first(&program), before.0, "the table stays");
    assert_ne!(title(&program), before.1, "the detail moves");
    wheel(&mut program, 10);
    assert_ne!(first(&program), before.0);
}

#[test]
fn one_walks_along_the_relations_and_back() {
    let mut program = open(140, 45);
    type_text(&mut program, "/ledger kind:component");
    press(&mut program, &["enter", "enter"]);
    assert_eq!(crumbs(&program), "Catalog > Payments ledger");
    press(&mut program, &["j", "enter"]);
    assert_eq!(crumbs(&program), "Catalog > Payments ledger > Payments");
    press(&mut program, &["w"]);
    assert_eq!(
        crumbs(&program),
        "Catalog > Payments ledger > Payments > Owned by Payments"
    );
    assert_eq!(table(program.state()).list.len(), 6);
    press(&mut program, &["q", "esc", "q"]);
    assert_eq!(crumbs(&program), "Catalog");
    assert_eq!(selected(&program), Some("component:default/ledger"));
}

#[test]
fn the_detail_can_be_walked_beside_the_table() {
    let mut program = open(140, 45);
    type_text(&mut program, "/ledger kind:component");
    press(&mut program, &["enter", "tab", "j", "enter"]);
    assert_eq!(crumbs(&program), "Catalog > Payments");
}

#[test]
fn a_name_that_no_file_defines_says_who_uses_it() {
    let mut program = open(100, 30);
    type_text(&mut program, "/search");
    press(&mut program, &["enter", "enter"]);
    let page = text(&program);
    assert!(page.contains("ghost ? not in the catalog"), "{page}");
    let ghost = page.lines().position(|line| line.contains("ghost ?")).unwrap();
    let rows = program.state().shared.layout.height(catalog::DETAIL);
    assert!(ghost < rows);
    press(&mut program, &["G", "g g"]);
    for _ in 0..40 {
        press(&mut program, &["j"]);
        if text(&program)
            .lines()
            .any(|line| line.contains("▸") && line.contains("ghost ?"))
        {
            break;
        }
    }
    press(&mut program, &["enter"]);
    insta::assert_snapshot!(text(&program));
}

#[test]
fn the_file_is_edited_at_its_line_and_links_are_opened() {
    let mut program = open(80, 24);
    type_text(&mut program, "/ledger kind:component");
    press(&mut program, &["enter", "e", "o", "2"]);
    let deeds = program.deeds();
    assert!(
        matches!(&deeds[0], Deed::Edited(path, Some(line)) if path.ends_with("catalog-info.yaml") && *line > 1),
        "{deeds:?}"
    );
    assert_eq!(deeds[1], Deed::Opened("https://wiki.example/ledger".into()));
}

#[test]
fn what_can_be_copied() {
    let mut program = open(120, 40);
    type_text(&mut program, "/ledger kind:component");
    press(&mut program, &["enter", "y"]);
    insta::assert_snapshot!(text(&program));
    press(&mut program, &["c"]);
    assert_eq!(
        program.deeds(),
        [Deed::Copied("muster who component:default/ledger".into())]
    );
}

#[test]
fn the_tree_of_an_entity_is_a_key_away() {
    let mut program = open(140, 45);
    type_text(&mut program, "/ledger kind:component");
    press(&mut program, &["enter", "t"]);
    assert!(
        matches!(program.state().nav.top(), Screen::Tree(tree) if tree.root() == "component:default/ledger")
    );
    press(&mut program, &["q", "enter", "t"]);
    assert!(matches!(program.state().nav.top(), Screen::Tree(_)));
}

#[test]
fn the_palette_finds_an_entity_and_opens_it_with_its_row_behind() {
    let mut program = open(140, 45);
    press(&mut program, &[":"]);
    type_text(&mut program, "checkout");
    press(&mut program, &["enter"]);
    assert_eq!(crumbs(&program), "Catalog > checkout");
    press(&mut program, &["q"]);
    assert_eq!(selected(&program), Some("component:default/checkout"));
}

#[test]
fn small_screens_have_the_table_alone_and_enter_still_opens() {
    let mut program = open(60, 15);
    assert!(!text(&program).contains("Change approver"));
    press(&mut program, &["enter"]);
    assert!(text(&program).contains("Change approver"));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn no_keys_at_any_size_panic(
        keys in prop::collection::vec(0usize..34, 1..40),
        width in 1u16..150,
        height in 1u16..50,
    ) {
        const KEYS: [&str; 34] = [
            "j", "k", "G", "g g", "ctrl-d", "ctrl-u", "enter", "esc", "q", "/", "a", "l", "h", "f", "F", "s", "S", "p", "+",
            "-", "tab", "shift-tab", "space", "v", "d", "w", "o", "y", "2", "left", "right", "pgdn", "up", "down",
        ];
        let mut program = open(width, height);
        for key in keys {
            program.press(KEYS[key]).unwrap();
            if key % 3 == 0 {
                program.wait_idle(PATIENCE).unwrap();
            }
            if program.exit().is_some() {
                break;
            }
        }
        program.resize(Size::new(height, width)).unwrap();
    }
}
