//! `muster catalog`: the entities as lists, one by one, checked, and handed on. A file a verb.

mod check;
mod diff;
mod document;
mod export;
mod history;
mod list;
mod report;
mod show;

use color_eyre::Result;

use super::{Context, Outcome};

#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Debug, clap::Subcommand)]
enum Verb {
    /// List entities, narrowed by filters that must all fit
    List(list::Args),
    /// Show one entity: what it says, how it is related, what falls short
    Show(show::Args),
    /// Report what falls short in the entity files; exit status 1 on errors
    Check(check::Args),
    /// What is different between two days, and who answers for what somebody else answered for before
    Diff(diff::Args),
    /// What happened to one entity, day by day, and who answered for it
    History(history::Args),
    /// Print all entities, with their relations, in Backstage's own format
    Export(export::Args),
}

pub fn run(args: &Args, context: &Context) -> Result<Outcome> {
    match &args.verb {
        Verb::List(args) => list::run(args, context),
        Verb::Show(args) => show::run(args, context),
        Verb::Check(args) => check::run(args, context),
        Verb::Diff(args) => diff::run(args, context),
        Verb::History(args) => history::run(args, context),
        Verb::Export(args) => export::run(args, context),
    }
}

impl Args {
    /// Whether the verb only reads the catalog.
    pub fn may_look_back(&self) -> bool {
        matches!(self.verb, Verb::List(_) | Verb::Show(_) | Verb::Export(_))
    }
}
