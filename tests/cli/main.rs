//! The commands from end to end: the real binary, on files of its own, judged by what it prints and its exit status.

mod blueprints;
mod catalog;
mod discover;
mod foundation;
mod guardrails;
mod machine;
mod screens;
mod tasks;
mod vision;
mod waivers;
