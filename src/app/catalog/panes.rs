//! How the screen is shared between table, facets and detail. Pure arithmetic, used by the core (to wrap and to scroll) and
//! by the drawing alike, so that both mean the same cells.

use crate::app::geometry::{Area, Size};

/// Lines of the frame around a screen: tabs and breadcrumbs above, hints below.
const FRAME: u16 = 3;
/// The width of the facets beside the table.
const FACETS: u16 = 30;
/// The narrowest screen on which the facets stand beside the table; on a narrower one they lie over it.
const FACETS_BESIDE: u16 = 100;
/// The narrowest room in which the detail stands beside the table; with less it stands below.
const DETAIL_BESIDE: u16 = 108;
/// The lowest room in which there is a detail below the table.
const DETAIL_BELOW: u16 = 18;
/// The least that table and detail are given, in columns and in lines.
const LEAST: Size = Size::new(40, 6);
/// By how much one step of resizing moves the border, in hundredths.
const STEP: i16 = 6;

/// Whether the detail is wanted, and how much room it has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Split {
    pub shown: bool,
    /// Steps of resizing; positive ones favour the detail.
    pub steps: i16,
}

impl Default for Split {
    fn default() -> Self {
        Self {
            shown: true,
            steps: 0,
        }
    }
}

/// Where the detail is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Detail {
    Hidden,
    /// Right of the table, behind a line.
    Beside(Area),
    /// Under the table, below a line.
    Below(Area),
}

impl Detail {
    /// The inside of the pane: what its page is drawn on.
    pub fn inside(self) -> Option<Area> {
        match self {
            Detail::Hidden => None,
            Detail::Beside(area) => Some(Area {
                x: area.x + 2,
                width: area.width.saturating_sub(2),
                ..area
            }),
            Detail::Below(area) => Some(Area {
                y: area.y + 1,
                height: area.height.saturating_sub(1),
                ..area
            }),
        }
    }
}

/// Where the facets are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FacetPane {
    Hidden,
    Beside(Area),
    /// Over the table.
    Over,
}

/// Where everything is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Panes {
    /// Filter, chips and counts.
    pub head: Area,
    pub table: Area,
    pub detail: Detail,
    pub facets: FacetPane,
}

/// The part of the screen that is a screen's own.
pub fn body(size: Size) -> Area {
    Area {
        x: 0,
        y: FRAME - 1,
        width: size.width,
        height: size.height.saturating_sub(FRAME),
    }
}

/// Shares a screen.
pub fn panes(size: Size, facets: bool, chips: bool, split: Split) -> Panes {
    let body = body(size);
    let (head, rest) = cut_top(body, 1 + u16::from(chips));
    let (facets, rest) = match facets {
        false => (FacetPane::Hidden, rest),
        true if size.width < FACETS_BESIDE => (FacetPane::Over, rest),
        true => {
            let (left, rest) = cut_left(rest, FACETS);
            (FacetPane::Beside(left), rest)
        }
    };
    let (table, detail) = cut_detail(rest, split);
    Panes {
        head,
        table,
        detail,
        facets,
    }
}

fn cut_detail(room: Area, split: Split) -> (Area, Detail) {
    if !split.shown {
        return (room, Detail::Hidden);
    }
    if room.width >= DETAIL_BESIDE {
        let detail = share(room.width, 37, split.steps, LEAST.width);
        let (table, detail) = cut_left(room, room.width - detail);
        return (table, Detail::Beside(detail));
    }
    if room.height >= DETAIL_BELOW {
        let detail = share(room.height, 45, split.steps, LEAST.height);
        let (table, detail) = cut_top(room, room.height - detail);
        return (table, Detail::Below(detail));
    }
    (room, Detail::Hidden)
}

/// A part of a length in hundredths, such that both parts have at least `least`.
fn share(length: u16, hundredths: i16, steps: i16, least: u16) -> u16 {
    let hundredths = i32::from(hundredths) + i32::from(steps) * i32::from(STEP);
    let part = i32::from(length) * hundredths / 100;
    let most = length.saturating_sub(least).max(least);
    u16::try_from(part.max(0))
        .unwrap_or(u16::MAX)
        .clamp(least.min(length), most.min(length))
}

fn cut_top(area: Area, lines: u16) -> (Area, Area) {
    let lines = lines.min(area.height);
    let top = Area {
        height: lines,
        ..area
    };
    let rest = Area {
        y: area.y + lines,
        height: area.height - lines,
        ..area
    };
    (top, rest)
}

fn cut_left(area: Area, columns: u16) -> (Area, Area) {
    let columns = columns.min(area.width);
    let left = Area {
        width: columns,
        ..area
    };
    let rest = Area {
        x: area.x + columns,
        width: area.width - columns,
        ..area
    };
    (left, rest)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn wide_screens_have_all_side_by_side_and_small_ones_the_table() {
        let at = |width, height, facets| {
            let panes = panes(Size::new(width, height), facets, false, Split::default());
            let detail = match panes.detail {
                Detail::Hidden => (0, 0),
                Detail::Beside(area) | Detail::Below(area) => (area.width, area.height),
            };
            ((panes.table.width, panes.table.height), detail, panes.facets)
        };
        for (width, height, table, detail) in [
            (140, 45, (89, 41), (51, 41)),
            (80, 24, (80, 11), (80, 9)),
            (60, 15, (60, 11), (0, 0)),
        ] {
            assert_eq!(at(width, height, false), (table, detail, FacetPane::Hidden));
        }
        assert_eq!(at(140, 45, true).0, (70, 41));
        assert_eq!(at(80, 24, true).2, FacetPane::Over);
    }

    proptest! {
        #[test]
        fn parts_stay_inside(width in 0u16..400, height in 0u16..200, steps in -40i16..40, facets: bool, chips: bool) {
            let split = Split { shown: true, steps };
            let panes = panes(Size::new(width, height), facets, chips, split);
            for area in [Some(panes.table), Some(panes.head), panes.detail.inside()].into_iter().flatten() {
                prop_assert!(area.x + area.width <= width || area.width == 0);
                prop_assert!(area.y + area.height <= height.max(2));
            }
        }
    }
}
