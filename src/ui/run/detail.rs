//! What the selected step says, broken to the width, with its end in sight while it follows live.

use ratatui::layout::Rect;

use super::role;
use crate::app::geometry::Target;
use crate::app::run::detail::{self, Line};
use crate::app::run::words::Tone;
use crate::app::run::{LOG, LOG_LINES, State};
use crate::app::shared::Shared;
use crate::model::text::{safe, wrap};
use crate::ui::surface::{cells, line, skip};
use crate::ui::widget::scrollbar;
use crate::ui::{Role, Surface};

/// Cells for what a line is about.
const LABEL: u16 = 8;

pub(super) fn draw(state: &State, shared: &Shared, area: Rect, surface: &mut Surface<'_>) {
    let room = area.width.saturating_sub(1);
    let lines = detail::lines(state, shared);
    let rows: Vec<Shown> = lines.iter().flat_map(|line| broken(line, room)).collect();
    surface.height(LOG, area.height);
    surface.height(LOG_LINES, cells(rows.len()));
    surface.hit(area, Target::Pane(LOG));
    let height = usize::from(area.height);
    let end = rows
        .len()
        .saturating_sub(state.lines_below)
        .max(height.min(rows.len()));
    // What is short enough stands at the top; of what is long, the end is seen.
    let window = end.saturating_sub(height)..end;
    for (row, shown) in rows.get(window.clone()).into_iter().flatten().enumerate() {
        let at = line(area, cells(row));
        if let Some(label) = shown.label {
            surface.label(at, label, Role::Muted);
        }
        let indent = if shown.is_labelled { LABEL } else { 0 };
        surface.label(skip(at, indent), &shown.text, role(shown.tone));
    }
    scrollbar(window, rows.len(), area, surface);
}

/// A line as it fits.
struct Shown {
    label: Option<&'static str>,
    is_labelled: bool,
    text: String,
    tone: Tone,
}

fn broken(line: &Line, room: u16) -> Vec<Shown> {
    let is_labelled = line.label.is_some();
    let room = room.saturating_sub(if is_labelled { LABEL } else { 0 });
    let text = safe(&line.text);
    let mut parts = wrap(&text, usize::from(room.max(8)));
    if parts.is_empty() {
        parts.push("");
    }
    let first = |at: usize| line.label.filter(|_| at == 0);
    parts
        .into_iter()
        .enumerate()
        .map(|(at, text)| Shown {
            label: first(at),
            is_labelled,
            text: text.to_owned(),
            tone: line.tone,
        })
        .collect()
}
