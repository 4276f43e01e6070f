//! Budgets: what something may cost in a month, by an annotation or by the settings, and how far it is.

use std::cmp::Ordering;
use std::collections::BTreeMap;

use super::amount::{Amount, Money};
use super::costs::{By, Group};
use crate::model::catalog::Catalog;

/// The annotation that holds one, as `1200 EUR`.
const ANNOTATION: &str = "muster/budget";

/// What something may cost in a month.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Budget {
    /// Canonical ref: of a System or Domain all that belongs to it is meant, of a Group what it and all groups below it own, of a
    /// User all whose cost they watch, of anything else itself.
    pub entity: String,
    pub month: Money,
}

/// How far a budget is.
#[derive(Clone, Debug, PartialEq)]
pub struct BudgetState {
    pub budget: Budget,
    pub spent: Amount,
    /// In whole percent; none of a budget of nothing.
    pub percent: Option<f64>,
    pub is_over: bool,
    /// What is spent beside it in other currencies, which nobody converts.
    pub others: Vec<Money>,
}

/// Everything that has a budget: what is stated elsewhere, and what a catalog states otherwise; beside it the annotations that
/// cannot be read, by entity.
pub fn budgets(catalog: &Catalog, stated: &[Budget]) -> (Vec<Budget>, Vec<(String, String)>) {
    let (mut all, mut wrong) = (stated.to_vec(), Vec::new());
    for entity in catalog.entities() {
        let Some((text, _)) = entity.attribute_of("annotations", ANNOTATION) else {
            continue;
        };
        let name = entity.entity_ref().to_owned();
        match text.parse() {
            Ok(_) if all.iter().any(|known| known.entity == name) => {}
            Ok(month) => all.push(Budget { entity: name, month }),
            Err(_) => wrong.push((
                name,
                format!("`{text}` is no budget; write the amount of a month, as 1200 EUR"),
            )),
        }
    }
    (all, wrong)
}

/// How far each budget is, by what is charged; what is over stands first. `groups` are those of the month in question.
pub fn budget_states(budgets: &[Budget], mut groups: impl FnMut(By) -> Vec<Group>) -> Vec<BudgetState> {
    let mut known: BTreeMap<By, Vec<Group>> = BTreeMap::new();
    let mut states: Vec<BudgetState> = budgets
        .iter()
        .map(|budget| {
            let by = counted_by(&budget.entity);
            state(budget, known.entry(by).or_insert_with(|| groups(by)))
        })
        .collect();
    states.sort_by(|a, b| {
        let percent = b.percent.partial_cmp(&a.percent).unwrap_or(Ordering::Equal);
        let entities = || a.budget.entity.cmp(&b.budget.entity);
        b.is_over.cmp(&a.is_over).then(percent).then_with(entities)
    });
    states
}

/// By what everything is added up that counts against a budget of this entity.
pub fn counted_by(entity_ref: &str) -> By {
    match listed_by(entity_ref) {
        By::Team => By::Branch,
        by => by,
    }
}

/// In which view an entity has a line of its own; all lines of a view add up to everything.
pub fn listed_by(entity_ref: &str) -> By {
    match entity_ref.split_once(':').map(|(kind, _)| kind) {
        Some("system") => By::System,
        Some("domain") => By::Domain,
        Some("group") => By::Team,
        Some("user") => By::Person,
        _ => By::Entity,
    }
}

fn state(budget: &Budget, groups: &[Group]) -> BudgetState {
    let (limit, currency) = (budget.month.amount, &budget.month.currency);
    let own = || groups.iter().filter(|group| group.name == budget.entity);
    let spent = own().find(|group| group.currency == *currency);
    let spent = spent.map_or(Amount::ZERO, |group| group.now);
    let mut others: Vec<Money> = own()
        .filter(|group| group.currency != *currency && !group.now.is_zero())
        .map(|group| Money::new(group.now, &group.currency))
        .collect();
    others.sort_by(|a, b| a.currency.cmp(&b.currency));
    BudgetState {
        spent,
        percent: spent.percent_of(limit),
        is_over: spent > limit,
        others,
        budget: budget.clone(),
    }
}

impl BudgetState {
    /// What is left of it; negative where it is over.
    pub fn left(&self) -> Amount {
        self.budget.month.amount - self.spent
    }
}
