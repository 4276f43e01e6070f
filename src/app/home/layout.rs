//! Where the parts of Home stand: in how many columns, in which order, on which row. Pure arithmetic that the keys and the
//! drawing share, so that "down" and "right" mean what is seen.

use super::content::{Line, Part, Section};
use crate::app::geometry::ViewId;

/// From these widths on there are two columns, and three.
const TWO: u16 = 100;
const THREE: u16 = 170;
/// This many rows stay visible above and below the cursor where there are any.
const MARGIN: usize = 1;

/// The columns, for the mouse and for moving by pages.
pub const COLUMNS: [ViewId; 3] = [
    ViewId("home.column-1"),
    ViewId("home.column-2"),
    ViewId("home.column-3"),
];

/// One row of a column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Row {
    /// The heading of a section.
    Heading(usize),
    /// A line of a section.
    Line {
        section: usize,
        line: usize,
    },
    Blank,
}

/// A row, by its column and its number in it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Place {
    pub column: usize,
    pub row: usize,
}

/// Sections laid out in columns.
#[derive(Debug, Clone, PartialEq)]
pub struct View {
    pub sections: Vec<Section>,
    pub columns: Vec<Vec<Row>>,
}

impl View {
    /// Lays sections out for a width of the screen.
    pub fn new(sections: Vec<Section>, width: u16) -> Self {
        let count = match width {
            ..TWO => 1,
            TWO..THREE => 2,
            THREE.. => 3,
        };
        let mut columns: Vec<Vec<Row>> = vec![Vec::new(); count];
        for (at, section) in sections.iter().enumerate() {
            let Some(column) = columns.get_mut(column_of(section.part, count)) else {
                continue;
            };
            if !column.is_empty() {
                column.push(Row::Blank);
            }
            column.push(Row::Heading(at));
            column.extend((0..section.lines.len()).map(|line| Row::Line { section: at, line }));
        }
        Self { sections, columns }
    }

    pub fn section(&self, at: usize) -> Option<&Section> {
        self.sections.get(at)
    }

    /// The line at a place, whether it leads anywhere or not.
    pub fn line(&self, place: Place) -> Option<&Line> {
        match self.row(place)? {
            Row::Line { section, line } => self.section(section)?.lines.get(line),
            Row::Heading(_) | Row::Blank => None,
        }
    }

    /// The line at a place, if it leads somewhere.
    pub fn choice(&self, place: Place) -> Option<&Line> {
        self.line(place).filter(|line| line.link.is_some())
    }

    /// Where the line with this id is.
    pub fn find(&self, id: &str) -> Option<Place> {
        self.places()
            .find(|place| self.choice(*place).is_some_and(|line| line.id == id))
    }

    /// The place in a column that can be selected and is nearest to a row.
    pub fn nearest(&self, column: usize, row: usize) -> Option<Place> {
        let rows = self.rows(column).into_iter();
        let row = rows.min_by_key(|at| at.abs_diff(row))?;
        Some(Place { column, row })
    }

    /// All places that can be selected, column by column.
    pub fn places(&self) -> impl Iterator<Item = Place> {
        let of_column =
            |(column, rows): (usize, &Vec<Row>)| (0..rows.len()).map(move |row| Place { column, row });
        let all = self.columns.iter().enumerate().flat_map(of_column);
        all.filter(|place| self.choice(*place).is_some())
    }

    /// The rows of a column that can be selected.
    pub fn rows(&self, column: usize) -> Vec<usize> {
        let places = self.places().filter(|place| place.column == column);
        places.map(|place| place.row).collect()
    }

    /// The first place of each section that has one.
    pub fn firsts(&self) -> Vec<Place> {
        let mut firsts: Vec<Place> = self.places().collect();
        firsts.dedup_by_key(|place| self.section_of(*place));
        firsts
    }

    pub fn section_of(&self, place: Place) -> Option<usize> {
        match self.row(place)? {
            Row::Line { section, .. } | Row::Heading(section) => Some(section),
            Row::Blank => None,
        }
    }

    /// The first row in view of a column when `height` of them fit: the one nearest to `offset` that keeps the cursor in
    /// view, and what stands above the first line that can be selected.
    pub fn offset(&self, column: usize, offset: usize, cursor: Place, height: usize) -> usize {
        let last = self.len(column).saturating_sub(height);
        if cursor.column != column || height == 0 {
            return offset.min(last);
        }
        let first = self.rows(column).first().copied().unwrap_or(0);
        let highest = match cursor.row {
            row if row <= first => 0,
            row => row.saturating_sub(MARGIN),
        };
        let lowest = (cursor.row + MARGIN + 1).saturating_sub(height);
        offset.clamp(lowest.min(highest), highest).min(last)
    }

    /// How many rows a column has.
    pub fn len(&self, column: usize) -> usize {
        self.columns.get(column).map_or(0, Vec::len)
    }

    fn row(&self, place: Place) -> Option<Row> {
        self.columns.get(place.column)?.get(place.row).copied()
    }
}

/// What needs somebody stands on the left, what there is on the right.
fn column_of(part: Part, count: usize) -> usize {
    match (part, count) {
        (_, 1) => 0,
        (
            Part::Begin
            | Part::Down
            | Part::Approvals
            | Part::Mine
            | Part::Vision
            | Part::Tasks
            | Part::Runs
            | Part::Outside
            | Part::Broken,
            _,
        )
        | (Part::Orphans, 2) => 0,
        (Part::Orphans | Part::Changes, _) | (Part::Kinds, 2) => 1,
        (Part::Kinds, _) => 2,
    }
}
