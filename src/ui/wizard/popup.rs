//! What lies over the form: what a field offers, and the editor of a text of several lines.

use ratatui::layout::Rect;

use super::below;
use crate::app::geometry::Target;
use crate::app::text_area::TextArea;
use crate::app::wizard::{AREA, OFFERS, Offer, Popup, State};
use crate::ui::surface::{cells, line, skip};
use crate::ui::text::entity_name;
use crate::ui::widget::{Cursor, Pen, field, popup, scrollbar};
use crate::ui::{Role, Surface};

/// No popup is wider, and none offers more at once.
const WIDE: u16 = 84;
const OFFERED: usize = 14;

pub(super) fn draw(state: &State, area: Rect, surface: &mut Surface<'_>) {
    if let Some(popup) = &state.popup {
        draw_offers(popup, area, surface);
    } else if let Some(editor) = &state.area {
        let title = state
            .form
            .as_ref()
            .and_then(|form| form.field())
            .map(|(field, _)| field.label.clone());
        draw_area(editor, &title.unwrap_or_default(), area, surface);
    }
}

/// Draws what can be chosen, over whatever asks for it.
pub(in crate::ui) fn draw_offers(shown: &Popup, area: Rect, surface: &mut Surface<'_>) {
    // It keeps its height while the list changes, so that nothing jumps.
    let height = cells(OFFERED) + 4;
    let inner = popup(
        &shown.title,
        WIDE.min(area.width),
        height.min(area.height),
        area,
        surface,
    );
    let prompt = surface.sign("› ", "> ");
    field(&shown.line, prompt, skip(line(inner, 0), 1), surface);
    let last = inner.height.saturating_sub(1);
    let rows = Rect {
        height: inner.height.saturating_sub(2),
        ..below(inner, 1)
    };
    surface.height(OFFERS, rows.height);
    surface.hit(rows, Target::Pane(OFFERS));
    let offers = shown.offers();
    if offers.is_empty() {
        let (text, role) = match (&shown.failure, shown.is_waiting) {
            (Some(failure), _) => (failure.as_str(), Role::Danger),
            (None, true) => ("Looking…", Role::Muted),
            (None, false) => (
                "Nothing matches. Backspace widens the search, Esc closes.",
                Role::Muted,
            ),
        };
        surface.label(skip(line(rows, 0), 3), text, role);
    }
    if let (Some(failure), false) = (&shown.failure, offers.is_empty()) {
        let below = line(rows, cells(offers.len() + 1));
        surface.label(skip(below, 3), failure, Role::Danger);
    }
    let window = shown.list.window(usize::from(rows.height));
    for (row, at) in window.clone().enumerate() {
        if let Some(offer) = offers.get(at) {
            let place = Rect {
                width: rows.width.saturating_sub(1),
                ..line(rows, cells(row))
            };
            draw_offer(shown, offer, at, place, surface);
        }
    }
    scrollbar(window, offers.len(), rows, surface);
    let (key, muted) = (surface.style(Role::Key), surface.style(Role::Muted));
    let count = shown
        .chosen
        .as_ref()
        .map(|chosen| format!("{} chosen   ", chosen.len()));
    let keys = match &count {
        Some(count) => vec![
            (count.as_str(), surface.style(Role::Text)),
            ("enter", key),
            (" chooses or gives up   ", muted),
            ("esc", key),
            (" done", muted),
        ],
        None => vec![
            ("enter", key),
            (" chooses   ", muted),
            ("esc", key),
            (" leaves it as it is", muted),
        ],
    };
    surface.pieces(skip(line(inner, last), 1), &keys);
}

fn draw_offer(shown: &Popup, offer: &Offer, at: usize, place: Rect, surface: &mut Surface<'_>) {
    let selected = shown.list.cursor() == Some(at);
    let cursor = if selected { Cursor::Here } else { Cursor::Elsewhere };
    let mut pen = Pen::row(place, cursor, Some((OFFERS, at)), surface);
    if shown.chosen.is_some() {
        let sign = match shown.is_chosen(offer) {
            true => pen.sign("[✓] ", "[x] "),
            false => "[ ] ",
        };
        pen.left(sign, Role::Accent);
    }
    pen.right(&offer.note, if offer.warns { Role::Warn } else { Role::Muted });
    if offer.is_typed {
        pen.left("use ", Role::Muted);
    }
    let reference = offer
        .value
        .as_str()
        .filter(|text| entity_name(text).1 != offer.label);
    let room = pen.room;
    pen.left(&offer.label, Role::Text);
    if let Some(reference) = reference {
        pen.gap(2).left(entity_name(reference).1, Role::Muted);
    }
    let style = surface.row_style(selected, true);
    if !offer.matched.is_empty() {
        surface.matched(room, &offer.label, &offer.matched, style);
    }
}

fn draw_area(editor: &TextArea, title: &str, area: Rect, surface: &mut Surface<'_>) {
    let height = area.height.saturating_sub(2).clamp(5, 20);
    let inner = popup(
        title,
        area.width.saturating_sub(4).min(100),
        height,
        area,
        surface,
    );
    let last = inner.height.saturating_sub(1);
    let rows = Rect {
        width: inner.width.saturating_sub(2),
        height: last,
        ..skip(inner, 1)
    };
    surface.height(AREA, rows.height);
    let height = usize::from(rows.height);
    let offset = (editor.row() + 1).saturating_sub(height);
    let window = offset..editor.lines().len().min(offset + height);
    for (row, text) in editor
        .lines()
        .get(window.clone())
        .into_iter()
        .flatten()
        .enumerate()
    {
        let place = line(rows, cells(row));
        match offset + row == editor.row() {
            true => field(text, "", place, surface),
            false => {
                surface.label(place, text.text(), Role::Text);
            }
        }
    }
    scrollbar(
        window,
        editor.lines().len(),
        Rect {
            height: rows.height,
            ..inner
        },
        surface,
    );
    let (key, muted) = (surface.style(Role::Key), surface.style(Role::Muted));
    let keys = [
        ("enter", key),
        (" new line   ", muted),
        ("esc", key),
        (" done", muted),
    ];
    surface.pieces(skip(line(inner, last), 1), &keys);
}
