//! The columns of the table, and what the rows can be sorted by.

use crate::model::catalog::query::SortBy;

/// A column, in the order of the table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Column {
    Kind,
    Name,
    Type,
    Lifecycle,
    Owner,
    System,
    Accountable,
    Dependants,
    State,
}

pub const COLUMNS: [Column; 9] = [
    Column::Kind,
    Column::Name,
    Column::Type,
    Column::Lifecycle,
    Column::Owner,
    Column::System,
    Column::Accountable,
    Column::Dependants,
    Column::State,
];

impl Column {
    /// What a click on its header sorts by.
    pub fn sort(self) -> Option<SortBy> {
        match self {
            Column::Kind => Some(SortBy::Kind),
            Column::Name => Some(SortBy::Name),
            Column::Type => Some(SortBy::Type),
            Column::Lifecycle => Some(SortBy::Lifecycle),
            Column::Owner => Some(SortBy::Owner),
            Column::System => Some(SortBy::System),
            Column::Accountable => Some(SortBy::Accountable),
            Column::Dependants => Some(SortBy::Dependants),
            Column::State => None,
        }
    }
}

/// What the rows are sorted by, and whether the other way round.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Sort {
    pub by: SortBy,
    pub reversed: bool,
}

impl Sort {
    /// Sorts by something else; by the same thing again, the other way round.
    pub fn choose(&mut self, by: SortBy) {
        *self = Self {
            by,
            reversed: self.by == by && !self.reversed,
        };
    }

    /// The position of the column that is sorted by, and whether its values go down from the top.
    pub fn column(self) -> Option<(usize, bool)> {
        let at = COLUMNS.iter().position(|column| column.sort() == Some(self.by))?;
        // Who has most dependants is asked for more often than who has fewest.
        Some((at, self.reversed != (self.by == SortBy::Dependants)))
    }
}

/// What can be sorted by, with the key for it in the menu.
pub const SORTS: &[(char, &str, SortBy)] = &[
    ('m', "Best match, else kind and name", SortBy::Match),
    ('n', "Name", SortBy::Name),
    ('i', "Kind", SortBy::Kind),
    ('t', "Type", SortBy::Type),
    ('l', "Lifecycle", SortBy::Lifecycle),
    ('o', "Owner", SortBy::Owner),
    ('s', "System", SortBy::System),
    ('a', "Accountable", SortBy::Accountable),
    ('u', "Needed by: most dependants", SortBy::Dependants),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn choosing_the_same_order_again_turns_it_round() {
        let mut sort = Sort::default();
        for (by, column) in [
            (SortBy::Name, Some((1, false))),
            (SortBy::Name, Some((1, true))),
            (SortBy::Name, Some((1, false))),
            (SortBy::Dependants, Some((7, true))),
            (SortBy::Dependants, Some((7, false))),
            (SortBy::Match, None),
        ] {
            sort.choose(by);
            assert_eq!(sort.column(), column, "{by:?}");
        }
    }
}
