//! `muster own`: what is answered for.

mod codeowners;

use color_eyre::Result;

use super::{Context, Outcome};

#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Debug, clap::Subcommand)]
enum Verb {
    /// A CODEOWNERS from the catalog: show it, write it, check it
    Codeowners(codeowners::Args),
}

pub fn run(args: &Args, context: &Context) -> Result<Outcome> {
    match &args.verb {
        Verb::Codeowners(args) => codeowners::run(args, context),
    }
}
