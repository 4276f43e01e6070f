//! The selected task, drawn: its lines broken to the width, scrolled.

use ratatui::layout::Rect;

use crate::app::geometry::Target;
use crate::app::queue::detail::{Line, Tone, lines};
use crate::app::queue::{DETAIL, DETAIL_LINES, State};
use crate::app::shared::Shared;
use crate::model::text::{safe, wrap};
use crate::ui::surface::{cells, line};
use crate::ui::widget::{Pen, scrollbar};
use crate::ui::{Role, Surface};

/// Cells of the labels.
const LABEL: u16 = 11;
/// Of a line with an empty label, how far it stands in.
const INDENT: u16 = 2;

pub(super) fn draw(state: &State, shared: &Shared, area: Rect, surface: &mut Surface<'_>) {
    surface.hit(area, Target::Pane(DETAIL));
    let inner = Rect {
        width: area.width.saturating_sub(2),
        ..area
    };
    let lines = lines(state, shared);
    let rows: Vec<Row> = lines.iter().flat_map(|line| broken(line, inner.width)).collect();
    surface.height(DETAIL, area.height);
    surface.height(DETAIL_LINES, cells(rows.len()));
    let height = usize::from(area.height);
    let offset = state.detail_offset.min(rows.len().saturating_sub(height));
    for (row, shown) in rows.iter().skip(offset).take(height).enumerate() {
        shown.draw(line(inner, cells(row)), surface);
    }
    scrollbar(
        offset..(offset + height).min(rows.len()),
        rows.len(),
        area,
        surface,
    );
}

/// One row of a line.
struct Row {
    label: Option<&'static str>,
    indent: u16,
    text: String,
    tone: Tone,
    is_first: bool,
}

fn broken(line: &Line, width: u16) -> Vec<Row> {
    let indent = match (line.label, line.tone) {
        (None, Tone::Good) => INDENT,
        (None, _) => 0,
        (Some(""), _) => INDENT,
        (Some(_), _) => LABEL,
    };
    let text = safe(&line.text);
    let room = usize::from(width.saturating_sub(indent + 1)).max(1);
    let rows = wrap(&text, room).into_iter().map(str::to_owned).enumerate();
    rows.map(|(at, text)| Row {
        label: line.label,
        indent,
        text,
        tone: line.tone,
        is_first: at == 0,
    })
    .collect()
}

impl Row {
    fn draw(&self, area: Rect, surface: &mut Surface<'_>) {
        let mut pen = Pen::new(area, surface);
        pen.gap(1);
        match (self.label, self.tone, self.is_first) {
            (Some(label), _, true) => {
                pen.column(label, self.indent, Role::Muted);
            }
            (None, Tone::Good, true) => {
                let sign = pen.sign("✓", "+");
                pen.column(sign, self.indent, Role::Ok);
            }
            _ => {
                pen.gap(self.indent);
            }
        }
        let role = match self.tone {
            Tone::Headline => Role::Accent,
            Tone::Heading => Role::Header,
            Tone::Plain => Role::Text,
            Tone::Quiet => Role::Muted,
            Tone::Good => Role::Ok,
            Tone::Warning => Role::Warn,
        };
        pen.left(&self.text, role);
    }
}
