//! `muster blueprint list`: the catalog's blueprints, those that cannot run marked.

use color_eyre::Result;

use super::document::Entry;
use crate::cli::{Context, Outcome, Table};
use crate::engine::blueprints;
use crate::model::text::counted;
use crate::providers;

#[derive(Debug, clap::Args)]
pub struct Args {
    /// Print the list as JSON
    #[arg(long)]
    json: bool,
}

pub fn run(args: &Args, context: &Context) -> Result<Outcome> {
    let reading = context.reading()?;
    let all = blueprints::list(reading.catalog(), reading.scope(), &providers::all());
    let output = context.output();
    if args.json {
        output.json(&all.iter().map(Entry::of).collect::<Vec<_>>())?;
        return Ok(Outcome::Done);
    }
    if all.is_empty() {
        output.line("The catalog has no blueprints: no file in it is of the kind Template.")?;
        return Ok(Outcome::Done);
    }
    let mut table = Table::new(&["REF", "TITLE", "STEPS", "OWNER", "STATE"]);
    for shelved in &all {
        let blueprint = &shelved.blueprint;
        let state = match (shelved.is_broken(), shelved.problems.len()) {
            (true, count) => format!("✗ cannot run: {}", counted(count, "problem", "problems")),
            (false, 0) => "✓".to_owned(),
            (false, count) => format!("! {}", counted(count, "warning", "warnings")),
        };
        table.row(vec![
            blueprint.entity_ref.clone(),
            blueprint.title.clone(),
            blueprint.steps.len().to_string(),
            blueprint.owner.clone().unwrap_or_default(),
            state,
        ]);
    }
    output.table(&table)?;
    Ok(Outcome::Done)
}
