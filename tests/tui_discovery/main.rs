//! What exists outside, on the screen: what is seen at which size, and how things are claimed and dependencies declared by
//! keys alone, with nothing written that was not shown before.

mod company;
mod driver;
#[path = "../support/keyboard.rs"]
mod keyboard;
#[path = "../support/program.rs"]
#[allow(dead_code)]
mod program;
#[path = "../support/screen.rs"]
#[allow(dead_code)]
mod screen;
mod screens;
mod work;
#[path = "../support/workspace.rs"]
#[allow(dead_code)]
mod workspace;
