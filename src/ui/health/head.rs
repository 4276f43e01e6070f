//! What stands above the rows: how many probes are in which state, that what is shown is not the newest, the filter.

use ratatui::layout::Rect;

use crate::app::geometry::Target;
use crate::app::health::{Action, State, Tab};
use crate::app::intent::Intent;
use crate::app::load::Phase;
use crate::app::shared::Shared;
use crate::model::text::{grouped, width};
use crate::ui::surface::{cells, line, skip};
use crate::ui::widget::{Pen, field};
use crate::ui::{Role, Surface};

/// Draws the head; returns the lines used.
pub(super) fn draw(state: &State, shared: &Shared, area: Rect, surface: &mut Surface<'_>) -> u16 {
    draw_tabs(state, shared, line(area, 0), surface);
    let mut used = 1;
    if let Some((text, role)) = remark(state, shared) {
        Pen::new(skip(line(area, used), 1), surface)
            .left("! ", role)
            .left(&text, role);
        used += 1;
    }
    if state.filtering || !state.input.is_empty() {
        draw_filter(state, line(area, used), surface);
        used += 1;
    }
    used
}

/// Why what is shown may not be how it is.
fn remark(state: &State, shared: &Shared) -> Option<(String, Role)> {
    if let Phase::Ready {
        stale: Some(cause), ..
    } = shared.health.healths.phase()
    {
        return Some((
            format!("This is from before: {} {}", cause.message, cause.next),
            Role::Warn,
        ));
    }
    let probes = &state.rows.healths().probes;
    let nobody_asks = !probes.is_empty() && probes.iter().all(|probed| probed.next.is_none());
    nobody_asks.then(|| {
        let text = "Nobody asks the probes just now: a asks the selected one's, A all.";
        (text.to_owned(), Role::Muted)
    })
}

/// Each state with its count; the one that is shown stands out by its brackets too.
fn draw_tabs(state: &State, shared: &Shared, area: Rect, surface: &mut Surface<'_>) {
    let mut at = 1;
    for (position, tab) in Tab::ALL.into_iter().enumerate() {
        let count = state.rows.count(tab);
        let here = tab == state.tab;
        // What is wrong is rare, and room is too.
        if tab == Tab::Wrong && count == 0 && !here {
            continue;
        }
        let text = format!("{} {}", tab.title(), grouped(count));
        let label = if here {
            format!("[{text}]")
        } else {
            format!(" {text} ")
        };
        let role = match (here, tab, count) {
            (true, _, _) => Role::Accent,
            (false, Tab::Down, 1..) => Role::Danger,
            (false, Tab::Degraded | Tab::Wrong, 1..) => Role::Warn,
            _ => Role::Muted,
        };
        let place = Rect {
            width: cells(width(&label)).min(area.width.saturating_sub(at)),
            ..skip(area, at)
        };
        at += surface.label(place, &label, role);
        surface.hit(place, Target::Hint(Intent::Health(Action::Show(position))));
    }
    let mut notes = Vec::new();
    if state.list.has_marks() {
        notes.push(format!(
            "{} marked",
            grouped(state.list.marked_count(&state.rows))
        ));
    }
    if shared.health.is_asking() {
        notes.push("asking…".to_owned());
    }
    if shared.health.is_writing() {
        notes.push("writing…".to_owned());
    }
    let notes = format!("{} ", notes.join(" · "));
    if usize::from(area.width.saturating_sub(at)) >= width(&notes) {
        surface.text_right(skip(area, at), &notes, surface.style(Role::Mark));
    }
}

fn draw_filter(state: &State, area: Rect, surface: &mut Surface<'_>) {
    let area = skip(area, 1);
    if state.filtering {
        field(&state.input, "/", area, surface);
        if state.input.is_empty() {
            let hint = "is:mine is:untold is:silenced is:flapping ref:component:default/cart, or words";
            surface.label(skip(area, 2), hint, Role::Muted);
        }
    } else {
        let used = surface.label(area, "/", Role::Muted);
        let used = used + surface.label(skip(area, used), state.input.text(), Role::Accent);
        surface.label(skip(area, used + 2), "esc takes it away", Role::Muted);
    }
}
