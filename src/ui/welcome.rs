//! The first screen without a workspace, drawn.

use ratatui::layout::Rect;

use super::surface::{line, skip};
use super::widget::field;
use super::{Role, Surface};
use crate::app::geometry::Target;
use crate::app::load::Phase;
use crate::app::shared::Shared;
use crate::app::welcome::{Action, CHOICES, LIST, State};

pub(super) fn draw(state: &State, _: &Shared, area: Rect, surface: &mut Surface<'_>) {
    let area = skip(area, 2.min(area.width / 20));
    surface.label(line(area, 1), "There is no workspace here yet.", Role::Header);
    surface.label(
        line(area, 2),
        "A workspace is a folder with a company's catalog. How shall we begin?",
        Role::Muted,
    );
    let mut row = 4;
    for (at, choice) in CHOICES.iter().enumerate() {
        draw_choice(state, at, row, area, surface);
        row += 2;
        if let Some(open) = state.field.as_ref().filter(|open| open.action == choice.action) {
            let label = if open.action == Action::Init {
                "New folder: "
            } else {
                "Folder: "
            };
            field(&open.input, label, skip(line(area, row), 5), surface);
            row += 2;
        }
    }
    match state.opening.phase() {
        Phase::Loading => {
            surface.label(line(area, row), "Opening…", Role::Info);
        }
        Phase::Failed(failure) => {
            surface.label(line(area, row), &failure.message, Role::Danger);
            surface.label(line(area, row + 1), &failure.next, Role::Muted);
        }
        Phase::Idle | Phase::Ready { .. } => {}
    }
}

fn draw_choice(state: &State, at: usize, row: u16, area: Rect, surface: &mut Surface<'_>) {
    let Some(choice) = CHOICES.get(at) else { return };
    let selected = state.list.cursor() == Some(at) && state.field.is_none();
    let role = if selected { Role::Selection } else { Role::Text };
    let name = line(area, row);
    let marker = if selected {
        surface.sign("▸ ", "> ")
    } else {
        "  "
    };
    let key = match choice.action {
        Action::Demo => "d",
        Action::Init | Action::Make => "i",
        Action::Folder => "f",
    };
    let used = surface.label(name, marker, Role::Accent);
    let used = used + surface.label(skip(name, used), key, Role::Key) + 2;
    surface.label(skip(name, used), choice.name, role);
    surface.label(skip(line(area, row + 1), used), choice.text, Role::Muted);
    surface.hit(
        Rect {
            height: 2.min(area.height.saturating_sub(row)),
            ..name
        },
        Target::Row(LIST, at),
    );
}
