//! Writes one line of the screen piece by piece, from both ends, over one ground: selected or not.

use ratatui::layout::Rect;
use ratatui::style::Style;

use crate::app::geometry::{Target, ViewId};
use crate::model::text::width;
use crate::ui::surface::{cells, skip};
use crate::ui::text::fit_end;
use crate::ui::{Role, Surface};

/// A line being written.
pub struct Pen<'a, 'b> {
    /// What is still free of it.
    pub room: Rect,
    ground: Style,
    surface: &'a mut Surface<'b>,
}

/// Whether a row is under the cursor, and whether its pane has the keys.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cursor {
    Here,
    Idle,
    Elsewhere,
}

impl<'a, 'b> Pen<'a, 'b> {
    /// A line without a ground of its own.
    pub fn new(room: Rect, surface: &'a mut Surface<'b>) -> Self {
        let ground = surface.style(Role::Text);
        Self {
            room,
            ground,
            surface,
        }
    }

    /// A row of a list: with the sign and the ground of the cursor where it is, and a click that selects it.
    pub fn row(
        room: Rect,
        cursor: Cursor,
        hit: Option<(ViewId, usize)>,
        surface: &'a mut Surface<'b>,
    ) -> Self {
        let ground = surface.style(match cursor {
            Cursor::Here => Role::Selection,
            Cursor::Idle => Role::SelectionIdle,
            Cursor::Elsewhere => Role::Text,
        });
        if let Some((view, index)) = hit {
            surface.hit(room, Target::Row(view, index));
        }
        if cursor != Cursor::Elsewhere {
            surface.restyle(room, ground);
            let style = surface.look.over(ground, Role::Accent);
            let sign = surface.sign("▸", ">");
            surface.text(room, sign, style);
        }
        Self {
            room: skip(room, 2),
            ground,
            surface,
        }
    }

    /// Writes at the left end of what is free.
    pub fn left(&mut self, text: &str, role: Role) -> &mut Self {
        let style = self.surface.look.over(self.ground, role);
        let used = self.surface.text(self.room, text, style);
        self.room = skip(self.room, used);
        self
    }

    /// Leaves cells free.
    pub fn gap(&mut self, columns: u16) -> &mut Self {
        self.room = skip(self.room, columns);
        self
    }

    /// Writes at the left end, in a column of a fixed width.
    pub fn column(&mut self, text: &str, columns: u16, role: Role) -> &mut Self {
        let rest = skip(self.room, columns);
        self.room.width = self.room.width.min(columns);
        self.left(text, role);
        self.room = rest;
        self
    }

    /// Writes a text of which the end matters, such as a path, in a column as wide as it or as `most`.
    pub fn path(&mut self, text: &str, most: u16, role: Role) -> &mut Self {
        let most = usize::from(most.min(self.room.width));
        if width(text) <= most {
            return self.left(text, role);
        }
        let ellipsis = self.surface.sign("…", "~");
        let end = fit_end(text, most.saturating_sub(1));
        // Whole names read better than the end of one.
        let end = end.find('/').and_then(|slash| end.get(slash..)).unwrap_or(end);
        self.left(ellipsis, role).left(end, role)
    }

    /// Writes at the right end, with a blank before it.
    pub fn right(&mut self, text: &str, role: Role) -> &mut Self {
        let style = self.surface.look.over(self.ground, role);
        let used = self.surface.text_right(self.room, text, style);
        self.room.width = self.room.width.saturating_sub(used + 1);
        self
    }

    /// One of two signs, by what characters the terminal may be sent.
    pub fn sign(&self, unicode: &'static str, ascii: &'static str) -> &'static str {
        self.surface.sign(unicode, ascii)
    }

    /// Fills what is free with a bar of which `part` of `whole` is full. What is there at all is seen.
    pub fn bar(&mut self, part: usize, whole: usize, role: Role) -> &mut Self {
        let wide = usize::from(self.room.width);
        let full = match part.checked_mul(wide).map(|cells| cells / whole.max(1)) {
            Some(0) if part > 0 => 1.min(wide),
            // Only what is whole looks whole.
            Some(full) if full == wide && part < whole => wide.saturating_sub(1),
            full => full.unwrap_or(wide).min(wide),
        };
        let (on, off) = (self.sign("━", "="), self.sign("─", "-"));
        let end = skip(self.room, cells(wide));
        self.left(&on.repeat(full), role);
        self.left(&off.repeat(wide - full), Role::Border);
        self.room = end;
        self
    }
}
