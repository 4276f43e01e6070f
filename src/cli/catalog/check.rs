//! `muster catalog check`: what falls short in the entity files, for people, for programs and for CI.

use std::path::PathBuf;

use clap::ValueEnum;
use color_eyre::Result;

use super::report::{Count, Document};
use crate::cli::problems::{self, Format, Found};
use crate::cli::reading::read_with;
use crate::cli::{Context, Outcome, Reading};
use crate::model::catalog::{ProblemView, Severity};

#[derive(Debug, clap::Args)]
pub struct Args {
    /// Report on these files and folders only; they need not be part of a workspace
    #[arg(value_name = "PATH", value_hint = clap::ValueHint::AnyPath)]
    paths: Vec<PathBuf>,

    /// How to report
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,

    /// As --format json
    #[arg(long, conflicts_with = "format")]
    json: bool,

    /// Leave out what is less severe than this
    #[arg(long, value_enum, default_value_t = Level::Info, value_name = "LEVEL")]
    severity: Level,

    /// Exit with status 1 on warnings too
    #[arg(long)]
    strict: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Level {
    Info,
    Warning,
    Error,
}

impl Level {
    fn severity(self) -> Severity {
        match self {
            Self::Info => Severity::Info,
            Self::Warning => Severity::Warning,
            Self::Error => Severity::Error,
        }
    }
}

pub fn run(args: &Args, context: &Context) -> Result<Outcome> {
    let of_paths;
    let reading = if args.paths.is_empty() {
        context.reading()?
    } else {
        of_paths = read_with(&args.paths, context)?;
        &of_paths
    };
    let selection = Selection::of(&args.paths, reading);
    let catalog = reading.catalog();
    let problems: Vec<_> = catalog
        .problems()
        .filter(|problem| selection.has(problem.file()))
        .collect();
    let count = Count {
        files: catalog.files().filter(|file| selection.has(file.path)).count(),
        entities: catalog
            .entities()
            .filter(|entity| selection.has(entity.file()))
            .count(),
        ..Count::of(&problems)
    };
    let least = args.severity.severity();
    let reported = problems.into_iter().filter(|problem| problem.severity() >= least);
    print(args, context, reading, &count, reported)?;
    let failed = count.errors > 0 || (args.strict && count.warnings > 0);
    Ok(if failed { Outcome::Problems } else { Outcome::Done })
}

fn print<'a>(
    args: &Args,
    context: &Context,
    reading: &Reading,
    count: &Count,
    problems: impl Iterator<Item = ProblemView<'a>>,
) -> Result<()> {
    let output = context.output();
    let format = if args.json { Format::Json } else { args.format };
    if format == Format::Json {
        return output.json(&Document::of(count, problems));
    }
    let found: Vec<Found<'_>> = problems.map(|problem| Found::of(problem, reading)).collect();
    match problems::print(format, &found, output)? {
        true => output.line(&count.summary()),
        false => Ok(()),
    }
}

/// The files that are reported on.
struct Selection<'a> {
    reading: &'a Reading,
    /// Absolute; empty for all.
    paths: Vec<PathBuf>,
}

impl<'a> Selection<'a> {
    fn of(paths: &[PathBuf], reading: &'a Reading) -> Self {
        Self {
            reading,
            paths: paths.iter().filter_map(|path| path.canonicalize().ok()).collect(),
        }
    }

    fn has(&self, file: &str) -> bool {
        self.paths.is_empty() || {
            let file = self.reading.path(file);
            self.paths.iter().any(|path| file.starts_with(path))
        }
    }
}
