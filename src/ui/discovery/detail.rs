//! The selected row in full: its lines broken to the width, scrolled.

use ratatui::layout::Rect;

use crate::app::discovery::detail::lines;
use crate::app::discovery::{DETAIL, DETAIL_LINES, Line, State, Tone};
use crate::app::geometry::{Target, ViewId};
use crate::app::shared::Shared;
use crate::model::text::{safe, wrap};
use crate::ui::surface::{cells, line};
use crate::ui::widget::{Pen, scrollbar};
use crate::ui::{Role, Surface};

/// Cells of the labels.
const LABEL: u16 = 13;

pub(super) fn draw(state: &State, shared: &Shared, area: Rect, surface: &mut Surface<'_>) {
    let lines = lines(state, shared);
    draw_lines(&lines, state.detail_offset, (DETAIL, DETAIL_LINES), area, surface);
}

/// Draws the lines of a detail broken to the width, from an offset on, and tells how many are seen and how many there are.
pub(in crate::ui) fn draw_lines(
    lines: &[Line],
    offset: usize,
    (view, view_lines): (ViewId, ViewId),
    area: Rect,
    surface: &mut Surface<'_>,
) {
    surface.hit(area, Target::Pane(view));
    let inner = Rect {
        width: area.width.saturating_sub(2),
        ..area
    };
    let rows: Vec<Row<'_>> = lines
        .iter()
        .flat_map(|line| broken(line, usize::from(inner.width)))
        .collect();
    surface.height(view, area.height);
    surface.height(view_lines, cells(rows.len()));
    let height = usize::from(area.height);
    let offset = offset.min(rows.len().saturating_sub(height));
    for (row, shown) in rows.iter().skip(offset).take(height).enumerate() {
        shown.draw(line(inner, cells(row)), surface);
    }
    let window = offset..(offset + height).min(rows.len());
    scrollbar(window, rows.len(), area, surface);
}

/// One row of a line.
struct Row<'a> {
    label: Option<&'a str>,
    text: String,
    tone: Tone,
}

fn broken(line: &Line, width: usize) -> Vec<Row<'_>> {
    let label = line.label.as_deref();
    let indent = label.map_or(0, |_| usize::from(LABEL));
    let text = safe(&line.text);
    let rows = wrap(&text, width.saturating_sub(indent + 1).max(1));
    let row = |(at, text): (usize, &str)| Row {
        label: label.map(|label| if at == 0 { label } else { "" }),
        text: text.to_owned(),
        tone: line.tone,
    };
    rows.into_iter().enumerate().map(row).collect()
}

impl Row<'_> {
    fn draw(&self, area: Rect, surface: &mut Surface<'_>) {
        let mut pen = Pen::new(area, surface);
        pen.gap(1);
        if let Some(label) = self.label {
            pen.column(label, LABEL - 1, Role::Muted).gap(1);
        }
        let role = match self.tone {
            Tone::Headline => Role::Accent,
            Tone::Heading => Role::Header,
            Tone::Plain => Role::Text,
            Tone::Quiet => Role::Muted,
            Tone::Warning => Role::Warn,
            Tone::Bad => Role::Danger,
        };
        pen.left(&self.text, role);
    }
}
