//! What everything costs, on the screen: what is seen at which size in each view, and the walks from and to other screens by
//! keys alone.

mod driver;
#[path = "../support/keyboard.rs"]
mod keyboard;
mod office;
#[path = "../support/program.rs"]
#[allow(dead_code)]
mod program;
#[path = "../support/screen.rs"]
#[allow(dead_code)]
mod screen;
mod screens;
mod walks;
