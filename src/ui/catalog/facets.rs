//! The facets: values with counts, beside the table or over it.

use ratatui::layout::Rect;

use crate::app::catalog::facets::{Row, heading, label};
use crate::app::catalog::{FACETS, Focus, State};
use crate::app::geometry::Target;
use crate::app::load::Phase;
use crate::model::text::grouped;
use crate::ui::surface::{cells, line, skip};
use crate::ui::widget::{Cursor, Pen, field, popup, scrollbar};
use crate::ui::{Role, Surface};

/// The size of the facets over the table.
const OVER: (u16, u16) = (48, 30);

pub(super) fn draw_beside(state: &State, focus: Focus, area: Rect, surface: &mut Surface<'_>) {
    let focused = focus == Focus::Facets;
    let role = if focused { Role::BorderFocus } else { Role::Border };
    for row in 0..area.height {
        let edge = skip(line(area, row), area.width.saturating_sub(1));
        surface.label(edge, surface.sign("│", "|"), role);
    }
    let inside = Rect {
        width: area.width.saturating_sub(1),
        ..area
    };
    draw(state, focused, inside, surface);
}

pub(super) fn draw_over(state: &State, area: Rect, surface: &mut Surface<'_>) {
    let inside = popup("Facets", OVER.0, OVER.1, area, surface);
    draw(state, true, inside, surface);
}

fn draw(state: &State, focused: bool, area: Rect, surface: &mut Surface<'_>) {
    surface.hit(area, Target::Pane(FACETS));
    let facets = &state.facets;
    let top = skip(line(area, 0), 1);
    if facets.typing {
        field(&facets.input, "/ ", top, surface);
    } else if facets.input.is_empty() {
        surface.label(top, "/ narrow", Role::Muted);
    } else {
        let used = surface.label(top, "/ ", Role::Key);
        surface.label(skip(top, used), facets.input.text(), Role::Text);
    }
    let body = Rect {
        y: area.y + 1.min(area.height),
        height: area.height.saturating_sub(1),
        ..area
    };
    surface.height(FACETS, body.height);
    if facets.list.is_empty() {
        let (text, role) = match facets.counts.phase() {
            Phase::Failed(failure) => (failure.message.as_str(), Role::Danger),
            Phase::Ready { .. } => ("Nothing to choose from.", Role::Muted),
            Phase::Idle | Phase::Loading => ("Counting…", Role::Info),
        };
        surface.label(skip(line(body, 0), 1), text, role);
    }
    let window = facets.list.window(usize::from(body.height));
    for (row, at) in window.clone().enumerate() {
        let place = line(body, cells(row));
        draw_row(state, at, focused, place, surface);
    }
    scrollbar(window, facets.list.len(), body, surface);
}

fn draw_row(state: &State, at: usize, focused: bool, area: Rect, surface: &mut Surface<'_>) {
    let Some(row) = state.facets.row(at) else { return };
    let area = Rect {
        width: area.width.saturating_sub(1),
        ..area
    };
    let cursor = match (state.facets.list.cursor() == Some(at), focused) {
        (true, true) => Cursor::Here,
        (true, false) => Cursor::Idle,
        (false, _) => Cursor::Elsewhere,
    };
    let mut pen = Pen::row(area, cursor, Some((FACETS, at)), surface);
    match row {
        Row::Facet {
            facet,
            values,
            folded,
        } => {
            let sign = match folded {
                true => pen.sign("▸", "+"),
                false => pen.sign("▾", "-"),
            };
            pen.right(&grouped(*values), Role::Muted)
                .column(sign, 2, Role::Muted)
                .left(heading(*facet), Role::Header);
        }
        Row::Value {
            facet,
            value,
            count,
            chosen,
        } => {
            let (sign, role) = match (*chosen, value.is_empty()) {
                (true, _) => (pen.sign("✓", "x"), Role::Accent),
                (_, true) => ("", Role::Muted),
                _ => ("", Role::Text),
            };
            let shown = label(&state.found.snapshot.catalog, *facet, value);
            pen.right(&grouped(*count), Role::Muted)
                .column(sign, 2, role)
                .left(&shown, role);
        }
        Row::More { hidden, .. } => {
            pen.gap(2)
                .left(&format!("{} more", grouped(*hidden)), Role::Muted);
        }
    }
}
