//! What things cost: exact amounts, whom they fall to, how they move from month to month, budgets. Pure: knows neither files
//! nor clocks.

mod amount;

pub use amount::{Amount, Money, NotAnAmount};

use std::collections::BTreeMap;

use jiff::civil::Date;

/// What an entity costs in the latest whole month that is known and in the one before, each currency by itself.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct EntityCost {
    pub latest: Vec<Money>,
    pub before: Vec<Money>,
}

/// What each entity costs by itself: what screens and reports about owners need of cost.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct EntityCosts {
    /// The first day of the latest whole month; none where no cost is known.
    pub month: Option<Date>,
    /// By canonical ref; what is not here costs nothing that is known.
    pub by_entity: BTreeMap<String, EntityCost>,
}

impl EntityCosts {
    pub fn of(&self, entity_ref: &str) -> Option<&EntityCost> {
        self.by_entity.get(entity_ref)
    }
}
