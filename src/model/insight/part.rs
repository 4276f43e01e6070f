//! The parts of a ranking by which it can be sorted.

use std::cmp::Ordering;
use std::fmt;
use std::str::FromStr;

use super::ranking::Row;
use crate::model::task::UnknownWord;

/// Something that categories are compared by.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Part {
    #[default]
    Score,
    Category,
    /// Manual ones.
    Tasks,
    /// Manual work a month; break-even is the other way round.
    Hours,
    Growth,
    Fit,
    Requesters,
    /// The median of waiting times.
    Wait,
    /// Their 90th percentile.
    LongWait,
    SelfServed,
    Blueprint,
}

/// An order of categories.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Sort {
    pub part: Part,
    /// The other way round than it is natural: names from a on, numbers from the greatest down.
    pub reversed: bool,
}

impl Part {
    pub const ALL: [Part; 11] = [
        Part::Score,
        Part::Category,
        Part::Tasks,
        Part::Hours,
        Part::Growth,
        Part::Fit,
        Part::Requesters,
        Part::Wait,
        Part::LongWait,
        Part::SelfServed,
        Part::Blueprint,
    ];

    pub fn word(self) -> &'static str {
        match self {
            Part::Score => "score",
            Part::Category => "category",
            Part::Tasks => "tasks",
            Part::Hours => "hours",
            Part::Growth => "growth",
            Part::Fit => "fit",
            Part::Requesters => "requesters",
            Part::Wait => "wait",
            Part::LongWait => "p90",
            Part::SelfServed => "self-served",
            Part::Blueprint => "blueprint",
        }
    }

    /// Whether the greatest comes first by nature.
    pub fn is_descending(self) -> bool {
        !matches!(self, Part::Category | Part::Blueprint)
    }
}

impl Sort {
    /// Whether what comes first is the greatest.
    pub fn is_descending(self) -> bool {
        self.part.is_descending() != self.reversed
    }

    pub(super) fn compare(self, one: &Row, other: &Row) -> Ordering {
        let by_name = || one.category.cmp(&other.category);
        let turned = |order: Ordering| {
            if self.is_descending() {
                order.reverse()
            } else {
                order
            }
        };
        match self.part {
            Part::Category => turned(by_name()),
            Part::Blueprint => {
                present(one.blueprint.as_ref(), other.blueprint.as_ref(), turned).then_with(by_name)
            }
            part => present(one.number(part), other.number(part), turned).then_with(by_name),
        }
    }
}

/// What is not known comes last, in either direction.
fn present<T: Ord>(one: Option<T>, other: Option<T>, turned: impl Fn(Ordering) -> Ordering) -> Ordering {
    match (one, other) {
        (Some(one), Some(other)) => turned(one.cmp(&other)),
        (one, other) => other.is_some().cmp(&one.is_some()),
    }
}

impl fmt::Display for Part {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.word())
    }
}

impl FromStr for Part {
    type Err = UnknownWord;

    fn from_str(text: &str) -> Result<Self, UnknownWord> {
        let found = Self::ALL
            .into_iter()
            .find(|part| part.word().eq_ignore_ascii_case(text));
        found.ok_or_else(|| UnknownWord {
            word: text.to_owned(),
            expected: Self::ALL.iter().map(|part| part.word()).collect(),
        })
    }
}
