//! Text from outside, made fit for a terminal, and words compared. Pure functions shared by the screens and the
//! commands; they know nothing of styles, cells or files.

mod count;
mod nearest;
mod safe;
mod shell;
mod width;
mod words;
mod wrap;

pub use count::{counted, grouped};
pub use nearest::{nearest, nearest_few};
pub use safe::{is_hazard, safe};
pub use shell::shell_word;
pub use width::{truncate, width};
pub use words::Words;
pub use wrap::wrap;
