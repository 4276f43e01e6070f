//! Small pieces screens are made of.

mod field;
mod pen;
mod phase;
mod popup;
mod scroll;

pub use field::field;
pub use pen::{Cursor, Pen};
pub use phase::{failure, phase};
pub use popup::{pane, popup};
pub use scroll::scrollbar;
