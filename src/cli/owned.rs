//! `muster owned`: everything somebody answers for, and how it stands with each.

use color_eyre::Result;
use serde::Serialize;

use super::own::Stage;
use super::{Context, Failure, Outcome, Table, cost, entity};
use crate::model::cost::Money;
use crate::model::ownership::{Beside, Holder, Owned, Standing, holding};
use crate::model::text::nearest_few;

#[derive(Debug, clap::Args)]
pub struct Args {
    /// Whose, instead of your own
    #[arg(long, value_name = "PERSON")]
    user: Option<String>,

    /// Also what the people below them answer for
    #[arg(long)]
    team: bool,

    /// Only what is due by now, or soon
    #[arg(long)]
    due: bool,

    /// Only what is part of this system
    #[arg(long, value_name = "REF")]
    system: Option<String>,

    /// Print the answer as JSON
    #[arg(long)]
    json: bool,
}

#[derive(Serialize)]
struct Document<'a> {
    #[serde(rename = "ref")]
    entity_ref: &'a str,
    accountable: &'a str,
    #[serde(rename = "as")]
    as_: &'static str,
    system: Option<&'a str>,
    attested: Option<String>,
    due: Option<String>,
    standing: &'static str,
    changed: bool,
    findings: usize,
    dependants: usize,
    cost_month: Option<String>,
}

pub fn run(args: &Args, context: &Context) -> Result<Outcome> {
    let stage = Stage::to_look(context)?;
    let person = match &args.user {
        Some(text) => {
            let node = entity::find_among(&stage.catalog, text, &["user"])?;
            stage.catalog.node_ref(node).to_owned()
        }
        None => stage.actor.clone(),
    };
    let judged = stage.judged()?;
    let costs = cost::of_entities(context, &stage.catalog, stage.today)?;
    let beside = Beside {
        judged: Some(&judged),
        costs: costs.as_ref(),
    };
    let mut holding = holding(&stage.review(), beside, &person, args.team);
    if !holding.is_known {
        let people = stage.catalog.entities().filter(|entity| entity.is_kind("User"));
        let like = nearest_few(&person, people.map(|person| person.entity_ref()), 3);
        let hint = match like.as_slice() {
            [] => "say who you are: `identity` in config.toml, --as, or --user".to_owned(),
            like => format!("did you mean {}?", like.join(" or ")),
        };
        return Err(Failure::new(format!("{person} is no person of the catalog"))
            .hint(hint)
            .into());
    }
    if let Some(system) = &args.system {
        let node = entity::find_among(&stage.catalog, system, &["system"])?;
        let system = stage.catalog.node_ref(node);
        holding.rows.retain(|row| row.system.as_deref() == Some(system));
    }
    if args.due {
        holding
            .rows
            .retain(|row| matches!(row.standing, Standing::Overdue { .. } | Standing::DueSoon));
    }
    if args.json {
        let documents: Vec<Document<'_>> = holding.rows.iter().map(document).collect();
        context.output().json(&documents)?;
    } else if holding.rows.is_empty() {
        context.output().line("nothing that is like that")?;
    } else {
        let table = table(&holding.rows, args.team, costs.is_some());
        context.output().table(&table)?;
        if let Some(month) = costs.and_then(|costs| costs.month) {
            let month = month.strftime("%Y-%m");
            context.output().line(&format!("COST is that of {month}"))?;
        }
    }
    Ok(Outcome::Done)
}

/// Costs have a column where they are known.
fn table(rows: &[Owned], team: bool, knows_costs: bool) -> Table {
    let mut header = vec![
        "ENTITY",
        "STANDING",
        "DUE",
        "ATTESTED",
        "FINDINGS",
        "DEPENDANTS",
        "SYSTEM",
    ];
    header.extend(knows_costs.then_some("COST"));
    header.push(if team { "ACCOUNTABLE" } else { "AS" });
    let mut table = Table::new(&header);
    for row in rows {
        let changed = if row.changed { ", changed" } else { "" };
        let mut cells = vec![
            row.entity_ref.to_string(),
            format!("{}{changed}", standing(&row.standing)),
            row.due.map_or_else(String::new, |day| day.to_string()),
            row.attested
                .map_or_else(|| "never".to_owned(), |day| day.to_string()),
            row.findings.to_string(),
            row.dependants.to_string(),
            row.system.as_deref().unwrap_or_default().to_owned(),
        ];
        cells.extend(knows_costs.then(|| costs_of(row)));
        cells.push(match team {
            true => row.accountable.to_string(),
            false => holder(row.as_).to_owned(),
        });
        table.row(cells);
    }
    table
}

/// For people; what is nothing in a currency is left out.
fn costs_of(row: &Owned) -> String {
    let latest = row.cost.iter().flat_map(|cost| &cost.latest);
    let sums = latest.filter(|money| !money.amount.is_zero());
    sums.map(Money::grouped).collect::<Vec<_>>().join(", ")
}

fn standing(standing: &Standing) -> &'static str {
    match standing {
        Standing::Exempt => "exempt",
        Standing::Holds => "holds",
        Standing::DueSoon => "due soon",
        Standing::Overdue { .. } => "overdue",
        Standing::Offered { .. } => "offered",
    }
}

fn holder(holder: Holder) -> &'static str {
    match holder {
        Holder::Accountable => "accountable",
        Holder::Deputy => "deputy",
        Holder::Manager => "manager",
    }
}

fn document(row: &Owned) -> Document<'_> {
    let cost = row.cost.as_ref().map(|cost| {
        let sums: Vec<String> = cost.latest.iter().map(ToString::to_string).collect();
        sums.join(", ")
    });
    Document {
        entity_ref: &row.entity_ref,
        accountable: &row.accountable,
        as_: holder(row.as_),
        system: row.system.as_deref(),
        attested: row.attested.map(|day| day.to_string()),
        due: row.due.map(|day| day.to_string()),
        standing: standing(&row.standing),
        changed: row.changed,
        findings: row.findings,
        dependants: row.dependants,
        cost_month: cost,
    }
}
