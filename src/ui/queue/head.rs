//! The lines above the tasks: the views, my clock, the filter line, and how many there are.

use ratatui::layout::Rect;

use crate::app::load::Phase;
use crate::app::queue::State;
use crate::app::shared::Shared;
use crate::model::task::SHORT_ID;
use crate::model::text::{grouped, width};
use crate::ui::surface::{cells, line, skip};
use crate::ui::widget::field;
use crate::ui::{Role, Surface};

/// Draws the head. Returns how many lines it takes.
pub(super) fn draw(state: &State, shared: &Shared, area: Rect, surface: &mut Surface<'_>) -> u16 {
    let clock = draw_clock(state, shared, line(area, 0), surface);
    let views = line(area, 0);
    draw_views(
        state,
        Rect {
            width: views.width - clock,
            ..views
        },
        surface,
    );
    draw_line(state, line(area, 1), surface);
    let trouble = match (
        &state.error,
        state.load().phase(),
        state.listing.phase(),
        state.facts_failure(),
    ) {
        (Some(error), ..) => Some(error.to_string()),
        (
            _,
            Phase::Ready {
                stale: Some(cause), ..
            },
            ..,
        ) => Some(format!(
            "These are not the newest: {} {}",
            cause.message, cause.next
        )),
        (
            _,
            _,
            Phase::Ready {
                stale: Some(cause), ..
            },
            _,
        )
        | (_, _, _, Some(cause)) => Some(format!("{} {}", cause.message, cause.next)),
        _ => None,
    };
    let Some(trouble) = trouble else { return 2 };
    let place = skip(line(area, 2), 1);
    let sign = surface.sign("✗ ", "error: ");
    let used = surface.label(place, sign, Role::Danger);
    surface.label(skip(place, used), &trouble, Role::Text);
    3
}

/// The views, the one that is shown lit; where there is no room for all, that one alone.
fn draw_views(state: &State, area: Rect, surface: &mut Surface<'_>) {
    let views = state.views();
    let needed: usize = views.iter().map(|view| width(&view.name) + 2).sum();
    let has_room = needed < usize::from(area.width);
    let mut at = 0;
    for view in views {
        let here = view.name == state.view && !state.is_led_here();
        if !here && !has_room {
            continue;
        }
        let sign = if here && state.is_changed() { "*" } else { " " };
        let count = match view.name.as_str() {
            "Inbox" if state.sum.new > 0 => format!(" {}{sign}", grouped(state.sum.new)),
            "Overdue" if state.sum.overdue > 0 => format!(" {}{sign}", grouped(state.sum.overdue)),
            _ => sign.to_owned(),
        };
        let text = format!(" {}{count}", view.name);
        let role = if here { Role::Selection } else { Role::Muted };
        at += surface.text(skip(area, at), &text, surface.style(role));
    }
}

/// My clock, at the end of the line. Returns the cells used.
fn draw_clock(state: &State, shared: &Shared, area: Rect, surface: &mut Surface<'_>) -> u16 {
    let Some(clock) = &state.clock else { return 0 };
    let id = clock.task.get(..SHORT_ID).unwrap_or(&clock.task);
    let minutes = clock.minutes(shared.now);
    let sign = surface.sign("▶", ">");
    let half = Rect {
        width: area.width / 2,
        ..skip(area, area.width - area.width / 2)
    };
    let whole = format!("{sign} {minutes} min on {id} {} ", clock.title);
    let short = format!("{sign} {minutes} min on {id} ");
    let text = if width(&whole) <= usize::from(half.width) {
        whole
    } else {
        short
    };
    surface.text_right(half, &text, surface.style(Role::Ok)) + 1
}

fn draw_line(state: &State, area: Rect, surface: &mut Surface<'_>) {
    let of = grouped(state.tasks().len());
    let busy = match (state.listing.phase(), state.load().phase()) {
        (Phase::Loading | Phase::Ready { refreshing: true, .. }, _) => surface.sign("… ", "... "),
        _ => "",
    };
    let marked = match state.list.marked_count(&state.rows) {
        0 => String::new(),
        marked => format!("{} marked · ", grouped(marked)),
    };
    let late = match state.sum.overdue {
        0 => String::new(),
        late => format!("{} {} overdue · ", surface.sign("✗", "x"), grouped(late)),
    };
    let count = format!(
        "{busy}{marked}{late}{} of {of} tasks ",
        grouped(state.rows.ids.len())
    );
    let used = cells(width(&count)).min(area.width / 2);
    let role = if state.sum.overdue > 0 {
        Role::Warn
    } else {
        Role::Muted
    };
    surface.text_right(skip(area, area.width - used), &count, surface.style(role));
    let room = Rect {
        width: (area.width - used).saturating_sub(1),
        ..area
    };
    if state.editing {
        return field(&state.input, " / ", room, surface);
    }
    let label = surface.label(room, " / ", Role::Muted);
    let text = match state.input.text().trim() {
        "" => "all that is open",
        line => line,
    };
    let role = if state.is_changed() {
        Role::Accent
    } else {
        Role::Muted
    };
    surface.label(skip(room, label), text, role);
}
