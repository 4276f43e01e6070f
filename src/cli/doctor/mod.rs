//! `muster doctor`: looks at everything muster stands on and says what to mend. Each check is data; this file gathers
//! and prints them.

mod github;
mod jira;
mod kafka;
mod notify;
mod places;
mod records;
mod terminal;
mod tools;
mod workspace;

use color_eyre::Result;
use serde::Serialize;

use super::output::counted;
use super::{Context, Outcome, Output};

#[derive(Debug, clap::Args)]
pub struct Args {
    /// Print the answer as JSON
    #[arg(long)]
    json: bool,

    /// Ask the GitHub, the Kafka clusters and the Jira of the settings whether they answer
    #[arg(long)]
    online: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
enum Status {
    Ok,
    Warning,
    Problem,
}

/// One thing looked at.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
struct Check {
    area: &'static str,
    status: Status,
    message: String,
    /// What to do about it; only what is not ok has one.
    remedy: Option<String>,
}

/// Checks of one area.
struct Area {
    name: &'static str,
    checks: Vec<Check>,
}

impl Area {
    fn new(name: &'static str) -> Self {
        Self { name, checks: vec![] }
    }

    fn ok(&mut self, message: impl Into<String>) {
        self.add(Status::Ok, message.into(), None);
    }

    fn warning(&mut self, message: impl Into<String>, remedy: impl Into<String>) {
        self.add(Status::Warning, message.into(), Some(remedy.into()));
    }

    fn problem(&mut self, message: impl Into<String>, remedy: impl Into<String>) {
        self.add(Status::Problem, message.into(), Some(remedy.into()));
    }

    fn add(&mut self, status: Status, message: String, remedy: Option<String>) {
        self.checks.push(Check {
            area: self.name,
            status,
            message,
            remedy,
        });
    }
}

#[derive(Serialize)]
struct Report {
    version: &'static str,
    status: Status,
    checks: Vec<Check>,
}

pub fn run(args: &Args, context: &Context) -> Result<Outcome> {
    let areas = [
        places::look(context),
        workspace::look(context),
        records::look(context),
        github::look(context, args.online),
        kafka::look(context, args.online),
        jira::look(context, args.online),
        notify::look(context),
        terminal::look(
            &terminal::Terminal::of_process(context.output()),
            &context.keymap().unwrap_or_default(),
        ),
        tools::look(),
    ];
    let checks: Vec<Check> = areas.into_iter().flat_map(|area| area.checks).collect();
    let status = checks
        .iter()
        .map(|check| check.status)
        .max()
        .unwrap_or(Status::Ok);
    let report = Report {
        version: env!("CARGO_PKG_VERSION"),
        status,
        checks,
    };
    if args.json {
        context.output().json(&report)?;
    } else {
        print(&report, context.output())?;
    }
    Ok(if status == Status::Problem {
        Outcome::Problems
    } else {
        Outcome::Done
    })
}

fn print(report: &Report, output: &Output) -> Result<()> {
    output.line(&format!("muster {}", report.version))?;
    let mut area = "";
    for check in &report.checks {
        if check.area != area {
            area = check.area;
            output.line("")?;
            output.line(area)?;
        }
        let glyph = match (output.plain(), check.status) {
            (true, _) => "",
            (false, Status::Ok) => "✓ ",
            (false, Status::Warning) => "! ",
            (false, Status::Problem) => "✗ ",
        };
        let word = word(check.status);
        output.line(&format!("  {glyph}{word:<7}  {}", check.message))?;
        if let Some(remedy) = &check.remedy {
            let indent = 2 + glyph.chars().count() + 7 + 2;
            output.line(&format!("{:indent$}→ {remedy}", ""))?;
        }
    }
    let count = |status| {
        report
            .checks
            .iter()
            .filter(|check| check.status == status)
            .count()
    };
    output.line("")?;
    output.line(&match (count(Status::Problem), count(Status::Warning)) {
        (0, 0) => "All is well.".to_owned(),
        (problems, warnings) => format!(
            "{}, {}",
            counted(problems, "problem", "problems"),
            counted(warnings, "warning", "warnings")
        ),
    })
}

fn word(status: Status) -> &'static str {
    match status {
        Status::Ok => "ok",
        Status::Warning => "warning",
        Status::Problem => "problem",
    }
}
