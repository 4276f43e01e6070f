//! Drawing: functions of the core's state into a grid of cells. Knows `app` and `model`; does no IO and changes nothing.
//!
//! `draw` is the only way in. A screen draws in the file of its name, on a [`Surface`], which makes every text safe for the
//! terminal and collects where things are, for the mouse.

mod access;
mod catalog;
mod cost;
mod create;
mod discovery;
pub mod export;
mod frame;
mod health;
mod home;
mod insights;
mod journal;
mod overlay;
mod owned;
mod panes;
mod past;
mod problems;
mod queue;
mod run;
mod screen;
pub mod surface;
mod table;
mod term;
pub mod text;
pub mod theme;
mod tree;
pub mod vision;
mod welcome;
pub mod widget;
mod wizard;

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

use crate::app::State;
use crate::app::geometry::{Layout, Size};

pub use surface::Surface;
pub use theme::{Look, Role};

/// What came of drawing a frame, apart from its cells.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Drawn {
    /// Where things are, for `Msg::Drawn`.
    pub layout: Layout,
    /// Where the text cursor is, when a field has it.
    pub cursor: Option<Position>,
}

/// Draws the whole screen into a buffer, over whatever it held.
pub fn draw(state: &State, look: &Look, buffer: &mut Buffer) -> Drawn {
    let mut surface = Surface::new(buffer, look);
    frame::draw(state, &mut surface);
    surface.finish()
}

/// The screen as it would look at a size.
pub fn view(state: &State, look: &Look, size: Size) -> Buffer {
    let mut buffer = Buffer::empty(Rect::new(0, 0, size.width, size.height));
    draw(state, look, &mut buffer);
    buffer
}
