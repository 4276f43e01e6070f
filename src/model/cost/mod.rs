//! What things cost: exact amounts, whom they fall to, how they move from month to month, budgets. Pure: knows neither files
//! nor clocks.

mod amount;
mod branch;
mod budget;
mod costs;
mod join;
mod ledger;
mod month;
mod news;
mod overlap;
mod report;

pub use amount::{Amount, Money, NotAnAmount};
pub use budget::{Budget, BudgetState, budget_states, budgets, counted_by, listed_by};
pub use costs::{By, Costs, EntityCost, EntityCosts, Group, Line, Part};
pub use join::{Because, Joined, TAGS, Unmatched};
pub use ledger::{Entry, Ledger};
pub use month::{Month, NotAMonth};
pub use news::{CostNews, news};
pub use overlap::{Print, Prints, Share, Twice, alike, prints, twice};
pub use report::{EntityMonth, Report};
