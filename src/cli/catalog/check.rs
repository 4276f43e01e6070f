//! `muster catalog check`: what falls short in the entity files, for people, for programs and for CI.

use std::path::{Path, PathBuf};

use clap::ValueEnum;
use color_eyre::Result;

use super::report::{Count, Document, Problem};
use crate::cli::problems::{self, Format, Found, Told};
use crate::cli::reading::read_with;
use crate::cli::{Context, Outcome, Reading, vision};
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

    /// Leave out what falls short of the vision
    #[arg(long)]
    no_vision: bool,
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
    let told = match args.no_vision {
        true => Vec::new(),
        false => of_vision(context, reading, &selection)?,
    };
    let found = problems.iter().map(|problem| problem.severity());
    let count = Count {
        files: catalog.files().filter(|file| selection.has(file.path)).count(),
        entities: catalog
            .entities()
            .filter(|entity| selection.has(entity.file()))
            .count(),
        ..Count::of(found.chain(told.iter().map(|told| told.severity)))
    };
    print(args, context, reading, &count, (&problems, &told))?;
    let failed = count.errors > 0 || (args.strict && count.warnings > 0);
    Ok(if failed { Outcome::Problems } else { Outcome::Done })
}

/// What the vision says of the files that are reported on, and what is wrong with it. Files outside of any workspace have
/// none.
fn of_vision(context: &Context, reading: &Reading, selection: &Selection<'_>) -> Result<Vec<Told>> {
    let Ok(workspace) = context.find_workspace()? else {
        return Ok(Vec::new());
    };
    let judged = vision::against(context, &workspace, reading.shared())?;
    let mut told = Told::of_vision(&judged.vision, &judged.catalog, &workspace);
    told.retain(|told| selection.has_path(&workspace.root.join(&told.file)));
    for rule in 0..judged.vision.rules.len() {
        for id in judged.falling_short(rule) {
            let file = judged.catalog.entity(id).file();
            if selection.has(file)
                && let Some(finding) = judged.finding(rule, id)
            {
                told.extend(Told::of_finding(&judged, &finding, &reading.path(file)));
            }
        }
    }
    Ok(told)
}

fn print(
    args: &Args,
    context: &Context,
    reading: &Reading,
    count: &Count,
    (problems, told): (&[ProblemView<'_>], &[Told]),
) -> Result<()> {
    let output = context.output();
    let least = args.severity.severity();
    let problems = problems.iter().filter(|problem| problem.severity() >= least);
    let told = told.iter().filter(|told| told.severity >= least);
    let format = if args.json { Format::Json } else { args.format };
    if format == Format::Json {
        let problems = problems.map(|problem| Problem::of(*problem));
        return output.json(&Document::of(count, problems.chain(told.map(Problem::of_vision))));
    }
    let problems = problems.map(|problem| Found::of(*problem, reading));
    let found: Vec<Found<'_>> = problems.chain(told.map(Told::found)).collect();
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
        self.paths.is_empty() || self.has_path(&self.reading.path(file))
    }

    fn has_path(&self, file: &Path) -> bool {
        self.paths.is_empty() || self.paths.iter().any(|path| file.starts_with(path))
    }
}
