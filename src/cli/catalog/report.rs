//! A report on the entity files as data: its figures, and JSON for programs.

use serde::Serialize;

use crate::cli::output::counted;
use crate::cli::problems::Told;
use crate::model::catalog::{ProblemView, Severity};

/// What was looked at and how it came out.
#[derive(Default, Serialize)]
pub(super) struct Count {
    pub files: usize,
    pub entities: usize,
    pub errors: usize,
    pub warnings: usize,
    pub infos: usize,
}

impl Count {
    pub(super) fn of(found: impl Iterator<Item = Severity>) -> Self {
        let found: Vec<Severity> = found.collect();
        let of = |severity| found.iter().filter(|found| **found == severity).count();
        Self {
            errors: of(Severity::Error),
            warnings: of(Severity::Warning),
            infos: of(Severity::Info),
            ..Self::default()
        }
    }

    pub(super) fn summary(&self) -> String {
        format!(
            "{} in {}: {}, {}, {} info",
            counted(self.entities, "entity", "entities"),
            counted(self.files, "file", "files"),
            counted(self.errors, "error", "errors"),
            counted(self.warnings, "warning", "warnings"),
            self.infos
        )
    }
}

#[derive(Serialize)]
pub(super) struct Document<'c, 'a> {
    #[serde(flatten)]
    count: &'c Count,
    problems: Vec<Problem<'a>>,
}

/// A problem with its file named as in the rest of the catalog.
#[derive(Serialize)]
pub(super) struct Problem<'a> {
    severity: &'static str,
    code: &'a str,
    file: &'a str,
    line: u32,
    column: u32,
    #[serde(rename = "ref")]
    entity_ref: Option<&'a str>,
    message: &'a str,
}

impl<'c, 'a> Document<'c, 'a> {
    pub(super) fn of(count: &'c Count, problems: impl Iterator<Item = Problem<'a>>) -> Self {
        Self {
            count,
            problems: problems.collect(),
        }
    }
}

impl<'a> Problem<'a> {
    pub(super) fn of(problem: ProblemView<'a>) -> Self {
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

    pub(super) fn of_vision(told: &'a Told) -> Self {
        Self {
            severity: told.severity.name(),
            code: &told.id,
            file: &told.file,
            line: told.line,
            column: told.column,
            entity_ref: told.entity_ref.as_deref(),
            message: &told.message,
        }
    }
}
