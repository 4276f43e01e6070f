//! A page of the form: its fields in a list that follows the keys, each with its answer, why it is this one, and what is
//! wrong with it; of the one in focus also its help.

use std::borrow::Cow;

use ratatui::layout::Rect;
use serde_json::Value;

use super::WIDEST;
use super::notes::{help, of_vision};
use crate::app::geometry::Target;
use crate::app::wizard::{FIELDS, Form, Line, Manner, Part, Purpose, State, Stop, label_of};
use crate::model::blueprint::field::{Field, Input};
use crate::model::text::{safe, width, wrap};
use crate::ui::surface::{cells, line, skip};
use crate::ui::text::entity_name;
use crate::ui::widget::{Cursor, Pen, field as text_field, scrollbar};
use crate::ui::{Role, Surface};

/// Lines of a text of several lines that are shown on the page.
const PREVIEW: usize = 3;

/// One row of the page as it is drawn.
struct Row<'f> {
    /// The line that a click on it goes to; behind the last line, the way on.
    line: usize,
    what: What<'f>,
}

enum What<'f> {
    Blank,
    Line(&'f Line),
    Note { text: String, role: Role, indent: u16 },
    Next(String),
}

pub(super) fn draw(state: &State, form: &Form, area: Rect, surface: &mut Surface<'_>) {
    let area = Rect {
        width: area.width.min(WIDEST),
        ..area
    };
    let rows = rows(state, form, area.width);
    surface.height(FIELDS, area.height);
    surface.hit(area, Target::Pane(FIELDS));
    let height = usize::from(area.height);
    let focus = focus(form, &rows);
    // What is in focus stands in the middle where not everything fits, so that what is around it is seen.
    let most = rows.len().saturating_sub(height);
    let middle = focus.start.saturating_sub(height.saturating_sub(focus.len()) / 2);
    let offset = middle.min(most);
    let window = offset..rows.len().min(offset + height);
    let labels = labels(form, area.width);
    for (at, row) in rows.get(window.clone()).into_iter().flatten().enumerate() {
        let place = Rect {
            width: area.width.saturating_sub(1),
            ..line(area, cells(at))
        };
        draw_row(form, row, labels, place, surface);
    }
    scrollbar(window, rows.len(), area, surface);
}

/// The rows that belong to what is in focus.
fn focus(form: &Form, rows: &[Row<'_>]) -> std::ops::Range<usize> {
    let is_here = |row: &Row<'_>| match form.lines.get(row.line) {
        Some(line) => form.is_at(line),
        None => *form.stop() == Stop::Next,
    };
    let first = rows.iter().position(is_here).unwrap_or(0);
    let last = rows.iter().rposition(is_here).unwrap_or(first);
    first..last + 1
}

/// How wide the labels are.
fn labels(form: &Form, room: u16) -> u16 {
    let longest = form
        .fields
        .iter()
        .map(|field| width(&field.label) + 2 * usize::from(field.depth) + 3);
    cells(longest.max().unwrap_or(0)).clamp(12, (room / 3).max(12))
}

fn rows<'f>(state: &'f State, form: &'f Form, room: u16) -> Vec<Row<'f>> {
    let mut rows = Vec::new();
    let wide = room.saturating_sub(8);
    let page = form.pages().get(form.page);
    for text in page.and_then(|page| page.description.as_deref()).into_iter() {
        notes(text, Role::Muted, 1, 0, wide, &mut rows);
        rows.push(blank(0));
    }
    for text in form.complaints_elsewhere() {
        notes(text, Role::Danger, 1, 0, wide, &mut rows);
    }
    if form.fields.is_empty() {
        notes(
            "There is nothing to fill in on this page.",
            Role::Muted,
            1,
            0,
            wide,
            &mut rows,
        );
        rows.push(blank(0));
    }
    for (at, shown) in form.lines.iter().enumerate() {
        let Some(field) = form.fields.get(shown.field()) else {
            continue;
        };
        if matches!(shown, Line::Head { .. }) && at > 0 && field.depth == 0 {
            rows.push(blank(at));
        }
        rows.push(Row {
            line: at,
            what: What::Line(shown),
        });
        for text in form.complaints_at(shown) {
            let text = format!("✗ {text}");
            notes(&text, Role::Danger, 4, at, wide, &mut rows);
        }
        for finding in form.findings_at(shown) {
            let whole = finding.blocking || form.is_at(shown);
            for (text, role, indent) in of_vision(finding, whole) {
                notes(&text, role, 4 + indent, at, wide, &mut rows);
            }
        }
        if let Some(by) = form.taken_at(shown) {
            let text = format!("! this name is taken: {by}");
            notes(&text, Role::Warn, 4, at, wide, &mut rows);
        }
        if form.is_at(shown) && !matches!(shown, Line::Add { .. }) {
            for text in help(field, shown) {
                notes(&text, Role::Info, 4, at, wide, &mut rows);
            }
        }
    }
    rows.push(blank(form.lines.len()));
    for finding in form.findings_elsewhere() {
        for (text, role, indent) in of_vision(finding, true) {
            notes(&text, role, 1 + indent, form.lines.len(), wide, &mut rows);
        }
        rows.push(blank(form.lines.len()));
    }
    rows.push(Row {
        line: form.lines.len(),
        what: What::Next(next(state, form)),
    });
    rows
}

fn blank<'f>(line: usize) -> Row<'f> {
    Row {
        line,
        what: What::Blank,
    }
}

fn notes<'f>(text: &str, role: Role, indent: u16, line: usize, wide: u16, rows: &mut Vec<Row<'f>>) {
    let text = safe(text);
    let broken = text
        .lines()
        .flat_map(|text| wrap(text, usize::from(wide.max(10))));
    rows.extend(broken.map(|text| Row {
        line,
        what: What::Note {
            text: text.to_owned(),
            role,
            indent,
        },
    }));
}

/// What the way on is called: what comes next, by its name.
fn next(state: &State, form: &Form) -> String {
    let page = form.page + 1;
    match (page < form.pages().len(), &state.purpose) {
        (true, _) => format!("Next: {}", form.page_title(page)),
        (false, Purpose::Edit(_)) => "Change the run".to_owned(),
        (false, _) => "Review what it would do".to_owned(),
    }
}

fn draw_row(form: &Form, row: &Row<'_>, labels: u16, place: Rect, surface: &mut Surface<'_>) {
    match &row.what {
        What::Blank => {}
        What::Note { text, role, indent } => {
            surface.label(skip(place, *indent), text, *role);
            surface.hit(place, Target::Row(FIELDS, row.line));
        }
        What::Next(text) => {
            let here = *form.stop() == Stop::Next;
            let cursor = if here { Cursor::Here } else { Cursor::Elsewhere };
            let mut pen = Pen::row(place, cursor, Some((FIELDS, row.line)), surface);
            let sign = pen.sign("→", "->");
            pen.left(
                &format!("[ {text} {sign} ]"),
                if here { Role::Text } else { Role::Accent },
            );
            if here {
                pen.gap(2).left("enter", Role::Muted);
            }
        }
        What::Line(shown) => draw_line(form, shown, row.line, labels, place, surface),
    }
}

fn draw_line(form: &Form, shown: &Line, at: usize, labels: u16, place: Rect, surface: &mut Surface<'_>) {
    let Some(field) = form.fields.get(shown.field()) else {
        return;
    };
    let here = form.is_at(shown);
    let indent = 2 * u16::from(field.depth);
    if let Line::Head { .. } = shown {
        surface.hit(place, Target::Row(FIELDS, at));
        let mut pen = Pen::new(skip(place, 2 + indent), surface);
        pen.left(&field.label, Role::Header).gap(2);
        return draw_head(form, field, &mut pen);
    }
    let sign = if here { surface.sign("▸", ">") } else { " " };
    surface.label(place, sign, Role::Accent);
    surface.hit(place, Target::Row(FIELDS, at));
    if let Line::Add { .. } = shown {
        let role = if here { Role::Accent } else { Role::Muted };
        surface.label(skip(place, 4 + indent), "+ add", role);
        return;
    }
    let label = Rect {
        width: labels.saturating_sub(1).min(place.width),
        ..skip(place, 2 + indent)
    };
    draw_label(form, field, shown, here, label, surface);
    let value = skip(place, 2 + labels + indent);
    draw_value(form, field, shown, here, value, surface);
}

/// A list tells how many items it has; a group what it is for.
fn draw_head(form: &Form, field: &Field, pen: &mut Pen<'_, '_>) {
    if let Input::List { least, most } = &field.input {
        let items = form
            .values
            .pointer(&field.pointer)
            .and_then(Value::as_array)
            .map_or(0, Vec::len);
        let bounds = match (least, most) {
            (0, None) => String::new(),
            (least, None) => format!(" (at least {least})"),
            (0, Some(most)) => format!(" (at most {most})"),
            (least, Some(most)) => format!(" ({least} to {most})"),
        };
        pen.left(&format!("{items}{bounds}"), Role::Muted).gap(2);
    }
    if let Some(description) = &field.description {
        pen.left(description, Role::Muted);
    }
}

fn draw_label(form: &Form, field: &Field, shown: &Line, here: bool, area: Rect, surface: &mut Surface<'_>) {
    let text: Cow<'_, str> = match shown {
        Line::Field {
            part: Some(Part::Host),
            ..
        }
        | Line::Field { part: None, .. } => field.label.as_str().into(),
        Line::Field { part: Some(part), .. } => format!("  {}", part.word()).into(),
        _ => "".into(),
    };
    let role = if here { Role::Accent } else { Role::Text };
    let used = surface.label(area, &text, role);
    let is_first = matches!(
        shown,
        Line::Field {
            part: None | Some(Part::Host),
            ..
        }
    );
    if field.required && is_first {
        let missing = form.values.pointer(&field.pointer).is_none();
        surface.label(
            skip(area, used),
            " *",
            if missing { Role::Warn } else { Role::Muted },
        );
    }
}

fn draw_value(form: &Form, field: &Field, shown: &Line, here: bool, area: Rect, surface: &mut Surface<'_>) {
    let Line::Field { part, .. } = shown else { return };
    if here && matches!(form.manner(), Manner::Text | Manner::Secret) {
        return draw_input(form, field, area, surface);
    }
    let reason = form
        .reason(field)
        .filter(|_| part.is_none_or(|part| part == Part::Host));
    let mut pen = Pen::new(area, surface);
    if let Some(reason) = reason
        && area.width > 30
    {
        pen.right(reason, Role::Muted);
    }
    draw_answer(form, field, *part, here, &mut pen);
}

/// The text being typed, with its cursor; of a secret only how long it is.
fn draw_input(form: &Form, field: &Field, area: Rect, surface: &mut Surface<'_>) {
    let input = &form.input.0;
    surface.restyle(area, surface.look.over(surface.style(Role::Text), Role::Bar));
    if form.manner() == Manner::Secret {
        let dots = "•".repeat(
            input
                .text()
                .chars()
                .count()
                .min(usize::from(area.width.saturating_sub(1))),
        );
        let dots = if surface.sign("•", "*") == "*" {
            dots.replace('•', "*")
        } else {
            dots
        };
        let used = surface.label(area, &dots, Role::Text);
        return surface.cursor(area.x + used, area.y);
    }
    text_field(input, "", area, surface);
    if input.is_empty() {
        let hint = field.placeholder.as_deref().unwrap_or_default();
        surface.label(skip(area, 1), hint, Role::Muted);
    } else if let Some(reason) = form.reason(field)
        && usize::from(area.width) > width(input.text()) + width(reason) + 2
    {
        surface.text_right(area, reason, surface.style(Role::Muted));
    }
}

fn draw_answer(form: &Form, field: &Field, part: Option<Part>, here: bool, pen: &mut Pen<'_, '_>) {
    let value = form.values.pointer(&field.pointer);
    let empty = if here { Role::Info } else { Role::Muted };
    match &field.input {
        Input::Toggle => {
            let on = value.and_then(Value::as_bool).unwrap_or(false);
            let sign = match on {
                true => pen.sign("[✓] yes", "[x] yes"),
                false => "[ ] no",
            };
            pen.left(sign, if here { Role::Accent } else { Role::Text });
        }
        Input::Secret { name } => match form.secrets.contains_key(name) {
            true => {
                let dots = pen.sign("••••••", "******");
                pen.left(dots, Role::Text);
            }
            false => {
                pen.left("not given", Role::Muted);
            }
        },
        Input::Choice(choices) => {
            let label = value.and_then(|value| {
                label_of(choices, value)
                    .map(str::to_owned)
                    .or_else(|| text(value))
            });
            choice(label.as_deref(), here, pen);
            if let Some(note) = value.and_then(|value| form.note(value)) {
                let role = if note.warns { Role::Warn } else { Role::Muted };
                pen.gap(2).left(&note.text, role);
            }
        }
        Input::Choices(choices) => {
            let label = |value: &Value| {
                label_of(choices, value)
                    .map(str::to_owned)
                    .or_else(|| text(value))
            };
            several(value, label, here, pen);
        }
        Input::Entity(_) => {
            let name = value.and_then(text);
            match name.as_deref().map(entity_name) {
                Some((kind, name)) => {
                    pen.left(kind, Role::Muted).left(name, Role::Text);
                }
                None => {
                    pen.left("choose one", empty);
                }
            }
            opens(here, pen);
        }
        Input::Entities(_) | Input::Tags { .. } => several(value, text, here, pen),
        Input::Text { multiline: true } => {
            let text = value.and_then(text).unwrap_or_default();
            let mut lines = text.lines();
            let shown: Vec<&str> = lines.by_ref().take(PREVIEW).collect();
            let more = lines.count();
            if shown.is_empty() {
                pen.left(field.placeholder.as_deref().unwrap_or("write"), empty);
            }
            let sign = pen.sign(" ⏎ ", " / ");
            pen.left(&shown.join(sign), Role::Text);
            if more > 0 {
                pen.gap(1).left(&format!("+{more} lines"), Role::Muted);
            }
            opens(here, pen);
        }
        _ => {
            let shown = form.text_of(field, part);
            if shown.is_empty() {
                pen.left(field.placeholder.as_deref().unwrap_or("-"), Role::Muted);
            } else {
                pen.left(&shown, Role::Text);
            }
            if part.is_some() && here {
                opens(here, pen);
            }
        }
    }
}

fn choice(label: Option<&str>, here: bool, pen: &mut Pen<'_, '_>) {
    let (left, right) = match here {
        true => (pen.sign("‹ ", "< "), pen.sign(" ›", " >")),
        false => ("", ""),
    };
    let empty = if here { Role::Info } else { Role::Muted };
    pen.left(left, Role::Accent);
    pen.left(
        label.unwrap_or("choose one"),
        if label.is_some() { Role::Text } else { empty },
    );
    pen.left(right, Role::Accent);
}

fn several(
    value: Option<&Value>,
    label: impl Fn(&Value) -> Option<String>,
    here: bool,
    pen: &mut Pen<'_, '_>,
) {
    let chosen: Vec<String> = value
        .and_then(Value::as_array)
        .into_iter()
        .flatten()
        .filter_map(label)
        .collect();
    match chosen.as_slice() {
        [] => pen.left("none", if here { Role::Info } else { Role::Muted }),
        chosen => {
            let short: Vec<&str> = chosen.iter().map(|text| entity_name(text).1).collect();
            pen.left(&short.join(", "), Role::Text)
        }
    };
    opens(here, pen);
}

/// The sign of what opens something.
fn opens(here: bool, pen: &mut Pen<'_, '_>) {
    if here {
        let sign = pen.sign(" ▾", " v");
        pen.left(sign, Role::Accent);
    }
}

fn text(value: &Value) -> Option<String> {
    match value {
        Value::Null => None,
        Value::String(text) => Some(text.clone()),
        other => Some(other.to_string()),
    }
}
