//! Which drawing belongs to which screen: an arm each.

use ratatui::layout::Rect;

use super::{Surface, home, journal, welcome};
use crate::app::screen::Screen;
use crate::app::shared::Shared;

pub(super) fn draw(screen: &Screen, shared: &Shared, area: Rect, surface: &mut Surface<'_>) {
    match screen {
        Screen::Welcome(state) => welcome::draw(state, shared, area, surface),
        Screen::Home(state) => home::draw(state, shared, area, surface),
        Screen::Journal(state) => journal::draw(state, shared, area, surface),
    }
}
