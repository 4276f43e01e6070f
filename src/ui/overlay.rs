//! Overlays, drawn: the help, the palette, pickers, menus, questions, and what can follow a first key.

use ratatui::layout::Rect;

use super::access::draw_deciding;
use super::discovery::asking::{draw_claiming, draw_declaring};
use super::health::draw_silencing;
use super::owned::draw_asking;
use super::surface::{cells, line, skip};
use super::vision::asking::{draw_filing, draw_waiving};
use super::widget::{field, popup, scrollbar};
use super::{Role, Surface};
use crate::app::State;
use crate::app::geometry::Target;
use crate::app::overlay::{Choice, Confirm, CopyMenu, LIST, Overlay, Picker, PickerKind};
use crate::model::text::width;

pub(super) fn draw(state: &State, body: Rect, surface: &mut Surface<'_>) {
    match state.overlays.last() {
        Some(Overlay::Picker(picker)) => draw_picker(picker, body, surface),
        Some(Overlay::CopyMenu(menu)) => draw_copy_menu(menu, body, surface),
        Some(Overlay::Confirm(confirm)) => draw_confirm(confirm, body, surface),
        Some(Overlay::Claiming(claiming)) => draw_claiming(claiming, body, surface),
        Some(Overlay::Declaring(declaring)) => draw_declaring(declaring, body, surface),
        Some(Overlay::Waiving(waiving)) => draw_waiving(waiving, body, surface),
        Some(Overlay::Filing(filing)) => draw_filing(filing, body, surface),
        Some(Overlay::Owning(asking)) => draw_asking(asking, body, surface),
        Some(Overlay::Travelling(asking)) => super::past::draw_asking(asking, body, surface),
        Some(Overlay::Deciding(deciding)) => draw_deciding(deciding, &state.shared, body, surface),
        Some(Overlay::Silencing(silencing)) => draw_silencing(silencing, &state.shared, body, surface),
        None => {}
    }
    draw_which_key(state, body, surface);
}

fn draw_picker(picker: &Picker, body: Rect, surface: &mut Surface<'_>) {
    let (title, wide) = match picker.kind {
        PickerKind::Help => ("Keys", 84),
        PickerKind::Palette => ("Find an action or an entity", 84),
        // Narrow, so that the theme is seen on what is behind it.
        PickerKind::Theme { .. } => ("Theme", 36),
    };
    let wanted = cells(picker.choices().len()).saturating_add(3);
    let inner = popup(title, wide, wanted.max(8), body, surface);
    let prompt = surface.sign("› ", "> ");
    field(&picker.input, prompt, skip(line(inner, 0), 1), surface);
    let rows = Rect {
        y: inner.y + inner.height.min(1),
        height: inner.height.saturating_sub(1),
        ..inner
    };
    surface.height(LIST, rows.height);
    surface.hit(rows, Target::Pane(LIST));
    if picker.is_empty() {
        let text = "Nothing matches. Backspace widens the search, Esc closes.";
        surface.label(skip(line(rows, 0), 3), text, Role::Muted);
    }
    let columns = Columns::of(picker, rows.width);
    let window = picker.list.window(usize::from(rows.height));
    for (row, index) in window.clone().enumerate() {
        draw_choice(picker, index, columns, line(rows, cells(row)), surface);
    }
    scrollbar(window, picker.len(), rows, surface);
}

/// How wide the columns behind the text are; 0 where there is no room for one.
#[derive(Clone, Copy)]
struct Columns {
    group: u16,
    note: u16,
}

impl Columns {
    fn of(picker: &Picker, room: u16) -> Self {
        let widest =
            |text: fn(&Choice) -> &str| picker.choices().iter().map(|choice| width(text(choice))).max();
        let group = cells(widest(|choice| &choice.group).unwrap_or(0)).min(20);
        let note = cells(widest(|choice| &choice.note).unwrap_or(0)).min(24);
        Self {
            group: if room > group + note + 36 { group } else { 0 },
            note: note.min(room / 2),
        }
    }
}

fn draw_choice(picker: &Picker, index: usize, columns: Columns, area: Rect, surface: &mut Surface<'_>) {
    let Some((choice, matched)) = picker.row(index) else {
        return;
    };
    let area = Rect {
        width: area.width.saturating_sub(1),
        ..area
    };
    let selected = picker.list.cursor() == Some(index);
    let style = surface.row_style(selected, true);
    surface.restyle(area, style);
    let marker = if selected { surface.sign("▸", ">") } else { " " };
    surface.text(skip(area, 1), marker, style);
    let taken = columns.note + columns.group + 4;
    surface.matched(
        Rect {
            width: area.width.saturating_sub(3 + taken),
            ..skip(area, 3)
        },
        &choice.text,
        matched,
        style,
    );
    let group = skip(area, area.width.saturating_sub(taken - 1));
    surface.text(
        Rect {
            width: columns.group,
            ..group
        },
        &choice.group,
        surface.look.over(style, Role::Muted),
    );
    let note = skip(area, area.width.saturating_sub(columns.note + 1));
    let role = if choice.is_action() {
        Role::Key
    } else {
        Role::Muted
    };
    surface.text(
        Rect {
            width: columns.note.min(note.width),
            ..note
        },
        &choice.note,
        surface.look.over(style, role),
    );
    surface.hit(area, Target::Row(LIST, index));
}

fn draw_copy_menu(menu: &CopyMenu, body: Rect, surface: &mut Surface<'_>) {
    let inner = popup("Copy", 76, cells(menu.items.len()) + 2, body, surface);
    surface.height(LIST, inner.height);
    let label_width = menu
        .items
        .iter()
        .map(|item| width(&item.label))
        .max()
        .map_or(0, cells);
    for (row, index) in menu.list.window(usize::from(inner.height)).enumerate() {
        let Some(item) = menu.items.get(index) else {
            continue;
        };
        let area = line(inner, cells(row));
        let style = surface.style(if menu.list.cursor() == Some(index) {
            Role::Selection
        } else {
            Role::Text
        });
        surface.restyle(area, style);
        surface.text(
            skip(area, 1),
            item.key.encode_utf8(&mut [0; 4]),
            surface.look.over(style, Role::Key),
        );
        surface.text(skip(area, 4), &item.label, style);
        // Of many lines the first one tells enough.
        let mut lines = item.text.lines();
        let first = lines.next().unwrap_or_default();
        let more = match lines.count() {
            0 => String::new(),
            more => format!(" + {more} lines"),
        };
        surface.pieces(
            skip(area, 6 + label_width),
            &[
                (first, surface.look.over(style, Role::Muted)),
                (&more, surface.look.over(style, Role::Info)),
            ],
        );
        surface.hit(area, Target::Row(LIST, index));
    }
}

fn draw_confirm(confirm: &Confirm, body: Rect, surface: &mut Surface<'_>) {
    const WIDE: u16 = 64;
    let rows: usize = confirm
        .lines
        .iter()
        .map(|text| 1 + width(text) / usize::from(WIDE - 6))
        .sum();
    let inner = popup(&confirm.title, WIDE, cells(rows) + 4, body, surface);
    let mut below = Rect {
        width: inner.width.saturating_sub(2),
        ..skip(inner, 1)
    };
    for text in &confirm.lines {
        let used = surface.paragraph(below, text, Role::Text);
        below = Rect {
            y: below.y + used,
            height: below.height - used,
            ..below
        };
    }
    let answers = skip(line(inner, inner.height.saturating_sub(1)), 1);
    let (key, muted) = (surface.style(Role::Key), surface.style(Role::Muted));
    surface.pieces(
        answers,
        &[("y", key), (" yes   ", muted), ("n", key), (" no", muted)],
    );
}

/// The box of keys that can follow the ones pressed so far.
fn draw_which_key(state: &State, body: Rect, surface: &mut Surface<'_>) {
    let Some(continuations) = state.continuations() else {
        return;
    };
    let wide = continuations
        .next
        .iter()
        .map(|(key, text)| width(&key.to_string()) + width(text) + 6)
        .max()
        .unwrap_or(0);
    let height = (cells(continuations.next.len()) + 2).min(body.height);
    let width = cells(wide).max(16).min(body.width);
    let corner = Rect {
        x: body.right() - width,
        y: body.bottom() - height,
        width,
        height,
    };
    let inner = popup(&continuations.title, width, height, corner, surface);
    for (row, (key, text)) in continuations.next.iter().enumerate() {
        let area = skip(line(inner, cells(row)), 1);
        let used = surface.label(area, &key.to_string(), Role::Key);
        surface.label(skip(area, used + 2), text, Role::Text);
    }
}
