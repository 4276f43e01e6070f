//! `muster probe`: asks what is declared as a probe, once or for as long as it runs, and silences. A file a verb.

mod ask;
mod document;
mod list;
mod silence;
mod stage;
mod watch;

use color_eyre::Result;

use super::{Context, Outcome};

#[derive(Debug, clap::Args)]
#[command(args_conflicts_with_subcommands = true)]
pub struct Args {
    #[command(subcommand)]
    verb: Option<Verb>,

    #[command(flatten)]
    ask: ask::Ask,
}

#[derive(Debug, clap::Subcommand)]
enum Verb {
    /// The probes, how each stands and since when, and who was told; asks nobody
    List(list::Args),
    /// Tell nobody of an entity for a while
    Silence(silence::Silence),
    /// Tell people of a silenced entity again
    Speak(silence::Speak),
    /// What is silent, until when and why
    Silences(silence::List),
}

pub fn run(args: &Args, context: &Context) -> Result<Outcome> {
    match &args.verb {
        None => ask::run(&args.ask, context),
        Some(Verb::List(args)) => list::run(args, context),
        Some(Verb::Silence(args)) => silence::silence(args, context),
        Some(Verb::Speak(args)) => silence::speak(args, context),
        Some(Verb::Silences(args)) => silence::list(args, context),
    }
}
