//! The names of the blips, quadrant by quadrant, ring by ring.

use ratatui::layout::Rect;

use super::{ring_role, sign};
use crate::app::vision::radar::{LIST, Plot, Segment, State};
use crate::model::vision::{Judged, Radar};
use crate::ui::surface::{below, cells, line};
use crate::ui::widget::{Cursor, Pen};
use crate::ui::{Role, Surface};

/// Columns of a legend that have room for how many use each.
const USERS_FROM: u16 = 24;

/// A line of a legend.
enum Entry {
    Ring(usize),
    /// A row of the state, and the ring where it is the first of it and has no line of its own.
    Row(usize, Option<usize>),
    /// So many of a ring that no blip shows.
    Hidden(usize),
}

pub(super) fn draw(
    state: &State,
    judged: &Judged,
    plot: &Plot,
    quadrants: &[usize],
    area: Rect,
    surface: &mut Surface<'_>,
) {
    let needed: Vec<u16> = quadrants
        .iter()
        .map(|quadrant| 1 + cells(entries(state, &judged.vision.radar, plot, *quadrant, true).len()))
        .collect();
    let (mut at, last) = (0, quadrants.len().saturating_sub(1));
    for (index, (quadrant, height)) in quadrants.iter().zip(heights(&needed, area.height)).enumerate() {
        let place = Rect {
            // An empty line parts it from the next one.
            height: height.saturating_sub(u16::from(index < last)),
            ..below(area, at)
        };
        draw_quadrant(state, judged, plot, *quadrant, place, surface);
        at += height;
    }
}

/// Shares the lines: equal parts where all have enough with that, else by what each needs; the last one has what is left.
fn heights(needed: &[u16], room: u16) -> Vec<u16> {
    let last = needed.len().saturating_sub(1);
    let part = room / cells(needed.len()).max(1);
    let all: u32 = needed.iter().map(|needed| u32::from(*needed) + 1).sum();
    let mut free = room;
    let heights = needed.iter().enumerate().map(|(index, needed)| {
        let height = if index == last {
            free
        } else if all <= u32::from(room) {
            part.max(needed + 1)
        } else {
            let share = u32::from(room) * (u32::from(*needed) + 1) / all.max(1);
            cells(share as usize).max(part / 2)
        };
        let height = height.min(free);
        free -= height;
        height
    });
    heights.collect()
}

/// The lines of a quadrant: with a line for each ring, or without where there is little room.
fn entries(state: &State, radar: &Radar, plot: &Plot, quadrant: usize, with_rings: bool) -> Vec<Entry> {
    let mut entries = Vec::new();
    let mut before = None;
    let hidden = |ring: Option<usize>| {
        let count = ring.and_then(|ring| plot.hidden.get(&Segment { quadrant, ring }));
        count.map(|count| Entry::Hidden(*count))
    };
    for (index, row) in state.rows.iter().enumerate() {
        let technology = radar.technology(row.technology);
        let Some(technology) = technology.filter(|technology| technology.quadrant == quadrant) else {
            continue;
        };
        let ring = technology.ring();
        let is_first = before != Some(ring);
        if is_first {
            entries.extend(hidden(before));
            before = Some(ring);
        }
        if is_first && with_rings {
            entries.push(Entry::Ring(ring));
        }
        entries.push(Entry::Row(index, (is_first && !with_rings).then_some(ring)));
    }
    entries.extend(hidden(before));
    entries
}

fn draw_quadrant(
    state: &State,
    judged: &Judged,
    plot: &Plot,
    quadrant: usize,
    area: Rect,
    surface: &mut Surface<'_>,
) {
    let radar = &judged.vision.radar;
    let name = radar
        .quadrants
        .get(quadrant)
        .map_or("", |quadrant| &quadrant.name);
    surface.label(line(area, 0), name, Role::Header);
    let body = below(area, 1);
    let height = usize::from(body.height);
    let mut lines = entries(state, radar, plot, quadrant, true);
    if lines.len() > height {
        lines = entries(state, radar, plot, quadrant, false);
    }
    let cursor = state.list.cursor();
    let selected = lines
        .iter()
        .position(|entry| matches!(entry, Entry::Row(index, _) if Some(*index) == cursor));
    let (start, seen) = match lines.len() > height {
        // The last line says how many more there are.
        true => {
            let seen = height.saturating_sub(1);
            let start = selected.map_or(0, |at| at.saturating_sub(seen / 2));
            (start.min(lines.len() - seen), seen)
        }
        false => (0, lines.len()),
    };
    for (row, entry) in lines.iter().skip(start).take(seen).enumerate() {
        draw_entry(entry, state, judged, line(body, cells(row)), surface);
    }
    if seen < lines.len() {
        let (above, more) = (start, lines.len() - start - seen);
        let text = match (above, more) {
            (0, more) => format!("  {more} more below"),
            (above, 0) => format!("  {above} more above"),
            (above, more) => format!("  {above} above, {more} below"),
        };
        surface.label(line(body, cells(seen)), &text, Role::Muted);
    }
}

fn draw_entry(entry: &Entry, state: &State, judged: &Judged, area: Rect, surface: &mut Surface<'_>) {
    let radar = &judged.vision.radar;
    let ring_name = |ring: usize| radar.rings.get(ring).map_or("", |ring| ring.name.as_str());
    let role_of = |ring: usize| ring_role(ring, radar.rings.len());
    let (index, ring) = match entry {
        Entry::Ring(ring) => {
            surface.label(area, ring_name(*ring), role_of(*ring));
            return;
        }
        Entry::Hidden(count) => {
            surface.label(area, &format!("  {count} of these have no room"), Role::Muted);
            return;
        }
        Entry::Row(index, ring) => (*index, *ring),
    };
    let Some(row) = state.rows.get(index) else { return };
    let Some(technology) = radar.technology(row.technology) else {
        return;
    };
    let is_selected = state.list.cursor() == Some(index);
    let cursor = if is_selected {
        Cursor::Here
    } else {
        Cursor::Elsewhere
    };
    let users = judged.technologies.users(row.technology).len();
    let moved = technology
        .stage()
        .map_or_else(Default::default, |stage| stage.moved);
    let sign = sign(moved, surface);
    let role = role_of(technology.ring());
    let wide = area.width;
    let mut pen = Pen::row(area, cursor, Some((LIST, index)), surface);
    if let Some(ring) = ring {
        pen.right(ring_name(ring), role_of(ring));
    } else if users > 0 && wide >= USERS_FROM {
        pen.right(&users.to_string(), Role::Muted);
    }
    pen.left(&format!("{:>3} ", row.number), Role::Muted)
        .left(sign, role)
        .gap(1)
        .left(&technology.title, Role::Text);
}
