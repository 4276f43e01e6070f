//! `muster cost show`, `moved` and `unmatched`: lines for what things cost, to the last digit as JSON.

use color_eyre::Result;
use serde::Serialize;

use super::held;
use crate::cli::{Context, Outcome, Table};
use crate::model::cost::{Amount, By, Costs, Group, Money};
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

    /// The month, as 2026-10; the latest that is known unless one is named
    #[arg(long, value_name = "MONTH")]
    month: Option<String>,

    /// No more lines than this; the sum is of all
    #[arg(long, value_name = "COUNT")]
    limit: Option<usize>,

    /// Print the answer as JSON, with every digit
    #[arg(long)]
    json: bool,
}

#[derive(Debug, clap::Args)]
pub struct Unmatched {
    /// The month, as 2026-10; the latest that is known unless one is named
    #[arg(long, value_name = "MONTH")]
    month: Option<String>,

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
    Provider,
    Account,
}

#[derive(Serialize)]
struct Document {
    month: String,
    /// By currency, everything that was charged: the sum of all lines.
    total: Vec<String>,
    lines: Vec<Line>,
}

#[derive(Serialize)]
struct Line {
    /// Null for what falls to nobody.
    name: Option<String>,
    currency: String,
    before: String,
    now: String,
    moved: String,
}

pub fn run(args: &Args, order: Order, context: &Context) -> Result<Outcome> {
    let exports = held::all(context)?;
    let catalog = context.catalog()?;
    let costs = Costs::new(catalog, &exports.ledger, &context.workspace()?.settings.cost.tags);
    let month = held::month(&costs, args.month.as_deref())?;
    let mut lines = costs.by(args.by.into(), month);
    if order == Order::Moved {
        lines.retain(|line| !line.moved().is_zero());
        lines.sort_by(|a, b| {
            b.moved()
                .abs()
                .cmp(&a.moved().abs())
                .then_with(|| a.name.cmp(&b.name))
        });
    }
    let totals = totals(&costs.by(By::Provider, month));
    let all = lines.len();
    lines.truncate(args.limit.unwrap_or(usize::MAX));
    if args.json {
        let document = Document {
            month: month.to_string(),
            total: totals.iter().map(|(_, now)| now.to_string()).collect(),
            lines: lines.iter().map(document).collect(),
        };
        context.output().json(&document)?;
        return Ok(Outcome::Done);
    }
    let (before, now) = (month.before().to_string(), month.to_string());
    context.output().line(&format!("{now}, and {before} before it"))?;
    let mut table = Table::new(&["WHAT", "NOW", "BEFORE", "MOVED", "", "CURRENCY"]);
    for line in &lines {
        table.row(row(line, &nobody(args.by)));
    }
    for (before, now) in totals {
        let total = Group {
            name: "all of it".to_owned(),
            currency: now.currency.clone(),
            before: before.amount,
            now: now.amount,
        };
        table.row(row(&total, ""));
    }
    context.output().table(&table)?;
    if lines.len() < all {
        context
            .output()
            .line(&format!("{} lines more", grouped(all - lines.len())))?;
    }
    Ok(Outcome::Done)
}

fn nobody(by: What) -> String {
    match by {
        What::Service | What::Provider | What::Account => "(not named)".to_owned(),
        What::System | What::Domain => "(in none, or falls to nobody)".to_owned(),
        What::Entity | What::Team | What::Person => "(falls to nobody)".to_owned(),
    }
}

fn row(line: &Group, nobody: &str) -> Vec<String> {
    let moved = line.moved();
    let sign = if moved.is_negative() || moved.is_zero() {
        ""
    } else {
        "+"
    };
    let percent = moved.percent_of(line.before).filter(|_| !line.before.is_zero());
    vec![
        match line.name.as_str() {
            "" => nobody.to_owned(),
            name => name.to_owned(),
        },
        line.now.grouped(),
        line.before.grouped(),
        format!("{sign}{}", moved.grouped()),
        percent.map_or_else(String::new, in_percent),
        line.currency.clone(),
    ]
}

/// Nothing has no sign.
fn in_percent(percent: f64) -> String {
    match percent.round() == 0.0 {
        true => "0 %".to_owned(),
        false => format!("{percent:+.0} %"),
    }
}

fn document(line: &Group) -> Line {
    Line {
        name: Some(line.name.clone()).filter(|name| !name.is_empty()),
        currency: line.currency.clone(),
        before: line.before.to_string(),
        now: line.now.to_string(),
        moved: line.moved().to_string(),
    }
}

/// Everything of the month before and of the month, by currency.
fn totals(lines: &[Group]) -> Vec<(Money, Money)> {
    let mut totals: Vec<(Money, Money)> = Vec::new();
    for line in lines {
        let at = totals.iter().position(|(_, now)| now.currency == line.currency);
        let at = at.unwrap_or_else(|| {
            let nothing = Money::new(Amount::ZERO, &line.currency);
            totals.push((nothing.clone(), nothing));
            totals.len() - 1
        });
        totals[at].0.amount += line.before;
        totals[at].1.amount += line.now;
    }
    totals.sort_by(|a, b| a.1.currency.cmp(&b.1.currency));
    totals
}

pub fn unmatched(args: &Unmatched, context: &Context) -> Result<Outcome> {
    #[derive(Serialize)]
    struct Found {
        provider: String,
        service: String,
        account: String,
        tag: Option<(String, String)>,
        resources: usize,
        cost: String,
        currency: String,
    }
    let exports = held::all(context)?;
    let catalog = context.catalog()?;
    let costs = Costs::new(catalog, &exports.ledger, &context.workspace()?.settings.cost.tags);
    let month = held::month(&costs, args.month.as_deref())?;
    let found = costs.unmatched(month);
    if args.json {
        let documents = found.into_iter().map(|one| Found {
            provider: one.provider,
            service: one.service,
            account: one.account,
            tag: one.tag,
            resources: one.resources,
            cost: one.effective.to_string(),
            currency: one.currency,
        });
        context.output().json(&documents.collect::<Vec<_>>())?;
        return Ok(Outcome::Done);
    }
    if found.is_empty() {
        context
            .output()
            .line(&format!("everything of {month} falls to somebody"))?;
        return Ok(Outcome::Done);
    }
    context.output().line(&format!(
        "{month}: give an entity the resource as `muster/external-id`, or call one as the tag does"
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
    for one in found {
        let tag = one.tag.map(|(key, value)| format!("{key}={value}"));
        table.row(vec![
            tag.unwrap_or_else(|| "(none that tells)".to_owned()),
            one.effective.grouped(),
            one.currency,
            one.resources.to_string(),
            one.service,
            one.provider,
            one.account,
        ]);
    }
    context.output().table(&table)?;
    Ok(Outcome::Done)
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
            What::Provider => By::Provider,
            What::Account => By::Account,
        }
    }
}
