//! What is about to be done, drawn over the screen: to what, what changed of the selected one, what will happen, the keys.

use ratatui::layout::Rect;

use crate::app::geometry::Target;
use crate::app::owned::detail::changed;
use crate::app::owned::words::name;
use crate::app::owned::{Asking, CHOICES, Choice, Deed, Field};
use crate::model::text::counted;
use crate::ui::surface::{below, cells, line, skip};
use crate::ui::widget::{Cursor, Pen, field, popup, scrollbar};
use crate::ui::wizard::draw_offers;
use crate::ui::{Role, Surface};

/// No preview is wider, and none shows more rows or changes at once.
const WIDE: u16 = 100;
const ROWS: usize = 12;
const CHANGES: usize = 4;

pub(in crate::ui) fn draw(asking: &Asking, body: Rect, surface: &mut Surface<'_>) {
    let fields = asking.fields();
    let listed = asking.choices.len().min(ROWS);
    let told = changes(asking);
    let wanted = fields.len() + listed + told.len() + 6;
    let inner = popup(
        &asking.title(),
        WIDE.min(body.width),
        cells(wanted),
        body,
        surface,
    );
    for (row, which) in fields.iter().enumerate() {
        draw_field(asking, *which, line(inner, cells(row)), surface);
    }
    let head = cells(fields.len());
    // The sentence and the keys always have their room; the rows get what is left.
    let rows = Rect {
        height: cells(listed).min(inner.height.saturating_sub(head + 3).max(1)),
        ..below(inner, head)
    };
    draw_choices(asking, rows, surface);
    let keys = inner.height.saturating_sub(1);
    let rest = below(inner, head + rows.height);
    let rest = Rect {
        height: rest.height.saturating_sub(3),
        ..skip(rest, 2)
    };
    for (row, text) in told.iter().take(usize::from(rest.height)).enumerate() {
        surface.label(line(rest, cells(row)), text, Role::Info);
    }
    let place = Rect {
        y: inner.y + inner.height.saturating_sub(3),
        height: inner.height.min(2),
        ..skip(inner, 1)
    };
    match &asking.error {
        Some(error) => surface.paragraph(place, &format!("! {error}"), Role::Danger),
        None => surface.paragraph(place, &asking.sentence(), Role::Text),
    };
    draw_keys(asking, line(inner, keys), surface);
    if let Some((_, popup)) = &asking.popup {
        draw_offers(popup, body, surface);
    }
}

/// What changed of the selected one since it was attested.
fn changes(asking: &Asking) -> Vec<String> {
    let Some(since) = asking.since.value() else {
        return Vec::new();
    };
    if asking
        .selected()
        .is_none_or(|choice| choice.entity != since.entity)
    {
        return Vec::new();
    }
    let mut lines: Vec<String> = since.fields.iter().take(CHANGES).map(changed).collect();
    if since.fields.len() > CHANGES {
        lines.push(format!(
            "and {} more",
            counted(since.fields.len() - CHANGES, "field", "fields")
        ));
    }
    lines
}

fn draw_field(asking: &Asking, which: Field, area: Rect, surface: &mut Surface<'_>) {
    let area = skip(area, 1);
    let (label, input, person, hint) = match which {
        Field::Who => ("Who      ", None, &asking.who, ""),
        Field::To => ("To       ", None, &asking.to, "nobody yet; tab chooses"),
        Field::Reason => (
            "Why      ",
            Some(&asking.reason),
            &None,
            "they read it before they answer",
        ),
        Field::Day => ("Last day ", Some(&asking.day), &None, "a day, or 30d, 6w"),
    };
    match input {
        Some(input) if asking.field == Some(which) => {
            field(input, label, area, surface);
            if input.is_empty() {
                surface.label(skip(area, cells(label.len()) + 1), hint, Role::Muted);
            }
        }
        input => {
            let used = surface.label(area, label, Role::Muted);
            let text = input.map(|input| input.text()).or(person.as_deref().map(name));
            match text {
                Some(text) if !text.is_empty() => surface.label(skip(area, used), text, Role::Accent),
                _ => surface.label(skip(area, used), hint, Role::Muted),
            };
        }
    }
}

fn draw_choices(asking: &Asking, rows: Rect, surface: &mut Surface<'_>) {
    surface.height(CHOICES, rows.height);
    surface.hit(rows, Target::Pane(CHOICES));
    let window = asking.list.window(usize::from(rows.height));
    for (row, at) in window.clone().enumerate() {
        let Some(choice) = asking.choices.get(at) else {
            continue;
        };
        let cursor = match asking.list.cursor() == Some(at) {
            true => Cursor::Here,
            false => Cursor::Elsewhere,
        };
        let place = Rect {
            width: rows.width.saturating_sub(1),
            ..line(rows, cells(row))
        };
        draw_choice(choice, &mut Pen::row(place, cursor, Some((CHOICES, at)), surface));
    }
    scrollbar(window, asking.choices.len(), rows, surface);
}

fn draw_choice(choice: &Choice, pen: &mut Pen<'_, '_>) {
    let (sign, word) = match choice.changed {
        true => (pen.sign("Δ", "~"), "changed"),
        false => (pen.sign("·", "-"), ""),
    };
    let room = pen.room.width;
    pen.column(sign, 2, Role::Info)
        .column(&choice.entity, room / 2, Role::Text)
        .gap(1)
        .column(word, 8, Role::Info)
        .left(&choice.note, Role::Muted);
}

fn draw_keys(asking: &Asking, area: Rect, surface: &mut Surface<'_>) {
    let does = match &asking.deed {
        Deed::Attest => " attests",
        Deed::HandOver { .. } => " asks them",
        Deed::Accept { .. } => " accepts",
        Deed::Refuse { .. } => " refuses",
        Deed::Withdraw { .. } => " withdraws",
        Deed::Role { .. } => " writes it",
        Deed::Leave => " says so",
        Deed::Stay { .. } => " says so",
    };
    let mut keys = vec![("enter", does)];
    match asking.field {
        Some(_) if asking.fields().len() > 1 => keys.push(("tab", " next field")),
        None if asking.choices.len() > 1 => keys.push(("x", " leaves one out")),
        _ => {}
    }
    keys.push(("esc", " does nothing"));
    let mut pen = Pen::new(skip(area, 1), surface);
    for (key, text) in keys {
        pen.left(key, Role::Key).left(text, Role::Muted).gap(3);
    }
}
