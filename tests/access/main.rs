//! Access that ends: grants told from runs, compared with what is there, extended, and taken back once.

mod compare;
mod demo;
mod ends;
mod grants;
mod stage;
mod story;
mod targets;
mod whole;
#[path = "../support/workspace.rs"]
#[allow(dead_code)]
mod workspace;
