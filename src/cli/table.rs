//! Columns of text for people, aligned by what a terminal shows. Knows nothing of what the columns hold.

use std::borrow::Cow;
use std::io::{self, Write};

use crate::model::text::{safe, truncate, width};

const GAP: usize = 2;
/// A column is dropped before it gets narrower than this,
const NARROW: usize = 12;
/// and others are before the first, which tells what a row is about, gets narrower than this.
const IDENTITY: usize = 40;

/// Rows under a header. The columns come in the order of their worth: a narrow terminal drops the last ones first.
pub struct Table {
    header: Vec<&'static str>,
    rows: Vec<Vec<String>>,
}

impl Table {
    pub fn new(header: &[&'static str]) -> Self {
        Self {
            header: header.to_vec(),
            rows: vec![],
        }
    }

    /// Adds a row with a cell for each column; the cells need not be safe.
    pub fn row(&mut self, cells: Vec<String>) {
        let cells = cells.into_iter().map(|cell| match safe(&cell) {
            Cow::Borrowed(_) => cell,
            Cow::Owned(safe) => safe,
        });
        self.rows.push(cells.collect());
    }

    /// Prints the table in at most `columns` columns, or as wide as it is.
    pub fn write(&self, out: &mut dyn Write, columns: Option<usize>) -> io::Result<()> {
        let natural: Vec<usize> = (0..self.header.len())
            .map(|column| self.natural_width(column))
            .collect();
        let widths = columns.map_or_else(|| natural.clone(), |columns| fit(&natural, columns));
        let header: Vec<String> = self.header.iter().map(|name| (*name).to_owned()).collect();
        for row in std::iter::once(&header).chain(&self.rows) {
            write_row(out, row, &widths)?;
        }
        Ok(())
    }

    fn natural_width(&self, column: usize) -> usize {
        let cells = self
            .rows
            .iter()
            .filter_map(|row| row.get(column))
            .map(|cell| width(cell));
        cells
            .max()
            .unwrap_or(0)
            .max(self.header.get(column).map_or(0, |name| name.len()))
    }
}

fn write_row(out: &mut dyn Write, row: &[String], widths: &[usize]) -> io::Result<()> {
    let mut pending = 0;
    for (cell, columns) in row.iter().zip(widths) {
        let cell = truncate(cell, *columns);
        if !cell.is_empty() {
            write!(out, "{:pending$}{cell}", "")?;
            pending = 0;
        }
        pending += columns - width(&cell) + GAP;
    }
    writeln!(out)
}

/// The widths that fit. Columns are dropped from the end while not all have room for their floor; what room is left then
/// goes to the columns in order.
fn fit(natural: &[usize], columns: usize) -> Vec<usize> {
    let floor = |(at, width): (usize, &usize)| *width.min(if at == 0 { &IDENTITY } else { &NARROW });
    let mut widths: Vec<usize> = natural.iter().enumerate().map(floor).collect();
    while widths.len() > 1 && total(&widths) > columns {
        widths.pop();
    }
    if let [only] = widths.as_mut_slice() {
        *only = columns.min(*only);
    }
    let mut spare = columns.saturating_sub(total(&widths));
    for (width, natural) in widths.iter_mut().zip(natural) {
        let more = spare.min(natural - *width);
        *width += more;
        spare -= more;
    }
    widths
}

fn total(widths: &[usize]) -> usize {
    widths
        .iter()
        .map(|width| width + GAP)
        .sum::<usize>()
        .saturating_sub(GAP)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn printed(columns: Option<usize>) -> String {
        let mut table = Table::new(&["REF", "TITLE", "OWNER"]);
        table.row(vec![
            "component:default/payments".into(),
            "Payments 支払い".into(),
            "shop".into(),
        ]);
        table.row(vec![
            "user:default/ana".into(),
            String::new(),
            "a\u{202e}na".into(),
        ]);
        let mut out = vec![];
        table.write(&mut out, columns).unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn columns_are_aligned_and_nothing_trails() {
        insta::assert_snapshot!(printed(None), @r"
        REF                         TITLE            OWNER
        component:default/payments  Payments 支払い  shop
        user:default/ana                             a\u{202e}na
        ");
    }

    #[test]
    fn a_narrow_terminal_gets_less() {
        insta::assert_snapshot!(printed(Some(54)), @r"
        REF                         TITLE          OWNER
        component:default/payments  Payments 支…   shop
        user:default/ana                           a\u{202e}na
        ");
        insta::assert_snapshot!(printed(Some(20)), @r"
        REF
        component:default/p…
        user:default/ana
        ");
    }

    proptest! {
        #[test]
        fn what_fits_fits(natural in proptest::collection::vec(1usize..60, 1..8), columns in 1usize..200) {
            let widths = fit(&natural, columns);
            prop_assert!(!widths.is_empty());
            prop_assert!(total(&widths) <= columns);
            prop_assert!(total(&natural) > columns || widths == natural);
        }
    }
}
