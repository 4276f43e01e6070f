//! What stands above the rows: how much is over or unexplained, when each place was looked at, the filter.

use ratatui::layout::Rect;

use crate::app::access::words::place;
use crate::app::access::{Action, Grouping, State, Tab};
use crate::app::geometry::Target;
use crate::app::intent::Intent;
use crate::app::load::Phase;
use crate::app::shared::Shared;
use crate::model::access::AccessPlace;
use crate::model::text::{grouped, width};
use crate::ui::surface::{cells, line, skip};
use crate::ui::widget::{Pen, field};
use crate::ui::{Role, Surface};

/// Draws the head; returns the lines used.
pub(super) fn draw(state: &State, shared: &Shared, area: Rect, surface: &mut Surface<'_>) -> u16 {
    draw_tabs(state, shared, line(area, 0), surface);
    let mut used = 1;
    if let Some((text, role)) = remark(shared) {
        let mut pen = Pen::new(skip(line(area, used), 1), surface);
        if role == Role::Warn {
            pen.left("! ", role);
        }
        pen.left(&text, role);
        used += 1;
    }
    if state.filtering || !state.input.is_empty() {
        draw_filter(state, line(area, used), surface);
        used += 1;
    }
    used
}

/// Why what is shown may not be how it is; else when anybody looked. What was not seen stands first.
fn remark(shared: &Shared) -> Option<(String, Role)> {
    if let Phase::Ready {
        stale: Some(cause), ..
    } = shared.access.review.phase()
    {
        let text = format!("This is from before: {} {}", cause.message, cause.next);
        return Some((text, Role::Warn));
    }
    let review = shared.access.known()?;
    let mut places: Vec<&AccessPlace> = review.places.iter().collect();
    places.sort_by_key(|place| (place.taken.is_some(), place.complete));
    let is_whole = places.iter().all(|place| place.taken.is_some() && place.complete);
    let told: Vec<String> = places.iter().map(|one| place(one, shared.now)).collect();
    let role = if is_whole { Role::Muted } else { Role::Warn };
    (!told.is_empty()).then(|| (told.join(" · "), role))
}

/// Each tab with its count; the one that is shown stands out by its brackets too.
fn draw_tabs(state: &State, shared: &Shared, area: Rect, surface: &mut Surface<'_>) {
    let mut at = 1;
    for (position, tab) in Tab::ALL.into_iter().enumerate() {
        let count = state.rows.count(tab);
        let here = tab == state.tab;
        let text = format!("{} {}", title(tab, area.width), grouped(count));
        let label = if here {
            format!("[{text}]")
        } else {
            format!(" {text} ")
        };
        let role = match (here, tab, count) {
            (true, _, _) => Role::Accent,
            (false, Tab::Over, 1..) => Role::Danger,
            (false, Tab::Unexplained, 1..) => Role::Warn,
            _ => Role::Muted,
        };
        let place = Rect {
            width: cells(width(&label)).min(area.width.saturating_sub(at)),
            ..skip(area, at)
        };
        at += surface.label(place, &label, role);
        surface.hit(place, Target::Hint(Intent::Access(Action::Show(position))));
    }
    let mut notes = Vec::new();
    if state.list.has_marks() {
        let count = grouped(state.list.marked_count(&state.rows));
        notes.push(format!("{count} marked"));
    }
    if state.grouping == Grouping::Holder {
        notes.push("by person".to_owned());
    }
    if shared.access.is_looking() {
        notes.push("looking…".to_owned());
    }
    if shared.access.is_acting() {
        notes.push("writing…".to_owned());
    }
    let notes = format!("{} ", notes.join(" · "));
    if usize::from(area.width.saturating_sub(at)) >= width(&notes) {
        surface.text_right(skip(area, at), &notes, surface.style(Role::Mark));
    }
}

fn title(tab: Tab, room: u16) -> &'static str {
    match (tab, room) {
        (Tab::Over, ..60) => "Over",
        (tab, _) => tab.title(),
    }
}

fn draw_filter(state: &State, area: Rect, surface: &mut Surface<'_>) {
    let area = skip(area, 1);
    if state.filtering {
        field(&state.input, "/", area, surface);
        if state.input.is_empty() {
            let hint = "is:mine is:over is:endless is:stranger ref:resource:default/orders, or words";
            surface.label(skip(area, 2), hint, Role::Muted);
        }
    } else {
        let used = surface.label(area, "/", Role::Muted);
        let used = used + surface.label(skip(area, used), state.input.text(), Role::Accent);
        surface.label(skip(area, used + 2), "esc takes it away", Role::Muted);
    }
}
