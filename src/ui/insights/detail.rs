//! The selected row in full: the sum line by line, bars, numbers.

use ratatui::layout::Rect;

use super::strokes;
use crate::app::geometry::Target;
use crate::app::insights::{DETAIL, DETAIL_LINES, Line, State, Tone};
use crate::app::panes::Pane;
use crate::model::insight::Strokes;
use crate::model::text::{width, wrap};
use crate::ui::surface::{cells, line, skip};
use crate::ui::widget::{Pen, pane, scrollbar};
use crate::ui::{Role, Surface};

/// Cells for the labels.
const LABELS: u16 = 11;
/// Cells for the names of factors, and for their values.
const FACTORS: u16 = 16;
const VALUES: u16 = 9;

/// One row of the detail.
enum Piece<'a> {
    Text(Option<&'static str>, &'a str, Tone),
    /// The sign and name of a factor, its value, and a row of where it comes from. Later rows have the last only.
    Factor(Option<(&'static str, &'static str, &'a str)>, &'a str),
    Product(&'a str),
    Bar(&'a Line),
    Legend,
}

pub(super) fn draw(state: &State, area: Rect, surface: &mut Surface<'_>) {
    let inner = pane(title(state), state.pane == Pane::Detail, area, surface);
    let inner = Rect {
        width: inner.width.saturating_sub(2),
        ..skip(inner, 1)
    };
    surface.height(DETAIL, inner.height);
    surface.hit(area, Target::Pane(DETAIL));
    let pieces = pieces(&state.detail, usize::from(inner.width));
    surface.height(DETAIL_LINES, cells(pieces.len()));
    let height = usize::from(inner.height);
    let offset = state.detail_offset.min(pieces.len().saturating_sub(height));
    let widest = state
        .detail
        .iter()
        .map(bar_widths)
        .fold((0, 0), |most, (label, note)| {
            (most.0.max(label), most.1.max(note))
        });
    for (row, piece) in pieces.iter().skip(offset).take(height).enumerate() {
        draw_piece(piece, widest, line(inner, cells(row)), surface);
    }
    let bar = Rect {
        y: inner.y,
        height: inner.height,
        ..area
    };
    let window = offset..(offset + height).min(pieces.len());
    scrollbar(window, pieces.len(), bar, surface);
}

fn title(state: &State) -> &'static str {
    use crate::app::insights::View;
    match state.view {
        View::Automate => "Arithmetic",
        View::Trend => "Over time",
        View::SelfServed => "Before and after",
        View::Uncategorised => "Group",
    }
}

/// The lines broken to a width.
fn pieces(lines: &[Line], columns: usize) -> Vec<Piece<'_>> {
    let mut pieces = Vec::with_capacity(lines.len());
    let mut is_first = true;
    for shown in lines {
        match shown {
            Line::Text { label, text, tone } => {
                let indent = label.map_or(0, |_| usize::from(LABELS));
                let labels = std::iter::once(*label).chain(std::iter::repeat(label.map(|_| "")));
                let rows = wrap(text, columns.saturating_sub(indent));
                pieces.extend(
                    labels
                        .zip(rows)
                        .map(|(label, row)| Piece::Text(label, row, *tone)),
                );
            }
            Line::Factor { name, value, how } => {
                let sign = if std::mem::take(&mut is_first) { " " } else { "×" };
                let head = Some((sign, *name, value.as_str()));
                let heads = std::iter::once(head).chain(std::iter::repeat(None));
                let rows = wrap(how, columns.saturating_sub(usize::from(2 + FACTORS + VALUES + 2)));
                pieces.extend(heads.zip(rows).map(|(head, row)| Piece::Factor(head, row)));
            }
            Line::Product(value) => pieces.push(Piece::Product(value)),
            Line::Bar { .. } => pieces.push(Piece::Bar(shown)),
            Line::Legend => pieces.push(Piece::Legend),
        }
    }
    pieces
}

/// How wide the label and the note of a bar are.
fn bar_widths(line: &Line) -> (usize, usize) {
    match line {
        Line::Bar { label, note, .. } => (width(label), width(note)),
        _ => (0, 0),
    }
}

fn draw_piece(piece: &Piece<'_>, widest: (usize, usize), area: Rect, surface: &mut Surface<'_>) {
    match piece {
        Piece::Text(label, text, tone) => {
            let mut pen = Pen::new(area, surface);
            if let Some(label) = label {
                pen.column(label, LABELS, Role::Muted);
            }
            pen.left(
                text,
                match tone {
                    Tone::Headline => Role::Header,
                    Tone::Plain => Role::Text,
                    Tone::Quiet => Role::Muted,
                },
            );
        }
        Piece::Factor(head, how) => {
            let sum = Rect {
                width: area.width.min(2 + FACTORS + VALUES),
                ..area
            };
            if let Some((sign, name, value)) = head {
                let sign = if *sign == "×" {
                    surface.sign("× ", "x ")
                } else {
                    "  "
                };
                draw_number(sign, name, value, Role::Text, sum, surface);
            }
            surface.label(skip(area, sum.width + 2), how, Role::Muted);
        }
        Piece::Product(value) => {
            let sum = Rect {
                width: area.width.min(2 + FACTORS + VALUES),
                ..area
            };
            draw_number("= ", "score", value, Role::Accent, sum, surface);
        }
        Piece::Bar(bar) => draw_bar(bar, widest, area, surface),
        Piece::Legend => {
            let strokes = strokes(surface);
            Pen::new(area, surface)
                .left(strokes.by_hand, Role::Info)
                .left(" by hand  ", Role::Muted)
                .left(strokes.self_served, Role::Ok)
                .left(" self-served", Role::Muted);
        }
    }
}

fn draw_number(sign: &str, name: &str, value: &str, role: Role, area: Rect, surface: &mut Surface<'_>) {
    let mut pen = Pen::new(area, surface);
    pen.left(sign, Role::Muted).column(name, FACTORS, role);
    let room = pen.room;
    surface.text_right(room, value, surface.style(role));
}

fn draw_bar(bar: &Line, widest: (usize, usize), area: Rect, surface: &mut Surface<'_>) {
    let Line::Bar {
        label,
        by_hand,
        self_served,
        most,
        note,
    } = bar
    else {
        return;
    };
    let strokes = strokes(surface);
    let mut pen = Pen::new(area, surface);
    pen.column(label, cells(widest.0) + 1, Role::Muted);
    let room = usize::from(pen.room.width).saturating_sub(widest.1 + 1);
    let (hand, served) = Strokes::bar((*by_hand, *self_served), *most, room);
    pen.left(&strokes.by_hand.repeat(hand), Role::Info)
        .left(&strokes.self_served.repeat(served), Role::Ok)
        .gap(cells(room - hand - served) + 1)
        .left(note, Role::Text);
}
