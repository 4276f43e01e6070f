//! The frame of every screen, the overlays and the first screen: what is seen at which size, and what keys do.

#[path = "support/program.rs"]
mod program;
#[path = "support/screen.rs"]
mod screen;

use muster::app::geometry::{Size, Target};
use muster::app::intent::Intent;
use muster::app::overlay::LIST;
use muster::app::screen::ScreenId;
use muster::runtime::Exit;
use muster::runtime::headless::{Deed, Headless};
use muster::ui::export;
use muster::ui::theme::Charset;
use program::{screens, state};
use screen::{PATIENCE, modifiers, picture, start, start_with};
use termprofile::TermProfile;

const SIZES: [(u16, u16); 4] = [(80, 24), (120, 40), (60, 15), (39, 9)];

/// Presses keys on the first screen without a workspace, behind which nothing changes as screens come and go, and takes a
/// snapshot at every size.
fn seen(name: &str, keys: &[&str]) {
    for (width, height) in SIZES {
        let mut program = start(state(false), width, height);
        for key in keys {
            program.press(key).unwrap();
        }
        program.wait_idle(PATIENCE).unwrap();
        insta::assert_snapshot!(format!("{name}_{width}x{height}"), picture(&program));
    }
}

#[test]
fn welcome() {
    seen("welcome", &[]);
}

#[test]
fn help() {
    seen("help", &["?", "c", "o", "p", "y"]);
}

#[test]
fn palette() {
    seen("palette", &[":", "t", "h", "e", "m"]);
}

#[test]
fn a_first_key_shows_what_can_follow() {
    let mut program = start(state(true), 80, 24);
    program.press("g").unwrap();
    assert!(
        text(&program).contains("─ Go ─") && text(&program).contains("g  To the first row"),
        "{}",
        text(&program)
    );
    program.press("x").unwrap();
    assert!(!text(&program).contains("─ Go ─"), "what does not follow ends it");
}

#[test]
fn copy_menu() {
    seen("copy_menu", &["y"]);
}

#[test]
fn without_colours_and_lines_everything_is_still_told() {
    for (depth, charset, name) in [
        (TermProfile::NoColor, Charset::Unicode, "no_colour"),
        (TermProfile::NoColor, Charset::Ascii, "ascii"),
    ] {
        let mut program = start_with(state(false), screens(depth, charset), 80, 24);
        insta::assert_snapshot!(format!("welcome_{name}"), modifiers(&program));
        program.press("?").unwrap();
        program.type_text("copy").unwrap();
        insta::assert_snapshot!(format!("help_{name}"), modifiers(&program));
    }
}

#[test]
fn help_finds_by_name_synonym_and_key_and_does_what_it_lists() {
    for search in ["Choose a theme", "colour-blind", "theme", "T"] {
        let mut program = start(state(true), 80, 24);
        program.press("?").unwrap();
        program.type_text(search).unwrap();
        assert!(
            text(&program).contains("▸ Choose a theme"),
            "{search}: {}",
            text(&program)
        );
        program.press("enter").unwrap();
        assert!(text(&program).contains("─ Theme ─"), "{search}");
    }
}

#[test]
fn the_palette_leads_to_a_screen_by_its_name() {
    for (typed, id) in [
        ("access", ScreenId::Access),
        ("health", ScreenId::Health),
        ("cost", ScreenId::Cost),
        ("vision", ScreenId::Vision),
        ("queue", ScreenId::Queue),
    ] {
        let mut program = start(state(true), 80, 24);
        program.press(":").unwrap();
        program.type_text(typed).unwrap();
        program.wait_idle(PATIENCE).unwrap();
        program.press("enter").unwrap();
        program.wait_idle(PATIENCE).unwrap();
        assert_eq!(program.state().nav.top().id(), id, "{typed}: {}", text(&program));
    }
}

#[test]
fn the_palette_finds_entities() {
    let mut program = start(state(true), 80, 24);
    program.press(":").unwrap();
    program.type_text("ledg").unwrap();
    program.wait_idle(PATIENCE).unwrap();
    let text = text(&program);
    assert!(
        text.contains("▸ ledger ") && text.contains("The Ledger 帳簿"),
        "{text}"
    );
    assert!(text.contains("  ledger-api"), "{text}");
}

#[test]
fn the_header_names_the_tabs_the_place_and_the_state_of_the_catalog() {
    let program = start(state(true), 80, 24);
    let text = text(&program);
    let mut lines = text.lines();
    let tabs = lines.next().unwrap();
    assert_eq!(
        tabs.trim_end(),
        " muster 1 Home 2 3 4 5 6 7 8 9                                             acme"
    );
    let place = lines.next().unwrap();
    assert!(
        place.starts_with(" Home ") && place.ends_with(" 6 entities"),
        "{text}"
    );
    assert!(lines.last().unwrap().contains("? help"), "{text}");
    // Where there is room for all names, all are there.
    let wide = self::text(&start(state(true), 84, 24));
    let names = " 1 Home 2 Catalog 3 Create 4 Queue 5 Owned 6 Vision 7 Insights 8 Journal 9 Problems";
    assert_eq!(wide.lines().next().map(str::trim_end), Some(names));
}

#[test]
fn a_theme_is_seen_while_moving_and_gone_with_esc() {
    let mut program = start(state(true), 80, 24);
    program.press("T").unwrap();
    program.press("down").unwrap();
    assert_eq!(program.state().theme, "light");
    program.press("esc").unwrap();
    assert_eq!(program.state().theme, "dark");
    for key in ["T", "down", "enter"] {
        program.press(key).unwrap();
    }
    assert_eq!(program.state().theme, "light");
}

#[test]
fn the_copy_menu_copies_the_command_line_by_its_letter() {
    let mut program = start(state(false), 80, 24);
    program.press("y").unwrap();
    program.press("c").unwrap();
    assert_eq!(program.deeds(), [Deed::Copied("muster demo".to_owned())]);
    assert!(text(&program).contains("Copied muster demo"));
    program.advance(3).unwrap();
    assert!(text(&program).contains("Copied"));
    program.advance(2).unwrap();
    assert!(!text(&program).contains("Copied"), "the toast goes by itself");
}

#[test]
fn esc_closes_and_never_quits_and_q_quits_at_the_root() {
    let mut program = start(state(true), 80, 24);
    for key in ["?", "esc", "esc", "esc", "g", "esc"] {
        program.press(key).unwrap();
        assert_eq!(program.exit(), None, "{key}");
    }
    program.press("q").unwrap();
    assert_eq!(program.exit(), Some(Exit::Quit));
}

#[test]
fn nothing_leaks_through_an_overlay() {
    let mut program = start(state(true), 80, 24);
    program.press("y").unwrap();
    for key in ["1", "T", "r"] {
        program.press(key).unwrap();
    }
    assert!(text(&program).contains("─ Copy ─"));
    program.press("ctrl-z").unwrap();
    assert_eq!(
        program.deeds(),
        [Deed::Suspended],
        "but what is live everywhere is"
    );
}

#[test]
fn a_key_that_changes_nothing_draws_the_same_and_time_draws_nothing() {
    let mut program = start(state(true), 80, 24);
    let before = program.buffer().clone();
    program.press("X").unwrap();
    assert_eq!(*program.buffer(), before);
    let frames = program.frames();
    program.advance(3600).unwrap();
    assert_eq!(program.frames(), frames);
}

#[test]
fn clicks_do_what_keys_do() {
    let mut program = start(state(true), 80, 24);
    assert!(program.click(&Target::Hint(Intent::Help)).unwrap());
    assert!(text(&program).contains("─ Keys ─"));
    assert!(program.click(&Target::Backdrop).unwrap());
    assert!(!text(&program).contains("─ Keys ─"));
    assert!(program.click(&Target::Hint(Intent::Palette)).unwrap());
    program.type_text("choose a theme").unwrap();
    assert!(program.click(&Target::Row(LIST, 0)).unwrap());
    assert!(text(&program).contains("─ Theme ─"), "a click chooses");
}

#[test]
fn the_first_screen_opens_what_is_typed_and_keeps_it_when_that_fails() {
    let mut program = start(state(false), 80, 24);
    program.press("f").unwrap();
    program.paste("/srv/nothing\nhere").unwrap();
    program.press("enter").unwrap();
    program.wait_idle(PATIENCE).unwrap();
    let text = text(&program);
    assert!(text.contains("Folder: /srv/nothing here"), "{text}");
    assert!(text.contains("is no workspace."), "{text}");
    assert_eq!(program.cursor().map(|cursor| cursor.x), Some(32));
}

#[test]
fn a_screen_too_small_says_so_and_comes_back() {
    let mut program = start(state(true), 39, 9);
    assert!(text(&program).starts_with("Too small for muster"));
    // Nobody does what they cannot see.
    program.press("2").unwrap();
    program.wait_idle(PATIENCE).unwrap();
    program.resize(Size::new(80, 24)).unwrap();
    assert!(text(&program).contains("? help"));
    assert_eq!(program.state().nav.top().id(), ScreenId::Home);
    program.resize(Size::new(1, 1)).unwrap();
    program.resize(Size::new(0, 0)).unwrap();
}

fn text(program: &Headless) -> String {
    export::text(program.buffer())
}

#[test]
fn a_new_workspace_is_made_only_after_a_yes() {
    let mut program = start(state(false), 80, 24);
    program.press("i").unwrap();
    program.type_text("/srv/new").unwrap();
    program.press("enter").unwrap();
    insta::assert_snapshot!("confirm_80x24", picture(&program));
    program.press("n").unwrap();
    program.wait_idle(PATIENCE).unwrap();
    assert!(!text(&program).contains("is no workspace."));
    for key in ["enter", "y"] {
        program.press(key).unwrap();
    }
    program.wait_idle(PATIENCE).unwrap();
    assert!(text(&program).contains("Init(\"/srv/new\") is no workspace."));
}
