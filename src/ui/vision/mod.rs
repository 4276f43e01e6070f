//! The vision screen, drawn.

pub mod radar;
