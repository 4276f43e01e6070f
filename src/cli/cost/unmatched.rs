//! `muster cost unmatched`: what falls to nobody in a month, and what would change that.

use std::cmp::Reverse;

use color_eyre::Result;
use serde::Serialize;

use super::held;
use crate::cli::{Context, Outcome, Table};
use crate::model::cost::{Amount, Month, Report, Unmatched};

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
    unmatched: Vec<Found<'a>>,
    /// What is missing from the sums or may be in them twice.
    remarks: &'a [String],
}

#[derive(Serialize)]
struct Found<'a> {
    provider: &'a str,
    service: &'a str,
    account: &'a str,
    tag: Option<&'a (String, String)>,
    resources: usize,
    /// What to name as `muster/external-id`.
    ids: &'a [&'a str],
    cost: String,
    currency: &'a str,
}

/// What is charged in the month.
struct Charged<'a> {
    what: &'a Unmatched,
    cost: Amount,
    ids: Vec<&'a str>,
}

pub fn run(args: &Args, context: &Context) -> Result<Outcome> {
    let report = held::report(context)?;
    let month = held::month(&report, args.month.as_deref())?;
    let charged = charged(&report, month);
    match args.json {
        true => context.output().json(&Document {
            month: month.to_string(),
            unmatched: charged.iter().map(found).collect(),
            remarks: &report.remarks,
        })?,
        false => print(&charged, month, context)?,
    }
    Ok(held::outcome(&report))
}

/// The dearest first.
fn charged<'a>(report: &'a Report, month: Month) -> Vec<Charged<'a>> {
    let now = |months: &[Amount]| report.moved(months, month).1;
    let one = |what: &'a Unmatched| {
        let Unmatched {
            months, resources, ..
        } = what;
        let ids = resources.iter().filter(|(_, months)| !now(months).is_zero());
        let ids: Vec<&str> = ids.map(|(id, _)| id.as_str()).collect();
        let cost = now(months);
        (!(cost.is_zero() && ids.is_empty())).then_some(Charged { what, cost, ids })
    };
    let mut charged: Vec<Charged<'a>> = report.unmatched.iter().filter_map(one).collect();
    charged.sort_by_key(|one| Reverse(one.cost));
    charged
}

fn found<'a>(charged: &'a Charged<'a>) -> Found<'a> {
    let what = charged.what;
    Found {
        provider: &what.provider,
        service: &what.service,
        account: &what.account,
        tag: what.tag.as_ref(),
        resources: charged.ids.len(),
        ids: &charged.ids,
        cost: charged.cost.to_string(),
        currency: &what.currency,
    }
}

fn print(charged: &[Charged<'_>], month: Month, context: &Context) -> Result<()> {
    let (output, heading) = (context.output(), held::heading(month));
    if charged.is_empty() {
        output.line(&format!("{heading}: everything falls to somebody"))?;
        return Ok(());
    }
    output.line(&format!(
        "{heading}: give an entity the resource as `muster/external-id`, or call one as the tag does"
    ))?;
    let mut table = Table::new(&[
        "TAG",
        "COST",
        "CURRENCY",
        "RESOURCES",
        "SERVICE",
        "PROVIDER",
        "ACCOUNT",
    ]);
    for Charged { what, cost, ids } in charged {
        let tag = what.tag.as_ref().map(|(key, value)| format!("{key}={value}"));
        table.row(vec![
            tag.unwrap_or_else(|| "(none that tells)".to_owned()),
            cost.grouped(),
            what.currency.clone(),
            ids.len().to_string(),
            what.service.clone(),
            what.provider.clone(),
            what.account.clone(),
        ]);
    }
    output.table(&table)?;
    Ok(())
}
