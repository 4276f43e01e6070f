//! What things cost: exact amounts, whom they fall to, how they move from month to month, budgets. Pure: knows neither files
//! nor clocks.

mod amount;
mod budget;
mod costs;
mod join;
mod ledger;
mod month;
mod overlap;

pub use amount::{Amount, Money, NotAnAmount};
pub use budget::{Budget, BudgetState, budgets};
pub use costs::{By, Costs, EntityCost, EntityCosts, Group};
pub use join::{Because, Joined, TAGS, Unmatched};
pub use ledger::{Charge, Entry, Ledger};
pub use month::{Month, NotAMonth};
pub use overlap::{Print, Prints, Share, Twice, prints, twice};
