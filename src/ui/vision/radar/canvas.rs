//! Rings, axes and blips on the grid of cells.

use ratatui::layout::Rect;

use super::{ring_role, sign};
use crate::app::geometry::Target;
use crate::app::vision::radar::{Blip, LIST, Label, Plot, Row, State};
use crate::model::text::{truncate, width};
use crate::model::vision::{Judged, Radar, Technology};
use crate::ui::surface::{cells, line, skip};
use crate::ui::theme::Charset;
use crate::ui::{Role, Surface};

/// The character of no dots; the one of some dots is as many places after it.
const BRAILLE: u32 = 0x2800;

pub(super) fn draw(state: &State, judged: &Judged, plot: &Plot, area: Rect, surface: &mut Surface<'_>) {
    let radar = &judged.vision.radar;
    draw_dots(plot, area, surface);
    for name in &plot.ring_names {
        let text = radar.rings.get(name.ring).map_or("", |ring| &ring.name);
        let place = cell(area, name.column, name.row, name.width);
        // One blank on either side parts it from the axis.
        surface.clear(
            cell(area, name.column.saturating_sub(1), name.row, name.width + 2),
            Role::Text,
        );
        surface.label(place, text, ring_role(name.ring, radar.rings.len()));
    }
    let index = |blip: &Blip| {
        let is_it = |row: &Row| row.technology == blip.technology;
        state.rows.iter().position(is_it)
    };
    let mut selected = None;
    for blip in &plot.blips {
        let at = index(blip);
        if at.is_some() && at == state.list.cursor() {
            selected = Some(blip);
        } else if let Some(technology) = radar.technology(blip.technology) {
            draw_blip(blip, technology, at, radar, area, surface);
        }
    }
    if let Some(blip) = selected
        && let Some(technology) = radar.technology(blip.technology)
    {
        draw_selected(blip, technology, area, surface);
    }
}

/// A part of a row of the area.
fn cell(area: Rect, column: u16, row: u16, width: u16) -> Rect {
    let row = skip(line(area, row), column);
    Rect {
        width: width.min(row.width),
        ..row
    }
}

fn draw_dots(plot: &Plot, area: Rect, surface: &mut Surface<'_>) {
    let style = surface.style(Role::Border);
    let size = plot.dots.size();
    let charset = surface.look.charset;
    let character = |column: u16, row: u16| match plot.dots.at(column, row) {
        0 => None,
        dots if charset == Charset::Ascii => Some(coarse(dots)),
        dots => char::from_u32(BRAILLE + u32::from(dots)),
    };
    for row in 0..size.height.min(area.height) {
        let mut column = 0;
        while column < size.width {
            // Only where there are dots, so that blips are not dimmed as lines are.
            let run: String = (column..size.width)
                .map_while(|column| character(column, row))
                .collect();
            let wide = cells(run.chars().count());
            surface.text(cell(area, column, row, wide), &run, style);
            column += wide + 1;
        }
    }
}

/// Dots where there are no braille characters: high, low, upright or level.
fn coarse(dots: u8) -> char {
    let [left, right] = [0x47, 0xb8].map(|half: u8| (dots & half).count_ones());
    let [high, low] = [0x1b, 0xe4].map(|half: u8| dots & half != 0);
    match (high, low) {
        _ if left.max(right) == 4 => '|',
        (true, true) => ':',
        (true, false) => '\'',
        _ => '.',
    }
}

fn draw_blip(
    blip: &Blip,
    technology: &Technology,
    index: Option<usize>,
    radar: &Radar,
    area: Rect,
    surface: &mut Surface<'_>,
) {
    let place = cell(area, blip.column, blip.row, blip.width);
    let Some(index) = index else {
        let sign = surface.sign("·", ".");
        surface.label(place, sign, Role::Muted);
        return;
    };
    let moved = technology
        .stage()
        .map_or_else(Default::default, |stage| stage.moved);
    let role = ring_role(technology.ring(), radar.rings.len());
    let style = surface.look.over(surface.style(Role::Text), role);
    let sign = sign(moved, surface);
    surface.pieces(
        place,
        &[
            (sign, style),
            (&number(blip), style),
            (&title(blip, technology), surface.style(Role::Text)),
        ],
    );
    surface.hit(place, Target::Row(LIST, index));
}

fn number(blip: &Blip) -> String {
    match blip.label {
        Label::Sign => String::new(),
        _ => blip.number.to_string(),
    }
}

fn title(blip: &Blip, technology: &Technology) -> String {
    match blip.label {
        Label::Title => format!(" {}", technology.title),
        _ => String::new(),
    }
}

/// The selected one, with its title to the side where there is room for it, over what is there.
fn draw_selected(blip: &Blip, technology: &Technology, area: Rect, surface: &mut Surface<'_>) {
    let moved = technology
        .stage()
        .map_or_else(Default::default, |stage| stage.moved);
    let sign = sign(moved, surface);
    let style = surface.style(Role::Selection);
    let title = truncate(&technology.title, 30);
    let marked = format!("{sign}{}", blip.number);
    let rightward = format!(" {marked} {title} ");
    let wide = cells(width(&rightward));
    let start = blip.column.saturating_sub(1);
    if start + wide <= area.width {
        surface.clear(cell(area, start, blip.row, wide), Role::Text);
        surface.text(cell(area, start, blip.row, wide), &rightward, style);
        return;
    }
    let leftward = format!(" {title} {marked} ");
    let end = (blip.column + cells(width(&marked)) + 1).min(area.width);
    let start = end.saturating_sub(wide);
    surface.clear(cell(area, start, blip.row, wide), Role::Text);
    surface.text(cell(area, start, blip.row, wide), &leftward, style);
}
