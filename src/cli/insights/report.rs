//! `muster insights report`: all of it as Markdown, for the monthly meeting.

use std::fs;
use std::path::PathBuf;

use color_eyre::Result;

use super::markdown;
use super::selection::{Selection, settings};
use crate::cli::journal::tasks;
use crate::cli::{Context, Failure, Outcome};
use crate::model::insight::{Decimal, Insights};

#[derive(Debug, clap::Args)]
pub(super) struct Args {
    #[command(flatten)]
    selection: Selection,

    /// What automating one would take, in hours: shows after how many months it has paid
    #[arg(long, value_name = "HOURS")]
    effort: Option<Decimal>,

    /// The file to write; standard output, if not given
    #[arg(long, short, value_name = "FILE", value_hint = clap::ValueHint::FilePath)]
    output: Option<PathBuf>,
}

pub(super) fn run(args: &Args, context: &Context) -> Result<Outcome> {
    let period = args.selection.period()?;
    let settings = settings(context)?;
    let insights = Insights::of(&tasks(context)?, period, &settings);
    let text = markdown::report(&insights, &context.workspace()?.name, args.effort);
    match &args.output {
        None => context.output().write(|out| out.write_all(text.as_bytes()))?,
        Some(file) => fs::write(file, text).map_err(|error| {
            Failure::new(format!("{} cannot be written: {error}", file.display()))
                .hint("name a file in a folder that exists")
        })?,
    }
    Ok(Outcome::Done)
}
