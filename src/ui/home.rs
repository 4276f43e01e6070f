//! Home, drawn: what exists beside what needs a look, and what changed lately below them, or beside them where there is
//! room.

use ratatui::layout::Rect;

use super::surface::{cells, line, skip};
use super::text::{ago, number};
use super::widget::{failure, pane, phase, scrollbar};
use super::{Role, Surface};
use crate::app::geometry::{Target, ViewId};
use crate::app::home::{EXISTS, Fact, LATELY, NEEDS, Pane, State, Weight};
use crate::app::list::List;
use crate::app::load::Phase;
use crate::app::shared::Shared;

/// From this width on the changes stand beside the counts.
const WIDE: u16 = 110;

pub(super) fn draw(state: &State, shared: &Shared, area: Rect, surface: &mut Surface<'_>) {
    let Some(catalog) = phase(&shared.catalog, "Reading the catalog…", area, surface) else {
        return;
    };
    if catalog.is_empty() {
        return draw_empty(shared, area, surface);
    }
    let [exists, needs, lately] = panes(state, area);
    let exists = pane("What exists", state.pane == Pane::Exists, exists, surface);
    draw_facts(
        &state.facts.exists,
        &state.exists,
        (Pane::Exists, EXISTS),
        state,
        exists,
        surface,
    );
    let needs = pane("What needs a look", state.pane == Pane::Needs, needs, surface);
    if state.facts.needs.is_empty() {
        let sign = surface.sign("✓", "ok");
        surface.label(
            skip(line(needs, 0), 1),
            &format!("{sign} Nothing falls short."),
            Role::Ok,
        );
    }
    draw_facts(
        &state.facts.needs,
        &state.needs,
        (Pane::Needs, NEEDS),
        state,
        needs,
        surface,
    );
    let lately = pane("What changed lately", state.pane == Pane::Lately, lately, surface);
    draw_changes(state, shared, lately, surface);
}

/// Where the three panes are.
fn panes(state: &State, area: Rect) -> [Rect; 3] {
    let wanted = cells(state.facts.exists.len().max(state.facts.needs.len()).max(1)) + 2;
    if area.width >= WIDE {
        let left = area.width * 2 / 5;
        let upper = wanted.min(area.height / 2);
        let exists = Rect {
            width: left,
            height: upper,
            ..area
        };
        let needs = Rect {
            y: area.y + upper,
            height: area.height - upper,
            ..exists
        };
        return [exists, needs, skip(area, left)];
    }
    let upper = wanted.min(area.height / 2);
    let left = area.width / 2;
    let exists = Rect {
        width: left,
        height: upper,
        ..area
    };
    let needs = Rect {
        height: upper,
        ..skip(area, left)
    };
    let lately = Rect {
        y: area.y + upper,
        height: area.height - upper,
        ..area
    };
    [exists, needs, lately]
}

fn draw_empty(shared: &Shared, area: Rect, surface: &mut Surface<'_>) {
    let root = shared
        .workspace
        .as_ref()
        .map(|workspace| workspace.root.display().to_string())
        .unwrap_or_default();
    let area = skip(area, 2);
    surface.label(line(area, 1), "The catalog is empty.", Role::Header);
    surface.label(
        line(area, 2),
        &format!("There is no entity file below {root}."),
        Role::Text,
    );
    surface.label(
        line(area, 4),
        "Save a catalog-info.yaml there, and it appears here by itself.",
        Role::Muted,
    );
    surface.label(
        line(area, 5),
        "`muster init` shows what one looks like; `muster demo` a whole company.",
        Role::Muted,
    );
}

fn draw_facts(
    facts: &[Fact],
    list: &List,
    (pane, view): (Pane, ViewId),
    state: &State,
    area: Rect,
    surface: &mut Surface<'_>,
) {
    surface.height(view, area.height);
    surface.hit(area, Target::Pane(view));
    let window = list.window(usize::from(area.height));
    for (row, index) in window.clone().enumerate() {
        let Some(fact) = facts.get(index) else { continue };
        let place = line(area, cells(row));
        let style = surface.row_style(list.cursor() == Some(index), state.pane == pane);
        surface.restyle(place, style);
        let (sign, role) = match fact.weight {
            Weight::Plain => (" ", Role::Text),
            Weight::Warning => ("!", Role::Warn),
            Weight::Error => (surface.sign("✗", "x"), Role::Danger),
        };
        surface.text(skip(place, 1), sign, surface.look.over(style, role));
        let count = surface.text_right(
            place,
            &format!("{} ", number(fact.count)),
            surface.look.over(style, role),
        );
        let label = Rect {
            width: place.width.saturating_sub(4 + count),
            ..skip(place, 3)
        };
        surface.text(label, &fact.label, style);
        surface.hit(place, Target::Row(view, index));
    }
    scrollbar(window, facts.len(), area, surface);
}

fn draw_changes(state: &State, shared: &Shared, area: Rect, surface: &mut Surface<'_>) {
    surface.height(LATELY, area.height);
    surface.hit(area, Target::Pane(LATELY));
    let changes = match state.changes.phase() {
        Phase::Ready { value, .. } if !value.is_empty() => value,
        Phase::Failed(cause) => return failure(cause, area, surface),
        Phase::Idle | Phase::Loading => {
            surface.label(skip(line(area, 0), 1), "Reading the journal…", Role::Muted);
            return;
        }
        Phase::Ready { .. } => {
            surface.label(
                skip(line(area, 0), 1),
                "Nothing yet. Changes of the catalog's files are recorded here.",
                Role::Muted,
            );
            return;
        }
    };
    let window = state.lately.window(usize::from(area.height));
    for (row, index) in window.clone().enumerate() {
        let Some(change) = changes.get(index) else {
            continue;
        };
        let place = line(area, cells(row));
        let style = surface.row_style(state.lately.cursor() == Some(index), state.pane == Pane::Lately);
        surface.restyle(place, style);
        let when = Rect {
            width: 10.min(place.width),
            ..skip(place, 1)
        };
        surface.text_right(
            when,
            &ago(shared.now, change.time),
            surface.look.over(style, Role::Muted),
        );
        surface.text(
            Rect {
                width: place.width.saturating_sub(14),
                ..skip(place, 13)
            },
            &change.text,
            style,
        );
        surface.hit(place, Target::Row(LATELY, index));
    }
    scrollbar(window, changes.len(), area, surface);
}
