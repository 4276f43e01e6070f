//! The radar as a part of the vision screen.

#[derive(Debug, Clone, Default, PartialEq)]
pub struct State {}
