//! A grid of cells as something that can be kept or sent: plain text, text with escape sequences, a picture. Knows cells;
//! no screens.

mod ansi;
mod strokes;
mod svg;
mod text;

use ratatui::buffer::{Buffer, Cell};

use crate::model::text::width;

pub use ansi::ansi;
pub use svg::{Palette, svg};
pub use text::text;

/// The cells of a row that are seen, each with its column and how many columns it takes: what a wide character covers is
/// left out.
fn visible(buffer: &Buffer, row: u16) -> impl Iterator<Item = (u16, u16, &Cell)> {
    let mut column = 0;
    std::iter::from_fn(move || {
        let cell = buffer
            .cell((buffer.area.x + column, buffer.area.y + row))
            .filter(|_| column < buffer.area.width)?;
        let wide = u16::try_from(width(cell.symbol()).max(1)).unwrap_or(1);
        let at = column;
        column += wide;
        Some((at, wide, cell))
    })
}

#[cfg(test)]
mod tests;
