//! The vision: what the architecture is to be, what falls short of it, and what is allowed to for a while.

pub mod radar;
