//! What somebody who watches costs is to be told: what of theirs grew most, and which budgets are over.

use super::budget::BudgetState;
use super::costs::{By, Group};
use super::month::Month;
use super::report::Report;

/// Less than so many hundredths more is no news.
const NOTABLE: f64 = 10.0;

/// What is to be told of a month.
#[derive(Clone, Debug, PartialEq)]
pub struct CostNews {
    pub month: Month,
    /// What grew notably or is new, by most first.
    pub grew: Vec<Group>,
    /// Budgets that are over.
    pub over: Vec<BudgetState>,
}

/// What the latest whole month says to a person; none where that is nothing.
pub fn news(report: &Report, person: &str) -> Option<CostNews> {
    let month = report.whole?;
    let is_theirs = |name: &str| name == person || report.watcher(name) == Some(person);
    let mut grew: Vec<Group> = report.groups(By::Entity, month);
    grew.retain(|group| report.is_compared(month) && is_theirs(&group.name) && is_notable(group));
    grew.sort_by(|a, b| {
        let names = (&a.name, &a.currency).cmp(&(&b.name, &b.currency));
        b.moved().cmp(&a.moved()).then(names)
    });
    let mut over = report.budget_states(month);
    over.retain(|state| state.is_over && is_theirs(&state.budget.entity));
    (!grew.is_empty() || !over.is_empty()).then_some(CostNews { month, grew, over })
}

/// What is new counts.
fn is_notable(group: &Group) -> bool {
    let moved = group.moved();
    let share = group.now.grown_from(group.before);
    !moved.is_negative() && !moved.is_zero() && share.is_none_or(|share| share >= NOTABLE)
}
