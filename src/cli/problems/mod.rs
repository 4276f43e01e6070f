//! Problems in files, for whoever reads them: lines for people and editors, SARIF for code scanning, annotations for CI.
//! Knows neither what the files are nor what is wrong with them.

mod annotations;
mod sarif;

use clap::ValueEnum;
use color_eyre::Result;

use super::context::shown;
use super::{Output, Reading};
use crate::model::catalog::{Code, ProblemView, Severity};
use crate::model::text::safe;

/// How problems are reported.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum Format {
    /// A line for each problem
    Text,
    /// One JSON document
    Json,
    /// SARIF 2.1.0, which code scanning reads
    Sarif,
    /// GitHub Actions annotations
    Github,
}

/// Prints problems in a form that is the same for all commands; `Json` is each command's own. True where the form has room
/// for a line of summary below.
pub(super) fn print(format: Format, found: &[Found<'_>], output: &Output) -> Result<bool> {
    let line = match format {
        Format::Sarif => {
            output.json(&sarif::document(found))?;
            return Ok(false);
        }
        Format::Github => annotations::line,
        Format::Text | Format::Json => line,
    };
    output.write(|out| {
        found
            .iter()
            .try_for_each(|found| writeln!(out, "{}", line(found)))
    })?;
    Ok(true)
}

/// A problem with its file named as the reader of the report would name it.
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

impl<'a> Found<'a> {
    pub(super) fn of(problem: ProblemView<'a>, reading: &Reading) -> Self {
        Self {
            code: problem.code(),
            path: shown(&reading.path(problem.file())),
            line: problem.at().line,
            column: problem.at().column,
            entity_ref: problem.entity_ref(),
            message: problem.message(),
        }
    }

    fn severity(&self) -> Severity {
        self.code.severity()
    }
}

/// `catalog/a.yaml:3:5: warning: sentence [code]`, as compilers write it and editors read it.
fn line(found: &Found<'_>) -> String {
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
