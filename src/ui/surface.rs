//! What screens draw on: a part of the grid of cells, with the look of the theme. Makes every text safe for the terminal,
//! cuts it by cells, and collects where things are. Nothing drawn outside the grid is an error; it is left out.

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use ratatui::style::Style;
use ratatui::widgets::Widget;
use unicode_segmentation::UnicodeSegmentation;

use super::Drawn;
use super::text::fit;
use super::theme::{Charset, Look, Role};
use crate::app::geometry::{Area, Layout, Size, Target, ViewId};
use crate::model::text::{safe, width, wrap};

/// A grid of cells being drawn on.
pub struct Surface<'a> {
    buffer: &'a mut Buffer,
    pub look: &'a Look,
    layout: Layout,
    cursor: Option<Position>,
}

impl<'a> Surface<'a> {
    pub fn new(buffer: &'a mut Buffer, look: &'a Look) -> Self {
        buffer.reset();
        let area = buffer.area;
        buffer.set_style(area, look.style(Role::Text));
        let layout = Layout::new(Size::new(area.width, area.height));
        Self {
            buffer,
            look,
            layout,
            cursor: None,
        }
    }

    pub fn finish(self) -> Drawn {
        Drawn {
            layout: self.layout,
            cursor: self.cursor,
        }
    }

    pub fn area(&self) -> Rect {
        self.buffer.area
    }

    pub fn style(&self, role: Role) -> Style {
        self.look.style(role)
    }

    /// One of two signs, by what characters the terminal may be sent.
    pub fn sign(&self, unicode: &'static str, ascii: &'static str) -> &'static str {
        match self.look.charset {
            Charset::Unicode => unicode,
            Charset::Ascii => ascii,
        }
    }

    /// Writes a text at the start of a one-line area; one that does not fit ends with `…`. Returns the cells used.
    pub fn text(&mut self, area: Rect, text: &str, style: Style) -> u16 {
        let room = usize::from(area.width);
        let text = safe(text);
        if width(&text) <= room {
            return self.put(area, &text, style);
        }
        let ellipsis = self.sign("…", "~");
        let (fitting, used) = fit(&text, room.saturating_sub(1));
        self.put(area, fitting, style);
        let rest = skip(area, cells(used));
        cells(used) + self.put(rest, ellipsis, style)
    }

    /// Writes a text in a role's style.
    pub fn label(&mut self, area: Rect, text: &str, role: Role) -> u16 {
        self.text(area, text, self.style(role))
    }

    /// Writes a text at the end of a one-line area. Returns the cells used.
    pub fn text_right(&mut self, area: Rect, text: &str, style: Style) -> u16 {
        let used = cells(width(text)).min(area.width);
        self.text(skip(area, area.width - used), text, style)
    }

    /// Writes a text with some of its characters, given by ascending index, in the style of a match.
    pub fn matched(&mut self, area: Rect, text: &str, matched: &[usize], style: Style) -> u16 {
        let used = self.text(area, text, style);
        let matched_style = self.look.over(style, Role::Match);
        let mut index = 0;
        let mut column = 0;
        for grapheme in text.graphemes(true) {
            let characters = grapheme.chars().count();
            let next = column + cells(width(grapheme));
            if next > used {
                break;
            }
            if matched.iter().any(|at| (index..index + characters).contains(at)) {
                self.restyle(
                    Rect {
                        x: area.x.saturating_add(column),
                        width: next - column,
                        height: 1,
                        ..area
                    },
                    matched_style,
                );
            }
            index += characters;
            column = next;
        }
        used
    }

    /// Writes pieces one after the other. Returns the cells used.
    pub fn pieces(&mut self, area: Rect, pieces: &[(&str, Style)]) -> u16 {
        let mut used = 0;
        for (text, style) in pieces {
            used += self.text(skip(area, used), text, *style);
        }
        used
    }

    /// Writes a text over as many lines as it needs and there are, broken between words. Returns the lines used.
    pub fn paragraph(&mut self, area: Rect, text: &str, role: Role) -> u16 {
        let text = safe(text);
        let lines = wrap(&text, usize::from(area.width));
        for (row, text) in lines.iter().take(usize::from(area.height)).enumerate() {
            self.label(line(area, cells(row)), text, role);
        }
        cells(lines.len()).min(area.height)
    }

    /// The style of a row of a list: whether it is selected, and whether its list has the keys.
    pub fn row_style(&self, selected: bool, focused: bool) -> Style {
        let role = match (selected, focused) {
            (true, true) => Role::Selection,
            (true, false) => Role::SelectionIdle,
            (false, _) => Role::Text,
        };
        self.style(role)
    }

    /// Gives cells another style and leaves their text.
    pub fn restyle(&mut self, area: Rect, style: Style) {
        let area = area.intersection(self.buffer.area);
        self.buffer.set_style(area, style);
    }

    /// Empties an area, in the style of a role.
    pub fn clear(&mut self, area: Rect, role: Role) {
        let area = area.intersection(self.buffer.area);
        let style = self.style(Role::Text).patch(self.style(role));
        self.cut_wide_left_of(area);
        for position in area.positions() {
            if let Some(cell) = self.buffer.cell_mut(position) {
                cell.reset();
                cell.set_style(style);
            }
        }
    }

    /// Blanks wide characters that reach into an area from the left: half of one cannot be shown.
    fn cut_wide_left_of(&mut self, area: Rect) {
        let Some(column) = area.x.checked_sub(1) else {
            return;
        };
        for row in area.top()..area.bottom() {
            if let Some(cell) = self.buffer.cell_mut((column, row))
                && width(cell.symbol()) > 1
            {
                cell.set_symbol(" ");
            }
        }
    }

    /// Draws one of the library's widgets.
    pub fn widget(&mut self, widget: impl Widget, area: Rect) {
        let area = area.intersection(self.buffer.area);
        widget.render(area, self.buffer);
    }

    /// Says what is at an area, for the mouse. What is said later lies on top.
    pub fn hit(&mut self, area: Rect, target: Target) {
        let area = area.intersection(self.buffer.area);
        self.layout.add(
            Area {
                x: area.x,
                y: area.y,
                width: area.width,
                height: area.height,
            },
            target,
        );
    }

    /// Says how many rows of a list fit, for moving by pages.
    pub fn height(&mut self, view: ViewId, rows: u16) {
        self.layout.set_height(view, usize::from(rows));
    }

    /// Puts the text cursor somewhere.
    pub fn cursor(&mut self, x: u16, y: u16) {
        let position = Position::new(x, y);
        if self.buffer.area.contains(position) {
            self.cursor = Some(position);
        }
    }

    fn put(&mut self, area: Rect, text: &str, style: Style) -> u16 {
        let area = area.intersection(self.buffer.area);
        if area.is_empty() {
            return 0;
        }
        let (end, _) = self
            .buffer
            .set_stringn(area.x, area.y, text, usize::from(area.width), style);
        end - area.x
    }
}

/// An area without its first columns.
pub fn skip(area: Rect, columns: u16) -> Rect {
    let columns = columns.min(area.width);
    Rect {
        x: area.x + columns,
        width: area.width - columns,
        ..area
    }
}

/// An area without its first lines.
pub fn below(area: Rect, lines: u16) -> Rect {
    let lines = lines.min(area.height);
    Rect {
        y: area.y + lines,
        height: area.height - lines,
        ..area
    }
}

/// One line of an area; empty when there is no such line.
pub fn line(area: Rect, row: u16) -> Rect {
    let height = u16::from(row < area.height);
    Rect {
        y: area.y.saturating_add(row.min(area.height)),
        height,
        ..area
    }
}

/// A width in cells as the grid counts it.
pub fn cells(width: usize) -> u16 {
    u16::try_from(width).unwrap_or(u16::MAX)
}
