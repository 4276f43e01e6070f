use std::path::PathBuf;

use jiff::SignedDuration;

use super::*;
use crate::app::effect::Generation;
use crate::app::geometry::{Area, Size, Target};
use crate::app::intent::keymap::Keymap;
use crate::app::load::Phase;
use crate::app::msg::{Failure, Mouse, MouseKind};
use crate::app::shared::Shared;
use crate::app::state::Setup;

fn state() -> State {
    let workspace = Workspace {
        name: "acme".into(),
        root: PathBuf::from("/srv/acme"),
        demo: false,
        persona: None,
    };
    let mut state = State::new(Setup {
        shared: Shared::new(Timestamp::UNIX_EPOCH, Some(workspace)),
        keymap: Keymap::default(),
        theme: "terminal".into(),
        themes: vec!["terminal".into(), "dark".into()],
    });
    update(&mut state, Msg::Started);
    state
}

fn press(state: &mut State, keys: &str) -> Vec<Effect> {
    let sequence: crate::app::key::KeySequence = keys.parse().unwrap();
    sequence
        .0
        .into_iter()
        .flat_map(|key| update(state, Msg::Key(key)))
        .collect()
}

fn later(seconds: i64) -> Timestamp {
    Timestamp::UNIX_EPOCH + SignedDuration::from_secs(seconds)
}

fn loading(state: &State) -> Generation {
    (1..100)
        .map(Generation)
        .find(|generation| state.shared.catalog.expects(*generation))
        .unwrap()
}

#[test]
fn the_first_thing_asked_for_is_the_catalog() {
    let mut state = State::new(Setup {
        shared: Shared::new(
            Timestamp::UNIX_EPOCH,
            Some(Workspace {
                name: "acme".into(),
                root: "/srv".into(),
                demo: false,
                persona: None,
            }),
        ),
        keymap: Keymap::default(),
        theme: "terminal".into(),
        themes: Vec::new(),
    });
    let effects = update(&mut state, Msg::Started);
    assert!(effects.iter().any(|effect| matches!(
        effect,
        Effect::Ask {
            request: Request::LoadCatalog,
            ..
        }
    )));
    assert_eq!(state.shared.catalog.phase(), Phase::Loading);
}

#[test]
fn a_failed_refresh_keeps_the_catalog_and_says_so() {
    let mut state = state();
    let generation = loading(&state);
    update(
        &mut state,
        Msg::Answer {
            generation,
            answer: Answer::Catalog(Arc::default()),
        },
    );
    press(&mut state, "r");
    let generation = loading(&state);
    let failure = Failure::new("The disk is gone.", "Bring it back.");
    let effects = update(
        &mut state,
        Msg::Answer {
            generation,
            answer: Answer::Failed(failure),
        },
    );
    assert!(matches!(
        state.shared.catalog.phase(),
        Phase::Ready { stale: Some(_), .. }
    ));
    assert_eq!(state.toasts.shown().len(), 1);
    assert!(matches!(effects[..], [Effect::WakeAt(_)]));
}

#[test]
fn a_toast_wakes_the_program_when_it_must_go_and_not_before() {
    let mut state = state();
    let failed = |text: &str| Msg::Failed(Failure::new(text, ""));
    assert_eq!(update(&mut state, failed("one")), [Effect::WakeAt(later(15))]);
    update(&mut state, Msg::Clock(later(5)));
    assert_eq!(update(&mut state, failed("two")), [Effect::WakeAt(later(15))]);
    let first = state.toasts.shown()[0].id;
    let mut layout = Layout::new(Size::new(80, 24));
    layout.add(
        Area {
            x: 0,
            y: 0,
            width: 5,
            height: 1,
        },
        Target::Toast(first),
    );
    update(&mut state, Msg::Drawn(layout));
    update(
        &mut state,
        Msg::Mouse(Mouse {
            kind: MouseKind::Click,
            column: 2,
            row: 0,
        }),
    );
    assert_eq!(
        update(&mut state, Msg::Clock(later(15))),
        [Effect::WakeAt(later(20))],
        "the other one is still there"
    );
    assert_eq!(update(&mut state, Msg::Clock(later(20))), []);
}

#[test]
fn time_and_layout_alone_are_no_reason_to_draw() {
    let mut state = state();
    state.drawing();
    update(&mut state, Msg::Clock(later(1)));
    update(&mut state, Msg::Drawn(Layout::new(Size::new(80, 24))));
    assert!(!state.is_dirty());
    press(&mut state, "j");
    assert!(state.is_dirty());
}

#[test]
fn numbers_change_between_screens_and_leave_each_as_it_was() {
    let mut state = state();
    press(&mut state, "2");
    assert_eq!(state.nav.tab(), ScreenId::Catalog);
    press(&mut state, "9");
    assert_eq!(state.nav.tab(), ScreenId::Problems);
    update(&mut state, Msg::Intent(Intent::GoTo(ScreenId::Home)));
    assert_eq!((state.nav.tab(), state.nav.depth()), (ScreenId::Home, 1));
}

#[test]
fn the_same_number_goes_to_the_root_and_crumbs_to_where_they_stand() {
    let mut state = state();
    for _ in 0..3 {
        let tree = Screen::open(ScreenId::Tree, &state.shared).unwrap();
        state.nav.push(tree);
    }
    let mut layout = Layout::new(Size::new(80, 24));
    layout.add(
        Area {
            x: 0,
            y: 1,
            width: 5,
            height: 1,
        },
        Target::Crumb(2),
    );
    update(&mut state, Msg::Drawn(layout));
    update(
        &mut state,
        Msg::Mouse(Mouse {
            kind: MouseKind::Click,
            column: 2,
            row: 1,
        }),
    );
    assert_eq!(state.nav.depth(), 2);
    press(&mut state, "1");
    assert_eq!(state.nav.depth(), 1);
}

#[test]
fn q_goes_back_and_at_the_root_quits_and_esc_never_does() {
    let mut state = state();
    let tree = Screen::open(ScreenId::Tree, &state.shared).unwrap();
    state.nav.push(tree);
    assert!(!press(&mut state, "q").contains(&Effect::Quit));
    assert_eq!(state.nav.depth(), 1);
    assert!(!press(&mut state, "esc").contains(&Effect::Quit));
    assert_eq!(press(&mut state, "q"), [Effect::Quit]);
}

#[test]
fn a_sequence_waits_for_its_end_and_a_wrong_key_ends_it() {
    let mut state = state();
    press(&mut state, "g");
    assert_eq!(state.continuations().unwrap().title, "Go");
    press(&mut state, "q");
    assert_eq!(
        (state.continuations(), state.nav.depth()),
        (None, 1),
        "q was the end of the sequence, not a key"
    );
    press(&mut state, "g");
    assert_eq!(
        press(&mut state, "ctrl-c"),
        [Effect::Quit],
        "but this works everywhere"
    );
}

#[test]
fn pasted_text_is_never_keys() {
    let mut state = state();
    assert_eq!(update(&mut state, Msg::Paste("q".into())), []);
    press(&mut state, ":");
    update(&mut state, Msg::Paste("one\ntwo".into()));
    let [Overlay::Picker(picker)] = &state.overlays[..] else {
        panic!("no palette")
    };
    assert_eq!(picker.input.text(), "one two");
}

#[test]
fn another_workspace_begins_anew() {
    let mut state = state();
    press(&mut state, "2");
    press(&mut state, "?");
    let workspace = Workspace {
        name: "other".into(),
        root: "/srv/other".into(),
        demo: true,
        persona: None,
    };
    let effects = update(
        &mut state,
        Msg::Answer {
            generation: Generation(99),
            answer: Answer::Opened(workspace),
        },
    );
    assert_eq!((state.nav.tab(), state.overlays.len()), (ScreenId::Home, 0));
    assert_eq!(state.shared.catalog.phase(), Phase::Loading);
    assert!(effects.iter().any(|effect| matches!(
        effect,
        Effect::Ask {
            request: Request::LoadCatalog,
            ..
        }
    )));
}
