//! Runs as a whole: what is planned is what runs, and nothing is lost or doubled wherever the program ends.

mod fake;
mod lifecycle;
mod matrix;
mod people;
mod secrets;
mod stage;
