//! What is asked before something is done, drawn over the queue: a question with its offers, or a preview.

use ratatui::layout::Rect;

use crate::app::geometry::Target;
use crate::app::queue::{OFFERS, Preview, PreviewRow, Prompt, State};
use crate::model::task::SHORT_ID;
use crate::model::text::width;
use crate::ui::surface::{cells, line, skip};
use crate::ui::widget::{Cursor, Pen, field, popup, scrollbar};
use crate::ui::{Role, Surface};

/// No question is wider, and none offers more at once.
const WIDE: u16 = 84;
const OFFERED: usize = 12;

pub(super) fn draw(state: &State, area: Rect, surface: &mut Surface<'_>) {
    if let Some(prompt) = &state.prompt {
        draw_prompt(prompt, area, surface);
    } else if let Some(preview) = &state.preview {
        draw_preview(preview, area, surface);
    }
}

fn draw_prompt(prompt: &Prompt, area: Rect, surface: &mut Surface<'_>) {
    let offered = cells(prompt.len().min(OFFERED));
    let inner = popup(&prompt.title, WIDE.min(area.width), offered + 4, area, surface);
    let label = format!("{}: ", prompt.label);
    field(&prompt.input, &label, skip(line(inner, 0), 1), surface);
    let (remark, role) = match &prompt.error {
        Some(error) => (error.as_str(), Role::Danger),
        None => (prompt.note.as_str(), Role::Muted),
    };
    surface.label(skip(line(inner, 1), 1), remark, role);
    let rows = Rect {
        y: inner.y + inner.height.min(2),
        height: inner.height.saturating_sub(2),
        ..inner
    };
    surface.height(OFFERS, rows.height);
    surface.hit(rows, Target::Pane(OFFERS));
    let window = prompt.list.window(usize::from(rows.height));
    for (row, at) in window.clone().enumerate() {
        let Some((text, note)) = prompt.row(at) else {
            continue;
        };
        let cursor = cursor(prompt.list.cursor() == Some(at));
        let place = narrower(line(rows, cells(row)));
        let mut pen = Pen::row(place, cursor, Some((OFFERS, at)), surface);
        let room = pen.room.width;
        let note_room = cells(width(note)).min(room / 2);
        pen.column(text, room - note_room, Role::Text)
            .left(note, Role::Muted);
    }
    scrollbar(window, prompt.len(), rows, surface);
}

fn draw_preview(preview: &Preview, area: Rect, surface: &mut Surface<'_>) {
    let wanted = cells(preview.rows.len()).saturating_add(4);
    let inner = popup(
        &preview.title,
        area.width.saturating_sub(4).min(110),
        wanted,
        area,
        surface,
    );
    let rows = Rect {
        height: inner.height.saturating_sub(2),
        ..inner
    };
    surface.height(OFFERS, rows.height);
    surface.hit(rows, Target::Pane(OFFERS));
    let window = preview.list.window(usize::from(rows.height));
    for (row, at) in window.clone().enumerate() {
        let Some(shown) = preview.rows.get(at) else {
            continue;
        };
        let place = narrower(line(rows, cells(row)));
        let selected = preview.list.cursor() == Some(at);
        draw_preview_row(shown, at, selected, place, surface);
    }
    scrollbar(window, preview.rows.len(), rows, surface);
    let answers = if preview.acts.is_empty() {
        [
            ("", Role::Key),
            ("Nothing of this can be done.   ", Role::Warn),
            ("Esc", Role::Key),
            (" closes", Role::Muted),
        ]
    } else {
        [
            ("Enter", Role::Key),
            (" does it   ", Role::Muted),
            ("Esc", Role::Key),
            (" changes nothing", Role::Muted),
        ]
    };
    let answers = answers.map(|(text, role)| (text, surface.style(role)));
    surface.pieces(skip(line(inner, inner.height.saturating_sub(1)), 1), &answers);
}

fn draw_preview_row(row: &PreviewRow, at: usize, selected: bool, place: Rect, surface: &mut Surface<'_>) {
    let mut pen = Pen::row(place, cursor(selected), Some((OFFERS, at)), surface);
    let title = pen.room.width / 2;
    let id = row.id.get(..SHORT_ID).unwrap_or(&row.id);
    pen.column(id, cells(SHORT_ID) + 1, Role::Muted);
    pen.column(&row.title, title.saturating_sub(cells(SHORT_ID) + 2), Role::Text)
        .gap(1);
    match &row.what {
        Ok(what) => pen.left(what, Role::Text),
        Err(refusal) => {
            let sign = pen.sign("✗ ", "x ");
            pen.left(sign, Role::Danger)
                .left("refused: ", Role::Danger)
                .left(refusal, Role::Text)
        }
    };
}

fn cursor(selected: bool) -> Cursor {
    if selected { Cursor::Here } else { Cursor::Elsewhere }
}

/// A row without the column of the scroll bar.
fn narrower(row: Rect) -> Rect {
    Rect {
        width: row.width.saturating_sub(1),
        ..row
    }
}
