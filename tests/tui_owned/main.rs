//! What one answers for, on the screen: what is seen at which size in each tab, and what is done about it by keys alone.

#[path = "../own/company.rs"]
#[allow(dead_code)]
mod company;
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
mod work;
#[path = "../support/workspace.rs"]
#[allow(dead_code)]
mod workspace;
