//! What stands above the rows: the tabs, a line for each place, the filter, and that what is shown is not the newest.

use ratatui::layout::Rect;

use super::health_sign;
use crate::app::discovery::words::{self, Health};
use crate::app::discovery::{Action, Known, State, Tab};
use crate::app::geometry::Target;
use crate::app::intent::Intent;
use crate::app::load::Phase;
use crate::app::shared::Shared;
use crate::model::discovery::Place;
use crate::model::text::{counted, grouped, width};
use crate::ui::surface::{below, cells, line, skip};
use crate::ui::widget::{Pen, field};
use crate::ui::{Role, Surface};

/// No more places have a line of their own.
const PLACES: usize = 6;

/// Draws the head; returns the lines used.
pub(super) fn draw(
    state: &State,
    known: &Known,
    shared: &Shared,
    area: Rect,
    surface: &mut Surface<'_>,
) -> u16 {
    draw_tabs(state, known, shared, line(area, 0), surface);
    let mut used = 1 + draw_places(known, shared, below(area, 1), surface);
    if let Phase::Ready {
        stale: Some(cause), ..
    } = shared.discovery.known.phase()
    {
        Pen::new(skip(line(area, used), 1), surface)
            .left("! ", Role::Warn)
            .left(
                &format!("This is from before: {} r tries again.", cause.message),
                Role::Warn,
            );
        used += 1;
    }
    if state.filtering || !state.input.is_empty() {
        draw_filter(state, line(area, used), surface);
        used += 1;
    }
    used
}

fn draw_tabs(state: &State, known: &Known, shared: &Shared, area: Rect, surface: &mut Surface<'_>) {
    let mut at = 1;
    let is_narrow = area.width < 70;
    for (position, tab) in Tab::ALL.into_iter().enumerate() {
        let title = match tab {
            Tab::Dependencies if is_narrow => "Dependencies",
            tab => tab.title(),
        };
        let label = format!(" {title} {} ", grouped(tab.count(known)));
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
        surface.hit(place, Target::Hint(Intent::Discovery(Action::Show(position))));
    }
    let table = state.table();
    let marked = match table.list.has_marks() {
        true => format!("{} marked", grouped(table.list.marked_count(&table.rows))),
        false => String::new(),
    };
    let under_way = match shared.discovery.under_way() {
        0 => String::new(),
        count => format!("writing {}…", grouped(count)),
    };
    let notes: Vec<&str> = [marked.as_str(), under_way.as_str()]
        .into_iter()
        .filter(|note| !note.is_empty())
        .collect();
    let notes = format!("{} ", notes.join(" · "));
    if usize::from(area.width.saturating_sub(at)) >= width(&notes) {
        surface.text_right(skip(area, at), &notes, surface.style(Role::Mark));
    }
}

/// A line for each place, what is wrong first where there is no room for all. Returns the lines used.
fn draw_places(known: &Known, shared: &Shared, area: Rect, surface: &mut Surface<'_>) -> u16 {
    let room = match area.height {
        0..12 => 1,
        12..24 => 3,
        _ => PLACES,
    };
    let mut places: Vec<(&Place, Health, String)> = known
        .discovery
        .places
        .iter()
        .map(|place| {
            let (health, text) = words::place(place, &shared.discovery, shared.now);
            (place, health, text)
        })
        .collect();
    if places.len() > room {
        places.sort_by_key(|(_, health, _)| match health {
            Health::Looking => 0,
            Health::Down => 1,
            Health::Partly => 2,
            Health::Never => 3,
            Health::Seen => 4,
        });
    }
    let hidden = places.len().saturating_sub(room);
    let names = places.iter().map(|(place, ..)| cells(width(&place.name))).max();
    let name_width = names.unwrap_or(0).min(area.width / 3) + 2;
    let mut used = 0;
    for (place, health, text) in places.iter().take(room) {
        let (sign, ascii, role) = health_sign(*health);
        let mut pen = Pen::new(skip(line(area, used), 1), surface);
        if used + 1 == cells(room) && hidden > 0 {
            let more = format!("and {} ", counted(hidden, "other place", "other places"));
            pen.right(&more, Role::Muted);
        }
        let sign = pen.sign(sign, ascii);
        pen.column(sign, 2, role)
            .column(&place.name, name_width, Role::Text);
        if place.sandbox {
            pen.left("sandbox", Role::Info).gap(2);
        }
        let role = match health {
            Health::Seen => Role::Muted,
            _ => role,
        };
        pen.left(text, role);
        used += 1;
    }
    used
}

fn draw_filter(state: &State, area: Rect, surface: &mut Surface<'_>) {
    let area = skip(area, 1);
    if state.filtering {
        field(&state.input, "/", area, surface);
    } else {
        let used = surface.label(area, "/", Role::Muted);
        let used = used + surface.label(skip(area, used), state.input.text(), Role::Accent);
        surface.label(skip(area, used + 2), "esc takes it away", Role::Muted);
    }
}
