//! Who has what and why, on the screen: what is seen at which size, and what is done about it by keys alone; what Home and the pages
//! of entities say of it.

mod driver;
mod elsewhere;
#[path = "../support/keyboard.rs"]
mod keyboard;
#[path = "../support/program.rs"]
#[allow(dead_code)]
mod program;
#[path = "../support/screen.rs"]
#[allow(dead_code)]
mod screen;
mod screens;
mod station;
mod taking;
mod work;
#[path = "../support/workspace.rs"]
#[allow(dead_code)]
mod workspace;
