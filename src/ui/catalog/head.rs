//! Above the table: the filter, how many entities there are, and the values chosen in the facets.

use ratatui::layout::Rect;

use crate::app::catalog::facets::{heading, label};
use crate::app::catalog::{CHIPS, FILTER, State};
use crate::app::geometry::Target;
use crate::app::list::Rows;
use crate::app::load::Phase;
use crate::model::text::{grouped, width};
use crate::ui::surface::{cells, line, skip};
use crate::ui::widget::field;
use crate::ui::{Role, Surface};

pub(super) fn draw(state: &State, area: Rect, surface: &mut Surface<'_>) {
    let top = skip(line(area, 0), 1);
    let used = draw_counts(state, top, surface);
    let room = Rect {
        width: top.width.saturating_sub(used + 2),
        ..top
    };
    draw_filter(state, room, surface);
    if area.height > 1 {
        draw_chips(state, skip(line(area, 1), 1), surface);
    }
}

fn draw_filter(state: &State, area: Rect, surface: &mut Surface<'_>) {
    surface.hit(area, Target::Pane(FILTER));
    if state.typing {
        field(&state.filter, "/ ", area, surface);
        if state.filter.is_empty() {
            let hint = "words, or kind: type: lifecycle: owner: system: tag: accountable:";
            surface.label(skip(area, 3), hint, Role::Muted);
        }
        return;
    }
    let used = surface.label(
        area,
        "/ ",
        if state.filter.is_empty() {
            Role::Muted
        } else {
            Role::Key
        },
    );
    let (text, role) = match state.filter.text() {
        "" => ("filter", Role::Muted),
        text => (text, Role::Text),
    };
    surface.label(skip(area, used), text, role);
}

/// At the right: how many are shown of how many, marks, and whether the search failed. Returns the cells used.
fn draw_counts(state: &State, area: Rect, surface: &mut Surface<'_>) -> u16 {
    let area = Rect {
        width: area.width.saturating_sub(1),
        ..area
    };
    let total = state.found.snapshot.catalog.len();
    let shown = Rows::len(&state.found);
    let mut pieces: Vec<(String, Role)> = Vec::new();
    if let Phase::Ready { stale: Some(_), .. } | Phase::Failed(_) = state.search.phase() {
        pieces.push((format!("{} search failed", surface.sign("✗", "x")), Role::Danger));
    }
    if state.list.has_marks() {
        let marked = grouped(state.list.marked_count(&state.found));
        pieces.push((format!("{} {marked} marked", surface.sign("●", "*")), Role::Mark));
    }
    if state.is_narrowed() {
        pieces.push((format!("{} of {}", grouped(shown), grouped(total)), Role::Text));
    }
    let wanted: u16 = pieces.iter().map(|(text, _)| cells(width(text)) + 3).sum();
    let mut at = area.width.saturating_sub(wanted.saturating_sub(3));
    for (text, role) in &pieces {
        at += surface.label(skip(area, at), text, *role) + 3;
    }
    wanted
}

fn draw_chips(state: &State, area: Rect, surface: &mut Surface<'_>) {
    let catalog = &state.found.snapshot.catalog;
    let mut at = 0;
    for (chip, (facet, value)) in state.facets.chosen().iter().enumerate() {
        let room = skip(area, at);
        let mut used = surface.label(room, heading(*facet), Role::Muted) + 1;
        used += surface.label(skip(room, used), &label(catalog, *facet, value), Role::Accent) + 1;
        used += surface.label(skip(room, used), surface.sign("×", "x"), Role::Muted);
        let chip_area = Rect {
            width: used.min(room.width),
            ..room
        };
        surface.hit(chip_area, Target::Row(CHIPS, chip));
        at += used + 3;
    }
    let clear = skip(area, at);
    let used = surface.label(clear, "F", Role::Key);
    surface.label(skip(clear, used + 1), "clears", Role::Muted);
}
