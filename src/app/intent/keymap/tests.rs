use super::*;
use crate::app::screen::SCREENS;
use crate::app::shared::Shared;
use jiff::Timestamp;
use proptest::prelude::*;

const CHAIN: &[Scope] = &[Scope::Rows, Scope::List, Scope::Global, Scope::System];

fn keys(text: &str) -> Vec<Key> {
    text.parse::<KeySequence>().unwrap().0
}

fn means(keymap: &Keymap, text: &str) -> Option<&'static str> {
    match keymap.lookup(CHAIN, &keys(text)) {
        Lookup::Found(entry) => Some(entry.name),
        _ => None,
    }
}

fn overrides(items: &[(&str, &[&str])]) -> Vec<KeyOverride> {
    let owned = |keys: &[&str]| keys.iter().map(|key| (*key).to_owned()).collect();
    items
        .iter()
        .map(|(action, keys)| KeyOverride {
            action: (*action).to_owned(),
            keys: owned(keys),
        })
        .collect()
}

#[test]
fn keys_mean_what_the_table_says() {
    let keymap = Keymap::default();
    for (text, name) in [
        ("j", "list.down"),
        ("g g", "list.first"),
        ("?", "help"),
        ("ctrl-c", "system.quit"),
    ] {
        assert_eq!(means(&keymap, text), Some(name), "{text}");
    }
    assert_eq!(means(&keymap, "X"), None);
}

#[test]
fn a_first_key_shows_what_can_follow() {
    let Lookup::Pending(continuations) = Keymap::default().lookup(CHAIN, &keys("g")) else {
        panic!("not pending")
    };
    assert_eq!(continuations.title, "Go");
    assert_eq!(continuations.next, [(Key::char('g'), "To the first row")]);
}

#[test]
fn every_name_is_there_once_and_every_key_parses() {
    for (at, entry) in table().iter().enumerate() {
        assert!(
            table().iter().skip(at + 1).all(|other| other.name != entry.name),
            "{} is there twice",
            entry.name
        );
        for key in entry.keys {
            assert!(key.parse::<KeySequence>().is_ok(), "{}: {key}", entry.name);
        }
    }
}

/// The scopes that are ever looked up together.
fn chains() -> Vec<Vec<Scope>> {
    let shared = Shared::new(Timestamp::UNIX_EPOCH, None);
    let mut chains: Vec<Vec<Scope>> = SCREENS
        .iter()
        .map(|screen| (screen.open)(&shared).state().scopes().to_vec())
        .collect();
    for inner in [
        &[Scope::Picker, Scope::Text][..],
        &[Scope::Menu, Scope::Text],
        &[Scope::Confirm],
        &[Scope::Filter, Scope::Text],
        &[Scope::FormText, Scope::Form, Scope::Text],
        &[Scope::FormArea, Scope::Form, Scope::Text],
        &[Scope::FormSwitch, Scope::Form, Scope::Text],
        &[Scope::FormChoice, Scope::Form, Scope::Text],
        &[Scope::FormAdd, Scope::Form, Scope::Text],
        &[Scope::FormNext, Scope::Form, Scope::Text],
        &[Scope::Area, Scope::Text],
        &[Scope::Marks, Scope::Text],
        &[Scope::Answer, Scope::Text],
        &[Scope::Settle],
        &[Scope::Claim, Scope::Menu],
        &[Scope::Review, Scope::List, Scope::Global],
    ] {
        chains.push(inner.iter().copied().chain([Scope::System]).collect());
    }
    chains
}

#[test]
fn no_default_key_is_hidden_behind_another() {
    for chain in chains() {
        let live: Vec<&Entry> = table()
            .iter()
            .filter(|entry| chain.contains(&entry.scope))
            .collect();
        let bound: Vec<(&str, KeySequence)> = live
            .iter()
            .flat_map(|entry| entry.keys.iter().map(|key| (entry.name, key.parse().unwrap())))
            .collect();
        for (at, (name, sequence)) in bound.iter().enumerate() {
            for (other, taken) in bound.iter().skip(at + 1) {
                assert!(
                    !overlap(sequence, taken),
                    "{chain:?}: `{sequence}` of {name} and `{taken}` of {other}"
                );
            }
        }
    }
}

#[test]
fn keys_that_multiplexers_and_terminals_take_are_left_alone() {
    for entry in table() {
        for taken in ["b", "g", "p", "t", "n", "o", "h", "s", "q"] {
            let taken = format!("ctrl-{taken}");
            assert!(
                entry.keys.iter().all(|key| *key != taken),
                "{} has {taken}",
                entry.name
            );
        }
    }
}

#[test]
fn a_persons_keys_take_the_place_of_the_defaults() {
    let keymap = Keymap::default()
        .with_overrides(&overrides(&[
            ("list.down", &["ctrl-n", "t t"]),
            ("rows.filter", &[]),
            ("help", &["g"]),
        ]))
        .unwrap();
    for (text, name) in [
        ("ctrl-n", Some("list.down")),
        ("t t", Some("list.down")),
        ("j", None),
        ("/", None),
        ("g", None),
        ("?", None),
        ("k", Some("list.up")),
    ] {
        assert_eq!(means(&keymap, text), name, "{text}");
    }
    let down = entry("list.down").unwrap();
    assert_eq!(
        keymap
            .keys_of(down)
            .iter()
            .map(ToString::to_string)
            .collect::<Vec<_>>(),
        ["ctrl-n", "t t"]
    );
}

#[test]
fn a_key_taken_from_its_default_is_gone_there() {
    let keymap = Keymap::default()
        .with_overrides(&overrides(&[("list.last", &["g"])]))
        .unwrap();
    assert_eq!(means(&keymap, "g"), Some("list.last"));
    assert_eq!(
        keymap.keys_of(entry("list.first").unwrap()).len(),
        1,
        "only `home` is left"
    );
}

#[test]
fn every_error_is_told_with_its_text() {
    let wrong = overrides(&[
        ("list.dwon", &["x"]),
        ("list.up", &["hyper-k", "x", "gg"]),
        ("system.quit", &["q"]),
        ("list.first", &["x"]),
        ("list.last", &["x y"]),
        ("help", &["ctrl-c"]),
    ]);
    let errors = Keymap::default().with_overrides(&wrong).unwrap_err();
    let told: Vec<String> = errors
        .iter()
        .map(|error| format!("{}: {error}", error.offending()))
        .collect();
    insta::assert_snapshot!(told.join("\n"), @r"
    list.dwon: there is no action `list.dwon`; did you mean `list.down`?
    hyper-k: `hyper-k` is not a key for `list.up`; write a character, `ctrl-d`, `space`, `enter`, `f5` or a sequence such as `g g`
    gg: `gg` is not a key for `list.up`; write a character, `ctrl-d`, `space`, `enter`, `f5` or a sequence such as `g g`
    system.quit: the keys of `system.quit` cannot be changed
    x y: `x y` cannot mean `list.last`: it is given to `list.first` already
    ctrl-c: `ctrl-c` cannot mean `help`: it is given to `system.quit` already
    ");
}

#[test]
fn read_only_mode_has_no_keys_that_write() {
    let keymap = Keymap::new(true);
    for entry in table().iter().filter(|entry| entry.danger == Danger::Writes) {
        assert_eq!(keymap.keys_of(entry), [], "{}", entry.name);
    }
    assert_ne!(keymap.keys_of(entry("help").unwrap()), []);
}

proptest! {
    #[test]
    fn any_override_is_taken_or_refused(action in "[a-z]{1,5}\\.?[a-z]{0,5}|list\\.down|help", keys in prop::collection::vec("[ -~]{0,6}|ctrl-[a-z]", 0..3)) {
        let keymap = Keymap::default().with_overrides(&[KeyOverride { action, keys }]);
        if let Ok(keymap) = keymap {
            prop_assert_eq!(means(&keymap, "ctrl-c"), Some("system.quit"));
        }
    }
}
