//! Blips into their segments: spread evenly, each where its id says as far as the others leave room, and none over another.
//! Where room is short, those of a segment say less of themselves, and only at last some are left out.

use std::collections::BTreeMap;

use super::{Blip, Dots, Geometry, Label, RingName, Segment};
use crate::model::text::width;
use crate::model::vision::{Radar, TechnologyId};

/// Places that are looked at for each blip; the one furthest from all others is taken.
const TRIES: u64 = 24;
/// Longer titles are cut.
const LONGEST_TITLE: usize = 22;

/// One to be placed.
struct Item {
    technology: TechnologyId,
    number: u16,
    seed: u64,
    title: u16,
}

impl Item {
    fn width(&self, label: Label) -> u16 {
        let number = 2 + self.number.checked_ilog10().unwrap_or(0) as u16;
        match label {
            Label::Sign => 1,
            Label::Number => number,
            Label::Title => number + 1 + self.title,
        }
    }
}

/// The cells of the grid: which segment each is of, as far as nothing lies there.
struct Grid {
    width: u16,
    height: u16,
    free: Vec<Option<Segment>>,
}

pub(super) fn place(
    radar: &Radar,
    geometry: &Geometry,
    dots: &Dots,
    names: &[RingName],
) -> (Vec<Blip>, BTreeMap<Segment, usize>) {
    let mut items: BTreeMap<Segment, Vec<Item>> = BTreeMap::new();
    for (number, id) in (1u16..).zip(radar.in_order()) {
        let Some(technology) = radar.technology(id) else {
            continue;
        };
        let quadrant = technology.quadrant;
        if geometry.sectors.iter().any(|sector| sector.quadrant == quadrant) {
            let ring = technology.ring();
            items.entry(Segment { quadrant, ring }).or_default().push(Item {
                technology: id,
                number,
                seed: seed(&technology.id),
                title: width(&technology.title).min(LONGEST_TITLE) as u16,
            });
        }
    }
    let mut grid = Grid::new(geometry, dots, names);
    let labels: &[Label] = match geometry.sectors.len() {
        1 => &[Label::Title, Label::Number, Label::Sign],
        _ => &[Label::Number, Label::Sign],
    };
    let mut blips = Vec::new();
    let mut hidden = BTreeMap::new();
    for (segment, items) in &items {
        let placed = labels.iter().find_map(|label| grid.fill(*segment, items, *label));
        let placed = placed.unwrap_or_else(|| {
            let fitting = grid.rows_of(*segment, &[1], 0).len().min(items.len());
            hidden.insert(*segment, items.len() - fitting);
            grid.pack(*segment, &items[..fitting], Label::Sign, 0)
                .unwrap_or_default()
        });
        blips.extend(placed);
    }
    hidden.retain(|_, count| *count > 0);
    blips.sort_by_key(|blip| blip.number);
    (blips, hidden)
}

impl Grid {
    fn new(geometry: &Geometry, dots: &Dots, names: &[RingName]) -> Self {
        let size = dots.size();
        let cells = (0..size.height).flat_map(|row| (0..size.width).map(move |column| (column, row)));
        let named = |column: u16, row: u16| {
            let is_in = |name: &RingName| (name.column..name.column + name.width).contains(&column);
            names.iter().any(|name| name.row == row && is_in(name))
        };
        let free = cells.map(|(column, row)| {
            let segment = geometry.segment_of_cell(column, row)?;
            (dots.at(column, row) == 0 && !named(column, row)).then_some(segment)
        });
        Self {
            width: size.width,
            height: size.height,
            free: free.collect(),
        }
    }

    fn at(&self, column: u16, row: u16) -> usize {
        usize::from(row) * usize::from(self.width) + usize::from(column)
    }

    /// Whether so many cells from here on are free and of a segment.
    fn has_room(&self, segment: Segment, (column, row): (u16, u16), width: u16) -> bool {
        let start = self.at(column, row);
        column + width <= self.width
            && self.free[start..start + usize::from(width)]
                .iter()
                .all(|cell| *cell == Some(segment))
    }

    /// Takes cells, with one on either side that stays empty.
    fn take(&mut self, (column, row): (u16, u16), width: u16) {
        let start = self.at(column.saturating_sub(1), row);
        let end = self.at((column + width).min(self.width - 1), row);
        self.free[start..=end].fill(None);
    }

    /// Places all of a segment with this label, or none.
    fn fill(&mut self, segment: Segment, items: &[Item], label: Label) -> Option<Vec<Blip>> {
        let before = self.free.clone();
        let rows = (0..self.height).flat_map(|row| (0..self.width).map(move |column| (column, row)));
        let inside: Vec<(u16, u16)> = rows
            .filter(|place| self.free[self.at(place.0, place.1)] == Some(segment))
            .collect();
        let mut placed: Vec<Blip> = Vec::with_capacity(items.len());
        for item in items {
            let width = item.width(label);
            let has_room = |place: &&(u16, u16)| self.has_room(segment, **place, width);
            let places: Vec<(u16, u16)> = inside.iter().filter(has_room).copied().collect();
            let Some((column, row)) = best(&places, item, width, &placed) else {
                self.free = before;
                return self.pack(segment, items, label, 1);
            };
            self.take((column, row), width);
            placed.push(blip(item, segment, (column, row), label));
        }
        Some(placed)
    }

    /// Row by row, as close as can be; those of one width are spread over the places there are.
    fn pack(&mut self, segment: Segment, items: &[Item], label: Label, gap: u16) -> Option<Vec<Blip>> {
        let widths: Vec<u16> = items.iter().map(|item| item.width(label)).collect();
        let places = self.rows_of(segment, &widths, gap);
        if places.len() < items.len() {
            return None;
        }
        let is_even = widths.iter().all(|width| widths.first() == Some(width));
        let placed = items.iter().enumerate().filter_map(|(at, item)| {
            let at = if is_even {
                at * places.len() / items.len()
            } else {
                at
            };
            Some(blip(item, segment, *places.get(at)?, label))
        });
        Some(placed.collect())
    }

    /// The places that cells of these widths find row by row; the last width goes on for ever.
    fn rows_of(&self, segment: Segment, widths: &[u16], gap: u16) -> Vec<(u16, u16)> {
        let mut places = Vec::new();
        for row in 0..self.height {
            let mut column = 0;
            while column < self.width {
                let width = widths.get(places.len()).or(widths.last()).copied().unwrap_or(1);
                if self.has_room(segment, (column, row), width) {
                    places.push((column, row));
                    column += width + gap;
                } else {
                    column += 1;
                }
            }
        }
        places
    }
}

/// Of some places that the id says the one that is furthest from what is there.
fn best(places: &[(u16, u16)], item: &Item, width: u16, placed: &[Blip]) -> Option<(u16, u16)> {
    let tried = (0..TRIES).filter_map(|at| {
        let chosen = mixed(item.seed.wrapping_add(at)) % (places.len() as u64).max(1);
        places.get(chosen as usize).copied()
    });
    tried.max_by_key(|place| {
        let distances = placed.iter().map(|other| distance(*place, width, other));
        distances.min().unwrap_or(i32::MAX)
    })
}

fn blip(item: &Item, segment: Segment, (column, row): (u16, u16), label: Label) -> Blip {
    Blip {
        technology: item.technology,
        number: item.number,
        segment,
        column,
        row,
        width: item.width(label),
        label,
    }
}

/// How far apart two blips are, in dots squared, from end to beginning.
fn distance((column, row): (u16, u16), width: u16, other: &Blip) -> i32 {
    let (start, end) = (i32::from(column), i32::from(column + width));
    let (other_start, other_end) = (i32::from(other.column), i32::from(other.column + other.width));
    let across = (other_start - end).max(start - other_end).max(0) * 2;
    let down = (i32::from(row) - i32::from(other.row)) * 4;
    across * across + down * down
}

/// FNV-1a, 64 bits: the same on every machine.
fn seed(id: &str) -> u64 {
    id.bytes().fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    })
}

/// Spreads neighbouring numbers over all of them (the finalizer of SplitMix64).
fn mixed(number: u64) -> u64 {
    let number = number.wrapping_add(0x9e37_79b9_7f4a_7c15);
    let number = (number ^ (number >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let number = (number ^ (number >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    number ^ (number >> 31)
}
