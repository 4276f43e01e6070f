//! What stands above the rows: the tabs, whose things are reviewed, that what is shown is not the newest, the filter.

use ratatui::layout::Rect;

use crate::app::geometry::Target;
use crate::app::intent::Intent;
use crate::app::load::{Load, Phase};
use crate::app::owned::{Action, State, Tab, Whose};
use crate::app::shared::Shared;
use crate::model::text::{grouped, width};
use crate::ui::surface::{cells, line, skip};
use crate::ui::widget::{Pen, field};
use crate::ui::{Role, Surface};

/// Draws the head; returns the lines used.
pub(super) fn draw(state: &State, shared: &Shared, area: Rect, surface: &mut Surface<'_>) -> u16 {
    draw_tabs(state, shared, line(area, 0), surface);
    let mut used = 1;
    if state.tab == Tab::Review {
        draw_whose(state, line(area, used), surface);
        used += 1;
    }
    let cause = match state.tab {
        Tab::Review => stale(&state.holding),
        Tab::Handovers => stale(&state.handovers),
        Tab::Leaving => stale(&state.agenda),
    };
    if let Some(cause) = cause {
        let text = format!("This is from before: {cause} r tries again.");
        Pen::new(skip(line(area, used), 1), surface)
            .left("! ", Role::Warn)
            .left(&text, Role::Warn);
        used += 1;
    }
    if state.filtering || !state.input.is_empty() {
        draw_filter(state, line(area, used), surface);
        used += 1;
    }
    used
}

fn stale<T>(load: &Load<T>) -> Option<&str> {
    match load.phase() {
        Phase::Ready {
            stale: Some(cause), ..
        } => Some(&cause.message),
        _ => None,
    }
}

fn draw_tabs(state: &State, shared: &Shared, area: Rect, surface: &mut Surface<'_>) {
    let mut at = 1;
    for (position, tab) in Tab::ALL.into_iter().enumerate() {
        let count = match tab {
            Tab::Review => 0,
            Tab::Handovers => state.source.waiting(),
            Tab::Leaving => state.source.leaving().len(),
        };
        let label = match count {
            0 => format!(" {} ", tab.title()),
            count => format!(" {} {} ", tab.title(), grouped(count)),
        };
        let place = Rect {
            width: cells(width(&label)).min(area.width.saturating_sub(at)),
            ..skip(area, at)
        };
        let role = if tab == state.tab {
            Role::Selection
        } else {
            Role::Muted
        };
        at += surface.label(place, &label, role) + 1;
        surface.hit(place, Target::Hint(Intent::Owned(Action::Show(position))));
    }
    let table = state.table();
    let mut notes = Vec::new();
    if table.list.has_marks() {
        notes.push(format!(
            "{} marked",
            grouped(table.list.marked_count(&table.rows))
        ));
    }
    if !shared.owning.is_empty() {
        notes.push("writing…".to_owned());
    }
    let notes = format!("{} ", notes.join(" · "));
    if usize::from(area.width.saturating_sub(at)) >= width(&notes) {
        surface.text_right(skip(area, at), &notes, surface.style(Role::Mark));
    }
}

/// Whose things there are, how many of each; the one that is shown stands out by its brackets too.
fn draw_whose(state: &State, area: Rect, surface: &mut Surface<'_>) {
    let mut at = 1;
    for whose in Whose::ALL {
        let here = whose == state.whose;
        let text = format!("{} {}", whose.title(), grouped(state.count(whose)));
        let (label, role) = match here {
            true => (format!("[{text}]"), Role::Accent),
            false => (format!(" {text} "), Role::Muted),
        };
        let place = Rect {
            width: cells(width(&label)).min(area.width.saturating_sub(at)),
            ..skip(area, at)
        };
        at += surface.label(place, &label, role) + 1;
        surface.hit(place, Target::Hint(Intent::Owned(Action::ShowWhose(whose))));
    }
    surface.label(skip(area, at), "w changes it", Role::Muted);
}

fn draw_filter(state: &State, area: Rect, surface: &mut Surface<'_>) {
    let area = skip(area, 1);
    if state.filtering {
        field(&state.input, "/", area, surface);
        if state.input.is_empty() {
            let hint = "is:due is:changed kind:api system:shop, or words";
            surface.label(skip(area, 2), hint, Role::Muted);
        }
    } else {
        let used = surface.label(area, "/", Role::Muted);
        let used = used + surface.label(skip(area, used), state.input.text(), Role::Accent);
        surface.label(skip(area, used + 2), "esc takes it away", Role::Muted);
    }
}
