//! What is seen in each tab at which size; where there is no vision, where it is broken, where it cannot be judged.

use muster::app::geometry::Size;
use muster::app::vision::Tab;
use muster::ui::theme::Charset;

use crate::company::{Company, VISION};
use crate::driver::*;
use crate::screen::{modifiers, picture};

const SIZES: [(u16, u16); 2] = [(80, 24), (140, 45)];

/// A vision without the rule that others fall short of most.
fn before() -> String {
    let start = VISION.find("  - id: meet-through-events").unwrap();
    let end = VISION.find("  - id: system-stated").unwrap();
    format!("{}{}", &VISION[..start], &VISION[end..])
}

#[test]
fn every_tab() {
    for size in SIZES {
        let company = company();
        company.world.lock().unwrap().before = Some(before());
        let mut program = start_with(&company, size, Charset::Unicode);
        for tab in Tab::ALL {
            assert_eq!(view(&program).tab, tab);
            let name = format!("{}_{}x{}", tab.title().to_lowercase(), size.0, size.1);
            insta::assert_snapshot!(name, text(&program));
            press(&mut program, "]");
        }
        assert_eq!(view(&program).tab, Tab::Rules);
    }
}

#[test]
fn from_a_rule_to_those_who_fall_short_to_the_entity() {
    for size in SIZES {
        let mut program = start_with(&company(), size, Charset::Unicode);
        press(&mut program, "enter");
        insta::assert_snapshot!(format!("findings_{}x{}", size.0, size.1), picture(&program));
        press(&mut program, "enter");
        insta::assert_snapshot!(format!("entity_{}x{}", size.0, size.1), text(&program));
        keys(&mut program, &["1"]);
        insta::assert_snapshot!(format!("home_{}x{}", size.0, size.1), text(&program));
    }
}

#[test]
fn a_small_screen_shows_one_thing_at_a_time() {
    let mut program = start_with(&company(), (40, 10), Charset::Unicode);
    insta::assert_snapshot!("rules_40x10", text(&program));
    press(&mut program, "tab");
    insta::assert_snapshot!("rule_40x10", text(&program));
}

#[test]
fn without_colours_and_with_plain_characters_only() {
    let mut program = start_with(&company(), (80, 24), Charset::Ascii);
    insta::assert_snapshot!("plain_rules", modifiers(&program));
    press(&mut program, "]");
    insta::assert_snapshot!("plain_scores", modifiers(&program));
}

#[test]
fn where_there_is_no_vision_it_says_what_one_is() {
    let program = start_with(&Company::new(""), (80, 24), Charset::Unicode);
    insta::assert_snapshot!("none", text(&program));
}

#[test]
fn what_is_wrong_with_the_file_is_seen_at_once() {
    let broken = VISION
        .replace("other.kind != \"Component\"", "other.kin != \"Component\"")
        .replace("severity: blocking", "severty: blocking");
    for size in SIZES {
        let mut program = start_with(&Company::new(&broken), size, Charset::Unicode);
        insta::assert_snapshot!(format!("complaint_{}x{}", size.0, size.1), text(&program));
        press(&mut program, "E");
        assert!(!program.deeds().is_empty(), "the file was opened");
    }
}

#[test]
fn what_could_not_be_judged_again_stays_and_is_told() {
    let company = company();
    let mut program = start_with(&company, (80, 24), Charset::Unicode);
    company.world.lock().unwrap().broken = Some("The journal is locked.".to_owned());
    press(&mut program, "r");
    says(
        &program,
        "This is from before: The journal is locked. r tries again.",
    );
    says(&program, "Services meet only through topics or APIs");
    let broken = Company::new(VISION);
    broken.world.lock().unwrap().broken = Some("The journal is locked.".to_owned());
    let program = start_with(&broken, (80, 24), Charset::Unicode);
    says(&program, "The journal is locked.");
    says(&program, "r tries again.");
}

#[test]
fn no_size_is_too_small() {
    let mut program = start(&company());
    for (width, height) in [(1, 1), (40, 10), (3, 40), (200, 2), (99, 22), (100, 21)] {
        program.resize(Size::new(width, height)).unwrap();
        for key in [
            "tab", "j", "]", "space", "w", "esc", "s", "esc", "p", "x", "esc", "]", "[", "[", "enter", "w",
            "a", "esc", "m", "esc", "/", "x", "esc", "esc", "6",
        ] {
            press(&mut program, key);
        }
    }
    assert_eq!(program.exit(), None);
}
