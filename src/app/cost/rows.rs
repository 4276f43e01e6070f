//! The rows of a tab in a month: narrowed and sorted. Pure.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use rustc_hash::FxHashSet;

use super::filter::Filter;
use super::tab::{Column, Tab};
use crate::app::list;
use crate::model::catalog::Catalog;
use crate::model::cost::{Amount, BudgetState, Money, Month, Report, Unmatched};

/// What is to be seen of a tab.
#[derive(Debug, Clone, Copy)]
pub struct Wish<'a> {
    pub tab: Tab,
    pub month: Month,
    pub words: &'a str,
    /// Only what is charged in it.
    pub currency: Option<&'a str>,
    pub sort: Option<Column>,
    pub reversed: bool,
}

/// A row in one currency.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Row {
    id: String,
    /// A canonical ref, the name of a service, a tag; empty for what falls to nobody.
    pub name: String,
    pub is_entity: bool,
    pub currency: String,
    pub before: Amount,
    pub now: Amount,
    /// The month before is known: only then can it be said to have moved.
    pub is_compared: bool,
    /// In hundredths of everything in its currency.
    pub share: Option<f64>,
    /// A budget that is used up.
    pub is_over: bool,
    /// Which one it is of those of the report, or of the budgets.
    pub at: usize,
}

/// The rows of one tab.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Rows {
    rows: Vec<Row>,
    /// How far each budget is in the month.
    pub budgets: Vec<BudgetState>,
    /// All that could be listed, whether a filter hides it or not.
    known: FxHashSet<String>,
}

impl Row {
    /// How much more it is than in the month before.
    pub fn moved(&self) -> Amount {
        match self.is_compared {
            true => self.now - self.before,
            false => Amount::ZERO,
        }
    }

    /// Whether it is the line of what falls to nobody.
    pub fn is_nobody(&self) -> bool {
        self.name.is_empty()
    }

    pub fn money(&self) -> Money {
        Money::new(self.now, &self.currency)
    }
}

impl Rows {
    /// Makes the rows anew.
    pub fn make(&mut self, report: &Report, catalog: Option<&Catalog>, wish: Wish<'_>) {
        self.budgets.clear();
        let mut rows = match wish.tab {
            Tab::Unmatched => of_unmatched(report, wish.month),
            Tab::Budgets => {
                self.budgets = report.budget_states(wish.month);
                of_budgets(report, &self.budgets, wish.month)
            }
            tab => of_lines(report, tab, wish.month),
        };
        if wish.tab == Tab::Moved {
            rows.retain(|row| !row.moved().is_zero());
        }
        self.known = rows.iter().map(|row| row.id.clone()).collect();
        let filter = Filter::parse(wish.words);
        rows.retain(|row| {
            let texts = self.texts(row, wish.tab, report, catalog);
            let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
            wish.currency.is_none_or(|currency| currency == row.currency)
                && filter.matches(row, &texts, report, catalog)
        });
        let budgets = &self.budgets;
        sort(&mut rows, wish, |row, column| key(row, column, report, budgets));
        self.rows = rows;
    }

    pub fn row(&self, at: usize) -> Option<&Row> {
        self.rows.get(at)
    }

    /// What all rows that are seen add up to, by currency.
    pub fn sums(&self) -> Vec<Money> {
        let mut sums: BTreeMap<&str, Amount> = BTreeMap::new();
        for row in &self.rows {
            *sums.entry(&row.currency).or_default() += row.now;
        }
        let money = sums.into_iter().map(|(currency, sum)| Money::new(sum, currency));
        money.collect()
    }

    /// How many there would be without a filter.
    pub fn all(&self) -> usize {
        self.known.len()
    }

    /// All that a row says and can be found by.
    fn texts(&self, row: &Row, tab: Tab, report: &Report, catalog: Option<&Catalog>) -> Vec<String> {
        let mut texts = vec![row.name.clone(), row.currency.clone()];
        if row.is_nobody() {
            texts.push(super::words::NOBODY.to_owned());
        }
        if let (Tab::Unmatched, Some(found)) = (tab, report.unmatched.get(row.at)) {
            texts.extend([
                found.provider.clone(),
                found.service.clone(),
                found.account.clone(),
            ]);
            texts.extend(found.resources.iter().map(|(resource, _)| resource.clone()));
        }
        let title = catalog.and_then(|catalog| catalog.entity(catalog.find(&row.name)?).title());
        texts.extend(title.map(str::to_owned));
        texts
    }
}

fn of_lines(report: &Report, tab: Tab, month: Month) -> Vec<Row> {
    let lines = tab.by().map_or(&[][..], |by| report.lines(by));
    let row = |(at, line): (usize, &crate::model::cost::Line)| {
        let (before, now) = report.moved(&line.months, month);
        let is_there = !(before.is_zero() && now.is_zero());
        is_there.then(|| Row {
            id: identity(&line.name, &line.currency),
            name: line.name.clone(),
            is_entity: tab.is_of_entities(),
            currency: line.currency.clone(),
            before,
            now,
            is_compared: report.is_compared(month),
            share: share(report, month, now, &line.currency),
            is_over: false,
            at,
        })
    };
    lines.iter().enumerate().filter_map(row).collect()
}

fn of_unmatched(report: &Report, month: Month) -> Vec<Row> {
    let row = |(at, found): (usize, &Unmatched)| {
        let (before, now) = report.moved(&found.months, month);
        let tag = tag(found);
        let is_there = !(before.is_zero() && now.is_zero());
        let parts = [&*tag, &found.provider, &found.service, &found.account].join("\u{1}");
        is_there.then(|| Row {
            id: identity(&parts, &found.currency),
            name: tag,
            is_entity: false,
            currency: found.currency.clone(),
            before,
            now,
            is_compared: report.is_compared(month),
            share: share(report, month, now, &found.currency),
            is_over: false,
            at,
        })
    };
    report.unmatched.iter().enumerate().filter_map(row).collect()
}

fn of_budgets(report: &Report, budgets: &[BudgetState], month: Month) -> Vec<Row> {
    let row = |(at, state): (usize, &BudgetState)| {
        let (entity, currency) = (&state.budget.entity, &state.budget.month.currency);
        let lines = report.lines(crate::model::cost::counted_by(entity)).iter();
        let line = lines
            .filter(|line| line.name == *entity)
            .find(|line| line.currency == *currency);
        Row {
            id: identity(entity, currency),
            name: entity.clone(),
            is_entity: true,
            currency: currency.clone(),
            before: line.map_or(Amount::ZERO, |line| report.moved(&line.months, month).0),
            now: state.spent,
            is_compared: report.is_compared(month),
            share: share(report, month, state.spent, currency),
            is_over: state.is_over,
            at,
        }
    };
    budgets.iter().enumerate().map(row).collect()
}

/// The tag that tells most, as `application=Atlas`; empty where there is none.
pub fn tag(found: &Unmatched) -> String {
    let tag = found.tag.as_ref();
    tag.map_or_else(String::new, |(key, value)| format!("{key}={value}"))
}

fn identity(name: &str, currency: &str) -> String {
    format!("{name}\u{1}{currency}")
}

fn share(report: &Report, month: Month, now: Amount, currency: &str) -> Option<f64> {
    let mut totals = report.totals.iter();
    let total = totals.find(|total| total.currency == currency)?;
    now.percent_of(report.moved(&total.months, month).1)
}

/// By what a row is sorted: what is most first, texts as they are read.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
enum Key {
    Amount(Reverse<Amount>),
    Number(Reverse<i64>),
    Text(String),
}

/// Sorts by a column, where one was chosen; else what moved most first among what moved, what is dearest everywhere else.
/// Budgets come as they are: what is over first.
fn sort(rows: &mut [Row], wish: Wish<'_>, key: impl Fn(&Row, Column) -> Key) {
    let column = match (wish.sort, wish.tab) {
        (Some(column), _) => Some(column),
        (None, Tab::Moved) => Some(Column::Moved),
        (None, Tab::Budgets) => None,
        (None, _) => Some(Column::Cost),
    };
    if let Some(column) = column {
        rows.sort_by_cached_key(|row| {
            let own = match (column, wish.tab) {
                // What is cheaper by much moved too.
                (Column::Moved, Tab::Moved) => Key::Amount(Reverse(row.moved().abs())),
                (column, _) => key(row, column),
            };
            (own, row.name.clone(), row.currency.clone())
        });
    }
    if wish.reversed {
        rows.reverse();
    }
}

fn key(row: &Row, column: Column, report: &Report, budgets: &[BudgetState]) -> Key {
    let amount = |amount: Amount| Key::Amount(Reverse(amount));
    // Hundredths of hundredths tell rows apart well enough.
    let number = |number: Option<f64>| {
        let number = number.map_or(i64::MIN, |number| (number * 10_000.0) as i64);
        Key::Number(Reverse(number))
    };
    let found = || report.unmatched.get(row.at);
    let budget = || budgets.get(row.at);
    let text = |text: Option<&String>| Key::Text(text.map_or_else(String::new, |text| text.to_lowercase()));
    match column {
        Column::Name => Key::Text(row.name.to_lowercase()),
        Column::Cost | Column::Trend => amount(row.now),
        Column::Moved => amount(row.moved()),
        Column::Change => number(row.now.grown_from(row.before)),
        Column::Share => number(row.share),
        Column::Before => amount(row.before),
        Column::Resources => number(found().map(|found| found.resources.len() as f64)),
        Column::Service => text(found().map(|found| &found.service)),
        Column::Provider => text(found().map(|found| &found.provider)),
        Column::Account => text(found().map(|found| &found.account)),
        Column::State | Column::Used => number(budget().and_then(|state| state.percent)),
        Column::Budget => amount(budget().map_or(Amount::ZERO, |state| state.budget.month.amount)),
        Column::Left => amount(budget().map_or(Amount::ZERO, BudgetState::left)),
    }
}

impl list::Rows for Rows {
    fn len(&self) -> usize {
        self.rows.len()
    }

    fn id(&self, index: usize) -> std::borrow::Cow<'_, str> {
        self.rows.get(index).map_or("", |row| row.id.as_str()).into()
    }

    fn knows(&self, id: &str) -> bool {
        self.known.contains(id)
    }
}
