//! What probes say, drawn: how many are in which state, the probes, the selected one beside or below them, a silence that is
//! about to begin.

mod head;
mod rows;
mod silencing;

use ratatui::layout::Rect;

use super::discovery::detail::draw_lines;
use super::panes;
use super::surface::{below, line, skip};
use super::widget::phase;
use super::{Role, Surface};
use crate::app::health::detail::{Strips, lines};
use crate::app::health::filter::Filter;
use crate::app::health::{ANNOTATION, DETAIL, DETAIL_LINES, State, Tab};
use crate::app::panes::DetailPlace;
use crate::app::shared::Shared;
use crate::model::health::{Health, Look};

pub(in crate::ui) use silencing::draw as draw_silencing;

pub(super) fn draw(state: &State, shared: &Shared, area: Rect, surface: &mut Surface<'_>) {
    let used = head::draw(state, shared, area, surface);
    let body = below(area, used);
    let below_head = below(body, 1);
    if phase(&shared.catalog, "Reading the catalog…", below_head, surface).is_none()
        || phase(
            &shared.health.healths,
            "Looking what probes saw…",
            below_head,
            surface,
        )
        .is_none()
    {
        return;
    }
    if state.list.is_empty() {
        draw_empty(state, skip(below_head, 1), surface);
    } else {
        draw_panes(state, shared, body, surface);
    }
}

/// The sign of a state in Unicode and without, and its role. Its word always stands beside it.
pub(in crate::ui) fn sign_of(health: Health) -> (&'static str, &'static str, Role) {
    match health {
        Health::Down => ("✗", "x", Role::Danger),
        Health::Degraded => ("!", "!", Role::Warn),
        Health::Unknown => ("?", "?", Role::Muted),
        Health::Up => ("✓", "+", Role::Ok),
    }
}

/// The latest looks, the oldest first, a character each: as many as there is room for.
fn strip(looks: &[Look], room: usize, surface: &Surface<'_>) -> String {
    let latest = looks.get(looks.len().saturating_sub(room)..).unwrap_or(looks);
    let signs = latest.iter().map(|look| match look.heard {
        Health::Up => surface.sign("●", "U"),
        Health::Degraded => surface.sign("◐", "L"),
        Health::Down => surface.sign("○", "D"),
        Health::Unknown => surface.sign("·", "?"),
    });
    signs.collect()
}

/// What the characters of a strip mean.
fn legend(surface: &Surface<'_>) -> &'static str {
    surface.sign(
        "● up ◐ degraded ○ down · unknown",
        "U up L degraded D down ? unknown",
    )
}

fn draw_panes(state: &State, shared: &Shared, body: Rect, surface: &mut Surface<'_>) {
    panes::draw(
        DetailPlace::of(shared.layout.size),
        state.pane,
        body,
        surface,
        |area, surface| rows::draw(state, shared, area, surface),
        |area, surface| draw_detail(state, shared, area, surface),
    );
}

fn draw_detail(state: &State, shared: &Shared, area: Rect, surface: &mut Surface<'_>) {
    let room = usize::from(area.width).saturating_sub(4);
    let of = |looks: &[Look]| strip(looks, room, surface);
    let strips = Strips {
        of: &of,
        legend: legend(surface),
    };
    let told = lines(state, shared, &strips);
    draw_lines(&told, state.detail_offset, (DETAIL, DETAIL_LINES), area, surface);
}

/// Why there is nothing, and the next key.
fn draw_empty(state: &State, body: Rect, surface: &mut Surface<'_>) {
    let healths = state.rows.healths();
    let all = healths.probes.len() + healths.wrong.len();
    let filter = Filter::parse(state.input.text());
    if all == 0 {
        return draw_declare("No probe is declared, so nothing is watched.", body, surface);
    }
    if let (Some(entity), 0) = (&filter.entity, state.rows.count(Tab::All)) {
        let text = format!("{entity} has no probe that the filter lets through. Esc shows all there are.");
        return draw_declare(&text, body, surface);
    }
    let text = match (filter.complaint(), state.input.is_empty()) {
        (Some(complaint), _) => complaint.to_owned(),
        (None, false) if state.rows.count(Tab::All) == 0 => {
            format!("Nothing of {all} matches the filter. Esc takes it away.")
        }
        _ => {
            let what = match state.tab {
                Tab::Wrong => "Every declaration of a probe can be run.".to_owned(),
                tab => format!("Nothing is {}.", tab.title().to_lowercase()),
            };
            format!("{what} Esc goes back to all.")
        }
    };
    surface.paragraph(body, &text, Role::Muted);
}

/// How a probe is declared.
fn draw_declare(why: &str, body: Rect, surface: &mut Surface<'_>) {
    let used = surface.paragraph(body, why, Role::Text);
    let rest = below(body, used + 1);
    let text = "An annotation in an entity's file declares one; y copies it:";
    let used = surface.paragraph(rest, text, Role::Muted);
    let rest = below(rest, used);
    for (row, text) in ["metadata:", "  annotations:"].into_iter().enumerate() {
        surface.label(skip(line(rest, super::surface::cells(row)), 2), text, Role::Muted);
    }
    let rest = skip(below(rest, 2), 6);
    let used = surface.paragraph(rest, ANNOTATION, Role::Accent);
    let rest = below(rest, used + 1);
    let text = "It may ask a page (https://…), a port (tcp://host:port), how far a consumer group is behind \
                (kafka:CLUSTER/GROUP max-lag=1000) or a workflow (github:ORG/REPO/WORKFLOW.yml).";
    let rest = Rect {
        x: body.x,
        width: body.width,
        ..rest
    };
    surface.paragraph(rest, text, Role::Muted);
}
