//! The radar as a part of the vision screen: what is shown of it, which technology is selected, and how the keys move.
//! Pure; knows a vision held against a catalog, and no other part of the screen.

mod detail;
mod plot;
mod rows;
mod state;

pub use detail::{Line, Tone, of_technology};
pub use plot::{Blip, Direction, Label, Plot, Segment, Shown};
pub use rows::{Row, Users, rows};
pub use state::{DETAIL, DETAIL_LINES, DRAWING, LIST, Mode, Pane, State, USERS, WHOLE};
