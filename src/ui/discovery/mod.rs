//! What exists outside, drawn: the tabs, the places with how they stand, the rows, and the selected one beside or below them.

pub(in crate::ui) mod asking;
pub(in crate::ui) mod detail;
mod head;
mod rows;

use ratatui::layout::Rect;

use super::Role;
use super::panes;
use super::surface::{Surface, below, line, skip};
use super::widget::{failure, phase};
use super::wizard::draw_offers;
use crate::app::discovery::words::Health;
use crate::app::discovery::{Known, State, Tab};
use crate::app::load::Phase;
use crate::app::panes::DetailPlace;
use crate::app::shared::Shared;
use crate::model::discovery::{Sort, Standing};

pub(super) fn draw(state: &State, shared: &Shared, area: Rect, surface: &mut Surface<'_>) {
    match shared.discovery.known.phase() {
        Phase::Ready { value, .. } => {
            let used = head::draw(state, value, shared, area, surface);
            draw_panes(state, value, shared, below(area, used), surface);
        }
        Phase::Failed(cause) => failure(cause, below(area, 1), surface),
        Phase::Idle | Phase::Loading => {
            let body = below(area, 1);
            if phase(&shared.catalog, "Reading the catalog…", body, surface).is_some() {
                let text = "Reading what the last looks outside brought…";
                surface.label(skip(line(body, 0), 1), text, Role::Muted);
            }
        }
    }
    if let Some(popup) = state.popup() {
        draw_offers(popup, area, surface);
    }
}

fn draw_panes(state: &State, known: &Known, shared: &Shared, body: Rect, surface: &mut Surface<'_>) {
    if state.table().list.is_empty() {
        return draw_empty(state, known, shared, body, surface);
    }
    panes::draw(
        DetailPlace::of(shared.layout.size),
        state.pane,
        body,
        surface,
        |area, surface| rows::draw(state, shared, area, surface),
        |area, surface| detail::draw(state, shared, area, surface),
    );
}

/// Why there is nothing, and the next key.
fn draw_empty(state: &State, known: &Known, shared: &Shared, body: Rect, surface: &mut Surface<'_>) {
    let places = &known.discovery.places;
    let body = skip(below(body, 1), 1);
    let is_looking = shared.discovery.looking.is_some();
    if places.is_empty() {
        let text = "No place to look at is known. Name a Kafka cluster under [kafka.clusters] in muster.toml, or the \
                    organisations of GitHub under [github] owners; then r looks there.";
        surface.paragraph(body, text, Role::Muted);
    } else if !state.input.is_empty() {
        let all = state.tab.count(known);
        let text = format!("Nothing of {all} matches the filter. Esc takes it away.");
        surface.paragraph(body, &text, Role::Muted);
    } else if is_looking {
        surface.paragraph(
            body,
            "Looking; what is found appears here at the end.",
            Role::Muted,
        );
    } else if places.iter().all(|place| place.taken.is_none()) {
        surface.paragraph(
            body,
            "Nobody has looked outside yet. r looks at all places.",
            Role::Header,
        );
    } else if places.iter().any(|place| !place.complete) {
        let text = "Nothing here as far as was seen, but not everything was seen. r looks again.";
        surface.paragraph(body, text, Role::Warn);
    } else {
        let text = match state.tab {
            Tab::Unregistered => "Everything that exists out there is registered.",
            Tab::Gone => "Everything that is registered exists out there.",
            Tab::Dependencies => "Every dependency that was seen is declared, and the other way round.",
        };
        let sign = surface.sign("✓ ", "ok: ");
        surface.paragraph(body, &format!("{sign}{text} r looks again."), Role::Ok);
    }
}

/// The sign of a sort of thing. Its word always stands beside it.
fn sort_sign(sort: Sort) -> (&'static str, &'static str) {
    match sort {
        Sort::Topic => ("■", "#"),
        Sort::Group => ("◇", "o"),
        Sort::Repository => ("▲", "^"),
        Sort::Team => ("◆", "+"),
    }
}

/// The sign of how a dependency stands, and its role.
fn standing_sign(standing: Standing) -> (&'static str, &'static str, Role) {
    match standing {
        Standing::Undeclared => ("⇢", "~", Role::Warn),
        Standing::Unseen => ("○", "o", Role::Info),
        Standing::Unknown => ("?", "?", Role::Muted),
        Standing::Both => ("✓", "+", Role::Ok),
    }
}

/// The sign of how a place stands, and its role.
fn health_sign(health: Health) -> (&'static str, &'static str, Role) {
    match health {
        Health::Looking => ("▶", ">", Role::Accent),
        Health::Never => ("○", "o", Role::Info),
        Health::Down => ("✗", "x", Role::Danger),
        Health::Partly => ("!", "!", Role::Warn),
        Health::Seen => ("✓", "+", Role::Ok),
    }
}
