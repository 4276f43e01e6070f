//! Dots on a grid of cells, two across and four down in each, as braille characters have them.

use crate::app::geometry::Size;

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Dots {
    size: Size,
    /// Row by row: the dots of each cell, in the order of the bits of braille characters.
    cells: Vec<u8>,
}

/// The bit of a dot by its row and column in the cell (Unicode 15.1, chapter 21.1: dots 1 to 8).
const BITS: [[u8; 2]; 4] = [[0x01, 0x08], [0x02, 0x10], [0x04, 0x20], [0x40, 0x80]];

impl Dots {
    pub fn new(size: Size) -> Self {
        Self {
            size,
            cells: vec![0; usize::from(size.width) * usize::from(size.height)],
        }
    }

    /// Sets the dot at a place, where there is such a place.
    pub fn set(&mut self, x: f64, y: f64) {
        // What sines and cosines are short of the next dot is theirs, not the place's.
        let (x, y) = (x + 1e-6, y + 1e-6);
        if x < 0.0 || y < 0.0 {
            return;
        }
        let (x, y) = (x as usize, y as usize);
        let (column, row) = (x / 2, y / 4);
        if column < usize::from(self.size.width) && row < usize::from(self.size.height) {
            self.cells[row * usize::from(self.size.width) + column] |= BITS[y % 4][x % 2];
        }
    }

    /// The dots of a cell; 0 where there are none.
    pub fn at(&self, column: u16, row: u16) -> u8 {
        if column >= self.size.width {
            return 0;
        }
        let at = usize::from(row) * usize::from(self.size.width) + usize::from(column);
        self.cells.get(at).copied().unwrap_or(0)
    }

    pub fn size(&self) -> Size {
        self.size
    }
}
