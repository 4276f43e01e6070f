//! `muster insights`: the counted record. What to automate next, how work came in, what was self-served, and the report
//! for the monthly meeting. A file a verb.

mod automate;
mod groups;
mod markdown;
mod report;
mod selection;
mod self_serve;
mod trend;

use clap::ValueEnum;
use color_eyre::Result;

use super::{Context, Outcome};

#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Debug, clap::Subcommand)]
enum Verb {
    /// The categories of work, the one to automate next first, with the arithmetic
    Automate(automate::Args),
    /// Tasks and hours by the week or the month
    Trend(trend::Args),
    /// Self-served against manual work, and before and after each automation
    SelfServe(self_serve::Args),
    /// Tasks without a category, grouped by the shape of their titles
    Uncategorised(groups::Args),
    /// All of it as Markdown, for the monthly meeting
    Report(report::Args),
}

pub fn run(args: &Args, context: &Context) -> Result<Outcome> {
    match &args.verb {
        Verb::Automate(args) => automate::run(args, context),
        Verb::Trend(args) => trend::run(args, context),
        Verb::SelfServe(args) => self_serve::run(args, context),
        Verb::Uncategorised(args) => groups::run(args, context),
        Verb::Report(args) => report::run(args, context),
    }
}

/// How an answer is printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// A table
    Text,
    /// One JSON document
    Json,
    /// Markdown
    Md,
}

#[derive(Debug, clap::Args)]
struct Printing {
    /// How to print the answer
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,

    /// As --format json
    #[arg(long, conflicts_with = "format")]
    json: bool,
}

impl Printing {
    fn format(&self) -> Format {
        if self.json { Format::Json } else { self.format }
    }
}
