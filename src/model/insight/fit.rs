//! How automating a category fits the company's vision: a weight with its reason.

use std::collections::BTreeMap;

use super::decimal::Decimal;

/// How much a category counts, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fit {
    pub weight: Decimal,
    pub reason: String,
}

/// The weights of the vision; neutral for what it does not name, and for all where there is none yet.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Fits(Option<BTreeMap<String, Fit>>);

impl Fits {
    /// The weights that a vision gives.
    pub fn new(by_category: BTreeMap<String, Fit>) -> Self {
        Self(Some(by_category))
    }

    /// Whether there is a vision at all.
    pub fn is_given(&self) -> bool {
        self.0.is_some()
    }

    pub fn of(&self, category: &str) -> Fit {
        let neutral = |reason: &str| Fit {
            weight: Decimal::ONE,
            reason: reason.to_owned(),
        };
        match &self.0 {
            None => neutral("no vision yet"),
            Some(fits) => fits
                .get(category)
                .cloned()
                .unwrap_or_else(|| neutral("the vision does not name it")),
        }
    }
}
