//! `muster blueprint check`: what would fail when blueprints run, for people, for programs and for CI.

use std::path::PathBuf;

use color_eyre::Result;

use super::document::Entry;
use crate::cli::context::shown;
use crate::cli::output::counted;
use crate::cli::problems::{self, Format, Found};
use crate::cli::reading::read_with;
use crate::cli::{Context, Outcome};
use crate::engine::blueprints::{self, Shelved};
use crate::model::catalog::Severity;
use crate::providers;

#[derive(Debug, clap::Args)]
pub struct Args {
    /// Check the blueprints in these files and folders only; they need not be part of a workspace
    #[arg(value_name = "PATH", value_hint = clap::ValueHint::AnyPath)]
    paths: Vec<PathBuf>,

    /// How to report
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,

    /// As --format json
    #[arg(long, conflicts_with = "format")]
    json: bool,

    /// Exit with status 1 on warnings too
    #[arg(long)]
    strict: bool,
}

pub fn run(args: &Args, context: &Context) -> Result<Outcome> {
    let of_paths;
    let reading = if args.paths.is_empty() {
        context.reading()?
    } else {
        of_paths = read_with(&args.paths, context)?;
        &of_paths
    };
    let only: Vec<PathBuf> = args
        .paths
        .iter()
        .filter_map(|path| path.canonicalize().ok())
        .collect();
    let mut all = blueprints::list(reading.catalog(), reading.scope(), &providers::all());
    all.retain(|shelved| only.is_empty() || only.iter().any(|path| shelved.path.starts_with(path)));
    let output = context.output();
    let count = |severity| {
        let problems = all.iter().flat_map(|shelved| &shelved.problems);
        problems
            .filter(|problem| problem.code.severity() == severity)
            .count()
    };
    let (errors, warnings) = (count(Severity::Error), count(Severity::Warning));
    let format = if args.json { Format::Json } else { args.format };
    if format == Format::Json {
        output.json(&all.iter().map(Entry::of).collect::<Vec<_>>())?;
    } else {
        let found: Vec<Found<'_>> = all.iter().flat_map(found).collect();
        if problems::print(format, &found, output)? {
            output.line(&format!(
                "{}: {}, {}",
                counted(all.len(), "blueprint", "blueprints"),
                counted(errors, "error", "errors"),
                counted(warnings, "warning", "warnings"),
            ))?;
        }
    }
    let failed = errors > 0 || (args.strict && warnings > 0);
    Ok(if failed { Outcome::Problems } else { Outcome::Done })
}

fn found(shelved: &Shelved) -> impl Iterator<Item = Found<'_>> {
    shelved.problems.iter().map(|problem| Found {
        breach: problem.code.into(),
        severity: problem.code.severity(),
        waived: None,
        path: shown(&shelved.path),
        line: problem.at.line,
        column: problem.at.column,
        entity_ref: problem.entity_ref.as_deref(),
        message: &problem.message,
    })
}
