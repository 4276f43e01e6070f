//! A document, drawn line by line.

use ratatui::layout::Rect;

use crate::app::catalog::DOCUMENT;
use crate::app::catalog::document::{DocumentState, Line};
use crate::app::geometry::Target;
use crate::ui::surface::{cells, line, skip};
use crate::ui::text::fit;
use crate::ui::widget::{field, scrollbar};
use crate::ui::{Role, Surface};

pub(in crate::ui) fn draw(state: &DocumentState, area: Rect, surface: &mut Surface<'_>) {
    let finder = u16::from(state.typing || !state.input.is_empty()).min(area.height);
    if state.typing {
        field(&state.input, "/ ", skip(line(area, 0), 1), surface);
    } else if finder > 0 {
        let used = surface.label(skip(line(area, 0), 1), "/ ", Role::Key) + 1;
        surface.label(skip(line(area, 0), used), state.input.text(), Role::Text);
    }
    let area = Rect {
        y: area.y + finder,
        height: area.height - finder,
        ..area
    };
    surface.height(DOCUMENT, area.height);
    surface.hit(area, Target::Pane(DOCUMENT));
    let window = state.list.window(usize::from(area.height));
    for (row, at) in window.clone().enumerate() {
        let Some(found) = state.line(at) else { continue };
        let place = line(area, cells(row));
        let whole = Rect {
            width: place.width.saturating_sub(1),
            ..place
        };
        let selected = state.list.cursor() == Some(at);
        let drawing = Drawing {
            selected,
            matched: state.is_match(found),
            shift: state.shift,
        };
        draw_line(found, drawing, whole, surface);
        surface.hit(whole, Target::Row(DOCUMENT, at));
    }
    scrollbar(window, state.list.len(), area, surface);
}

/// How a line is drawn.
struct Drawing {
    selected: bool,
    matched: bool,
    /// Columns of the text that are out of view at the left.
    shift: usize,
}

fn draw_line(found: &Line, drawing: Drawing, area: Rect, surface: &mut Surface<'_>) {
    let ground = surface.row_style(drawing.selected, true);
    surface.restyle(area, ground);
    let muted = surface.look.over(ground, Role::Muted);
    let key_style = surface.look.over(ground, Role::Info);
    if drawing.selected {
        surface.text(area, surface.sign("▸", ">"), ground);
    }
    let mut used = cells(2 + 2 * found.indent);
    if found.dash {
        used += surface.text(skip(area, used), "- ", muted);
    }
    if let Some(key) = &found.key {
        used += surface.text(skip(area, used), key, key_style);
        used += surface.text(skip(area, used), ":", muted) + 1;
    }
    let text = if drawing.matched {
        surface.look.over(ground, Role::Match)
    } else {
        ground
    };
    // A line may hold a whole file; only what fits is looked at.
    let shown = found
        .text
        .get(fit(&found.text, drawing.shift).0.len()..)
        .unwrap_or_default();
    let shown = fit(shown, usize::from(area.width) + 1).0;
    surface.text(skip(area, used), shown, text);
}
