//! The drawing with its legends beside it and a line about the selected technology below it.

use std::f64::consts::PI;

use ratatui::layout::Rect;

use super::{canvas, legend, ring_role, sign};
use crate::app::geometry::{Size, Target};
use crate::app::vision::radar::{DRAWING, Plot, Shown, State};
use crate::model::text::{grouped, width};
use crate::model::vision::{Judged, Moved};
use crate::ui::surface::{below, cells, line, skip};
use crate::ui::widget::Pen;
use crate::ui::{Role, Surface};

/// A legend is of use from so many columns on, and has enough with so many.
const LEGEND: (u16, u16) = (18, 34);
/// Beside one quadrant there is room for more.
const ONE_LEGEND: (u16, u16) = (24, 40);
/// Lower than this there is no circle to be seen.
const LEAST: u16 = 5;

/// `whole` is what decides whether all quadrants are shown.
pub(super) fn draw(state: &State, judged: &Judged, whole: Size, area: Rect, surface: &mut Surface<'_>) {
    let caption = u16::from(area.height > LEAST);
    let body = Rect {
        height: area.height - caption,
        ..area
    };
    let shown = state.shown(whole);
    let (drawing, sides) = match shown {
        Shown::All => all(body),
        Shown::Quadrant(_) => one(body),
    };
    let plot = Plot::of(
        &judged.vision.radar,
        shown,
        Size::new(drawing.width, drawing.height),
    );
    surface.hit(drawing, Target::Pane(DRAWING));
    let [left, right] = sides;
    for (side, quadrants) in [(left, quadrants(&plot, true)), (right, quadrants(&plot, false))] {
        if let Some(side) = side {
            let quadrants = match shown {
                Shown::All => quadrants,
                Shown::Quadrant(quadrant) => vec![quadrant],
            };
            legend::draw(state, judged, &plot, &quadrants, side, surface);
        }
    }
    canvas::draw(state, judged, &plot, drawing, surface);
    draw_caption(state, judged, below(area, area.height - caption), surface);
}

/// The circle in the middle, a legend on either side.
fn all(body: Rect) -> (Rect, [Option<Rect>; 2]) {
    let round = body.height.saturating_mul(2);
    let side = (body.width.saturating_sub(round) / 2).min(LEGEND.1);
    if side < LEGEND.0 {
        return (body, [None, None]);
    }
    let drawing = Rect {
        x: body.x + side,
        width: body.width - 2 * side,
        ..body
    };
    let left = Rect {
        width: side - 1,
        ..body
    };
    (drawing, [Some(left), Some(skip(body, body.width - side + 1))])
}

/// The quarter on the left, its legend on the right.
fn one(body: Rect) -> (Rect, [Option<Rect>; 2]) {
    let widest = cells(usize::from(body.height) * 16 / 5);
    let side = body.width.saturating_sub(widest).max(body.width * 3 / 10);
    let side = side.clamp(ONE_LEGEND.0, ONE_LEGEND.1);
    if body.width < side + ONE_LEGEND.0 {
        return (body, [None, None]);
    }
    let drawing = Rect {
        width: (body.width - side).min(widest),
        ..body
    };
    (drawing, [None, Some(skip(body, drawing.width + 2))])
}

/// The quadrants of one side of the circle, from the top down.
fn quadrants(plot: &Plot, is_left: bool) -> Vec<usize> {
    let sectors = plot.geometry.sectors.iter().map(|sector| {
        let middle = ((sector.from + sector.to) / 2.0).rem_euclid(2.0 * PI);
        (middle, sector.quadrant)
    });
    let mut of_side: Vec<(f64, usize)> = sectors.filter(|(middle, _)| (*middle >= PI) == is_left).collect();
    of_side.sort_by(|a, b| b.0.cos().total_cmp(&a.0.cos()));
    of_side.into_iter().map(|(_, quadrant)| quadrant).collect()
}

/// What is selected, and at the other end what the signs mean where there is room for it.
fn draw_caption(state: &State, judged: &Judged, area: Rect, surface: &mut Surface<'_>) {
    let radar = &judged.vision.radar;
    let area = skip(line(area, 0), 1);
    let selected = state
        .row()
        .and_then(|row| Some((row, radar.technology(row.technology)?)));
    let mut pen = Pen::new(area, surface);
    if let Some((row, technology)) = selected {
        let stage = technology.stage().cloned().unwrap_or_default();
        let ring = radar.ring_of(technology).map_or("", |ring| &ring.name);
        let quadrant = radar.quadrants.get(technology.quadrant);
        let quadrant = quadrant.map_or("", |quadrant| &quadrant.name);
        let users = match judged.technologies.users(row.technology).len() {
            0 => "used by nobody".to_owned(),
            users => format!("used by {}", grouped(users)),
        };
        let date = stage.date.map_or(String::new(), |date| format!(" {date}"));
        let dot = pen.sign(" · ", " - ");
        pen.left(&format!("{} {}", row.number, technology.title), Role::Header)
            .left(&format!("{dot}{quadrant}{dot}"), Role::Muted)
            .left(ring, ring_role(technology.ring(), radar.rings.len()))
            .left(
                &format!(", {}{date}{dot}{users}", stage.moved.words()),
                Role::Muted,
            );
    }
    let room = pen.room;
    let signs = [Moved::New, Moved::In, Moved::Out, Moved::Stayed];
    let signs: Vec<String> = signs
        .iter()
        .map(|moved| format!("{} {}", sign(*moved, surface), moved.words()))
        .collect();
    let signs = signs.join("  ");
    if width(&signs) + 3 <= usize::from(room.width) {
        surface.text_right(room, &format!("{signs} "), surface.style(Role::Muted));
    }
}
