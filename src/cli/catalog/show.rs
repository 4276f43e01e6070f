//! `muster catalog show`: one entity, what is related to it, and what falls short.

use color_eyre::Result;
use serde::Serialize;
use serde_json::Value;

use super::document::{relations, whole};
use super::list::Item;
use super::report::Problem;
use crate::cli::context::shown;
use crate::cli::dated::Dated;
use crate::cli::entity;
use crate::cli::{Context, Outcome, Reading};
use crate::model::catalog::{Catalog, Entity, ProblemView};
use crate::model::text::yaml;

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
    #[serde(flatten)]
    item: Item<'a>,
    relations: Vec<Relation<'a>>,
    /// None of the past: the journal does not keep them.
    problems: Option<Vec<Problem<'a>>>,
    /// The entity as its file states it, with Backstage's relations.
    entity: Value,
}

#[derive(Serialize)]
struct Relation<'a> {
    #[serde(rename = "type")]
    type_: &'static str,
    target: &'a str,
    dangling: bool,
}

pub fn run(args: &Args, context: &Context) -> Result<Outcome> {
    let reading = context.reading()?;
    let entity = entity::find(reading.catalog(), &args.entity)?;
    if args.json {
        context
            .output()
            .json(&Dated::of(document(reading, entity, context)?, context)?)?;
    } else {
        print(reading, entity, context)?;
    }
    Ok(Outcome::Done)
}

fn document<'a>(reading: &'a Reading, entity: Entity<'a>, context: &Context) -> Result<Document<'a>> {
    let catalog = reading.catalog();
    let relation = |(type_, target)| Relation {
        type_,
        target,
        dangling: catalog.find(target).is_none(),
    };
    let is_of_now = context.at()?.is_none();
    Ok(Document {
        item: Item::of(catalog, entity),
        relations: relations(catalog, entity).into_iter().map(relation).collect(),
        problems: is_of_now.then(|| problems(catalog, entity).map(Problem::of).collect()),
        entity: whole(reading, entity),
    })
}

fn problems<'a>(catalog: &'a Catalog, entity: Entity<'a>) -> impl Iterator<Item = ProblemView<'a>> {
    catalog
        .problems()
        .filter(move |problem| problem.entity_ref() == Some(entity.entity_ref()))
}

/// A header of what the catalog knows, then the entity as its file states it.
fn print(reading: &Reading, entity: Entity<'_>, context: &Context) -> Result<()> {
    let catalog = reading.catalog();
    let output = context.output();
    let place = shown(&reading.path(&entity.place()));
    let stale = if entity.is_stale() {
        " (the last good version; the file is broken now)"
    } else {
        ""
    };
    output.line(&format!("# {}  {place}{stale}", entity.entity_ref()))?;
    output.line(&match entity.accountable() {
        Some(person) => format!("# accountable: {}", person.entity_ref()),
        None => "# accountable: nobody".to_owned(),
    })?;
    for (relation, target) in relations(catalog, entity) {
        let dangling = if catalog.find(target).is_none() {
            "  (not in the catalog)"
        } else {
            ""
        };
        output.line(&format!("# {relation} {target}{dangling}"))?;
    }
    if context.at()?.is_some() {
        output.line("# which problems it had then is not known")?;
    }
    for problem in problems(catalog, entity) {
        let at = problem.at();
        output.line(&format!(
            "# {} at {}:{}: {}",
            problem.severity().name(),
            at.line,
            at.column,
            problem.message()
        ))?;
    }
    let mut stated = whole(reading, entity);
    if let Some(stated) = stated.as_object_mut() {
        stated.shift_remove("relations");
    }
    output.write(|out| out.write_all(yaml(&stated).as_bytes()))
}
