//! The radar, drawn.
