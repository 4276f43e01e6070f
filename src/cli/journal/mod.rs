//! `muster journal`: the record followed, verified, exported, copied, made good. A file a verb.

mod backup;
mod export;
mod rebuild;
mod selection;
mod stats;
mod tail;
mod verify;

pub(super) use selection::moment;

use std::path::PathBuf;

use color_eyre::Result;

use super::{Context, Failure, Outcome};
use crate::engine;
use crate::model::task::Tasks;
use crate::model::text::is_hazard;
use crate::store::{ExportError, Journal};

#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Debug, clap::Subcommand)]
enum Verb {
    /// Print the latest events, and with --follow those to come
    Tail(tail::Args),
    /// Check that nothing in the record was altered, dropped or moved; exit status 1 if something was
    Verify(verify::Args),
    /// Count what the journal holds and what room it takes
    Stats(stats::Args),
    /// Print events as CloudEvents, a line of JSON each
    Export(export::Args),
    /// Make every table that follows from the events again
    Rebuild(rebuild::Args),
    /// Copy the journal into a file, and verify the copy
    Backup(backup::Args),
}

pub fn run(args: &Args, context: &Context) -> Result<Outcome> {
    match &args.verb {
        Verb::Tail(args) => tail::run(args, context),
        Verb::Verify(args) => verify::run(args, context),
        Verb::Stats(args) => stats::run(args, context),
        Verb::Export(args) => export::run(args, context),
        Verb::Rebuild(args) => rebuild::run(args, context),
        Verb::Backup(args) => backup::run(args, context),
    }
}

/// The journal's file of the workspace, which must have one.
fn file(context: &Context) -> Result<PathBuf> {
    let key = &context.workspace()?.key;
    let file = context.paths()?.journal(key);
    if !file.exists() {
        let missing = Failure::new("this workspace has no journal yet");
        return Err(missing.hint("`muster` opens the workspace and starts one").into());
    }
    Ok(file)
}

/// The journal to write to, made where there is none yet.
pub(super) fn open_to_write(context: &Context) -> Result<Journal> {
    let paths = context.paths()?;
    let file = paths.journal(&context.workspace()?.key);
    Ok(Journal::open(&file, paths.data()).map_err(Failure::from)?)
}

/// All tasks of the workspace, by way of their cache.
pub(super) fn tasks(context: &Context) -> Result<Tasks> {
    if !context.paths()?.journal(&context.workspace()?.key).exists() {
        return Ok(Tasks::default());
    }
    let journal = open_to_read(context)?;
    let cache = context.paths()?.tasks_cache(&context.workspace()?.key);
    Ok(engine::tasks(&journal, &cache, !context.read_only()).map_err(Failure::from)?)
}

/// The journal to read, damaged or not.
pub(super) fn open_to_read(context: &Context) -> Result<Journal> {
    Ok(Journal::open_read_only(&file(context)?).map_err(Failure::from)?)
}

/// An output that refused is told as what it is: a pipe that was closed is no failure.
fn export_failed(error: ExportError) -> color_eyre::Report {
    match error {
        ExportError::Journal(error) => Failure::from(error).into(),
        ExportError::Output(error) => error.into(),
    }
}

/// JSON on one line in which what a terminal would act on is written as JSON's own escapes.
pub(super) fn harmless_json(line: &str) -> String {
    let mut text = String::with_capacity(line.len());
    for c in line.chars() {
        if is_hazard(c) {
            c.encode_utf16(&mut [0; 2])
                .iter()
                .for_each(|unit| text.push_str(&format!("\\u{unit:04x}")));
        } else {
            text.push(c);
        }
    }
    text
}
