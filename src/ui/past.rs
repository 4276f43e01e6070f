//! That one is in the past, said so that nobody takes it for now; and the question for the day.

use ratatui::layout::Rect;

use super::surface::{cells, line, skip};
use super::widget::{field, popup};
use super::{Role, Surface};
use crate::app::State;
use crate::app::past::{Asking, key_to_now, named};
use crate::model::text::width;

/// Over the whole line of the breadcrumbs, which stay readable on it. Nothing where it is now that is shown. Returns how
/// many cells are taken at the end.
pub(super) fn draw_badge(state: &State, area: Rect, surface: &mut Surface<'_>) -> Option<u16> {
    let at = state.shared.travel.at()?;
    surface.clear(area, Role::Selection);
    let ground = surface.style(Role::Selection);
    let day = named(at, &state.shared.clock());
    let sign = surface.sign("◷ ", "");
    let badge = format!(" {sign}AS OF {day} ");
    let back = key_to_now(&state.keymap);
    let back = back.map_or_else(String::new, |key| format!("{key} back to now "));
    let is_roomy = width(&badge) + width(&back) <= usize::from(area.width / 2);
    let back = if is_roomy { back.as_str() } else { "" };
    let used = surface.text_right(area, back, ground);
    let rest = Rect {
        width: area.width - used,
        ..area
    };
    let warn = surface.look.over(ground, Role::Warn);
    Some(used + surface.text_right(rest, &badge, warn))
}

/// Of the field.
const LABEL: &str = "Day: ";

pub(super) fn draw_asking(asking: &Asking, body: Rect, surface: &mut Surface<'_>) {
    let inner = popup("The catalog as it was", 58, 6, body, surface);
    let place = skip(line(inner, 0), 1);
    field(&asking.day, LABEL, place, surface);
    if asking.day.is_empty() {
        surface.label(skip(place, cells(width(LABEL))), &asking.shown, Role::Muted);
    }
    let (text, role) = match asking.error {
        Some(error) => (error, Role::Danger),
        None => (
            "2026-10-03, which means its end; yesterday; -7d; now",
            Role::Muted,
        ),
    };
    surface.label(skip(line(inner, 2), 1), text, role);
    let keys = [("enter", "go"), ("esc", "close")];
    let mut at = 1;
    for (key, words) in keys {
        at += surface.label(skip(line(inner, 3), at), key, Role::Key) + 1;
        at += surface.label(skip(line(inner, 3), at), words, Role::Muted) + 3;
    }
}
