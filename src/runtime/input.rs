//! Reads the terminal on a thread of its own, in batches, and translates what crossterm says into the core's words. After
//! each batch it waits until the loop has dealt with it, so nothing is read that is meant for an editor or a shell.

use std::io;
use std::sync::mpsc;
use std::thread;
use std::time::Duration;

use crossterm::event::{
    self, Event, KeyCode, KeyEvent, KeyEventKind, KeyModifiers, MouseButton, MouseEvent, MouseEventKind,
};

use super::inbox::{Inbound, Sender};
use crate::app::Msg;
use crate::app::key::{Code, Key};
use crate::app::msg::{Mouse, MouseKind};

/// More events than this are not taken at once, so that a flood still lets frames through.
const BATCH: usize = 256;

/// Starts the reader. It ends with the terminal or the loop, whichever is first.
pub(super) fn start(sender: Sender) -> io::Result<()> {
    thread::Builder::new().name("input".into()).spawn(move || {
        while let Ok(batch) = read_batch() {
            let (done, wait) = mpsc::channel();
            sender.put(Inbound::Input(batch, done));
            if wait.recv().is_err() {
                return;
            }
        }
        sender.put(Inbound::InputClosed);
    })?;
    Ok(())
}

/// Waits for an event, and takes those that have come with it.
fn read_batch() -> io::Result<Vec<Msg>> {
    let mut batch = Vec::new();
    batch.extend(translate(event::read()?));
    while batch.len() < BATCH && event::poll(Duration::ZERO)? {
        batch.extend(translate(event::read()?));
    }
    Ok(batch)
}

fn translate(event: Event) -> Option<Msg> {
    match event {
        Event::Key(key) if key.kind != KeyEventKind::Release => translate_key(key).map(Msg::Key),
        Event::Mouse(mouse) => translate_mouse(mouse).map(Msg::Mouse),
        Event::Paste(text) => Some(Msg::Paste(text)),
        // Sizes come by signal, which cannot be missed between the first look and this thread's start.
        Event::Resize(..) | Event::Key(_) | Event::FocusGained | Event::FocusLost => None,
    }
}

fn translate_key(key: KeyEvent) -> Option<Key> {
    let shift = key.modifiers.contains(KeyModifiers::SHIFT);
    let ctrl = key.modifiers.contains(KeyModifiers::CONTROL);
    let code = match key.code {
        KeyCode::Char(c) if ctrl => Code::Char(c.to_ascii_lowercase()),
        KeyCode::Char(c) => Code::Char(c),
        KeyCode::Enter => Code::Enter,
        KeyCode::Esc => Code::Esc,
        KeyCode::Tab if shift => Code::BackTab,
        KeyCode::Tab => Code::Tab,
        KeyCode::BackTab => Code::BackTab,
        KeyCode::Backspace => Code::Backspace,
        KeyCode::Delete => Code::Delete,
        KeyCode::Insert => Code::Insert,
        KeyCode::Up => Code::Up,
        KeyCode::Down => Code::Down,
        KeyCode::Left => Code::Left,
        KeyCode::Right => Code::Right,
        KeyCode::Home => Code::Home,
        KeyCode::End => Code::End,
        KeyCode::PageUp => Code::PageUp,
        KeyCode::PageDown => Code::PageDown,
        KeyCode::F(number) => Code::F(number),
        _ => return None,
    };
    // Esc and Ctrl-C that are read at once look like Alt-Ctrl-C, and Ctrl-C must never get lost.
    let always = ctrl && code == Code::Char('c');
    Some(Key {
        code,
        ctrl,
        alt: key.modifiers.contains(KeyModifiers::ALT) && !always,
    })
}

fn translate_mouse(mouse: MouseEvent) -> Option<Mouse> {
    let kind = match mouse.kind {
        MouseEventKind::Down(MouseButton::Left) => MouseKind::Click,
        MouseEventKind::ScrollUp => MouseKind::ScrollUp,
        MouseEventKind::ScrollDown => MouseKind::ScrollDown,
        _ => return None,
    };
    Some(Mouse {
        kind,
        column: mouse.column,
        row: mouse.row,
    })
}
