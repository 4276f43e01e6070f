//! The catalog, drawn: filter and chips above, facets, table and the selected entity side by side, as panes has them.

mod detail;
mod document;
mod empty;
mod facets;
mod head;
mod menu;
mod rows;

use ratatui::layout::Rect;

use super::Surface;
use crate::app::catalog::State;
use crate::app::catalog::panes::{Detail, FacetPane};
use crate::app::geometry::Area;
use crate::app::shared::Shared;

pub(super) use detail::draw_entity;
pub(super) use document::draw as draw_document;

pub(super) fn draw(state: &State, shared: &Shared, area: Rect, surface: &mut Surface<'_>) {
    let panes = state.panes(shared);
    let focus = state.focus(shared);
    head::draw(state, rect(panes.head), surface);
    if !empty::draw(state, shared, rect(panes.table), surface) {
        rows::draw(state, shared, focus, rect(panes.table), surface);
        if let (Detail::Beside(_) | Detail::Below(_), Some(inside)) = (panes.detail, panes.detail.inside()) {
            detail::draw_split(state, shared, panes.detail, rect(inside), surface);
        }
    }
    match panes.facets {
        FacetPane::Hidden => {}
        FacetPane::Beside(area) => facets::draw_beside(state, focus, rect(area), surface),
        FacetPane::Over => facets::draw_over(state, area, surface),
    }
    if let Some(open) = &state.menu {
        menu::draw(open, surface);
    }
}

fn rect(area: Area) -> Rect {
    Rect::new(area.x, area.y, area.width, area.height)
}
