//! The frame of every screen, the overlays and the first screen: what is seen at which size, and what keys do.

#[path = "support/program.rs"]
mod program;
#[path = "support/screen.rs"]
mod screen;

use program::state;
use screen::{picture, start};

const SIZES: [(u16, u16); 4] = [(80, 24), (120, 40), (60, 15), (39, 9)];

/// Presses keys on the first screen of a workspace and takes a snapshot at every size.
fn seen(name: &str, workspace: bool, keys: &[&str]) {
    for (width, height) in SIZES {
        let mut program = start(state(workspace), width, height);
        for key in keys {
            program.press(key).unwrap();
        }
        insta::assert_snapshot!(format!("{name}_{width}x{height}"), picture(&program));
    }
}

#[test]
fn home() {
    seen("home", true, &[]);
}

#[test]
fn welcome() {
    seen("welcome", false, &[]);
}

#[test]
fn help() {
    seen("help", true, &["?"]);
}

#[test]
fn palette() {
    seen("palette", true, &[":", "t", "h", "e"]);
}

#[test]
fn which_key() {
    seen("which_key", true, &["g"]);
}

#[test]
fn copy_menu() {
    seen("copy_menu", true, &["y"]);
}
