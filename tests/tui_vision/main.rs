//! The vision on the screen: what is seen at which size in each tab, how one goes from a rule to those who fall short of it,
//! asks for exceptions, files tasks, and tries a rule while it is written.

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
