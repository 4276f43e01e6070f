//! The selected technology in full, and below it who uses it.

use ratatui::layout::Rect;

use super::ring_role;
use crate::app::geometry::Target;
use crate::app::vision::radar::{DETAIL, DETAIL_LINES, Line, Pane, State, Tone, USERS, Users, of_technology};
use crate::model::text::{counted, wrap};
use crate::model::vision::technology::why;
use crate::model::vision::{Judged, TechnologyId};
use crate::ui::surface::{below, cells, line, skip};
use crate::ui::table::{Cell, Column, Table};
use crate::ui::text::entity_name;
use crate::ui::widget::{Pen, pane, scrollbar};
use crate::ui::{Role, Surface};

/// Cells for the labels.
const LABELS: u16 = 11;
/// Lines that the users have at least, with their border and header.
const LEAST_USERS: u16 = 6;

const COLUMNS: &[Column] = &[
    Column::new("ENTITY", 0, 14, 26).grow(2),
    Column::new("ACCOUNTABLE", 1, 8, 14).grow(1),
    Column::new("KNOWN BY", 2, 12, 20).grow(2),
];

/// One row of the text.
struct Piece<'a> {
    label: Option<&'static str>,
    text: &'a str,
    tone: Tone,
}

pub(super) fn draw(state: &State, judged: &Judged, area: Rect, surface: &mut Surface<'_>) {
    let Some(id) = state.selected() else { return };
    let lines = of_technology(judged, id);
    let inside = usize::from(area.width.saturating_sub(4));
    let pieces: Vec<Piece<'_>> = lines.iter().flat_map(|line| pieces(line, inside)).collect();
    let users = state.user_ids(judged).len();
    let wanted = match users {
        0 => 0,
        users => (cells(users) + 3).min((area.height / 2).max(LEAST_USERS)),
    };
    let text_height = area.height.saturating_sub(wanted).min(cells(pieces.len()) + 2);
    let text_area = Rect {
        height: text_height,
        ..area
    };
    draw_text(state, &pieces, judged, text_area, surface);
    if users > 0 {
        draw_users(state, judged, id, below(area, text_height), surface);
    }
}

fn pieces(line: &Line, columns: usize) -> impl Iterator<Item = Piece<'_>> {
    let indent = line.label.map_or(0, |_| usize::from(LABELS));
    let labels = std::iter::once(line.label).chain(std::iter::repeat(line.label.map(|_| "")));
    let rows = wrap(&line.text, columns.saturating_sub(indent));
    labels.zip(rows).map(|(label, text)| Piece {
        label,
        text,
        tone: line.tone,
    })
}

fn draw_text(state: &State, pieces: &[Piece<'_>], judged: &Judged, area: Rect, surface: &mut Surface<'_>) {
    let has_keys =
        state.pane == Pane::Detail || state.pane == Pane::Users && state.user_ids(judged).is_empty();
    let inner = pane("Technology", has_keys, area, surface);
    let inner = Rect {
        width: inner.width.saturating_sub(2),
        ..skip(inner, 1)
    };
    surface.hit(area, Target::Pane(DETAIL));
    surface.height(DETAIL, inner.height);
    surface.height(DETAIL_LINES, cells(pieces.len()));
    let height = usize::from(inner.height);
    let offset = state.detail_offset.min(pieces.len().saturating_sub(height));
    for (row, piece) in pieces.iter().skip(offset).take(height).enumerate() {
        let mut pen = Pen::new(line(inner, cells(row)), surface);
        if let Some(label) = piece.label {
            pen.column(label, LABELS, Role::Muted);
        }
        pen.left(
            piece.text,
            match piece.tone {
                Tone::Headline => Role::Header,
                Tone::Plain => Role::Text,
                Tone::Quiet => Role::Muted,
                Tone::Ring(ring) => ring_role(ring, judged.vision.radar.rings.len()),
            },
        );
    }
    let bar = Rect {
        y: inner.y,
        height: inner.height,
        ..area
    };
    scrollbar(
        offset..(offset + height).min(pieces.len()),
        pieces.len(),
        bar,
        surface,
    );
}

fn draw_users(state: &State, judged: &Judged, id: TechnologyId, area: Rect, surface: &mut Surface<'_>) {
    let ids = state.user_ids(judged);
    let catalog = &*judged.catalog;
    let title = format!("Used by {}", counted(ids.len(), "entity", "entities"));
    let has_keys = state.pane == Pane::Users;
    let inner = pane(&title, has_keys, area, surface);
    let cell = |row: usize, column: usize| {
        let Some(user) = ids.get(row) else {
            return Cell::default();
        };
        let entity = catalog.entity(*user);
        match column {
            0 => {
                let (kind, name) = entity_name(entity.entity_ref());
                Cell::muted(kind).then(name, Role::Text)
            }
            1 => match entity.accountable() {
                Some(person) => Cell::text(person.label()),
                None => Cell::new("nobody", Role::Warn),
            },
            _ => Cell::muted(why(catalog, &judged.vision.radar, *user, id).unwrap_or_default()),
        }
    };
    Table::new(USERS, COLUMNS, &state.users).focused(has_keys).draw(
        &Users { catalog, ids },
        inner,
        surface,
        cell,
    );
}
