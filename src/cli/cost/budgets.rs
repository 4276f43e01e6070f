//! `muster cost budgets`: how far each budget is in a month.

use color_eyre::Result;
use serde::Serialize;

use super::held;
use crate::cli::{Context, Outcome, Table};
use crate::model::cost::BudgetState;

#[derive(Debug, clap::Args)]
pub struct Args {
    /// The month, as 2026-10; the latest that is over unless one is named
    #[arg(long, value_name = "MONTH")]
    month: Option<String>,

    /// Print the answer as JSON, with every digit
    #[arg(long)]
    json: bool,
}

#[derive(Serialize)]
struct Document<'a> {
    month: String,
    budgets: Vec<Budget>,
    /// What is missing from the sums or may be in them twice, and budgets that nobody can read.
    remarks: &'a [String],
}

#[derive(Serialize)]
struct Budget {
    #[serde(rename = "ref")]
    entity: String,
    budget: String,
    spent: String,
    currency: String,
    over: bool,
    /// What is spent beside it in other currencies.
    others: Vec<String>,
}

pub fn run(args: &Args, context: &Context) -> Result<Outcome> {
    let report = held::report(context)?;
    let month = held::month(&report, args.month.as_deref())?;
    let states = report.budget_states(month);
    let output = context.output();
    if args.json {
        output.json(&Document {
            month: month.to_string(),
            budgets: states.iter().map(budget).collect(),
            remarks: &report.remarks,
        })?;
    } else if states.is_empty() {
        output.line(
            "there are no budgets; state them as `muster/budget: \"1200 EUR\"` or in [[cost.budgets]]",
        )?;
    } else {
        output.line(&held::heading(month))?;
        output.table(&table(&states))?;
    }
    Ok(
        match report.lacks_budget || states.iter().any(|state| state.is_over) {
            true => Outcome::Problems,
            false => held::outcome(&report),
        },
    )
}

fn budget(state: &BudgetState) -> Budget {
    Budget {
        entity: state.budget.entity.clone(),
        budget: state.budget.month.amount.to_string(),
        spent: state.spent.to_string(),
        currency: state.budget.month.currency.clone(),
        over: state.is_over,
        others: state.others.iter().map(ToString::to_string).collect(),
    }
}

fn table(states: &[BudgetState]) -> Table {
    let mut table = Table::new(&["FOR", "SPENT", "BUDGET", "", "STATE", "BESIDE IT"]);
    for state in states {
        let others: Vec<String> = state.others.iter().map(|money| money.grouped()).collect();
        table.row(vec![
            state.budget.entity.clone(),
            state.spent.grouped(),
            state.budget.month.grouped(),
            state
                .percent
                .map_or_else(String::new, |percent| format!("{percent:.0} %")),
            if state.is_over { "over" } else { "within" }.to_owned(),
            others.join(", "),
        ]);
    }
    table
}
