//! The page of an entity: beside or below the table, and on a screen of its own.

use jiff::Timestamp;
use ratatui::layout::Rect;
use ratatui::style::Style;

use super::{menu, rect};
use crate::app::catalog::page::{Body, INDENT, LABEL, Line, Piece, Row, Sheet, Sign, Tone, parts};
use crate::app::catalog::panes::Detail;
use crate::app::catalog::{DETAIL, EntityState, Focus, GUTTER, State, Subject, View};
use crate::app::geometry::Target;
use crate::app::shared::Shared;
use crate::model::catalog::Severity;
use crate::model::text::ago;
use crate::ui::surface::{cells, line, skip};
use crate::ui::widget::scrollbar;
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
        draw_page(&state.subject, focused, inside, shared.now, surface);
    }
}

/// Draws an entity on a screen of its own.
pub(in crate::ui) fn draw_entity(state: &EntityState, shared: &Shared, surface: &mut Surface<'_>) {
    let area = rect(EntityState::pane(shared.layout.size));
    draw_page(&state.subject, true, area, shared.now, surface);
    if let Some(open) = &state.menu {
        menu::draw(open, surface);
    }
}

fn draw_page(subject: &Subject, focused: bool, area: Rect, now: Timestamp, surface: &mut Surface<'_>) {
    let view = View::of(crate::app::geometry::Area {
        x: area.x,
        y: area.y,
        width: area.width,
        height: area.height,
    });
    surface.hit(area, Target::Pane(DETAIL));
    surface.height(DETAIL, area.height);
    let sheet = subject.sheet(view);
    let rows = sheet.rows(view.width);
    let top = subject.top(rows.len(), view.height);
    let cursor = subject
        .selected()
        .filter(|_| focused)
        .and_then(|id| sheet.place(id));
    for (at, row) in rows.iter().skip(top).take(view.height).enumerate() {
        let place = line(area, cells(at));
        let under_cursor = cursor.is_some_and(|(_, line)| line == row.line);
        draw_row(sheet, *row, under_cursor, view, place, now, surface);
    }
    let window = top..rows.len().min(top + view.height);
    scrollbar(window, rows.len(), area, surface);
}

fn draw_row(
    sheet: Sheet<'_>,
    row: Row,
    under_cursor: bool,
    view: View,
    place: Rect,
    now: Timestamp,
    surface: &mut Surface<'_>,
) {
    let Some(found) = sheet.line(row.line) else { return };
    let ground = surface.style(if under_cursor { Role::Selection } else { Role::Text });
    let whole = Rect {
        width: place.width.saturating_sub(1),
        ..place
    };
    if under_cursor {
        surface.restyle(whole, ground);
        if row.part == 0 {
            let sign = surface.sign("▸", ">");
            surface.text(whole, sign, surface.look.over(ground, Role::Accent));
        }
    }
    let room = skip(whole, GUTTER);
    let mut pen = Pen {
        room,
        used: 0,
        ground,
        now,
    };
    pen.draw(found, row.part, view.width, surface);
    if let Some((stop, _)) = found.stop.as_ref().and_then(|stop| sheet.place(&stop.id)) {
        surface.hit(whole, Target::Row(DETAIL, stop));
    }
}

/// Where the next piece of a row goes.
struct Pen {
    room: Rect,
    used: u16,
    ground: Style,
    now: Timestamp,
}

impl Pen {
    fn draw(&mut self, line: &Line, part: usize, width: usize, surface: &mut Surface<'_>) {
        match &line.body {
            Body::Blank => {}
            Body::Title(name, notes) => {
                self.text(name, Role::Accent, surface);
                self.used += 1;
                self.pieces(notes, surface);
            }
            Body::Heading(text) => self.text(text, Role::Header, surface),
            Body::Row { label, pieces } => {
                if let Some(label) = label {
                    self.text(label, Role::Muted, surface);
                    self.used = cells(LABEL);
                }
                self.pieces(pieces, surface);
            }
            Body::Prose {
                sign,
                text,
                tone,
                rows,
            } => {
                if let (Some(sign), 0) = (sign, part) {
                    self.sign(*sign, surface);
                }
                let indent = sign.map_or(0, |_| cells(INDENT));
                let found = parts(text, width);
                let cut = rows.is_some_and(|rows| part + 1 == rows && found.len() > rows);
                self.used = indent;
                match found.get(part) {
                    Some(shown) if cut => self.text(&format!("{shown}…"), role(*tone), surface),
                    Some(shown) => self.text(shown, role(*tone), surface),
                    None => {}
                }
            }
        }
    }

    fn pieces(&mut self, pieces: &[Piece], surface: &mut Surface<'_>) {
        for (at, piece) in pieces.iter().enumerate() {
            if at > 0 {
                self.used += 1;
            }
            match piece {
                Piece::Text(text, tone) => self.text(text, role(*tone), surface),
                Piece::Sign(sign) => self.sign(*sign, surface),
                Piece::Ago(time) => {
                    let start = self.used;
                    self.text(&ago(*time, self.now), Role::Muted, surface);
                    self.used = self.used.max(start + AGO);
                }
            }
        }
    }

    fn text(&mut self, text: &str, role: Role, surface: &mut Surface<'_>) {
        let style = surface.look.over(self.ground, role);
        self.used += surface.text(skip(self.room, self.used), text, style);
    }

    fn sign(&mut self, sign: Sign, surface: &mut Surface<'_>) {
        let (unicode, ascii, role) = match sign {
            Sign::Problem(Severity::Error) => ("✗", "x", Role::Danger),
            Sign::Problem(Severity::Warning) => ("!", "!", Role::Warn),
            Sign::Problem(Severity::Info) => ("i", "i", Role::Info),
            Sign::Stale => ("◌", "~", Role::Warn),
            Sign::Missing => ("?", "?", Role::Warn),
            Sign::Fallback => ("↳", "^", Role::Muted),
            Sign::Bullet => ("·", "-", Role::Muted),
            Sign::Down => ("→", ">", Role::Muted),
            Sign::Up => ("←", "<", Role::Muted),
        };
        let sign = surface.sign(unicode, ascii);
        self.text(sign, role, surface);
    }
}

fn role(tone: Tone) -> Role {
    match tone {
        Tone::Plain | Tone::Name => Role::Text,
        Tone::Muted => Role::Muted,
        Tone::Warning => Role::Warn,
        Tone::Bad => Role::Danger,
    }
}
