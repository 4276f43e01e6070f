//! Who has what and why, drawn: how much is over or unexplained and when anybody looked, the rights in their groups, the selected one
//! beside or below them, what is about to be decided.

mod deciding;
mod head;
mod rows;

use ratatui::layout::Rect;

use super::discovery::detail::draw_lines;
use super::panes;
use super::surface::{below, skip};
use super::widget::phase;
use super::{Role, Surface};
use crate::app::access::detail::lines;
use crate::app::access::filter::Filter;
use crate::app::access::words::Stands;
use crate::app::access::{DETAIL, DETAIL_LINES, State, Tab};
use crate::app::panes::DetailPlace;
use crate::app::shared::Shared;

pub(in crate::ui) use deciding::draw as draw_deciding;

pub(super) fn draw(state: &State, shared: &Shared, area: Rect, surface: &mut Surface<'_>) {
    let used = head::draw(state, shared, area, surface);
    let body = below(area, used);
    let below_head = below(body, 1);
    if phase(&shared.catalog, "Reading the catalog…", below_head, surface).is_none()
        || phase(
            &shared.access.review,
            "Holding what was seen against what was given…",
            below_head,
            surface,
        )
        .is_none()
    {
        return;
    }
    if state.list.is_empty() {
        return draw_empty(state, shared, skip(below_head, 1), surface);
    }
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

/// The sign of how a right stands in Unicode and without, and its role. Its word always stands beside it.
fn sign_of(stands: Stands) -> (&'static str, &'static str, Role) {
    match stands {
        Stands::Over => ("✗", "x", Role::Danger),
        Stands::Unexplained => ("?", "?", Role::Warn),
        Stands::Gone => ("○", "o", Role::Muted),
        Stands::NotSeen => ("·", ".", Role::Muted),
        Stands::Granted => ("✓", "+", Role::Ok),
        Stands::Owner | Stands::Declared => ("✓", "+", Role::Text),
    }
}

/// Why there is nothing, and the next key.
fn draw_empty(state: &State, shared: &Shared, body: Rect, surface: &mut Surface<'_>) {
    let Some(review) = shared.access.known() else {
        return;
    };
    if review.places.is_empty() {
        return draw_nowhere(body, surface);
    }
    let is_never = review.places.iter().all(|place| place.taken.is_none());
    let filter = Filter::parse(state.input.text());
    let text = match (filter.complaint(), &filter.entity) {
        (Some(complaint), _) => complaint.to_owned(),
        _ if is_never && review.rows.is_empty() => {
            let names: Vec<&str> = review.places.iter().map(|place| place.place.as_str()).collect();
            format!(
                "Nobody has looked yet who has what at {}: r looks.",
                names.join(", ")
            )
        }
        (None, Some(name)) if state.rows.count(Tab::All) == 0 => format!(
            "Nobody was seen to have anything of {name}, nor it anything. r looks again, Esc shows all there is."
        ),
        _ if !state.input.is_empty() && state.rows.count(Tab::All) == 0 => {
            format!(
                "Nothing of {} matches the filter. Esc takes it away.",
                review.rows.len()
            )
        }
        _ => match state.tab {
            Tab::Over => "Nothing is over. Esc goes back to all.".to_owned(),
            Tab::Unexplained => "Everything that was seen is explained. Esc goes back to all.".to_owned(),
            Tab::All => {
                "Nobody was seen to have anything, and no run gave anything. r looks again.".to_owned()
            }
        },
    };
    surface.paragraph(body, &text, Role::Text);
}

/// How places are named.
fn draw_nowhere(body: Rect, surface: &mut Surface<'_>) {
    let used = surface.paragraph(
        body,
        "No place is named that could be looked at, so nobody knows who has what.",
        Role::Text,
    );
    let text = "Name clusters under [kafka.clusters] and organisations as `owners` under [github] in muster.toml; then r looks \
                who has what there.";
    surface.paragraph(below(body, used + 1), text, Role::Muted);
}
