//! The vision, drawn: the tabs, what is wrong with its files, the rows, and the selected one beside or below them.

pub(in crate::ui) mod asking;
mod findings;
mod head;
pub mod radar;
mod rows;
mod trial;

use ratatui::layout::Rect;

use super::discovery::detail::draw_lines;
use super::panes;
use super::surface::{below, line, skip};
use super::widget::{failure, phase};
use super::wizard::draw_offers;
use super::{Role, Surface};
use crate::app::load::Phase;
use crate::app::panes::DetailPlace;
use crate::app::shared::Shared;
use crate::app::vision::detail::lines;
use crate::app::vision::{DETAIL, DETAIL_LINES, Source, State, Tab};
use crate::model::vision::Severity;

pub(in crate::ui) use findings::draw as draw_findings;

pub(super) fn draw(state: &State, shared: &Shared, area: Rect, surface: &mut Surface<'_>) {
    match &state.source {
        Some(_) if state.trying => trial::draw(state, shared, area, surface),
        Some(source) => {
            let used = head::draw(state, source, shared, area, surface);
            draw_tab(state, source, shared, below(area, used), surface);
        }
        None => draw_unknown(shared, below(area, 1), surface),
    }
    if let Some(popup) = state.popup() {
        draw_offers(popup, area, surface);
    }
}

/// Why there is nothing to show yet.
fn draw_unknown(shared: &Shared, body: Rect, surface: &mut Surface<'_>) {
    match shared.vision.phase() {
        Phase::Failed(cause) => failure(cause, body, surface),
        _ => {
            if phase(&shared.catalog, "Reading the catalog…", body, surface).is_some() {
                surface.label(
                    skip(line(body, 0), 1),
                    "Holding the vision against the catalog…",
                    Role::Muted,
                );
            }
        }
    }
}

fn draw_tab(state: &State, source: &Source, shared: &Shared, body: Rect, surface: &mut Surface<'_>) {
    let vision = &source.judged.vision;
    if vision.is_empty() && vision.complaints.is_empty() && vision.statement.is_none() {
        return draw_none(below(body, 1), surface);
    }
    if state.tab == Tab::Radar {
        return radar::draw(&state.radar, &source.judged, body, surface);
    }
    if state.table().list.is_empty() {
        return draw_empty(state, source, skip(below(body, 1), 1), surface);
    }
    panes::draw(
        DetailPlace::of(shared.layout.size),
        state.pane,
        body,
        surface,
        |area, surface| rows::draw(state, source, area, surface),
        |area, surface| {
            let told = lines(state);
            draw_lines(&told, state.detail_offset, (DETAIL, DETAIL_LINES), area, surface);
        },
    );
}

/// What a vision is, and how one begins.
fn draw_none(body: Rect, surface: &mut Surface<'_>) {
    let body = skip(body, 1);
    let texts = [
        ("There is no vision yet.", Role::Header),
        (
            "A vision says what the architecture is to be: principles, a technology radar, and rules that the catalog is \
             held against all the time. What falls short is shown here and on Home, with who answers for it and what mends \
             it; the wizard says it before something is created.",
            Role::Text,
        ),
        (
            "It is one file, vision.yaml, beside muster.toml. `muster init DIR` shows a commented example.",
            Role::Text,
        ),
        (
            "p tries a first rule on the live catalog and copies it for the file; this page fills as soon as it is saved.",
            Role::Muted,
        ),
    ];
    let mut used = 0;
    for (text, role) in texts {
        used += surface.paragraph(below(body, used), text, role) + 1;
    }
}

/// Why a tab has no rows, and the next key.
fn draw_empty(state: &State, source: &Source, body: Rect, surface: &mut Surface<'_>) {
    let all = source.count(state.tab);
    if !state.input.is_empty() && all > 0 {
        let text = format!("Nothing of {all} matches the filter. Esc takes it away.");
        surface.paragraph(body, &text, Role::Muted);
        return;
    }
    let text = match state.tab {
        Tab::Rules => "The vision has no rules. p tries one; `rules` of vision.yaml takes it.",
        Tab::Scores => "No rule is about anything that can be scored.",
        Tab::Waivers => "Nothing is waived. w asks for an exception where something falls short.",
        Tab::Changes => match state.change.phase() {
            Phase::Failed(cause) => return failure(cause, body, surface),
            Phase::Idle | Phase::Loading => "Looking at what the vision said before…",
            Phase::Ready { .. } => {
                "The vision says what it always said, as far as is recorded; what a change of it does appears here."
            }
        },
        Tab::About | Tab::Radar => "vision.yaml states no principles.",
    };
    surface.paragraph(body, text, Role::Muted);
}

/// The sign of a severity, and its role. Its word always stands beside it.
fn severity_sign(severity: Severity) -> (&'static str, &'static str, Role) {
    match severity {
        Severity::Blocking => ("✗", "x", Role::Danger),
        Severity::Warning => ("!", "!", Role::Warn),
        Severity::Advice => ("i", "i", Role::Info),
    }
}
