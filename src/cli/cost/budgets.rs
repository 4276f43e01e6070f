//! `muster cost budgets`: how far each budget is in a month.

use color_eyre::Result;
use serde::Serialize;

use super::held;
use crate::cli::{Context, Outcome, Table};
use crate::engine::cost::stated_budgets;
use crate::model::cost::{BudgetState, Costs, budgets};
use crate::model::text::safe;

#[derive(Debug, clap::Args)]
pub struct Args {
    /// The month, as 2026-10; the latest that is known unless one is named
    #[arg(long, value_name = "MONTH")]
    month: Option<String>,

    /// Print the answer as JSON, with every digit
    #[arg(long)]
    json: bool,
}

#[derive(Serialize)]
struct Document {
    #[serde(rename = "ref")]
    entity: String,
    month: String,
    budget: String,
    spent: String,
    currency: String,
    over: bool,
    /// What is spent beside it in other currencies.
    others: Vec<String>,
}

pub fn run(args: &Args, context: &Context) -> Result<Outcome> {
    let exports = held::all(context)?;
    let (workspace, catalog) = (context.workspace()?, context.catalog()?);
    let costs = Costs::new(catalog, &exports.ledger, &workspace.settings.cost.tags);
    let month = held::month(&costs, args.month.as_deref())?;
    let (stated, unknown) = stated_budgets(workspace, catalog);
    let (states, wrong) = budgets(catalog, &stated, &costs, month);
    for why in unknown
        .iter()
        .cloned()
        .chain(wrong.iter().map(|(name, why)| format!("{name}: {why}")))
    {
        eprintln!("muster: {}", safe(&why));
    }
    if args.json {
        let document = |state: &BudgetState| Document {
            entity: state.budget.entity.clone(),
            month: month.to_string(),
            budget: state.budget.month.amount.to_string(),
            spent: state.spent.to_string(),
            currency: state.budget.month.currency.clone(),
            over: state.is_over,
            others: state.others.iter().map(ToString::to_string).collect(),
        };
        context
            .output()
            .json(&states.iter().map(document).collect::<Vec<_>>())?;
    } else if states.is_empty() {
        context.output().line(
            "there are no budgets; state them as `muster/budget: \"1200 EUR\"` or in [[cost.budgets]]",
        )?;
    } else {
        context.output().table(&table(&states))?;
    }
    let is_well = unknown.is_empty() && wrong.is_empty() && states.iter().all(|state| !state.is_over);
    Ok(match is_well {
        true => Outcome::Done,
        false => Outcome::Problems,
    })
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
