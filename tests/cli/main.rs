//! The commands from end to end: the real binary, on files of its own, judged by what it prints and its exit status.

mod blueprints;
mod catalog;
mod discover;
mod foundation;
mod machine;
mod screens;
mod tasks;
mod vision;
mod guardrails;
mod waivers;
