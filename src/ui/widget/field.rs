//! A one-line text field with its label and cursor.

use ratatui::layout::Rect;

use crate::app::input::Input;
use crate::model::text::width;
use crate::ui::surface::{cells, skip};
use crate::ui::text::fit_end;
use crate::ui::{Role, Surface};

/// Draws a field on a line. When the text is longer than the line, the part before the cursor is seen.
pub fn field(input: &Input, label: &str, area: Rect, surface: &mut Surface<'_>) {
    let used = surface.label(area, label, Role::Muted);
    let room = skip(area, used);
    let column = input.cursor_column();
    let last = usize::from(room.width.saturating_sub(1));
    if column <= last {
        surface.label(room, input.text(), Role::Text);
        surface.cursor(room.x + cells(column), room.y);
    } else {
        let shown = fit_end(input.before_cursor(), last);
        surface.label(room, shown, Role::Text);
        surface.cursor(room.x + cells(width(shown)), room.y);
    }
}
