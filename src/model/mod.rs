//! The vocabulary of the portal and its rules, as pure functions of data: no IO, no clock, no async, no drawing.

pub mod catalog;
pub mod fuzzy;
pub mod journal;
pub mod ownership;
pub mod text;
