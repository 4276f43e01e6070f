//! Everything that screens tell of costs, in every month that is known: made once for an export and a catalog, so that turning
//! months and views costs nothing.

use std::collections::BTreeMap;

use jiff::civil::Date;

use super::amount::{Amount, Money};
use super::budget::{Budget, BudgetState, budget_states, listed_by};
use super::costs::{By, Costs, EntityCost, Group, Line};
use super::join::Unmatched;
use super::month::Month;
use crate::model::catalog::Catalog;
use crate::model::ownership::answers;

/// The views that screens and commands have, and what budgets need.
const VIEWS: [By; 10] = [
    By::Entity,
    By::System,
    By::Domain,
    By::Team,
    By::Branch,
    By::Person,
    By::Service,
    By::Category,
    By::Provider,
    By::Account,
];

/// What is known of costs.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Report {
    /// Whether the settings name exports.
    pub is_named: bool,
    /// How many of them are there.
    pub files: usize,
    /// The months that are known, the latest last; all amounts of lines are in their order.
    pub months: Vec<Month>,
    /// The latest month that is over; where none is, the latest that is known.
    pub whole: Option<Month>,
    /// Everything, each currency by itself, by code.
    pub totals: Vec<Line>,
    views: BTreeMap<By, Vec<Line>>,
    /// What falls to nobody.
    pub unmatched: Vec<Unmatched>,
    /// Who watches the cost of what is charged or has a budget, by canonical refs.
    pub watchers: BTreeMap<String, String>,
    pub budgets: Vec<Budget>,
    /// What is missing from every sum or may be in it twice, and budgets that nobody can read; in sentences.
    pub remarks: Vec<String>,
    /// An export that is there cannot be read at all.
    pub lacks_export: bool,
    /// A budget cannot be read, or is for nothing that is known.
    pub lacks_budget: bool,
}

impl Report {
    /// Everything that costs say of a catalog, with its budgets.
    pub fn new(catalog: &Catalog, costs: &Costs<'_>, budgets: Vec<Budget>, today: Date) -> Self {
        let months = costs.months();
        let views: BTreeMap<By, Vec<Line>> = VIEWS
            .into_iter()
            .map(|by| (by, costs.lines(by, &months)))
            .collect();
        let charged = views.get(&By::Entity).into_iter().flatten();
        let named = charged.map(|line| line.name.as_str());
        let named = named.chain(budgets.iter().map(|budget| budget.entity.as_str()));
        let watcher = |name: &str| {
            let person = answers(catalog, catalog.find(name)?).cost_owner.person?;
            Some((name.to_owned(), person.entity_ref().to_owned()))
        };
        Self {
            watchers: named.filter_map(watcher).collect(),
            totals: totals(views.get(&By::Service).map_or(&[], Vec::as_slice)),
            unmatched: costs.unmatched(&months),
            whole: costs.latest_whole(today),
            months,
            views,
            budgets,
            ..Self::default()
        }
    }

    /// The lines of a view, by name and currency.
    pub fn lines(&self, by: By) -> &[Line] {
        self.views.get(&by).map_or(&[], Vec::as_slice)
    }

    /// Where a month stands among those that are known.
    pub fn at(&self, month: Month) -> Option<usize> {
        self.months.binary_search(&month).ok()
    }

    /// Whether the month before it is known too, so that something can be said to have moved.
    pub fn is_compared(&self, month: Month) -> bool {
        self.at(month.before()).is_some()
    }

    /// What some amounts say of a month, and of the one before it; nothing is charged in a month that is not known.
    pub fn moved(&self, amounts: &[Amount], month: Month) -> (Amount, Amount) {
        let of = |month| self.at(month).and_then(|at| amounts.get(at)).copied();
        (
            of(month.before()).unwrap_or_default(),
            of(month).unwrap_or_default(),
        )
    }

    /// The lines of a view in a month.
    pub fn groups(&self, by: By, month: Month) -> Vec<Group> {
        let lines = self.lines(by).iter();
        lines.map(|line| self.group(line, month)).collect()
    }

    /// A line in a month.
    pub fn group(&self, line: &Line, month: Month) -> Group {
        let (before, now) = self.moved(&line.months, month);
        Group {
            name: line.name.clone(),
            currency: line.currency.clone(),
            before,
            now,
        }
    }

    /// How far each budget is in a month, what is over first.
    pub fn budget_states(&self, month: Month) -> Vec<BudgetState> {
        budget_states(&self.budgets, |by| self.groups(by, month))
    }

    /// Who watches the cost of an entity.
    pub fn watcher(&self, entity_ref: &str) -> Option<&str> {
        self.watchers.get(entity_ref).map(String::as_str)
    }
}

/// What something costs in the latest whole month, as its line in the view of its like says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EntityMonth {
    /// Canonical ref.
    pub entity: String,
    pub month: Month,
    pub cost: EntityCost,
}

impl Report {
    /// What something costs in the latest whole month; none where nothing is known of it.
    pub fn of_entity(&self, entity_ref: &str) -> Option<EntityMonth> {
        let month = self.whole?;
        let lines = self.lines(listed_by(entity_ref)).iter();
        let mut cost = EntityCost::default();
        for line in lines.filter(|line| line.name == entity_ref) {
            let (before, now) = self.moved(&line.months, month);
            if !(before.is_zero() && now.is_zero()) {
                if self.is_compared(month) {
                    cost.before.push(Money::new(before, &line.currency));
                }
                cost.latest.push(Money::new(now, &line.currency));
            }
        }
        let entity = entity_ref.to_owned();
        (!cost.latest.is_empty()).then_some(EntityMonth { entity, month, cost })
    }
}

/// The sums of lines, by currency.
fn totals(lines: &[Line]) -> Vec<Line> {
    let mut totals: BTreeMap<&str, Vec<Amount>> = BTreeMap::new();
    for line in lines {
        let sums = totals
            .entry(&line.currency)
            .or_insert_with(|| vec![Amount::ZERO; line.months.len()]);
        for (sum, amount) in sums.iter_mut().zip(&line.months) {
            *sum += *amount;
        }
    }
    let total = |(currency, months): (&str, Vec<Amount>)| Line {
        currency: currency.to_owned(),
        months,
        ..Line::default()
    };
    totals.into_iter().map(total).collect()
}
