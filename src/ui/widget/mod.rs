//! Small pieces screens are made of.

mod field;
mod popup;
mod scroll;

pub use field::field;
pub use popup::{frame, popup};
pub use scroll::scrollbar;
