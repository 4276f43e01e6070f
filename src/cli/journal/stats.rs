//! `muster journal stats`: the journal in figures.

use color_eyre::Result;
use jiff::tz::TimeZone;
use serde::Serialize;
use serde_json::{Map, Value};

use super::selection::clock;
use crate::cli::{Context, Failure, Outcome, Output};
use crate::store::Stats;

#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// Print the answer as JSON
    #[arg(long)]
    json: bool,
}

#[derive(Serialize)]
struct Document<'a> {
    file: String,
    journal_id: String,
    events: u64,
    origins: u64,
    types: Map<String, Value>,
    first: Option<String>,
    last: Option<String>,
    entities: u64,
    versions: u64,
    version_bytes: u64,
    version_bytes_stored: u64,
    bytes: u64,
    format: u64,
    sqlite: &'a str,
}

pub(super) fn run(args: &Args, context: &Context) -> Result<Outcome> {
    let journal = super::open_to_read(context)?;
    let stats = journal.stats().map_err(Failure::from)?;
    let file = journal.path().display().to_string();
    if args.json {
        let document = Document {
            file,
            journal_id: journal.journal_id().to_string(),
            events: stats.events,
            origins: stats.origins,
            types: stats
                .types
                .iter()
                .map(|(type_, count)| (type_.clone(), Value::from(*count)))
                .collect(),
            first: stats.span.map(|(first, _)| first.to_string()),
            last: stats.span.map(|(_, last)| last.to_string()),
            entities: stats.entities,
            versions: stats.versions,
            version_bytes: stats.version_bytes.0,
            version_bytes_stored: stats.version_bytes.1,
            bytes: stats.bytes,
            format: stats.format,
            sqlite: &stats.sqlite,
        };
        context.output().json(&document)?;
    } else {
        print(&stats, &file, context.output())?;
    }
    Ok(Outcome::Done)
}

fn print(stats: &Stats, file: &str, output: &Output) -> Result<()> {
    let line = |name: &str, value: String| output.line(&format!("{name:<10} {value}"));
    line("file", file.to_owned())?;
    line("origins", stats.origins.to_string())?;
    line("events", stats.events.to_string())?;
    for (type_, count) in &stats.types {
        line("", format!("{count} {type_}"))?;
    }
    if let Some((first, last)) = stats.span {
        let zone = TimeZone::system();
        line("from", clock(first, &zone))?;
        line("to", clock(last, &zone))?;
    }
    let (full, stored) = stats.version_bytes;
    line("entities", stats.entities.to_string())?;
    line(
        "versions",
        format!("{} ({}, stored in {})", stats.versions, size(full), size(stored)),
    )?;
    line("room", size(stats.bytes))?;
    line("format", format!("{} (SQLite {})", stats.format, stats.sqlite))
}

/// Bytes as people say them.
pub(super) fn size(bytes: u64) -> String {
    match bytes {
        0..10_000 => format!("{bytes} bytes"),
        10_000..10_000_000 => format!("{} kB", bytes / 1_000),
        _ => format!("{} MB", bytes / 1_000_000),
    }
}
