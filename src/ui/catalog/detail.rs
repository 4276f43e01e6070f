//! The page of an entity: beside or below the table, and on a screen of its own.

use jiff::Timestamp;
use ratatui::layout::Rect;

use super::{menu, rect};
use crate::app::catalog::page::{Body, INDENT, LABEL, Line, Piece, Sign, Tone, parts};
use crate::app::catalog::panes::Detail;
use crate::app::catalog::{DETAIL, EntityState, Focus, State, Subject, View};
use crate::app::geometry::Target;
use crate::app::shared::Shared;
use crate::model::catalog::Severity;
use crate::model::text::ago;
use crate::model::vision as ideal;
use crate::ui::health::sign_of;
use crate::ui::surface::{cells, line};
use crate::ui::widget::{Cursor, Pen, scrollbar};
use crate::ui::{Role, Surface};

/// Cells that "12 min ago" and its like take.
const AGO: u16 = 10;

/// Draws the selected entity and the line that parts it from the table.
pub(super) fn draw_split(
    state: &State,
    shared: &Shared,
    place: Detail,
    inside: Rect,
    surface: &mut Surface<'_>,
) {
    let focused = state.focus(shared) == Focus::Detail;
    let role = if focused { Role::BorderFocus } else { Role::Border };
    match place {
        Detail::Beside(area) => {
            for row in 0..area.height {
                surface.label(line(rect(area), row), surface.sign("│", "|"), role);
            }
        }
        Detail::Below(area) => {
            let rule = surface.sign("─", "-").repeat(usize::from(area.width));
            surface.label(line(rect(area), 0), &rule, role);
        }
        Detail::Hidden => {}
    }
    // While rows rush by, the page may still be that of another one; then it is not shown as this one's.
    if state.list.selected() == Some(state.subject.entity_ref()) {
        draw_page(&state.subject, focused, inside, shown(shared), surface);
    }
}

/// Draws an entity on a screen of its own.
pub(in crate::ui) fn draw_entity(state: &EntityState, shared: &Shared, surface: &mut Surface<'_>) {
    let area = rect(EntityState::pane(shared.layout.size));
    draw_page(&state.subject, true, area, shown(shared), surface);
    if let Some(open) = &state.menu {
        menu::draw(open, surface);
    }
}

/// The moment that is shown: in the past, how long ago something was counts from then.
fn shown(shared: &Shared) -> Timestamp {
    shared.travel.at().unwrap_or(shared.now)
}

fn draw_page(subject: &Subject, focused: bool, area: Rect, now: Timestamp, surface: &mut Surface<'_>) {
    let view = View::of(area.width, area.height);
    surface.hit(area, Target::Pane(DETAIL));
    surface.height(DETAIL, area.height);
    let sheet = subject.sheet(view);
    let rows = sheet.rows(view.width);
    let top = subject.top(rows.len(), view.height);
    let cursor = subject
        .selected()
        .filter(|_| focused)
        .and_then(|id| sheet.place(id));
    let inner = Rect {
        width: area.width.saturating_sub(1),
        ..area
    };
    for (at, row) in rows.iter().skip(top).take(view.height).enumerate() {
        let Some(found) = sheet.line(row.line) else {
            continue;
        };
        let cursor = match cursor.is_some_and(|(_, line)| line == row.line) {
            true => Cursor::Here,
            false => Cursor::Elsewhere,
        };
        let stop = found.stop.as_ref().and_then(|stop| sheet.place(&stop.id));
        let hit = stop.map(|(stop, _)| (DETAIL, stop));
        let mut pen = Pen::row(line(inner, cells(at)), cursor, hit, surface);
        write(&mut pen, found, row.part, view.width, now);
    }
    let window = top..rows.len().min(top + view.height);
    scrollbar(window, rows.len(), area, surface);
}

/// Writes one row of a line.
fn write(pen: &mut Pen<'_, '_>, line: &Line, part: usize, width: usize, now: Timestamp) {
    match &line.body {
        Body::Blank => {}
        Body::Title(name, notes) => {
            pen.left(name, Role::Accent).gap(1);
            write_pieces(pen, notes, now);
        }
        Body::Heading(text) => {
            pen.left(text, Role::Header);
        }
        Body::Row { label, pieces } => {
            if let Some(label) = label {
                pen.column(label, cells(LABEL), Role::Muted);
            }
            write_pieces(pen, pieces, now);
        }
        Body::Prose {
            sign,
            text,
            tone,
            rows,
        } => {
            match (sign, part) {
                (Some(sign), 0) => {
                    let (sign, role) = drawn(*sign, pen);
                    pen.column(sign, cells(INDENT), role);
                }
                (Some(_), _) => {
                    pen.gap(cells(INDENT));
                }
                (None, _) => {}
            }
            let found = parts(text, width);
            let cut = rows.is_some_and(|rows| part + 1 == rows && found.len() > rows);
            let shown = found.get(part).copied().unwrap_or_default();
            pen.left(shown, role(*tone));
            if cut {
                let ellipsis = pen.sign("…", "~");
                pen.left(ellipsis, role(*tone));
            }
        }
    }
}

fn write_pieces(pen: &mut Pen<'_, '_>, pieces: &[Piece], now: Timestamp) {
    for (at, piece) in pieces.iter().enumerate() {
        if at > 0 {
            pen.gap(1);
        }
        match piece {
            Piece::Text(text, tone) => {
                pen.left(text, role(*tone));
            }
            Piece::Sign(sign) => {
                let (sign, role) = drawn(*sign, pen);
                pen.left(sign, role);
            }
            Piece::Path(path) => {
                pen.path(path, u16::MAX, Role::Muted);
            }
            Piece::Ago(time) => {
                pen.column(&ago(*time, now), AGO, Role::Muted);
            }
        }
    }
}

fn drawn(sign: Sign, pen: &Pen<'_, '_>) -> (&'static str, Role) {
    let (unicode, ascii, role) = match sign {
        Sign::Problem(Severity::Error) => ("✗", "x", Role::Danger),
        Sign::Problem(Severity::Warning) => ("!", "!", Role::Warn),
        Sign::Problem(Severity::Info) => ("i", "i", Role::Info),
        Sign::Finding(ideal::Severity::Blocking) => ("✗", "x", Role::Danger),
        Sign::Finding(ideal::Severity::Warning) => ("!", "!", Role::Warn),
        Sign::Finding(ideal::Severity::Advice) => ("i", "i", Role::Info),
        Sign::Waived => ("◌", "o", Role::Info),
        Sign::Stale => ("◌", "~", Role::Warn),
        Sign::Missing => ("?", "?", Role::Warn),
        Sign::Fallback => ("↳", "^", Role::Muted),
        Sign::Bullet => ("·", "-", Role::Muted),
        Sign::Health(health) => sign_of(health),
        Sign::Down => ("→", ">", Role::Muted),
        Sign::Up => ("←", "<", Role::Muted),
        Sign::SeenDown => ("⇢", "~", Role::Warn),
        Sign::SeenUp => ("⇠", "~", Role::Warn),
    };
    (pen.sign(unicode, ascii), role)
}

fn role(tone: Tone) -> Role {
    match tone {
        Tone::Plain | Tone::Name => Role::Text,
        Tone::Muted => Role::Muted,
        Tone::Warning => Role::Warn,
        Tone::Bad => Role::Danger,
    }
}
