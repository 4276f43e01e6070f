//! `muster who`: the six answers about one entity, with the way to the first.

use color_eyre::Result;
use jiff::Zoned;
use jiff::civil::Date;
use serde::Serialize;

use super::dated::Dated;
use super::entity;
use super::{Context, Failure, Outcome, Output};
use crate::engine::ownership::{day, departures};
use crate::model::catalog::{Catalog, Entity};
use crate::model::ownership::{Answers, Role, answers};

#[derive(Debug, clap::Args)]
pub struct Args {
    /// An entity ref, or the part of one that only one entity has
    #[arg(value_name = "REF")]
    entity: String,

    /// Print the answer as JSON
    #[arg(long)]
    json: bool,
}

#[derive(Serialize)]
struct Document<'a> {
    #[serde(rename = "ref")]
    entity_ref: &'a str,
    accountable: Option<&'a str>,
    /// The last day of who is accountable, where it is over.
    #[serde(skip_serializing_if = "Option::is_none")]
    accountable_left: Option<String>,
    accountable_path: &'a [String],
    owner: Option<&'a str>,
    deputy: Option<&'a str>,
    change_approver: Option<&'a str>,
    contact: Option<&'a str>,
    cost_owner: Option<&'a str>,
    belongs_to: Vec<&'a str>,
}

pub fn run(args: &Args, context: &Context) -> Result<Outcome> {
    let catalog = context.catalog()?;
    let entity = entity::find(catalog, &args.entity)?;
    let answers = answers(catalog, entity.id);
    let left = match &answers.accountable {
        Some(person) => left(person.entity_ref(), context)?,
        None => None,
    };
    if args.json {
        let document = document(catalog, entity, &answers, left);
        context.output().json(&Dated::of(document, context)?)?;
    } else {
        print(catalog, entity, &answers, left, context.output())?;
    }
    Ok(Outcome::Done)
}

/// The last day of somebody, where it is over.
fn left(person: &str, context: &Context) -> Result<Option<Date>> {
    if !context.paths()?.journal(&context.workspace()?.key).exists() {
        return Ok(None);
    }
    let journal = super::journal::open_to_read(context)?;
    let today = match context.at()? {
        Some(at) => day(at),
        None => Zoned::now().date(),
    };
    let known = departures(&journal).map_err(Failure::from)?;
    Ok(known.last_day(person).filter(|last| *last < today))
}

fn document<'a>(
    catalog: &'a Catalog,
    entity: Entity<'a>,
    answers: &'a Answers<'a>,
    left: Option<Date>,
) -> Document<'a> {
    let person = |role: Role<'a>| role.person.map(|person| person.entity_ref());
    Document {
        entity_ref: entity.entity_ref(),
        accountable: answers.accountable.map(|person| person.entity_ref()),
        accountable_left: left.map(|left| left.to_string()),
        accountable_path: &answers.path,
        owner: answers
            .owner
            .map(|owner| catalog.node_ref(owner))
            .or(entity.owner_text()),
        deputy: person(answers.deputy),
        change_approver: person(answers.change_approver),
        contact: person(answers.contact),
        cost_owner: person(answers.cost_owner),
        belongs_to: answers
            .belongs_to
            .iter()
            .map(|node| catalog.node_ref(*node))
            .collect(),
    }
}

fn print(
    catalog: &Catalog,
    entity: Entity<'_>,
    answers: &Answers<'_>,
    left: Option<Date>,
    output: &Output,
) -> Result<()> {
    let line = |name: &str, value: &str| output.line(format!("{name:<16} {value}").trim_end());
    let named = |person: Entity<'_>| match person.title() {
        Some(title) => format!("{} ({title})", person.entity_ref()),
        None => person.entity_ref().to_owned(),
    };
    let role = |role: Role<'_>| match role.person {
        Some(person) if role.fallback => format!("{}, being accountable", person.entity_ref()),
        Some(person) => named(person),
        None => "nobody".to_owned(),
    };
    line("entity", &named(entity))?;
    let left = left.map_or_else(String::new, |left| format!(", who left on {left}"));
    let accountable = answers.accountable.map_or_else(|| "nobody".to_owned(), named);
    line("accountable", &format!("{accountable}{left}"))?;
    for step in &answers.path {
        line("", &format!("· {step}"))?;
    }
    let owner = match answers.owner {
        Some(owner) if catalog.is_dangling(owner) => {
            format!("{} (not in the catalog)", catalog.node_ref(owner))
        }
        Some(owner) => catalog.node_ref(owner).to_owned(),
        None => entity.owner_text().unwrap_or("nobody").to_owned(),
    };
    line("owner", &owner)?;
    line("deputy", &role(answers.deputy))?;
    line("change approver", &role(answers.change_approver))?;
    line("contact", &role(answers.contact))?;
    line("cost owner", &role(answers.cost_owner))?;
    let chain: Vec<&str> = answers
        .belongs_to
        .iter()
        .map(|node| catalog.node_ref(*node))
        .collect();
    line(
        "belongs to",
        &if chain.is_empty() {
            "nothing".to_owned()
        } else {
            chain.join(" › ")
        },
    )
}
