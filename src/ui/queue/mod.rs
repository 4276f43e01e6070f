//! Queue, drawn: the views and the filter line above, the tasks, the selected one beside or below them.

mod asking;
mod detail;
mod head;
mod rows;

use ratatui::layout::Rect;

use crate::app::load::Phase;
use crate::app::queue::{State, detail_place};
use crate::app::shared::Shared;
use crate::model::text::counted;
use crate::ui::panes;
use crate::ui::surface::{below, skip};
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
    panes::draw(
        detail_place(shared.layout.size),
        state.pane,
        body,
        surface,
        |area, surface| rows::draw(state, shared, area, surface),
        |area, surface| detail::draw(state, shared, area, surface),
    );
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
