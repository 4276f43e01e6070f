//! The circle: where its middle is, how wide each ring is, which sector belongs to which quadrant.

use std::f64::consts::{FRAC_PI_2, PI, TAU};

use super::{Dots, RingName, Shown};
use crate::app::geometry::Size;
use crate::model::text::width;
use crate::model::vision::{Radar, Ring};

/// A circle may be drawn so much wider than high where there is room.
const WIDEST: f64 = 1.3;
/// And a quarter of one.
const WIDEST_QUARTER: f64 = 1.6;
/// How much of a ring's width is the same for all; the rest is by how much there is in it.
const SAME: f64 = 0.45;
/// The part of its own width that the innermost ring keeps.
const LEAST_MIDDLE: f64 = 0.85;

/// A ring of a quadrant.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Segment {
    pub quadrant: usize,
    pub ring: usize,
}

/// A part of the circle. Angles go clockwise from the top, in radians.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Sector {
    pub quadrant: usize,
    pub from: f64,
    pub to: f64,
}

#[derive(Debug, Clone, PartialEq)]
pub struct Geometry {
    pub size: Size,
    pub sectors: Vec<Sector>,
    /// In dots.
    pub middle: (f64, f64),
    /// How much wider than high.
    stretch: f64,
    /// Where each ring ends, the innermost first, in dots downward.
    pub radii: Vec<f64>,
}

impl Geometry {
    pub fn of(radar: &Radar, shown: Shown, size: Size) -> Self {
        let (width, height) = (f64::from(size.width) * 2.0, f64::from(size.height) * 4.0);
        let sectors = sectors(radar.quadrants.len().max(1), shown);
        let (middle, across, down, widest) = match (shown, sectors.first()) {
            (Shown::Quadrant(_), Some(sector)) => {
                // Half a cell is kept for the axes.
                let x = if sector.from >= PI { width - 2.0 } else { 1.0 };
                let is_below = sector.from > FRAC_PI_2 - 0.1 && sector.from < 1.5 * PI - 0.1;
                let y = if is_below { 2.0 } else { height - 2.0 };
                ((x, y), width - 3.0, height - 3.0, WIDEST_QUARTER)
            }
            _ => {
                let middle = ((width / 2.0).floor(), (height / 2.0).floor());
                (middle, width / 2.0 - 1.0, height / 2.0 - 1.0, WIDEST)
            }
        };
        let radius = down.min(across).max(0.0);
        let stretch = if radius > 0.0 {
            (across / radius).clamp(1.0, widest)
        } else {
            1.0
        };
        Self {
            radii: radii(radar, &sectors, radius, stretch),
            size,
            sectors,
            middle,
            stretch,
        }
    }

    /// Where a dot lies: how far from the middle, and at which angle.
    fn polar(&self, x: f64, y: f64) -> (f64, f64) {
        let (right, down) = ((x - self.middle.0) / self.stretch, y - self.middle.1);
        (right.hypot(down), right.atan2(-down).rem_euclid(TAU))
    }

    fn cartesian(&self, radius: f64, angle: f64) -> (f64, f64) {
        let (sin, cos) = angle.sin_cos();
        (
            self.middle.0 + radius * sin * self.stretch,
            self.middle.1 - radius * cos,
        )
    }

    /// The segment that a dot lies in.
    pub fn segment(&self, x: f64, y: f64) -> Option<Segment> {
        let (radius, angle) = self.polar(x, y);
        let ring = self.radii.iter().position(|end| radius < *end)?;
        let sector = self
            .sectors
            .iter()
            .find(|sector| (angle - sector.from).rem_euclid(TAU) < sector.to - sector.from)?;
        Some(Segment {
            quadrant: sector.quadrant,
            ring,
        })
    }

    /// The segment that all of a cell lies in.
    pub fn segment_of_cell(&self, column: u16, row: u16) -> Option<Segment> {
        let (x, y) = (f64::from(column) * 2.0, f64::from(row) * 4.0);
        let at = self.segment(x + 0.1, y + 0.1)?;
        let corners = [(x + 1.9, y + 0.1), (x + 0.1, y + 3.9), (x + 1.9, y + 3.9)];
        let is_there = |(x, y)| self.segment(x, y) == Some(at);
        corners.into_iter().all(is_there).then_some(at)
    }

    /// Draws rings and axes.
    pub fn draw(&self, dots: &mut Dots) {
        let Some(outermost) = self.radii.last().copied().filter(|radius| *radius > 1.0) else {
            return;
        };
        for radius in &self.radii {
            // Two steps a dot, so that none is left out.
            let step = 0.5 / (radius * self.stretch).max(1.0);
            for sector in &self.sectors {
                let steps = ((sector.to - sector.from) / step).ceil() as usize;
                for at in 0..=steps {
                    let angle = (sector.from + at as f64 * step).min(sector.to);
                    let (x, y) = self.cartesian(*radius, angle);
                    dots.set(x, y);
                }
            }
        }
        let axes = self.sectors.iter().flat_map(|sector| [sector.from, sector.to]);
        for angle in axes.filter(|_| self.sectors.len() > 1 || self.is_quarter()) {
            let steps = (outermost * self.stretch * 2.0).ceil() as usize;
            for at in 0..=steps {
                let (x, y) = self.cartesian(outermost * at as f64 / steps.max(1) as f64, angle);
                dots.set(x, y);
            }
        }
    }

    fn is_quarter(&self) -> bool {
        self.sectors.iter().any(|sector| sector.to - sector.from < PI)
    }

    /// Where the rings' names stand: on the level axes.
    pub fn ring_names(&self, radar: &Radar) -> Vec<RingName> {
        let row = (self.middle.1 / 4.0) as u16;
        let is_axis = |angle: f64| {
            let ends = self.sectors.iter().flat_map(|sector| [sector.from, sector.to]);
            ends.into_iter().any(|end| {
                let off = (end - angle).rem_euclid(TAU);
                off.min(TAU - off) < 0.01
            })
        };
        let mut names = Vec::new();
        for (angle, sign) in [(1.5 * PI, -1.0), (FRAC_PI_2, 1.0)] {
            if !is_axis(angle) {
                continue;
            }
            let mut start = 0.0;
            for (ring, end) in self.radii.iter().enumerate() {
                let ends = [start, *end].map(|radius| self.middle.0 + sign * radius * self.stretch);
                start = *end;
                // Between the cells that the lines run through.
                let [left, right] = [ends[0].min(ends[1]), ends[0].max(ends[1])];
                let left = (left / 2.0).max(0.0) as u16 + 1;
                let right = ((right / 2.0).max(0.0) as u16).min(self.size.width);
                let room = right.saturating_sub(left);
                let name = radar.rings.get(ring).map_or("", |ring| &ring.name);
                let wide = u16::try_from(width(name)).unwrap_or(u16::MAX);
                let wide = wide.min(room);
                if wide > 1 && row < self.size.height {
                    names.push(RingName {
                        ring,
                        column: left + (room - wide) / 2,
                        row,
                        width: wide,
                    });
                }
            }
        }
        names
    }
}

/// The quadrants go clockwise, the first one from the left to the top.
fn sectors(count: usize, shown: Shown) -> Vec<Sector> {
    let part = TAU / count as f64;
    let sector = |quadrant: usize| {
        let from = (1.5 * PI + quadrant as f64 * part).rem_euclid(TAU);
        Sector {
            quadrant,
            from,
            to: from + part,
        }
    };
    match shown {
        Shown::All => (0..count).map(sector).collect(),
        Shown::Quadrant(quadrant) => {
            // Whatever part of the circle it is, it is drawn as the quarter that its middle lies in.
            let middle = (1.5 * PI + (quadrant as f64 + 0.5) * part).rem_euclid(TAU);
            let from = (middle / FRAC_PI_2).floor() * FRAC_PI_2;
            let to = from + FRAC_PI_2;
            vec![Sector { quadrant, from, to }]
        }
    }
}

/// Where the rings end. A ring's area goes by how much its fullest segment holds, but none gets thin, and where there is room
/// for it each is wide enough for its name.
fn radii(radar: &Radar, sectors: &[Sector], radius: f64, stretch: f64) -> Vec<f64> {
    let most = fullest(radar, sectors);
    let (count, all) = (most.len() as f64, most.iter().sum::<f64>());
    let (mut sum, mut start) = (0.0, 0.0);
    let wide = (1..).zip(&most).map(|(at, most)| {
        sum += most;
        let end = radius * (SAME * f64::from(at) / count + (1.0 - SAME) * (sum / all).sqrt());
        let wide = end - start;
        start = end;
        wide
    });
    let mut wide: Vec<f64> = wide.collect();
    widen(&mut wide, radar, radius, stretch);
    let mut end = 0.0;
    let ends = wide.iter().map(|wide| {
        end += wide;
        end
    });
    ends.collect()
}

/// How much the fullest segment of each ring holds.
fn fullest(radar: &Radar, sectors: &[Sector]) -> Vec<f64> {
    let count = radar.rings.len().max(1);
    let mut most = vec![1.0_f64; count];
    for sector in sectors {
        let mut held = vec![0.0_f64; count];
        for technology in &radar.technologies {
            if let Some(held) = held.get_mut(technology.ring())
                && technology.quadrant == sector.quadrant
            {
                *held += 1.0;
            }
        }
        for (most, held) in most.iter_mut().zip(held) {
            *most = most.max(held);
        }
    }
    most
}

/// Makes the outer rings as wide as their names at the cost of the innermost, which is the widest.
fn widen(wide: &mut [f64], radar: &Radar, radius: f64, stretch: f64) {
    let needed = |ring: &Ring| (width(&ring.name) as f64 + 3.5) * 2.0 / stretch;
    let wanted: Vec<f64> = wide
        .iter()
        .zip(&radar.rings)
        .skip(1)
        .map(|(wide, ring)| wide.max(needed(ring)))
        .collect();
    let middle = radius - wanted.iter().sum::<f64>();
    if let Some((innermost, others)) = wide.split_first_mut()
        && middle >= *innermost * LEAST_MIDDLE
        && wanted.len() == others.len()
    {
        *innermost = middle;
        others.copy_from_slice(&wanted);
    }
}
