//! `muster vision end-waiver`: an exception taken back before its end.

use color_eyre::Result;
use jiff::Timestamp;

use super::judged::judged;
use super::told::{self, Told};
use crate::cli::{Context, Failure, Outcome, entity, journal};
use crate::engine::vision::Waiving;

#[derive(Debug, clap::Args)]
pub struct Args {
    /// The rule, by its id
    #[arg(value_name = "RULE")]
    rule: String,

    /// What may no longer fall short of it
    #[arg(value_name = "REF", required = true)]
    entities: Vec<String>,

    /// Why it ends
    #[arg(long, short, value_name = "TEXT")]
    reason: String,

    /// Print what came of it as JSON
    #[arg(long)]
    json: bool,
}

pub fn run(args: &Args, context: &Context) -> Result<Outcome> {
    context.may_write("muster vision end-waiver")?;
    let journal = journal::open_to_write(context)?;
    let judged = judged(context, Some(&journal))?;
    let actor = context.actor()?;
    let waiving = Waiving {
        journal: &journal,
        judged: &judged,
        actor: &actor,
        now: Timestamp::now(),
    };
    let mut told = Vec::new();
    for text in &args.entities {
        // What is no longer in the catalog can still have a waiver, under its whole name.
        let is_waived = judged
            .waivers
            .iter()
            .any(|waiver| waiver.covers(&args.rule, text));
        let about = match is_waived {
            true => text.clone(),
            false => entity::find(&judged.catalog, text)?.entity_ref().to_owned(),
        };
        let outcome = waiving
            .end(&args.rule, &about, &args.reason)
            .map_err(Failure::from)?;
        told.push(Told { about, outcome });
    }
    told::tell(&told, args.json, context)
}
