//! Where everything of a drawn radar is, on a grid of cells: rings, sectors, blips. The same radar at the same size always
//! gives the same plot. Pure; knows cells and the dots in them (two across, four down), no colours.

mod dots;
mod geometry;
mod place;

use std::collections::BTreeMap;

use crate::app::geometry::Size;
use crate::model::vision::{Radar, TechnologyId};

pub use dots::Dots;
pub use geometry::{Geometry, Segment};

/// What of the radar is drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shown {
    /// All quadrants, round.
    All,
    /// One, as a quarter of a circle.
    Quadrant(usize),
}

/// How much a blip says of itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Label {
    /// Only the sign of how it moved.
    Sign,
    Number,
    Title,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Blip {
    pub technology: TechnologyId,
    /// As in [`super::Row::number`].
    pub number: u16,
    pub segment: Segment,
    /// Its first cell.
    pub column: u16,
    pub row: u16,
    /// In cells.
    pub width: u16,
    pub label: Label,
}

/// The name of a ring on an axis.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RingName {
    pub ring: usize,
    pub column: u16,
    pub row: u16,
    /// The cells there are for it.
    pub width: u16,
}

#[derive(Debug, Clone, PartialEq)]
pub struct Plot {
    pub geometry: Geometry,
    /// Rings and axes.
    pub dots: Dots,
    pub ring_names: Vec<RingName>,
    /// By number.
    pub blips: Vec<Blip>,
    /// How many of a segment found no room at all.
    pub hidden: BTreeMap<Segment, usize>,
}

/// A way to move.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Direction {
    Up,
    Down,
    Left,
    Right,
}

impl Plot {
    pub fn of(radar: &Radar, shown: Shown, size: Size) -> Self {
        let geometry = Geometry::of(radar, shown, size);
        let mut dots = Dots::new(size);
        geometry.draw(&mut dots);
        let ring_names = geometry.ring_names(radar);
        let (blips, hidden) = place::place(radar, &geometry, &dots, &ring_names);
        Self {
            geometry,
            dots,
            ring_names,
            blips,
            hidden,
        }
    }

    pub fn blip(&self, technology: TechnologyId) -> Option<&Blip> {
        self.blips.iter().find(|blip| blip.technology == technology)
    }

    /// The blip that is nearest in a direction, of those that may be gone to: what lies straight ahead is nearer than what
    /// lies aside.
    pub fn nearest(
        &self,
        from: TechnologyId,
        direction: Direction,
        may: impl Fn(TechnologyId) -> bool,
    ) -> Option<TechnologyId> {
        let here = self.blip(from)?.middle();
        let others = self.blips.iter().filter(|blip| blip.technology != from);
        let ahead = others.filter(|blip| may(blip.technology)).filter_map(|blip| {
            let there = blip.middle();
            let (right, down) = (there.0 - here.0, there.1 - here.1);
            let (along, aside) = match direction {
                Direction::Up => (-down, right),
                Direction::Down => (down, right),
                Direction::Left => (-right, down),
                Direction::Right => (right, down),
            };
            // What lies further aside than ahead is in another direction.
            (along > 0 && aside.abs() <= along * 2).then_some((along + 2 * aside.abs(), blip))
        });
        let (_, nearest) = ahead.min_by_key(|(distance, blip)| (*distance, blip.number))?;
        Some(nearest.technology)
    }
}

impl Blip {
    /// In dots, so that a step across is as long as one down.
    fn middle(&self) -> (i32, i32) {
        let column = i32::from(self.column) * 2 + 1;
        (column, i32::from(self.row) * 4 + 2)
    }
}

#[cfg(test)]
mod tests;
