//! Plain text: what a reader would copy off the screen.

use ratatui::buffer::Buffer;

use super::visible;

/// The characters of the grid, a line each, without blanks at the ends of lines.
pub fn text(buffer: &Buffer) -> String {
    let mut out = String::new();
    for row in 0..buffer.area.height {
        let line: String = visible(buffer, row).map(|(_, _, cell)| cell.symbol()).collect();
        out.push_str(line.trim_end());
        out.push('\n');
    }
    out
}
