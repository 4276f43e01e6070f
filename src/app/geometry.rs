//! Where things were drawn last, as plain numbers: hit regions for the mouse and the heights lists page by. The drawing
//! layer fills it in; the core reads it. Knows no drawing library.

use super::intent::Intent;
use super::screen::ScreenId;

/// A size in cells.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub struct Size {
    pub width: u16,
    pub height: u16,
}

impl Size {
    /// Below this size there is nothing useful to show.
    pub const SMALLEST: Self = Self::new(40, 10);

    pub const fn new(width: u16, height: u16) -> Self {
        Self { width, height }
    }

    /// Whether nothing can be shown in it.
    pub fn is_too_small(self) -> bool {
        self.width < Self::SMALLEST.width || self.height < Self::SMALLEST.height
    }
}

/// A rectangle of cells.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub struct Area {
    pub x: u16,
    pub y: u16,
    pub width: u16,
    pub height: u16,
}

impl Area {
    pub fn contains(&self, column: u16, row: u16) -> bool {
        let inside = |at: u16, start: u16, length: u16| {
            at >= start && u32::from(at) < u32::from(start) + u32::from(length)
        };
        inside(column, self.x, self.width) && inside(row, self.y, self.height)
    }
}

/// The name of a list or pane on the screen, a constant of whoever owns it: `ViewId("catalog.rows")`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ViewId(pub &'static str);

/// What lies under a hit region.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Target {
    /// A tab in the header.
    Tab(ScreenId),
    /// A breadcrumb: how many screens stay when it is clicked.
    Crumb(usize),
    /// A key hint: clicking it does what the key does.
    Hint(Intent),
    /// A row of a list, by its index in the list (not on the screen).
    Row(ViewId, usize),
    /// The header of a column, by its position in the table.
    Column(ViewId, usize),
    /// A pane as a whole: where the wheel scrolls and a click focuses.
    Pane(ViewId),
    /// Outside an overlay: clicking closes it.
    Backdrop,
    /// A toast: clicking dismisses it.
    Toast(u64),
}

/// A rectangle and what is there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Region {
    pub area: Area,
    pub target: Target,
}

/// What the last frame looked like, as far as the core must know.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Layout {
    pub size: Size,
    /// In drawing order: of two regions over one another the later one is on top.
    regions: Vec<Region>,
    /// How many rows of each list were visible.
    heights: Vec<(ViewId, usize)>,
}

impl Layout {
    pub fn new(size: Size) -> Self {
        Self {
            size,
            ..Self::default()
        }
    }

    pub fn add(&mut self, area: Area, target: Target) {
        if area.width > 0 && area.height > 0 {
            self.regions.push(Region { area, target });
        }
    }

    pub fn set_height(&mut self, view: ViewId, rows: usize) {
        match self.heights.iter_mut().find(|(id, _)| *id == view) {
            Some((_, height)) => *height = rows,
            None => self.heights.push((view, rows)),
        }
    }

    /// The topmost target at a cell.
    pub fn at(&self, column: u16, row: u16) -> Option<&Target> {
        self.regions
            .iter()
            .rev()
            .find(|region| region.area.contains(column, row))
            .map(|region| &region.target)
    }

    /// Where the first region with this target is; tests click there.
    pub fn area_of(&self, target: &Target) -> Option<Area> {
        self.regions
            .iter()
            .find(|region| region.target == *target)
            .map(|region| region.area)
    }

    /// How many rows of a list were visible in the last frame; 0 when it was not drawn.
    pub fn height(&self, view: ViewId) -> usize {
        self.heights
            .iter()
            .find(|(id, _)| *id == view)
            .map_or(0, |(_, height)| *height)
    }

    /// Where a text is scrolled to, `by` lines further than `offset`: the last frame says how much of it was visible in
    /// `pane` and, under `lines`, how long it is.
    pub fn scrolled(&self, offset: usize, by: isize, pane: ViewId, lines: ViewId) -> usize {
        let last = self.height(lines).saturating_sub(self.height(pane));
        offset.min(last).saturating_add_signed(by).min(last)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LIST: ViewId = ViewId("test.list");

    #[test]
    fn the_region_drawn_last_is_on_top() {
        let mut layout = Layout::new(Size::new(10, 10));
        layout.add(
            Area {
                x: 0,
                y: 0,
                width: 10,
                height: 10,
            },
            Target::Pane(LIST),
        );
        layout.add(
            Area {
                x: 2,
                y: 2,
                width: 3,
                height: 1,
            },
            Target::Row(LIST, 7),
        );
        layout.add(
            Area {
                x: 0,
                y: 0,
                width: 0,
                height: 5,
            },
            Target::Backdrop,
        );
        assert_eq!(layout.at(3, 2), Some(&Target::Row(LIST, 7)));
        assert_eq!(layout.at(5, 2), Some(&Target::Pane(LIST)));
        assert_eq!(layout.at(10, 2), None);
    }

    #[test]
    fn a_height_is_known_by_the_name_of_its_list() {
        let mut layout = Layout::default();
        assert_eq!(layout.height(LIST), 0);
        layout.set_height(LIST, 12);
        layout.set_height(LIST, 20);
        assert_eq!(layout.height(LIST), 20);
    }
}
