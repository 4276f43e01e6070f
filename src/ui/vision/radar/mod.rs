//! The radar, drawn: a circle or a quarter of one with its legend, or a list; beside it what there is to say about the
//! selected technology and who uses it.

mod canvas;
mod detail;
mod drawn;
mod legend;
mod list;

use ratatui::layout::Rect;

use crate::app::geometry::{Size, Target};
use crate::app::vision::radar::{Mode, Pane, State, WHOLE};
use crate::model::text::counted;
use crate::model::vision::{Judged, Moved, Radar};
use crate::ui::surface::{below, line, skip};
use crate::ui::widget::{Pen, field};
use crate::ui::{Role, Surface};

/// From this width on the detail stands beside the list always, and beside the drawing when it is open.
const BESIDE: u16 = 100;

/// Draws the radar into an area.
pub fn draw(state: &State, judged: &Judged, area: Rect, surface: &mut Surface<'_>) {
    surface.hit(area, Target::Pane(WHOLE));
    let radar = &judged.vision.radar;
    if radar.technologies.is_empty() {
        return draw_empty(area, surface);
    }
    let mut body = area;
    if state.editing || !state.input.is_empty() {
        draw_filter(state, radar, line(area, 0), surface);
        body = below(area, 1);
    }
    let is_open = state.pane != Pane::Radar;
    let (main, beside) = match area.width >= BESIDE {
        true if is_open || state.mode == Mode::List => {
            let left = area.width * 11 / 20;
            (Some(Rect { width: left, ..body }), Some(skip(body, left)))
        }
        false if is_open => (None, Some(body)),
        _ => (Some(body), None),
    };
    let whole = area.height;
    if let Some(place) = main {
        match state.mode {
            // The filter's line takes nothing from what decides whether all is shown.
            Mode::Drawn => drawn::draw(state, judged, Size::new(place.width, whole), place, surface),
            Mode::List => list::draw(state, judged, place, surface),
        }
    }
    if let Some(area) = beside {
        detail::draw(state, judged, area, surface);
    }
}

fn draw_filter(state: &State, radar: &Radar, area: Rect, surface: &mut Surface<'_>) {
    let shown = state.rows.len();
    let all = counted(radar.technologies.len(), "technology", "technologies");
    let mut pen = Pen::new(skip(area, 1), surface);
    pen.right(&format!("{shown} of {all}"), Role::Muted);
    let room = pen.room;
    match state.editing {
        true => field(&state.input, "/ ", room, surface),
        false => {
            Pen::new(room, surface)
                .left("/ ", Role::Muted)
                .left(state.input.text(), Role::Text);
        }
    }
}

/// Why there is no radar, and what to do.
fn draw_empty(area: Rect, surface: &mut Surface<'_>) {
    let area = skip(below(area, 1), 2);
    let used = surface.paragraph(area, "The vision has no radar yet.", Role::Header);
    let next = "`radar` in vision.yaml lists technologies, or names a file of Backstage's, Zalando's or Thoughtworks' radar.";
    surface.paragraph(below(area, used), next, Role::Muted);
}

/// The colour of a ring, by its place from the middle outwards.
fn ring_role(ring: usize, rings: usize) -> Role {
    const ROLES: [Role; 4] = [Role::Ok, Role::Info, Role::Warn, Role::Danger];
    let last = rings.saturating_sub(1).max(1);
    let at = (ring * (ROLES.len() - 1) + last / 2) / last;
    ROLES.get(at).copied().unwrap_or(Role::Danger)
}

/// The sign of how a technology moved.
fn sign(moved: Moved, surface: &Surface<'_>) -> &'static str {
    match moved {
        Moved::New => surface.sign("★", "*"),
        Moved::In => surface.sign("▲", "^"),
        Moved::Out => surface.sign("▼", "v"),
        Moved::Stayed => surface.sign("●", "o"),
    }
}
