//! Small pieces screens are made of.

mod field;
mod pen;
mod popup;
mod scroll;

pub use field::field;
pub use pen::{Cursor, Pen};
pub use popup::{frame, popup};
pub use scroll::scrollbar;
