//! The vocabulary of the portal and its rules, as pure functions of data: no IO, no clock, no async, no drawing.

pub mod access;
mod arena;
pub mod audit;
pub mod blueprint;
pub mod catalog;
pub mod cost;
pub mod discovery;
pub mod fuzzy;
pub mod health;
pub mod insight;
pub mod journal;
pub mod ownership;
pub mod run;
pub mod secret;
pub mod task;
pub mod text;
pub mod vision;
