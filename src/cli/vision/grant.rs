//! `muster vision grant`: exceptions that others ask for, agreed to.

use color_eyre::Result;
use jiff::Timestamp;

use super::judged::judged;
use super::told::{self, Told};
use crate::cli::task::{short, whole_id};
use crate::cli::{Context, Failure, Outcome, journal};
use crate::engine::vision::Waiving;

#[derive(Debug, clap::Args)]
pub struct Args {
    /// The tasks that ask for them, by id or the beginning of an id. To refuse one, `muster task decline` it
    #[arg(value_name = "TASK", required = true)]
    tasks: Vec<String>,

    /// Print what came of it as JSON
    #[arg(long)]
    json: bool,
}

pub fn run(args: &Args, context: &Context) -> Result<Outcome> {
    context.may_write("muster vision grant")?;
    let journal = journal::open_to_write(context)?;
    let tasks: Vec<String> = args
        .tasks
        .iter()
        .map(|task| whole_id(&journal, task))
        .collect::<Result<_>>()?;
    let judged = judged(context, Some(&journal))?;
    let actor = context.actor()?;
    let waiving = Waiving {
        journal: &journal,
        judged: &judged,
        actor: &actor,
        now: Timestamp::now(),
    };
    let mut told = Vec::new();
    for task in &tasks {
        told.push(Told {
            about: short(task).to_owned(),
            outcome: waiving.grant(task).map_err(Failure::from)?,
        });
    }
    told::tell(&told, args.json, context)
}
