//! A box over the screen.

use ratatui::layout::Rect;
use ratatui::widgets::{Block, BorderType};

use crate::app::geometry::Target;
use crate::ui::surface::skip;
use crate::ui::theme::Charset;
use crate::ui::{Role, Surface};

/// Lines of plain characters, for terminals without line drawing.
const ASCII: ratatui::symbols::border::Set<'static> = ratatui::symbols::border::Set {
    top_left: "+",
    top_right: "+",
    bottom_left: "+",
    bottom_right: "+",
    vertical_left: "|",
    vertical_right: "|",
    horizontal_top: "-",
    horizontal_bottom: "-",
};

/// Clears the middle of an area, at most `width` by `height`, draws a border with a title around it, and returns the inside.
/// Clicks beside it close the overlay.
pub fn popup(title: &str, width: u16, height: u16, area: Rect, surface: &mut Surface<'_>) -> Rect {
    surface.hit(surface.area(), Target::Backdrop);
    let width = width.min(area.width);
    let height = height.min(area.height);
    let outer = Rect {
        x: area.x + (area.width - width) / 2,
        y: area.y + (area.height - height) / 2,
        width,
        height,
    };
    surface.clear(outer, Role::Text);
    pane(title, true, outer, surface)
}

/// Draws a border with a title, brighter where the keys are, and returns the inside.
pub fn pane(title: &str, focused: bool, outer: Rect, surface: &mut Surface<'_>) -> Rect {
    let role = if focused { Role::BorderFocus } else { Role::Border };
    let block = Block::bordered().border_style(surface.style(role));
    let block = match surface.look.charset {
        Charset::Unicode => block.border_type(BorderType::Rounded),
        Charset::Ascii => block.border_set(ASCII),
    };
    let inner = block.inner(outer);
    surface.widget(block, outer);
    let top = Rect {
        height: outer.height.min(1),
        width: outer.width.saturating_sub(2),
        ..outer
    };
    // Where there are no colours, the sign tells which pane has the keys.
    let sign = if focused && !surface.look.coloured {
        "*"
    } else {
        ""
    };
    surface.label(
        skip(top, 2),
        &format!(" {sign}{title} "),
        if focused { Role::Header } else { Role::Muted },
    );
    inner
}
