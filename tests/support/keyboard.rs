//! A person with a keyboard: presses keys, waits until the program rests, and reads what it says.

use muster::runtime::headless::Headless;
use muster::ui::export;

use crate::screen::PATIENCE;

/// Keys after each other, as in `g g`.
pub fn press(program: &mut Headless, keys: &str) {
    program.press(keys).unwrap();
    program.wait_idle(PATIENCE).unwrap();
}

/// The same, resting after each.
pub fn keys(program: &mut Headless, keys: &[&str]) {
    keys.iter().for_each(|key| press(program, key));
}

pub fn type_text(program: &mut Headless, text: &str) {
    program.type_text(text).unwrap();
    program.wait_idle(PATIENCE).unwrap();
}

/// The screen without its colours.
pub fn text(program: &Headless) -> String {
    export::text(program.buffer())
}

/// The words stand on the screen or in a message.
#[track_caller]
pub fn says(program: &Headless, words: &str) {
    let toasts = program.state().toasts.shown();
    let is_said = text(program).contains(words) || toasts.iter().any(|toast| toast.text.contains(words));
    assert!(is_said, "no `{words}` in {toasts:?}\n{}", text(program));
}
