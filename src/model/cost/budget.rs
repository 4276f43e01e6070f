//! Budgets: what something may cost in a month, by an annotation or by the settings, and how far it is.

use super::amount::{Amount, Money};
use super::costs::{By, Costs};
use super::month::Month;
use crate::model::catalog::Catalog;

/// The annotation that holds one, as `1200 EUR`.
const ANNOTATION: &str = "muster/budget";

/// What something may cost in a month.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Budget {
    /// Canonical ref: of a System, Domain, Group or User all that belongs to it is meant, of anything else itself.
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

/// The budgets of a catalog and those stated elsewhere, which come first, and how far each is in a month; what is over stands
/// first. Beside them the annotations that cannot be read, by entity.
pub fn budgets(
    catalog: &Catalog,
    stated: &[Budget],
    costs: &Costs<'_>,
    month: Month,
) -> (Vec<BudgetState>, Vec<(String, String)>) {
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
    let lines = |by| costs.by(by, month);
    let (entities, systems, domains) = (lines(By::Entity), lines(By::System), lines(By::Domain));
    let (teams, people) = (lines(By::Team), lines(By::Person));
    let mut states: Vec<BudgetState> = all
        .into_iter()
        .map(|budget| {
            let lines = match budget.entity.split_once(':').map(|(kind, _)| kind) {
                Some("system") => &systems,
                Some("domain") => &domains,
                Some("group") => &teams,
                Some("user") => &people,
                _ => &entities,
            };
            let own = || lines.iter().filter(|group| group.name == budget.entity);
            let spent = own().find(|group| group.currency == budget.month.currency);
            let spent = spent.map_or(Amount::ZERO, |group| group.now);
            let others = own()
                .filter(|group| group.currency != budget.month.currency && !group.now.is_zero())
                .map(|group| Money::new(group.now, &group.currency));
            BudgetState {
                spent,
                percent: spent.percent_of(budget.month.amount),
                is_over: spent > budget.month.amount,
                others: others.collect(),
                budget,
            }
        })
        .collect();
    states.sort_by(|a, b| {
        b.is_over
            .cmp(&a.is_over)
            .then_with(|| {
                b.percent
                    .partial_cmp(&a.percent)
                    .unwrap_or(std::cmp::Ordering::Equal)
            })
            .then_with(|| a.budget.entity.cmp(&b.budget.entity))
    });
    (states, wrong)
}
