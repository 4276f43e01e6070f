//! `muster journal backup`: a verified copy in one file.

use std::path::PathBuf;

use color_eyre::Result;
use serde::Serialize;

use super::stats::size;
use crate::cli::{Context, Failure, Outcome};

#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// The file to make
    #[arg(value_name = "FILE", value_hint = clap::ValueHint::FilePath)]
    file: PathBuf,

    /// Print the answer as JSON
    #[arg(long)]
    json: bool,
}

#[derive(Serialize)]
struct Document {
    file: String,
    bytes: u64,
    events: u64,
    ok: bool,
    problems: Vec<String>,
}

pub(super) fn run(args: &Args, context: &Context) -> Result<Outcome> {
    context.may_write("journal backup")?;
    let copy = super::open_to_read(context)?
        .backup(&args.file)
        .map_err(Failure::from)?;
    let is_ok = copy.report.is_ok();
    let problems: Vec<String> = copy
        .report
        .findings
        .iter()
        .map(|finding| finding.message.clone())
        .collect();
    let file = copy.path.display().to_string();
    if args.json {
        let events = copy.report.events;
        context.output().json(&Document {
            file,
            bytes: copy.bytes,
            events,
            ok: is_ok,
            problems,
        })?;
    } else {
        let events = copy.report.events;
        context.output().line(&format!(
            "{file}: {events} events in {}, verified",
            size(copy.bytes)
        ))?;
        problems
            .iter()
            .try_for_each(|problem| context.output().line(problem))?;
    }
    Ok(if is_ok { Outcome::Done } else { Outcome::Problems })
}
