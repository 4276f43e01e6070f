//! `muster blueprint`: what can be created from, what is wrong with it, and the actions that its steps can name. A file a verb.

mod actions;
mod check;
mod document;
mod list;
mod show;
mod test;

use color_eyre::Result;

use super::{Context, Outcome};

#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Debug, clap::Subcommand)]
enum Verb {
    /// List the catalog's blueprints
    List(list::Args),
    /// Show one blueprint: what it asks for, what it does, what is wrong with it
    Show(show::Args),
    /// Report what would fail when blueprints run; exit status 1 on errors
    Check(check::Args),
    /// Run one in a copy that is thrown away: a sandbox answers for GitHub, and people agree and do what they are asked for
    Test(test::Args),
    /// List the actions that steps can name, or show one with its input and output
    Actions(actions::Args),
}

pub fn run(args: &Args, context: &Context) -> Result<Outcome> {
    match &args.verb {
        Verb::List(args) => list::run(args, context),
        Verb::Show(args) => show::run(args, context),
        Verb::Check(args) => check::run(args, context),
        Verb::Test(args) => test::run(args, context),
        Verb::Actions(args) => actions::run(args, context),
    }
}
