//! `muster catalog check`: what falls short in the entity files, for people, for programs and for CI.

use std::path::{Path, PathBuf};

use clap::ValueEnum;
use color_eyre::Result;
use serde::Serialize;

use super::{annotations, sarif};
use crate::cli::context::shown;
use crate::cli::reading::read_with;
use crate::cli::{Context, Outcome};
use crate::model::catalog::{Catalog, Code, ProblemView, Severity};
use crate::model::text::safe;

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
enum Format {
    /// A line for each problem
    Text,
    /// One JSON document
    Json,
    /// SARIF 2.1.0, which code scanning reads
    Sarif,
    /// GitHub Actions annotations
    Github,
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

/// A problem as it is reported: its file as the reader of the report would name it.
pub(super) struct Found<'a> {
    pub code: Code,
    /// Relative to the current folder, or absolute outside of it.
    pub path: String,
    /// 0 where the problem is of the file as a whole.
    pub line: u32,
    pub column: u32,
    pub entity_ref: Option<&'a str>,
    pub message: &'a str,
}

impl Found<'_> {
    pub(super) fn severity(&self) -> Severity {
        self.code.severity()
    }
}

pub fn run(args: &Args, context: &Context) -> Result<Outcome> {
    let other;
    let reading = if args.paths.is_empty() {
        context.reading()?
    } else {
        other = read_with(&args.paths, context)?;
        &other
    };
    let (catalog, root) = (reading.catalog(), &reading.scope.root);
    let inside = Selection::of(&args.paths, root);
    let inside = |file: &str| inside.has(file);
    let selected: Vec<ProblemView<'_>> = catalog
        .problems()
        .filter(|problem| inside(problem.file()))
        .collect();
    let count = Count::of(&selected, catalog, inside);
    let least = args.severity.severity();
    let reported = selected.into_iter().filter(|problem| problem.severity() >= least);
    let format = if args.json { Format::Json } else { args.format };
    let output = context.output();
    if format == Format::Json {
        output.json(&Document::of(&count, reported))?;
    } else {
        let found: Vec<Found<'_>> = reported.map(|problem| found(root, problem)).collect();
        match format {
            Format::Sarif => output.json(&sarif::document(&found))?,
            Format::Github => {
                output.write(|out| {
                    found
                        .iter()
                        .try_for_each(|found| writeln!(out, "{}", annotations::line(found)))
                })?;
                output.line(&count.summary())?;
            }
            _ => {
                output.write(|out| {
                    found
                        .iter()
                        .try_for_each(|found| writeln!(out, "{}", text(found)))
                })?;
                output.line(&count.summary())?;
            }
        }
    }
    let failed = count.errors > 0 || (args.strict && count.warnings > 0);
    Ok(if failed { Outcome::Problems } else { Outcome::Done })
}

/// The files that are reported on.
struct Selection<'a> {
    root: &'a Path,
    /// Absolute; empty for all.
    paths: Vec<PathBuf>,
}

impl<'a> Selection<'a> {
    fn of(paths: &[PathBuf], root: &'a Path) -> Self {
        Self {
            root,
            paths: paths.iter().filter_map(|path| path.canonicalize().ok()).collect(),
        }
    }

    fn has(&self, file: &str) -> bool {
        let file = self.root.join(file);
        self.paths.is_empty() || self.paths.iter().any(|path| file.starts_with(path))
    }
}

fn found<'a>(root: &Path, problem: ProblemView<'a>) -> Found<'a> {
    Found {
        code: problem.code(),
        path: shown(&root.join(problem.file())),
        line: problem.at().line,
        column: problem.at().column,
        entity_ref: problem.entity_ref(),
        message: problem.message(),
    }
}

/// `catalog/a.yaml:3:5: warning: sentence [code]`, as compilers write it and editors read it.
fn text(found: &Found<'_>) -> String {
    let place = match (found.line, found.column) {
        (0, _) => String::new(),
        (line, 0) => format!(":{line}"),
        (line, column) => format!(":{line}:{column}"),
    };
    let (path, message) = (safe(&found.path), safe(found.message));
    format!(
        "{path}{place}: {}: {message} [{}]",
        found.severity().name(),
        found.code.name()
    )
}

/// What was looked at and how it came out.
struct Count {
    files: usize,
    entities: usize,
    errors: usize,
    warnings: usize,
    infos: usize,
}

impl Count {
    fn of(problems: &[ProblemView<'_>], catalog: &Catalog, inside: impl Fn(&str) -> bool) -> Self {
        let of = |severity| {
            problems
                .iter()
                .filter(|problem| problem.severity() == severity)
                .count()
        };
        Self {
            files: catalog.files().filter(|file| inside(file.path)).count(),
            entities: catalog.entities().filter(|entity| inside(entity.file())).count(),
            errors: of(Severity::Error),
            warnings: of(Severity::Warning),
            infos: of(Severity::Info),
        }
    }

    fn summary(&self) -> String {
        let many =
            |count: usize, one: &str, many: &str| format!("{count} {}", if count == 1 { one } else { many });
        format!(
            "{} in {}: {}, {}, {} info",
            many(self.entities, "entity", "entities"),
            many(self.files, "file", "files"),
            many(self.errors, "error", "errors"),
            many(self.warnings, "warning", "warnings"),
            self.infos
        )
    }
}

#[derive(Serialize)]
struct Document<'a> {
    files: usize,
    entities: usize,
    errors: usize,
    warnings: usize,
    infos: usize,
    problems: Vec<Problem<'a>>,
}

#[derive(Serialize)]
struct Problem<'a> {
    severity: &'static str,
    code: &'static str,
    file: &'a str,
    line: u32,
    column: u32,
    #[serde(rename = "ref")]
    entity_ref: Option<&'a str>,
    message: &'a str,
}

impl<'a> Document<'a> {
    fn of(count: &Count, problems: impl Iterator<Item = ProblemView<'a>>) -> Self {
        Self {
            files: count.files,
            entities: count.entities,
            errors: count.errors,
            warnings: count.warnings,
            infos: count.infos,
            problems: problems.map(Problem::of).collect(),
        }
    }
}

impl<'a> Problem<'a> {
    fn of(problem: ProblemView<'a>) -> Self {
        Self {
            severity: problem.severity().name(),
            code: problem.code().name(),
            file: problem.file(),
            line: problem.at().line,
            column: problem.at().column,
            entity_ref: problem.entity_ref(),
            message: problem.message(),
        }
    }
}
