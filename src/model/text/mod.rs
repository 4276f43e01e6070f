//! Text from outside, made fit for a terminal, and words compared. Pure functions shared by the screens and the
//! commands; they know nothing of styles, cells or files.

mod nearest;
mod safe;
mod width;
mod words;

pub use nearest::{nearest, nearest_few};
pub use safe::{is_hazard, safe};
pub use width::{truncate, width};
pub use words::Words;
