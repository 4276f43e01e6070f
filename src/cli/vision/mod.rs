//! `muster vision`: the ideal architecture, what falls short of it, and exceptions from it. A file a verb.

mod check;
mod diff;
mod end_waiver;
mod grant;
mod judged;
mod radar;
mod scores;
mod show;
mod told;
mod trial;
mod waive;
mod waivers;

use color_eyre::Result;

use super::{Context, Outcome};
pub(super) use judged::against;

#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Debug, clap::Subcommand)]
enum Verb {
    /// What falls short of the vision, and what is wrong with the vision itself
    Check(check::Args),
    /// The vision: statement, principles, rules and how each fares
    Show(show::Args),
    /// Try a rule that is being written on the live catalog
    Try(trial::Args),
    /// The radar: technologies, their rings, who uses them
    Radar(radar::Args),
    /// How well teams, systems and domains meet the vision
    Scores(scores::Args),
    /// What a change of the vision makes fall out or in
    Diff(diff::Args),
    /// Ask for an exception; of a warning of your own it is granted at once
    Waive(waive::Args),
    /// Agree to an exception that a task asks for
    Grant(grant::Args),
    /// The exceptions that hold, those that end soon first
    Waivers(waivers::Args),
    /// Take an exception back before its end
    EndWaiver(end_waiver::Args),
}

pub fn run(args: &Args, context: &Context) -> Result<Outcome> {
    match &args.verb {
        Verb::Check(args) => check::run(args, context),
        Verb::Show(args) => show::run(args, context),
        Verb::Try(args) => trial::run(args, context),
        Verb::Radar(args) => radar::run(args, context),
        Verb::Scores(args) => scores::run(args, context),
        Verb::Diff(args) => diff::run(args, context),
        Verb::Waive(args) => waive::run(args, context),
        Verb::Grant(args) => grant::run(args, context),
        Verb::Waivers(args) => waivers::run(args, context),
        Verb::EndWaiver(args) => end_waiver::run(args, context),
    }
}
