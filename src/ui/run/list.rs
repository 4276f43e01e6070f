//! The list of runs, drawn.

use ratatui::layout::Rect;

use super::role;
use crate::app::run::words::{self, lasted};
use crate::app::run::{ListState, RUNS};
use crate::app::shared::Shared;
use crate::model::run::RunSummary;
use crate::model::text::ago;
use crate::ui::surface::{below, line, skip};
use crate::ui::table::{self, Cell, Table};
use crate::ui::widget::{field, phase};
use crate::ui::{Role, Surface};

const COLUMNS: [table::Column; 7] = [
    table::Column::new("Status", 0, 13, 13),
    table::Column::new("Run", 0, 22, 36).grow(4),
    table::Column::new("Steps", 3, 7, 7).right(),
    table::Column::new("At", 2, 12, 20).grow(2),
    table::Column::new("For", 4, 8, 12),
    table::Column::new("Took", 5, 8, 10).right(),
    table::Column::new("Changed", 1, 10, 10).right(),
];

pub(in crate::ui) fn draw(state: &ListState, shared: &Shared, area: Rect, surface: &mut Surface<'_>) {
    let head = skip(line(area, 0), 1);
    if state.editing {
        field(&state.input, "/", head, surface);
    } else if !state.input.is_empty() {
        let text = format!("/{}   esc takes the filter away", state.input.text());
        surface.label(head, &text, Role::Muted);
    }
    let body = below(area, u16::from(state.editing || !state.input.is_empty()));
    let Some(runs) = phase(&state.load, "Reading the runs…", body, surface) else {
        return;
    };
    if runs.is_empty() {
        let text = "Nothing was run yet. 3 shows what can be created: choose a blueprint, fill it in, review it, run it.";
        surface.paragraph(skip(below(body, 1), 1), text, Role::Muted);
        return;
    }
    if state.list.is_empty() {
        surface.label(
            skip(line(body, 1), 1),
            "No run passes the filter. Esc takes it away.",
            Role::Muted,
        );
        return;
    }
    let ascii = surface.sign("u", "a") == "a";
    let cell = |row: usize, column: usize| match state.run(row) {
        Some(run) => cell(run, column, shared, ascii),
        None => Cell::default(),
    };
    Table::new(RUNS, &COLUMNS, &state.list)
        .focused(!state.editing)
        .draw(&state.rows(), body, surface, cell);
}

fn cell<'a>(run: &'a RunSummary, column: usize, shared: &Shared, ascii: bool) -> Cell<'a> {
    match column {
        0 => {
            let (unicode, plain, word, tone) = words::run(run.status);
            let sign = if ascii { plain } else { unicode };
            Cell::new(sign, role(tone))
                .then(" ", role(tone))
                .then(word, role(tone))
        }
        1 => {
            let title = Cell::text(run.title.as_str());
            match run.sandbox {
                true => title.then("  sandbox", Role::Info),
                false => title,
            }
        }
        2 => Cell::muted(format!("{}/{}", run.done, run.steps)),
        3 if !run.approvers.is_empty() => {
            Cell::new(format!("waits for {}", words::names(&run.approvers)), Role::Warn)
        }
        3 => Cell::muted(run.current.as_deref().unwrap_or_default()),
        4 => Cell::muted(words::names(std::slice::from_ref(&run.requester))),
        5 => Cell::muted(lasted(run.created, run.closed.unwrap_or(shared.now))),
        _ => Cell::muted(ago(run.changed, shared.now)),
    }
}
