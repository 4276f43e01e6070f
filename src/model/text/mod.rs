//! Text from outside, made fit for a terminal, words compared, and times and numbers as people read them. Pure functions
//! shared by the screens and the commands; they know nothing of styles, cells or files.

mod ago;
mod count;
mod duration;
mod hex;
mod moment;
mod nearest;
mod safe;
mod shell;
mod width;
mod words;
mod wrap;
mod yaml;

pub use ago::ago;
pub use count::{counted, grouped};
pub use duration::parse_duration;
pub use hex::hex;
pub use moment::{NotPast, civil_moment, day_or_moment, end_of, past_moment};
pub use nearest::{nearest, nearest_few};
pub use safe::{is_hazard, safe};
pub use shell::shell_word;
pub use width::{truncate, width};
pub use words::Words;
pub use wrap::wrap;
pub use yaml::{quoted, yaml};
