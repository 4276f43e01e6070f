//! A small menu over the screen, drawn.

use ratatui::layout::Rect;

use crate::app::catalog::MENU;
use crate::app::catalog::menu::Menu;
use crate::model::text::width;
use crate::ui::surface::{cells, line};
use crate::ui::widget::{Cursor, Pen, popup};
use crate::ui::{Role, Surface};

pub(super) fn draw(menu: &Menu, surface: &mut Surface<'_>) {
    let widest = |texts: &mut dyn Iterator<Item = usize>| cells(texts.max().unwrap_or(0));
    let label = widest(&mut menu.items.iter().map(|item| width(&item.label)));
    let note = widest(&mut menu.items.iter().map(|item| width(&item.note)));
    let area = surface.area();
    let body = Rect {
        y: area.y + 2.min(area.height),
        height: area.height.saturating_sub(3),
        ..area
    };
    let wide = (label + note + 12).clamp(30, 90);
    let inner = popup(menu.title, wide, cells(menu.items.len()) + 2, body, surface);
    surface.height(MENU, inner.height);
    for (row, at) in menu.list.window(usize::from(inner.height)).enumerate() {
        let Some(item) = menu.items.get(at) else { continue };
        let cursor = match menu.list.cursor() == Some(at) {
            true => Cursor::Here,
            false => Cursor::Elsewhere,
        };
        let mut pen = Pen::row(line(inner, cells(row)), cursor, Some((MENU, at)), surface);
        pen.column(item.key.encode_utf8(&mut [0; 4]), 3, Role::Key)
            .column(&item.label, label + 2, Role::Text)
            .left(&item.note, Role::Muted);
    }
}
