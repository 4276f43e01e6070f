//! Problems in files, for whoever reads them: lines for people and editors, SARIF for code scanning, annotations for CI.
//! Knows neither what the files are nor what is wrong with them.

mod annotations;
mod sarif;
mod vision;

use clap::ValueEnum;
use color_eyre::Result;

use super::context::shown;
use super::{Output, Reading};
use crate::model::catalog::{Code, ProblemView, Severity};
use crate::model::text::safe;

pub(super) use vision::Told;

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

/// What a problem is a breach of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Breach<'a> {
    /// Stable: CI settings may name it.
    pub id: &'a str,
    /// The rule, in a sentence.
    pub rule: &'a str,
    pub severity: Severity,
    /// Why it is a rule, and what to do.
    pub help: Option<&'a str>,
    /// The address of a page about it.
    pub link: Option<&'a str>,
}

impl From<Code> for Breach<'static> {
    fn from(code: Code) -> Self {
        Self {
            id: code.name(),
            rule: code.rule(),
            severity: code.severity(),
            help: None,
            link: None,
        }
    }
}

/// A problem with its file named as the reader of the report would name it.
pub(super) struct Found<'a> {
    pub breach: Breach<'a>,
    /// Where it is less severe than the rule that it breaks.
    pub severity: Severity,
    /// Why it is let pass, where it is.
    pub waived: Option<&'a str>,
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
            breach: problem.code().into(),
            severity: problem.severity(),
            waived: None,
            path: shown(&reading.path(problem.file())),
            line: problem.at().line,
            column: problem.at().column,
            entity_ref: problem.entity_ref(),
            message: problem.message(),
        }
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
        found.severity.name(),
        found.breach.id
    )
}
