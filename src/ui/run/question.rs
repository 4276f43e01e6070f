//! A question about a run, drawn over it: what exactly would happen, and the keys that answer.

use ratatui::layout::Rect;

use crate::app::run::{About, State};
use crate::model::text::{safe, wrap};
use crate::ui::surface::{below, cells, line, skip};
use crate::ui::widget::{field, popup};
use crate::ui::{Role, Surface};

const WIDE: u16 = 78;

pub(super) fn draw(state: &State, area: Rect, surface: &mut Surface<'_>) {
    let Some(question) = &state.question else { return };
    let width = WIDE.min(area.width);
    let room = usize::from(width.saturating_sub(4)).max(8);
    let rows: usize = question
        .lines
        .iter()
        .map(|text| wrap(&safe(text), room).len().max(1))
        .sum();
    let height = cells(rows).saturating_add(5);
    let inner = popup(&question.title, width, height, area, surface);
    let inner = Rect {
        width: inner.width.saturating_sub(1),
        ..skip(inner, 1)
    };
    let last = inner.height.saturating_sub(1);
    let mut rest = Rect {
        height: inner.height.saturating_sub(3),
        ..inner
    };
    for text in &question.lines {
        let used = surface.paragraph(rest, text, Role::Text).max(1);
        rest = below(rest, used);
    }
    if let Some((label, input)) = &question.reason {
        field(input, label, line(inner, last.saturating_sub(1)), surface);
    }
    let (key, muted) = (surface.style(Role::Key), surface.style(Role::Muted));
    let answers = match (&question.error, &question.reason, &question.about) {
        (Some(error), ..) => vec![(*error, surface.style(Role::Danger))],
        (None, Some(_), _) => vec![
            ("enter", key),
            (" does it   ", muted),
            ("esc", key),
            (" leaves it", muted),
        ],
        (None, None, About::Settle(_)) => vec![
            ("y", key),
            (" it happened   ", muted),
            ("n", key),
            (" it did not   ", muted),
            ("esc", key),
            (" not sure yet", muted),
        ],
        (None, None, _) => vec![("y", key), (" yes   ", muted), ("n", key), (" no", muted)],
    };
    surface.pieces(line(inner, last), &answers);
}
