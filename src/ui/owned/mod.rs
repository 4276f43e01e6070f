//! What one answers for, drawn: the tabs, whose things, the rows in their groups, the selected one beside or below them, and
//! what is about to be done.

mod asking;
mod head;
mod rows;

use ratatui::layout::Rect;

use super::discovery::detail::draw_lines;
use super::panes;
use super::surface::{below, skip};
use super::widget::phase;
use super::wizard::draw_offers;
use super::{Role, Surface};
use crate::app::owned::detail::lines;
use crate::app::owned::filter::Filter;
use crate::app::owned::{DETAIL, DETAIL_LINES, State, Tab, Whose};
use crate::app::panes::DetailPlace;
use crate::app::shared::Shared;

pub(in crate::ui) use asking::draw as draw_asking;

pub(super) fn draw(state: &State, shared: &Shared, area: Rect, surface: &mut Surface<'_>) {
    if shared.me.is_none() {
        return draw_nobody(below(area, 1), surface);
    }
    let used = head::draw(state, shared, area, surface);
    let body = below(area, used);
    if is_there(state, shared, body, surface) {
        if state.table().list.is_empty() {
            draw_empty(state, skip(below(body, 1), 1), surface);
        } else {
            draw_panes(state, shared, body, surface);
        }
    }
    if let Some(popup) = state.popup() {
        draw_offers(popup, area, surface);
    }
}

/// Whether the tab in front is known; else says why not.
fn is_there(state: &State, shared: &Shared, body: Rect, surface: &mut Surface<'_>) -> bool {
    let body = below(body, 1);
    if phase(&shared.catalog, "Reading the catalog…", body, surface).is_none() {
        return false;
    }
    match state.tab {
        Tab::Review => phase(&state.holding, "Looking at what you answer for…", body, surface).is_some(),
        Tab::Handovers => phase(&state.handovers, "Reading the hand-overs…", body, surface).is_some(),
        Tab::Leaving => phase(&state.agenda, "Looking who leaves…", body, surface).is_some(),
    }
}

fn draw_nobody(body: Rect, surface: &mut Surface<'_>) {
    let text = "Nobody says who you are, so nothing can be yours. Write identity = \"ana\" in config.toml, or start muster \
                with --as user:ana. ? shows all keys.";
    surface.paragraph(skip(body, 1), text, Role::Text);
}

fn draw_panes(state: &State, shared: &Shared, body: Rect, surface: &mut Surface<'_>) {
    panes::draw(
        DetailPlace::of(shared.layout.size),
        state.pane,
        body,
        surface,
        |area, surface| rows::draw(state, shared, area, surface),
        |area, surface| {
            let told = lines(state, shared);
            draw_lines(&told, state.detail_offset, (DETAIL, DETAIL_LINES), area, surface);
        },
    );
}

/// Why there is nothing, and the next key.
fn draw_empty(state: &State, body: Rect, surface: &mut Surface<'_>) {
    let all = match state.tab {
        Tab::Review => state.count(state.whose),
        Tab::Handovers => state.source.handovers.len(),
        Tab::Leaving => state.source.leaving().len(),
    };
    if !state.input.is_empty() && all > 0 {
        let filter = Filter::parse(state.input.text());
        let text = match filter.complaint() {
            Some(complaint) if state.tab == Tab::Review => complaint.to_owned(),
            _ => format!("Nothing of {all} matches the filter. Esc takes it away."),
        };
        surface.paragraph(body, &text, Role::Muted);
        return;
    }
    let is_known = state.holding.value().is_none_or(|holding| holding.is_known);
    let text = match (state.tab, state.whose) {
        (Tab::Review, _) if !is_known => {
            "The catalog has no such User as you; config.toml or --as says who you are. w shows whose else there is."
        }
        (Tab::Review, Whose::Mine) => {
            "You answer for nothing but yourself. w shows what you are the deputy of; 2 is the catalog."
        }
        (Tab::Review, Whose::Deputy) => "You are nobody's deputy. w goes on to your people's.",
        (Tab::Review, Whose::Team) => {
            "You lead no group, so nobody's things are below you. w goes back to yours."
        }
        (Tab::Handovers, _) => {
            "Nothing is handed over to you or by you. [ goes back to the review, where u hands over."
        }
        (Tab::Leaving, _) => "Nobody who concerns you leaves. L says that somebody does.",
    };
    surface.paragraph(body, text, Role::Muted);
}
