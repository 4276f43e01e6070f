//! `muster cost show` and `moved`: lines for what things cost, to the last digit as JSON.

use std::cmp::Reverse;

use color_eyre::Result;
use serde::Serialize;

use super::held;
use crate::app::cost::words::{change, signed};
use crate::cli::{Context, Outcome, Table};
use crate::model::cost::{By, Group, Money, Month, Report};
use crate::model::text::grouped;

/// What stands first.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Order {
    Dearest,
    /// What is more or less by most.
    Moved,
}

#[derive(Debug, clap::Args)]
pub struct Args {
    /// By what costs are added up
    #[arg(long, value_name = "WHAT", value_enum, default_value = "entity")]
    by: What,

    /// The month, as 2026-10; the latest that is over unless one is named
    #[arg(long, value_name = "MONTH")]
    month: Option<String>,

    /// No more lines than this; the sum is of all
    #[arg(long, value_name = "COUNT")]
    limit: Option<usize>,

    /// Print the answer as JSON, with every digit
    #[arg(long)]
    json: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum What {
    Entity,
    System,
    Domain,
    Team,
    Person,
    Service,
    Category,
    Provider,
    Account,
}

#[derive(Serialize)]
struct Document<'a> {
    month: String,
    /// The month before; null where nothing is known of it, so that nothing can be said to have moved.
    before: Option<String>,
    /// By currency, everything that was charged: the sum of all lines.
    total: Vec<String>,
    lines: Vec<Line<'a>>,
    /// What is missing from the sums or may be in them twice.
    remarks: &'a [String],
}

#[derive(Serialize)]
struct Line<'a> {
    /// Null for what falls to nobody.
    name: Option<&'a str>,
    currency: &'a str,
    /// Null where nothing is known of the month before.
    before: Option<String>,
    now: String,
    /// As before.
    moved: Option<String>,
}

pub fn run(args: &Args, order: Order, context: &Context) -> Result<Outcome> {
    let report = held::report(context)?;
    let month = held::month(&report, args.month.as_deref())?;
    let mut lines = lines(&report, args.by.into(), month, order);
    let all = lines.len();
    lines.truncate(args.limit.unwrap_or(usize::MAX));
    if args.json {
        context.output().json(&document(&report, month, &lines))?;
        return Ok(held::outcome(&report));
    }
    let (output, is_compared) = (context.output(), report.is_compared(month));
    let (heading, before) = (held::heading(month), month.before());
    output.line(&match is_compared {
        true => format!("{heading}, and {before} before it"),
        false => format!("{heading}; nothing is known of {before}, so nothing can be said to have moved"),
    })?;
    if order == Order::Moved && !is_compared {
        return Ok(held::outcome(&report));
    }
    let mut table = Table::new(&["WHAT", "NOW", "BEFORE", "MOVED", "", "CURRENCY"]);
    for line in &lines {
        let name = match line.name.as_str() {
            "" => nobody(args.by),
            name => name,
        };
        table.row(row(name, line, is_compared));
    }
    for total in totals(&report, month) {
        table.row(row("all of it", &total, is_compared));
    }
    output.table(&table)?;
    if lines.len() < all {
        output.line(&format!("{} lines more", grouped(all - lines.len())))?;
    }
    Ok(held::outcome(&report))
}

/// What is charged in the month or the one before.
fn lines(report: &Report, by: By, month: Month, order: Order) -> Vec<Group> {
    let mut lines = report.groups(by, month);
    lines.retain(Group::is_charged);
    if order == Order::Moved {
        lines.retain(|line| report.is_compared(month) && !line.moved().is_zero());
    }
    lines.sort_by_cached_key(|line| {
        let most = match order {
            Order::Dearest => line.now,
            Order::Moved => line.moved().abs(),
        };
        (Reverse(most), line.name.clone(), line.currency.clone())
    });
    lines
}

fn totals(report: &Report, month: Month) -> Vec<Group> {
    let totals = report.totals.iter().map(|total| report.group(total, month));
    totals.filter(Group::is_charged).collect()
}

fn nobody(by: What) -> &'static str {
    match by {
        What::Service | What::Category | What::Provider | What::Account => "(not named)",
        What::System | What::Domain => "(in none, or falls to nobody)",
        What::Team => "(of no team, or falls to nobody)",
        What::Person => "(watched by nobody, or falls to nobody)",
        What::Entity => "(falls to nobody)",
    }
}

fn row(name: &str, line: &Group, is_compared: bool) -> Vec<String> {
    let compared = |text: String| if is_compared { text } else { String::new() };
    vec![
        name.to_owned(),
        line.now.grouped(),
        compared(line.before.grouped()),
        compared(signed(line.moved())),
        compared(change(line.before, line.now)),
        line.currency.clone(),
    ]
}

fn document<'a>(report: &'a Report, month: Month, lines: &'a [Group]) -> Document<'a> {
    let is_compared = report.is_compared(month);
    let line = |line: &'a Group| Line {
        name: Some(line.name.as_str()).filter(|name| !name.is_empty()),
        currency: &line.currency,
        before: is_compared.then(|| line.before.to_string()),
        now: line.now.to_string(),
        moved: is_compared.then(|| line.moved().to_string()),
    };
    let total = |total: Group| Money::new(total.now, &total.currency).to_string();
    Document {
        month: month.to_string(),
        before: is_compared.then(|| month.before().to_string()),
        total: totals(report, month).into_iter().map(total).collect(),
        lines: lines.iter().map(line).collect(),
        remarks: &report.remarks,
    }
}

impl From<What> for By {
    fn from(what: What) -> Self {
        match what {
            What::Entity => By::Entity,
            What::System => By::System,
            What::Domain => By::Domain,
            What::Team => By::Team,
            What::Person => By::Person,
            What::Service => By::Service,
            What::Category => By::Category,
            What::Provider => By::Provider,
            What::Account => By::Account,
        }
    }
}
