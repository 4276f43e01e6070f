//! `muster access`: who has what and why, what is over and still there, and what is done about it. A file for each group of verbs.

mod act;
mod document;
mod ended;
mod list;
mod review;
mod stage;

use color_eyre::Result;

use super::{Context, Outcome};

#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Debug, clap::Subcommand)]
enum Verb {
    /// Who has what and what explains it, by resource or by person
    Review(review::Args),
    /// What runs gave and did not take back, what ends first at the top
    List(list::Args),
    /// What is over and still there, after asking everybody who knows; with --take-back it is taken back by runs
    Ended(ended::Args),
    /// Let what a run gave end later, or earlier
    Extend(act::Extend),
    /// Say that you looked through who has what on a resource, and let it stand
    Attest(act::Attest),
}

pub fn run(args: &Args, context: &Context) -> Result<Outcome> {
    match &args.verb {
        Verb::Review(args) => review::run(args, context),
        Verb::List(args) => list::run(args, context),
        Verb::Ended(args) => ended::run(args, context),
        Verb::Extend(args) => act::extend(args, context),
        Verb::Attest(args) => act::attest(args, context),
    }
}
