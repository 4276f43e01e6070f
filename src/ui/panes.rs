//! A list, and what is known of its selected row: beside it, below it, or one in place of the other. Knows neither.

use ratatui::layout::Rect;

use super::surface::{below, line, skip};
use super::{Role, Surface};
use crate::app::panes::{DetailPlace, Pane};

/// Draws both where the screen has room for them, else the one that has the keys.
pub(super) fn draw(
    detail_place: DetailPlace,
    pane: Pane,
    body: Rect,
    surface: &mut Surface<'_>,
    list: impl FnOnce(Rect, &mut Surface<'_>),
    detail: impl FnOnce(Rect, &mut Surface<'_>),
) {
    let focused = pane == Pane::Detail;
    let border = if focused { Role::BorderFocus } else { Role::Border };
    match detail_place {
        DetailPlace::Instead if focused => detail(body, surface),
        DetailPlace::Instead => list(body, surface),
        DetailPlace::Beside => {
            let width = body.width * 13 / 20;
            list(Rect { width, ..body }, surface);
            let place = skip(body, width);
            for row in 0..place.height {
                let sign = surface.sign("│", "|");
                surface.label(line(place, row), sign, border);
            }
            detail(skip(place, 2), surface);
        }
        DetailPlace::Below => {
            // Whoever reads gives the detail more of the room.
            let height = if focused {
                body.height / 3
            } else {
                body.height * 3 / 5
            };
            list(Rect { height, ..body }, surface);
            let place = below(body, height);
            let rule = surface.sign("─", "-").repeat(usize::from(place.width));
            surface.label(line(place, 0), &rule, border);
            detail(below(place, 1), surface);
        }
    }
}
