//! Whatever is pressed, pasted and clicked, at whatever size: the screens never panic, and every frame fits its size.

#[path = "support/program.rs"]
mod program;

use std::sync::LazyLock;

use muster::app::effect::Generation;
use muster::app::geometry::Size;
use muster::app::intent::table;
use muster::app::key::{Key, KeySequence};
use muster::app::msg::{Mouse, MouseKind};
use muster::app::{Effect, Msg, State, update};
use muster::runtime::{Services, Ticket};
use muster::ui::theme::{Charset, Look};
use program::{Fake, screens, state};
use proptest::prelude::*;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use termprofile::TermProfile;

static FAKE: LazyLock<Fake> = LazyLock::new(Fake::acme);

fn message() -> impl Strategy<Value = Msg> {
    let bound: Vec<Key> = table()
        .iter()
        .flat_map(|entry| entry.keys)
        .flat_map(|keys| keys.parse::<KeySequence>().unwrap().0)
        .filter(|key| !key.ctrl)
        .collect();
    let mouse =
        |kind| (0u16..130, 0u16..45).prop_map(move |(column, row)| Msg::Mouse(Mouse { kind, column, row }));
    prop_oneof![
        10 => prop::sample::select(bound).prop_map(Msg::Key),
        3 => any::<char>().prop_map(|c| Msg::Key(Key::char(c))),
        1 => "\\PC{0,30}|a\nb".prop_map(Msg::Paste),
        1 => (0u16..130, 0u16..45).prop_map(|(width, height)| Msg::Resize(Size::new(width, height))),
        3 => mouse(MouseKind::Click),
        1 => mouse(MouseKind::ScrollUp),
        1 => mouse(MouseKind::ScrollDown),
    ]
}

/// Sends a message, and answers what it asks for.
fn send(state: &mut State, msg: Msg) {
    for effect in update(state, msg) {
        if let Effect::Ask { generation, request } = effect {
            let answer = FAKE.answer(request, &ticket(generation));
            send(state, Msg::Answer { generation, answer });
        }
    }
}

fn ticket(generation: Generation) -> Ticket {
    Ticket::lasting(generation)
}

fn draw(state: &mut State, look: &Look) {
    let Size { width, height } = state.shared.layout.size;
    let mut buffer = Buffer::empty(Rect::new(0, 0, width, height));
    let drawn = muster::ui::draw(state, look, &mut buffer);
    assert!(
        drawn
            .cursor
            .is_none_or(|cursor| cursor.x < width && cursor.y < height)
    );
    send(state, Msg::Drawn(drawn.layout));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn nothing_panics(
        workspace in any::<bool>(),
        width in 0u16..130,
        height in 0u16..45,
        messages in prop::collection::vec(message(), 0..60),
    ) {
        let mut state = state(workspace);
        let look = screens(TermProfile::Ansi256, Charset::Unicode).look("dark");
        state.shared.layout.size = Size::new(width, height);
        send(&mut state, Msg::Started);
        draw(&mut state, &look);
        for message in messages {
            send(&mut state, message);
            draw(&mut state, &look);
        }
    }
}
