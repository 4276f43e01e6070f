//! `muster cost`: what things cost, from exports in FOCUS. A file a verb.

mod budgets;
mod held;
mod read;
mod show;
mod unmatched;

use color_eyre::Result;

use super::{Context, Outcome};
pub use held::of_entities;

#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Debug, clap::Subcommand)]
enum Verb {
    /// Read exports and say what they hold; exit status 1 where a row cannot be read
    Read(read::Args),
    /// What everything costs in a month, and in the one before; exit status 1 where an export cannot be read
    Show(show::Args),
    /// What moved most since the month before
    Moved(show::Args),
    /// What falls to nobody, and what would change that
    Unmatched(unmatched::Args),
    /// How far budgets are; exit status 1 where one is over
    Budgets(budgets::Args),
}

pub fn run(args: &Args, context: &Context) -> Result<Outcome> {
    match &args.verb {
        Verb::Read(args) => read::run(args, context),
        Verb::Show(args) => show::run(args, show::Order::Dearest, context),
        Verb::Moved(args) => show::run(args, show::Order::Moved, context),
        Verb::Unmatched(args) => unmatched::run(args, context),
        Verb::Budgets(args) => budgets::run(args, context),
    }
}
