//! What is about to be asked for or made, drawn over the screen: exceptions with what comes of each, tasks with whom they
//! are for.

use ratatui::layout::Rect;

use super::severity_sign;
use crate::app::geometry::Target;
use crate::app::list::List;
use crate::app::vision::waiving::Field;
use crate::app::vision::words;
use crate::app::vision::{DRAFTS, Filing, Waiving};
use crate::model::text::counted;
use crate::ui::surface::{below, cells, line, skip};
use crate::ui::widget::{Cursor, Pen, field, popup, scrollbar};
use crate::ui::{Role, Surface};

/// No preview is wider, and none shows more rows at once.
const WIDE: u16 = 110;
const ROWS: usize = 12;

pub(in crate::ui) fn draw_waiving(waiving: &Waiving, body: Rect, surface: &mut Surface<'_>) {
    let count = waiving.exceptions.len();
    let inner = popup(
        &waiving.title(),
        WIDE.min(body.width),
        cells(count.min(ROWS)) + 7,
        body,
        surface,
    );
    draw_field(waiving, Field::Until, line(inner, 1), surface);
    draw_field(waiving, Field::Reason, line(inner, 0), surface);
    let last = inner.height.saturating_sub(1);
    let rows = Rect {
        height: inner.height.saturating_sub(5),
        ..below(inner, 3)
    };
    draw_list(&waiving.list, count, rows, surface, |at, pen| {
        let Some(exception) = waiving.exceptions.get(at) else {
            return;
        };
        let (sign, ascii, role) = severity_sign(exception.severity);
        let sign = pen.sign(sign, ascii);
        let (outlook, outlook_role) = match &exception.outlook {
            Ok(text) => (text.clone(), Role::Accent),
            Err(cause) => (format!("left out: {cause}"), Role::Danger),
        };
        pen.column(sign, 2, role);
        let room = pen.room.width;
        pen.column(&exception.entity, room * 2 / 5, Role::Text).gap(1);
        if count > 1 {
            pen.column(&exception.rule, room / 5, Role::Muted).gap(1);
        }
        pen.left(&outlook, outlook_role);
    });
    // What is against the selected one has no room in its row.
    let refusal = waiving
        .selected()
        .and_then(|exception| exception.outlook.as_ref().err());
    if let Some(error) = waiving.error.as_ref().or(refusal) {
        Pen::new(skip(line(inner, last.saturating_sub(1)), 1), surface)
            .left("! ", Role::Danger)
            .left(error, Role::Danger);
    }
    let does = match waiving.field {
        Field::Reason => " goes on to the day",
        Field::Until => " asks for it",
    };
    draw_keys(
        &[
            ("enter", does),
            ("tab", " the other field"),
            ("esc", " asks for nothing"),
        ],
        line(inner, last),
        surface,
    );
}

fn draw_field(waiving: &Waiving, which: Field, area: Rect, surface: &mut Surface<'_>) {
    let (label, input, hint) = match which {
        Field::Reason => ("Why     ", &waiving.reason, "others read this, also when it ends"),
        Field::Until => (
            "Until   ",
            &waiving.until,
            "a day, or 30d, 6w; at most 90 days for what is granted at once",
        ),
    };
    let area = skip(area, 1);
    if waiving.field == which {
        field(input, label, area, surface);
        if input.is_empty() {
            surface.label(skip(area, cells(label.len()) + 1), hint, Role::Muted);
        }
    } else {
        let used = surface.label(area, label, Role::Muted);
        surface.label(skip(area, used), input.text(), Role::Text);
    }
}

pub(in crate::ui) fn draw_filing(filing: &Filing, body: Rect, surface: &mut Surface<'_>) {
    let count = filing.drafts.len();
    let inner = popup(
        &filing.title(),
        WIDE.min(body.width),
        cells(count.min(ROWS)) + 9,
        body,
        surface,
    );
    let last = inner.height.saturating_sub(1);
    let listed = cells(count.min(ROWS)).min(inner.height.saturating_sub(6).max(1));
    let rows = Rect {
        height: listed.min(inner.height),
        ..inner
    };
    draw_list(&filing.list, count, rows, surface, |at, pen| {
        let Some(draft) = filing.drafts.get(at) else {
            return;
        };
        let (sign, ascii, role) = severity_sign(draft.severity);
        let sign = pen.sign(sign, ascii);
        pen.column(sign, 2, role);
        let room = pen.room.width;
        match &draft.accountable {
            Some(person) => pen.column(words::name(person), room / 5, Role::Accent),
            None => pen.column("nobody", room / 5, Role::Warn),
        };
        let count = counted(draft.about.len(), "entity", "entities");
        pen.gap(1)
            .right(&count, Role::Muted)
            .left(&draft.title, Role::Text);
    });
    if let Some(draft) = filing.selected() {
        let place = Rect {
            height: last.saturating_sub(listed + 1),
            ..skip(below(inner, listed + 1), 2)
        };
        for (row, (entity, message)) in draft.about.iter().take(usize::from(place.height)).enumerate() {
            Pen::new(line(place, cells(row)), surface)
                .left(entity, Role::Text)
                .gap(2)
                .left(message, Role::Muted);
        }
    }
    let makes = match count {
        1 => " makes it",
        _ => " makes all of them",
    };
    draw_keys(
        &[("enter", makes), ("esc", " makes nothing")],
        line(inner, last),
        surface,
    );
}

fn draw_list(
    list: &List,
    count: usize,
    rows: Rect,
    surface: &mut Surface<'_>,
    draw_row: impl Fn(usize, &mut Pen<'_, '_>),
) {
    surface.height(DRAFTS, rows.height);
    surface.hit(rows, Target::Pane(DRAFTS));
    let window = list.window(usize::from(rows.height));
    for (row, at) in window.clone().enumerate() {
        let cursor = match list.cursor() == Some(at) {
            true => Cursor::Here,
            false => Cursor::Elsewhere,
        };
        let place = Rect {
            width: rows.width.saturating_sub(1),
            ..line(rows, cells(row))
        };
        draw_row(at, &mut Pen::row(place, cursor, Some((DRAFTS, at)), surface));
    }
    scrollbar(window, count, rows, surface);
}

fn draw_keys(keys: &[(&str, &str)], area: Rect, surface: &mut Surface<'_>) {
    let (key, muted) = (surface.style(Role::Key), surface.style(Role::Muted));
    let pieces = keys
        .iter()
        .flat_map(|(name, text)| [(*name, key), (*text, muted), ("   ", muted)]);
    let pieces: Vec<_> = pieces.collect();
    surface.pieces(skip(area, 1), &pieces);
}
