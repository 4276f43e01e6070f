//! The faces of data that arrives later: loading, failed, there.

use ratatui::layout::Rect;

use crate::app::load::{Load, Phase};
use crate::app::msg::Failure;
use crate::ui::surface::{line, skip};
use crate::ui::{Role, Surface};

/// The value, if there is one; else draws why not and what to do.
pub fn phase<'a, T>(
    load: &'a Load<T>,
    loading: &str,
    area: Rect,
    surface: &mut Surface<'_>,
) -> Option<&'a T> {
    match load.phase() {
        Phase::Ready { value, .. } => return Some(value),
        Phase::Failed(cause) => failure(cause, area, surface),
        Phase::Idle | Phase::Loading => {
            surface.label(skip(line(area, 0), 1), loading, Role::Muted);
        }
    }
    None
}

/// Draws what did not work, and the next step.
pub fn failure(failure: &Failure, area: Rect, surface: &mut Surface<'_>) {
    let area = skip(area, 1);
    let sign = surface.sign("✗ ", "error: ");
    let used = surface.label(line(area, 0), sign, Role::Danger);
    let rows = surface.paragraph(skip(area, used), &failure.message, Role::Text);
    let below = Rect {
        y: area.y + rows,
        height: area.height.saturating_sub(rows),
        ..area
    };
    surface.paragraph(skip(below, used), &failure.next, Role::Muted);
}
