//! `muster journal rebuild`: the tables that follow from the events, made again.

use color_eyre::Result;
use serde::Serialize;

use crate::cli::{Context, Failure, Outcome};
use crate::model::text::counted;
use crate::store::{Corrected, Journal};

#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// Print the answer as JSON
    #[arg(long)]
    json: bool,
}

#[derive(Serialize)]
struct Document {
    events: u64,
    /// Entities of the catalog's table that differed from the events.
    corrected: usize,
    /// Tasks that differed from the events.
    corrected_tasks: usize,
    /// Runs that differed from the events.
    corrected_runs: usize,
}

pub(super) fn run(args: &Args, context: &Context) -> Result<Outcome> {
    context.may_write("journal rebuild")?;
    let journal = Journal::open(&super::file(context)?, context.paths()?.data()).map_err(Failure::from)?;
    let corrected = journal.rebuild().map_err(Failure::from)?;
    let events = journal.head().map_err(Failure::from)?;
    if args.json {
        context.output().json(&Document {
            events,
            corrected: corrected.entities,
            corrected_tasks: corrected.tasks,
            corrected_runs: corrected.runs,
        })?;
    } else if corrected == Corrected::default() {
        context
            .output()
            .line(&format!("{events} events folded anew: the tables were right"))?;
    } else {
        context.output().line(&format!(
            "{events} events folded anew: corrected {}, {}, {}",
            counted(corrected.entities, "entity", "entities"),
            counted(corrected.tasks, "task", "tasks"),
            counted(corrected.runs, "run", "runs"),
        ))?;
    }
    Ok(Outcome::Done)
}
