//! Create: the gallery, the wizard, its review and the run, as they are seen at several sizes and worked by keys alone.

mod gallery;
#[path = "../support/keyboard.rs"]
mod keyboard;
#[path = "../support/program.rs"]
#[allow(dead_code)]
mod program;
mod random;
mod review;
mod run;
#[path = "../support/screen.rs"]
#[allow(dead_code)]
mod screen;
mod shop;
mod vision;
mod wizard;
