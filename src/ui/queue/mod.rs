//! Queue, drawn: the views and the filter line above, the tasks, the selected one beside or below them.

mod asking;
mod detail;
mod head;
mod rows;

use ratatui::layout::Rect;

use crate::app::load::Phase;
use crate::app::queue::{Detail, Pane, State};
use crate::app::shared::Shared;
use crate::model::text::counted;
use crate::ui::surface::{below, line, skip};
use crate::ui::widget::{failure, phase};
use crate::ui::{Role, Surface};

pub(super) fn draw(state: &State, shared: &Shared, area: Rect, surface: &mut Surface<'_>) {
    let used = head::draw(state, shared, area, surface);
    let body = below(area, used);
    if phase(state.load(), "Reading the tasks…", body, surface).is_some() {
        draw_panes(state, shared, body, surface);
    }
    asking::draw(state, area, surface);
}

fn draw_panes(state: &State, shared: &Shared, body: Rect, surface: &mut Surface<'_>) {
    if state.rows.ids.is_empty() {
        return draw_empty(state, body, surface);
    }
    let focused = state.pane == Pane::Detail;
    match Detail::of(shared.layout.size) {
        Detail::Instead if focused => detail::draw(state, shared, body, surface),
        Detail::Instead => rows::draw(state, shared, body, surface),
        Detail::Beside => {
            let width = body.width * 3 / 5;
            rows::draw(state, shared, Rect { width, ..body }, surface);
            let place = skip(body, width);
            for row in 0..place.height {
                let sign = surface.sign("│", "|");
                surface.label(line(place, row), sign, border(focused));
            }
            detail::draw(state, shared, skip(place, 2), surface);
        }
        Detail::Below => {
            // Whoever reads gives the detail more of the room.
            let height = if focused {
                body.height / 3
            } else {
                body.height * 3 / 5
            };
            rows::draw(state, shared, Rect { height, ..body }, surface);
            let place = below(body, height);
            let rule = surface.sign("─", "-").repeat(usize::from(place.width));
            surface.label(line(place, 0), &rule, border(focused));
            detail::draw(state, shared, below(place, 1), surface);
        }
    }
}

fn border(focused: bool) -> Role {
    if focused { Role::BorderFocus } else { Role::Border }
}

/// Why there is nothing, and the next key.
fn draw_empty(state: &State, body: Rect, surface: &mut Surface<'_>) {
    let text = match state.listing.phase() {
        Phase::Failed(cause) => return failure(cause, body, surface),
        Phase::Loading => "Looking for tasks…".to_owned(),
        _ if state.tasks().is_empty() => {
            "Nothing was asked for yet. n writes a task down; `muster log` does from the shell, and `muster import` \
             brings in the tickets of the past."
                .to_owned()
        }
        _ if state.is_changed() || !state.query.words.is_empty() => {
            let all = counted(state.tasks().len(), "task", "tasks");
            format!("No task passes the filter. Esc takes it away; is:all looks among closed ones too, {all} in all.")
        }
        _ => {
            let all = counted(state.tasks().len(), "task", "tasks");
            format!("Nothing here: all clear in {}. ] goes to the next view; there are {all} in all.", state.view)
        }
    };
    surface.paragraph(skip(below(body, 1), 1), &text, Role::Muted);
}
