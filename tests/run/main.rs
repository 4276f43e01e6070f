//! Runs as a whole: what is planned is what runs, and nothing is lost or doubled wherever the program ends.

mod fake;
mod kill;
mod lifecycle;
mod matrix;
mod people;
mod preview;
mod real;
mod secrets;
mod stage;
mod vision;
#[path = "../support/workspace.rs"]
#[allow(dead_code)]
mod workspace;
