//! The four views, and the rows of each by identity.

use crate::app::list::List;
use crate::model::insight::{Insights, Sort};

/// What is looked at.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub enum View {
    #[default]
    Automate,
    Trend,
    SelfServed,
    Uncategorised,
}

impl View {
    pub const ALL: [View; 4] = [View::Automate, View::Trend, View::SelfServed, View::Uncategorised];

    pub fn title(self) -> &'static str {
        match self {
            View::Automate => "Automate",
            View::Trend => "Trend",
            View::SelfServed => "Self-served",
            View::Uncategorised => "Uncategorised",
        }
    }

    /// The verb of `muster insights` that shows the same.
    pub fn verb(self) -> &'static str {
        match self {
            View::Automate => "automate",
            View::Trend => "trend",
            View::SelfServed => "self-serve",
            View::Uncategorised => "uncategorised",
        }
    }

    /// The one so many places on, round and round.
    pub(super) fn turned(self, by: usize) -> Self {
        let at = Self::ALL.iter().position(|view| *view == self).unwrap_or(0);
        Self::ALL.into_iter().cycle().nth(at + by).unwrap_or_default()
    }
}

/// The identity of the row of the trend that is about all tasks; no category is called so.
pub(super) const ALL: &str = "\u{0}all";
/// The identity of tasks without a category.
pub(super) const NONE: &str = "\u{0}none";

/// The rows of a view: which there are, in order, and the cursor in them.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Table {
    /// What each row is known by: a category, or the shape of titles.
    pub ids: Vec<String>,
    /// For each row its position in the answer.
    pub places: Vec<usize>,
    pub list: List,
}

impl Table {
    /// Takes the rows of an answer; the cursor stays on what it was on.
    pub(super) fn fill(&mut self, view: View, insights: &Insights, sort: Sort) {
        let named = |category: &Option<String>| category.clone().unwrap_or_else(|| NONE.to_owned());
        let was_empty = self.ids.is_empty();
        (self.places, self.ids) = match view {
            View::Automate => {
                let rows = &insights.ranking.rows;
                let order = insights.ranking.order(sort);
                let ids = order
                    .iter()
                    .filter_map(|at| Some(rows.get(*at)?.category.clone()))
                    .collect();
                (order, ids)
            }
            View::Trend => {
                let series = insights.trend.series.iter();
                let ids = series.map(|series| named(&series.category));
                let ids: Vec<String> = std::iter::once(ALL.to_owned()).chain(ids).collect();
                // The first row is none of the series.
                ((0..ids.len()).collect(), ids)
            }
            View::SelfServed => {
                let ids: Vec<String> = insights
                    .self_serve
                    .by_category
                    .iter()
                    .map(|served| named(&served.category))
                    .collect();
                ((0..ids.len()).collect(), ids)
            }
            View::Uncategorised => {
                let ids: Vec<String> = insights.groups.iter().map(|group| group.shape.clone()).collect();
                ((0..ids.len()).collect(), ids)
            }
        };
        if was_empty {
            self.list.select(0, &self.ids[..]);
        } else {
            self.list.replaced(&self.ids[..]);
        }
    }

    /// Where the selected row is in the answer.
    pub fn selected(&self) -> Option<usize> {
        self.places.get(self.list.cursor()?).copied()
    }

    /// Where a row is in the answer.
    pub fn place(&self, row: usize) -> usize {
        self.places.get(row).copied().unwrap_or(usize::MAX)
    }
}
