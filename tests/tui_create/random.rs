//! Any keys at any size: nothing panics, and what was typed into a form is never lost.

use muster::app::geometry::Size;
use muster::app::key::{Key, KeySequence};
use muster::app::{Effect, Msg, State, update};
use muster::runtime::{Services, Ticket};
use muster::ui::theme::Charset;
use proptest::prelude::*;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use termprofile::TermProfile;

use crate::program::screens;
use crate::shop::*;

/// Keys that open, fill in, move and leave.
const KEYS: &[&str] = &[
    "3",
    "enter",
    "enter",
    "tab",
    "tab",
    "shift-tab",
    "esc",
    "pgdn",
    "pgup",
    "space",
    "up",
    "down",
    "left",
    "right",
    "a",
    "b",
    "x",
    "backspace",
    "ctrl-u",
    "ctrl-x",
    "alt-up",
    "alt-down",
    "R",
    "z",
    "y",
    "n",
    "L",
    "q",
    "G",
    "/",
    "home",
    "end",
    "delete",
    "s",
    "e",
    "t",
    "+",
    "r",
];

fn send(state: &mut State, msg: Msg, shop: &Shop) {
    for effect in update(state, msg) {
        if let Effect::Ask { generation, request } = effect {
            let answer = shop.answer(request, &Ticket::lasting(generation));
            send(state, Msg::Answer { generation, answer }, shop);
        }
    }
}

fn draw(state: &mut State, shop: &Shop) {
    let Size { width, height } = state.shared.layout.size;
    let look = screens(TermProfile::Ansi256, Charset::Unicode).look("dark");
    let mut buffer = Buffer::empty(Rect::new(0, 0, width, height));
    let drawn = muster::ui::draw(state, &look, &mut buffer);
    send(state, Msg::Drawn(drawn.layout), shop);
}

fn message() -> impl Strategy<Value = Msg> {
    let keys: Vec<Key> = KEYS
        .iter()
        .flat_map(|keys| keys.parse::<KeySequence>().unwrap().0)
        .collect();
    prop_oneof![
        20 => prop::sample::select(keys).prop_map(Msg::Key),
        2 => any::<char>().prop_map(|c| Msg::Key(Key::char(c))),
        1 => "\\PC{0,20}|a\nb".prop_map(Msg::Paste),
        1 => (0u16..130, 0u16..45).prop_map(|(width, height)| Msg::Resize(Size::new(width, height))),
        1 => Just(Msg::JournalGrew),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn nothing_panics(width in 0u16..130, height in 0u16..45, messages in prop::collection::vec(message(), 0..80)) {
        let shop = Shop::new();
        shop.runs.lock().unwrap().push(retrying(&plan()));
        let mut state = state(ANA);
        state.shared.layout.size = Size::new(width, height);
        send(&mut state, Msg::Started, &shop);
        send(&mut state, Msg::Key(Key::char('3')), &shop);
        draw(&mut state, &shop);
        for message in messages {
            send(&mut state, message, &shop);
            draw(&mut state, &shop);
        }
    }

    /// A word is typed into the first field; whatever moves follow, it is in the form, in a draft or in a run.
    #[test]
    fn what_is_typed_is_never_lost(
        // Nobody types where nothing is shown.
        width in Size::SMALLEST.width..130, height in Size::SMALLEST.height..45,
        moves in prop::collection::vec(prop::sample::select(vec![
            "tab", "shift-tab", "pgdn", "pgup", "esc", "up", "down", "R", "r", "1", "3", "q", "ctrl-c",
        ]), 0..40),
    ) {
        let shop = Shop::new();
        let mut state = state(ANA);
        state.shared.layout.size = Size::new(width, height);
        send(&mut state, Msg::Started, &shop);
        for key in ["3", "enter", "w", "o", "r", "d"] {
            send(&mut state, Msg::Key(key.parse().unwrap()), &shop);
        }
        for key in moves {
            send(&mut state, Msg::Key(key.parse().unwrap()), &shop);
            draw(&mut state, &shop);
        }
        send(&mut state, Msg::Key("ctrl-c".parse().unwrap()), &shop);
        let is_there = |values: &serde_json::Value| values["name"].as_str().is_some_and(|name| name.starts_with("word"));
        let drafts = shop.drafts.lock().unwrap();
        let kept = drafts.iter().any(|draft| is_there(&draft.values))
            || shop.orders.lock().unwrap().iter().any(|order| is_there(&order.values));
        prop_assert!(kept, "{drafts:?}");
    }
}
