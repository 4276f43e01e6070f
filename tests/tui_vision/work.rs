//! What is done about it by keys alone: waivers, tasks, a rule tried while it is written; nothing is journaled that was not
//! shown before.

use muster::app::vision::trial::TEMPLATE;
use muster::runtime::headless::Deed;
use muster::ui::theme::Charset;

use crate::company::Company;
use crate::driver::*;

#[test]
fn an_exception_is_shown_before_it_is_asked_for() {
    let company = company();
    for size in [(80, 24), (140, 45)] {
        let mut program = start_with(&company, size, Charset::Unicode);
        keys(&mut program, &["j", "enter", "w"]);
        insta::assert_snapshot!(format!("waive_{}x{}", size.0, size.1), text(&program));
        press(&mut program, "enter");
        says(&program, "Say why");
        keys(&mut program, &["esc"]);
    }
    assert!(company.world.lock().unwrap().asked.is_empty());
}

#[test]
fn exceptions_from_ones_own_warnings_hold_at_once_and_others_become_tasks() {
    let company = company();
    let mut program = start(&company);
    keys(&mut program, &["enter", "v", "G", "w"]);
    says(&program, "becomes a task");
    type_text(&mut program, "the cart is rebuilt");
    press(&mut program, "enter");
    keys(&mut program, &["ctrl-u"]);
    type_text(&mut program, "soon");
    press(&mut program, "enter");
    says(&program, "`soon` is no day; write 2026-12-31, 30d or 6w.");
    press(&mut program, "ctrl-u");
    type_text(&mut program, "30d");
    press(&mut program, "enter");
    says(&program, "requests done");
    let asked = company.world.lock().unwrap().asked.clone();
    assert_eq!(asked.len(), 2, "{asked:?}");
    assert!(
        asked
            .iter()
            .all(|ask| ask.rule == "meet-through-events" && ask.until.to_string() == "2026-10-21")
    );
}

#[test]
fn a_waiver_is_taken_back_for_a_reason() {
    let company = company();
    let mut program = start(&company);
    keys(&mut program, &["/"]);
    type_text(&mut program, "mongo");
    keys(&mut program, &["enter", "enter", "w"]);
    says(&program, "becomes a task");
    press(&mut program, "esc");
    press(&mut program, "q");
    keys(&mut program, &["esc", "]", "]", "]", "x"]);
    says(&program, "It stands in vision.yaml; e opens it there.");
}

#[test]
fn tasks_are_shown_before_they_are_made() {
    let company = company();
    let mut program = start(&company);
    press(&mut program, "m");
    insta::assert_snapshot!("filing", text(&program));
    press(&mut program, "enter");
    says(&program, "A task was made");
    let filed = company.world.lock().unwrap().filed.len();
    assert_eq!(filed, 2, "all who fall short of the rule");
}

#[test]
fn a_rule_is_tried_as_one_types() {
    let company = company();
    for size in [(80, 24), (140, 45)] {
        let mut program = start_with(&company, size, Charset::Unicode);
        press(&mut program, "p");
        insta::assert_snapshot!(format!("trial_{}x{}", size.0, size.1), text(&program));
        press(&mut program, "pgup");
        keys(&mut program, &["down", "down", "down", "down", "home"]);
        type_text(&mut program, "nonsense: ");
        insta::assert_snapshot!(format!("trial_wrong_{}x{}", size.0, size.1), text(&program));
        press(&mut program, "f2");
        press(&mut program, "ctrl-y");
        let copied = program.deeds().last().cloned();
        assert!(
            matches!(copied, Some(Deed::Copied(text)) if text.starts_with("  - id: say-the-tier\n    title:"))
        );
        press(&mut program, "esc");
        assert!(!view(&program).trying);
        press(&mut program, "p");
        assert_eq!(view(&program).trial.as_ref().unwrap().area.text(), TEMPLATE);
    }
}

#[test]
fn a_rule_of_the_file_is_changed_without_touching_it() {
    let mut program = start(&company());
    press(&mut program, "P");
    let text = view(&program).trial.as_ref().unwrap().area.text();
    assert!(
        text.starts_with("id: meet-through-events\ntitle: Services meet only"),
        "{text}"
    );
    says(&program, "2 of 4 entities fall short.");
}

#[test]
fn lines_lead_where_they_say() {
    let mut program = start(&company());
    press(&mut program, "o");
    let link = "https://docs.example/events/how".to_owned();
    assert_eq!(program.deeds().last(), Some(&Deed::Opened(link)));
    press(&mut program, "enter");
    press(&mut program, "R");
    assert_eq!(selected(&program), "meet-through-events");
    keys(&mut program, &["q", "q", "1"]);
    says(&program, "Falls short of the vision");
    keys(&mut program, &["6", "]", "enter"]);
    says(&program, "Vision › ");
}

#[test]
fn what_can_be_copied() {
    let mut program = start(&company());
    keys(&mut program, &["y", "c"]);
    let command = "muster vision check --rule meet-through-events".to_owned();
    assert_eq!(program.deeds(), [Deed::Copied(command)]);
}

#[test]
fn where_no_rule_is_broken_all_is_well() {
    let mut program = start(&Company::new(
        "rules:\n  - {id: a, title: All exist, require: 'true'}\n",
    ));
    says(&program, "✓ warning");
    press(&mut program, "enter");
    says(&program, "Nobody falls short of this rule.");
}
