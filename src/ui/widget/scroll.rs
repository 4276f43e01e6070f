//! A scroll bar: how much of a list is in view, and where.

use std::ops::Range;

use ratatui::layout::Rect;

use crate::ui::surface::{cells, line};
use crate::ui::{Role, Surface};

/// Draws a bar down the last column of an area, when not everything is in view.
pub fn scrollbar(window: Range<usize>, len: usize, area: Rect, surface: &mut Surface<'_>) {
    let height = usize::from(area.height);
    if window.len() >= len || height == 0 || area.width == 0 {
        return;
    }
    let size = (window.len() * height / len).max(1);
    let free = len - window.len();
    let top = (window.start * (height - size) + free / 2) / free;
    let column = Rect {
        x: area.right() - 1,
        width: 1,
        ..area
    };
    for row in 0..height {
        let inside = (top..top + size).contains(&row);
        let sign = if inside {
            surface.sign("█", "#")
        } else {
            surface.sign("│", "|")
        };
        surface.label(line(column, cells(row)), sign, Role::Border);
    }
}
