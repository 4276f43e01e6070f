//! Until when, and why, drawn: a field a row, with what can be written there.

use ratatui::layout::Rect;

use super::surface::{below, cells, line, skip};
use super::widget::field;
use super::{Role, Surface};
use crate::app::input::Input;
use crate::app::term::{Asked, Field, Term};
use crate::model::text::width;

/// Takes two rows.
pub(super) fn draw(term: &Term, asked: &Asked, area: Rect, surface: &mut Surface<'_>) {
    let offers = asked.offers.join(" ");
    let until = Row {
        label: "For or until ",
        input: &term.until,
        hint: asked.hint_until,
        offers: &offers,
    };
    let reason = Row {
        label: "Why          ",
        input: &term.reason,
        hint: asked.hint_reason,
        offers: "",
    };
    until.draw(term.field == Field::Until, line(area, 0), surface);
    reason.draw(term.field == Field::Reason, line(below(area, 1), 0), surface);
}

struct Row<'a> {
    label: &'a str,
    input: &'a Input,
    /// Where nothing is written.
    hint: &'a str,
    /// Behind what is written.
    offers: &'a str,
}

impl Row<'_> {
    fn draw(&self, has_keys: bool, area: Rect, surface: &mut Surface<'_>) {
        let area = skip(area, 1);
        if has_keys {
            field(self.input, self.label, area, surface);
            let typed = cells(self.label.len() + width(self.input.text()));
            match self.input.is_empty() {
                true => surface.label(skip(area, typed + 1), self.hint, Role::Muted),
                false => surface.label(skip(area, typed + 4), self.offers, Role::Muted),
            };
            return;
        }
        let used = surface.label(area, self.label, Role::Muted);
        match self.input.is_empty() {
            true => surface.label(skip(area, used), self.hint, Role::Muted),
            false => surface.label(skip(area, used), self.input.text(), Role::Accent),
        };
    }
}
