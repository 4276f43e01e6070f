//! A table of which only the cells in view are built, so that ten rows and a million cost the same. Columns leave by rank
//! where there is no room for all; the selected and the marked rows are told by signs as well as by colour. Knows rows by
//! index and the texts of their cells, not what they are.

use std::borrow::Cow;

use ratatui::layout::Rect;
use ratatui::style::Style;

use super::surface::{below, cells, line, skip};
use super::widget::scrollbar;
use super::{Role, Surface};
use crate::app::geometry::{Target, ViewId};
use crate::app::list::{List, Rows};
use crate::model::text::width;

/// Cells between two columns.
const GAP: u16 = 2;
/// Cells in front of the first column, for the signs of selected and marked rows.
const SIGNS: u16 = 2;

/// Where the texts of a column stand.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Align {
    #[default]
    Left,
    /// For numbers.
    Right,
}

/// A column: its title, and how it shares the room.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Column {
    pub title: &'static str,
    /// Where there is no room for all, columns of a higher rank leave first; rank 0 stays.
    pub rank: u8,
    /// The fewest cells it is of use with.
    pub least: u16,
    /// The cells it is given before others grow.
    pub ideal: u16,
    /// Its share of the cells that are left over then.
    pub grow: u16,
    pub align: Align,
}

impl Column {
    pub const fn new(title: &'static str, rank: u8, least: u16, ideal: u16) -> Self {
        Self {
            title,
            rank,
            least,
            ideal,
            grow: 0,
            align: Align::Left,
        }
    }

    pub const fn grow(mut self, share: u16) -> Self {
        self.grow = share;
        self
    }

    pub const fn right(mut self) -> Self {
        self.align = Align::Right;
        self
    }
}

/// What a cell shows: pieces of text one after the other, each in its role.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Cell<'a> {
    pieces: Vec<Piece<'a>>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
struct Piece<'a> {
    text: Cow<'a, str>,
    role: Role,
    matched: Vec<usize>,
}

impl<'a> Cell<'a> {
    pub fn new(text: impl Into<Cow<'a, str>>, role: Role) -> Self {
        Self::default().then(text, role)
    }

    pub fn text(text: impl Into<Cow<'a, str>>) -> Self {
        Self::new(text, Role::Text)
    }

    pub fn muted(text: impl Into<Cow<'a, str>>) -> Self {
        Self::new(text, Role::Muted)
    }

    /// Adds a piece behind those there are.
    pub fn then(mut self, text: impl Into<Cow<'a, str>>, role: Role) -> Self {
        self.pieces.push(Piece {
            text: text.into(),
            role,
            matched: Vec::new(),
        });
        self
    }

    /// Says which characters of the last piece matched a filter, by ascending index.
    pub fn matched(mut self, indices: Vec<usize>) -> Self {
        if let Some(piece) = self.pieces.last_mut() {
            piece.matched = indices;
        }
        self
    }

    fn width(&self) -> u16 {
        cells(self.pieces.iter().map(|piece| width(&piece.text)).sum())
    }

    fn draw(&self, area: Rect, style: Style, surface: &mut Surface<'_>) {
        let mut used = 0;
        for piece in &self.pieces {
            let style = surface.look.over(style, piece.role);
            used += surface.matched(skip(area, used), &piece.text, &piece.matched, style);
        }
    }
}

/// What the rows are sorted by, for the sign in the header.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sorted {
    /// The position of the column.
    pub column: usize,
    pub descending: bool,
}

/// A table as it is to be drawn.
#[derive(Debug, Clone, Copy)]
pub struct Table<'a> {
    /// Its name, for the mouse and for moving by pages.
    pub view: ViewId,
    pub columns: &'a [Column],
    pub list: &'a List,
    /// Whether it has the keys.
    pub focused: bool,
    pub sorted: Option<Sorted>,
}

impl<'a> Table<'a> {
    pub fn new(view: ViewId, columns: &'a [Column], list: &'a List) -> Self {
        Self {
            view,
            columns,
            list,
            focused: true,
            sorted: None,
        }
    }

    pub fn focused(mut self, focused: bool) -> Self {
        self.focused = focused;
        self
    }

    pub fn sorted(mut self, sorted: Option<Sorted>) -> Self {
        self.sorted = sorted;
        self
    }

    /// Draws the header and the rows in view. `cell` is asked for what a row (by its index) shows in a column (by its
    /// position), for those that are seen only.
    pub fn draw<'c>(
        &self,
        rows: &(impl Rows + ?Sized),
        area: Rect,
        surface: &mut Surface<'_>,
        cell: impl Fn(usize, usize) -> Cell<'c>,
    ) {
        surface.hit(area, Target::Pane(self.view));
        let body = below(area, 1);
        surface.height(self.view, body.height);
        let window = self.list.window(usize::from(body.height));
        // The last column is the scroll bar's, whether there is one or not, so that nothing moves when it comes.
        let inner = Rect {
            width: area.width.saturating_sub(1 + SIGNS),
            ..skip(area, SIGNS)
        };
        let spans = fit(self.columns, inner.width);
        self.draw_header(&spans, line(inner, 0), surface);
        for (row, index) in window.clone().enumerate() {
            let place = line(body, cells(row));
            let style = self.draw_signs(rows, index, place, surface);
            for span in &spans {
                span.draw(
                    &cell(index, span.column),
                    line(inner, 1 + cells(row)),
                    style,
                    surface,
                );
            }
            surface.hit(place, Target::Row(self.view, index));
        }
        scrollbar(window, self.list.len(), body, surface);
    }

    fn draw_header(&self, spans: &[Span], area: Rect, surface: &mut Surface<'_>) {
        for span in spans {
            let Some(column) = self.columns.get(span.column) else {
                continue;
            };
            let mark = match self.sorted.filter(|sorted| sorted.column == span.column) {
                Some(Sorted { descending: true, .. }) => surface.sign("▼", "v"),
                Some(_) => surface.sign("▲", "^"),
                None => "",
            };
            let title = Cell::new(column.title, Role::Header);
            let title = match (mark, column.align) {
                ("", _) => title,
                (mark, Align::Left) => title.then(mark, Role::Accent),
                (mark, Align::Right) => Cell::new(mark, Role::Accent).then(column.title, Role::Header),
            };
            // A mark in front of a number's title stands in the gap.
            let title_span = match (mark, column.align) {
                ("", _) | (_, Align::Left) => *span,
                _ => Span {
                    start: span.start.saturating_sub(1),
                    width: span.width + 1,
                    ..*span
                },
            };
            title_span.draw(&title, area, Style::new(), surface);
            surface.hit(span.area(area), Target::Column(self.view, span.column));
        }
    }

    /// Gives a row its ground and its signs; returns the style of the ground.
    fn draw_signs(
        &self,
        rows: &(impl Rows + ?Sized),
        index: usize,
        area: Rect,
        surface: &mut Surface<'_>,
    ) -> Style {
        let selected = self.list.cursor() == Some(index);
        let marked = self.list.has_marks() && self.list.is_marked(index, &rows.id(index));
        let ground = surface.row_style(selected, self.focused);
        let area = Rect {
            width: area.width.saturating_sub(1),
            ..area
        };
        surface.restyle(area, ground);
        let (sign, role) = match (marked, selected) {
            (true, _) => (surface.sign("●", "*"), Role::Mark),
            (_, true) => (surface.sign("▸", ">"), Role::Accent),
            _ => return ground,
        };
        surface.text(area, sign, surface.look.over(ground, role));
        ground
    }
}

/// Where a column is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Span {
    /// Its position in the table.
    column: usize,
    /// Its first cell, counted from the first cell of the row.
    start: u16,
    width: u16,
    align: Align,
}

impl Span {
    fn area(&self, row: Rect) -> Rect {
        let room = skip(row, self.start);
        Rect {
            width: self.width.min(room.width),
            ..room
        }
    }

    fn draw(&self, cell: &Cell<'_>, row: Rect, style: Style, surface: &mut Surface<'_>) {
        let area = self.area(row);
        let indent = match self.align {
            Align::Left => 0,
            Align::Right => area.width.saturating_sub(cell.width()),
        };
        cell.draw(skip(area, indent), style, surface);
    }
}

/// Which columns have room, and where they are.
fn fit(columns: &[Column], room: u16) -> Vec<Span> {
    let mut shown: Vec<usize> = (0..columns.len()).collect();
    let column = |at: &usize| columns.get(*at);
    while sum(shown.iter().filter_map(column), |column| column.least) > room {
        let last = shown
            .iter()
            .copied()
            .enumerate()
            .max_by_key(|(_, at)| column(at).map_or(0, |column| column.rank));
        match last {
            Some((position, at)) if column(&at).is_some_and(|column| column.rank > 0) => {
                shown.remove(position);
            }
            _ => break,
        }
    }
    let shown: Vec<(usize, &Column)> = shown.iter().filter_map(|at| Some((*at, column(at)?))).collect();
    let widths = widths(&shown, room);
    let mut start = 0;
    let mut spans = Vec::with_capacity(shown.len());
    for ((at, column), width) in shown.into_iter().zip(widths) {
        spans.push(Span {
            column: at,
            start,
            width,
            align: column.align,
        });
        start += width + GAP;
    }
    spans
}

/// Gives each column its least, then up to its ideal in the order of ranks, then its share of the rest.
fn widths(shown: &[(usize, &Column)], room: u16) -> Vec<u16> {
    let mut widths: Vec<u16> = shown.iter().map(|(_, column)| column.least).collect();
    let mut free = room.saturating_sub(sum(shown.iter().map(|(_, column)| *column), |column| {
        column.least
    }));
    let mut by_rank: Vec<usize> = (0..shown.len()).collect();
    by_rank.sort_by_key(|at| shown.get(*at).map(|(_, column)| column.rank));
    for at in by_rank {
        if let (Some(width), Some((_, column))) = (widths.get_mut(at), shown.get(at)) {
            let more = column.ideal.saturating_sub(*width).min(free);
            *width += more;
            free -= more;
        }
    }
    let mut shares: u16 = shown.iter().map(|(_, column)| column.grow).sum();
    for (width, (_, column)) in widths.iter_mut().zip(shown) {
        if shares > 0 && column.grow > 0 {
            let more = free / shares * column.grow;
            *width += more;
            free -= more;
            shares -= column.grow;
        }
    }
    widths
}

/// The cells some columns take with the gaps between them.
fn sum<'a>(columns: impl Iterator<Item = &'a Column>, cells: impl Fn(&Column) -> u16) -> u16 {
    columns
        .map(|column| cells(column) + GAP)
        .sum::<u16>()
        .saturating_sub(GAP)
}

#[cfg(test)]
mod tests;
