//! `muster journal verify`: whether the record is what was written.

use std::io::{IsTerminal, Write};
use std::sync::Mutex;
use std::time::{Duration, Instant};

use color_eyre::Result;
use serde::Serialize;

use crate::cli::{Context, Failure, Outcome};
use crate::store::{Cause, Finding, Journal, JournalError, Report};

#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// Verify this file, a backup, instead of the workspace's journal
    #[arg(value_name = "FILE", value_hint = clap::ValueHint::FilePath)]
    file: Option<std::path::PathBuf>,

    /// Print the answer as JSON
    #[arg(long)]
    json: bool,
}

#[derive(Serialize)]
struct Document<'a> {
    events: u64,
    origins: usize,
    ok: bool,
    problems: Vec<Problem<'a>>,
    /// Problems beyond those listed.
    unlisted: u64,
    versions: u64,
    /// The latest event of each origin: noted elsewhere, they show later that nothing was rewritten.
    heads: Vec<Head>,
}

#[derive(Serialize)]
struct Problem<'a> {
    code: &'a str,
    /// The event's position, where it is about one.
    position: Option<u64>,
    message: &'a str,
}

#[derive(Serialize)]
struct Head {
    origin: String,
    oseq: u64,
    hash: String,
}

impl<'a> Problem<'a> {
    fn of(finding: &'a Finding) -> Self {
        Self {
            code: finding.code,
            position: finding.lseq,
            message: &finding.message,
        }
    }
}

pub(super) fn run(args: &Args, context: &Context) -> Result<Outcome> {
    let file = match &args.file {
        Some(file) => file.clone(),
        None => super::file(context)?,
    };
    let report = match Journal::open_read_only(&file).and_then(|journal| verify(&journal)) {
        // Damage that keeps the journal from being opened is what was asked for, not a failure to answer.
        Err(JournalError {
            cause: Cause::Corrupt(message),
            ..
        }) => Report {
            findings: vec![Finding {
                code: "file-damaged",
                lseq: None,
                message,
            }],
            ..Report::default()
        },
        verified => verified.map_err(Failure::from)?,
    };
    if args.json {
        context.output().json(&document(&report))?;
    } else {
        print(&report, context)?;
    }
    Ok(if report.is_ok() {
        Outcome::Done
    } else {
        Outcome::Problems
    })
}

/// Verifies the record, and whether what is made from it still follows.
fn verify(journal: &Journal) -> Result<Report, JournalError> {
    let mut report = verify_aloud(journal)?;
    report.findings.extend(journal.check_tables()?);
    Ok(report)
}

/// Tells how far it has come, where somebody looks on.
fn verify_aloud(journal: &Journal) -> Result<Report, JournalError> {
    let mut terminal = std::io::stderr();
    if !terminal.is_terminal() {
        return journal.verify(&|_, _| {});
    }
    let told = Mutex::new(Instant::now());
    let report = journal.verify(&|done, all| {
        let Ok(mut told) = told.try_lock() else { return };
        if told.elapsed() > Duration::from_millis(100) {
            *told = Instant::now();
            // Progress is a courtesy: nothing depends on its being seen.
            let _ = write!(std::io::stderr(), "\r{done} of {all} events\x1b[K");
        }
    });
    let _ = write!(terminal, "\r\x1b[K");
    report
}

fn document(report: &Report) -> Document<'_> {
    Document {
        events: report.events,
        origins: report.origins.len(),
        ok: report.is_ok(),
        problems: report.findings.iter().map(Problem::of).collect(),
        unlisted: report.unlisted,
        versions: report.versions,
        heads: report
            .origins
            .iter()
            .map(|head| Head {
                origin: head.origin.to_string(),
                oseq: head.oseq,
                hash: head.hash.to_string(),
            })
            .collect(),
    }
}

fn print(report: &Report, context: &Context) -> Result<()> {
    let output = context.output();
    for finding in &report.findings {
        output.line(&format!("{}: {}", finding.code, finding.message))?;
    }
    let looked = format!(
        "{} events read (origins: {}, versions: {})",
        report.events,
        report.origins.len(),
        report.versions
    );
    if report.is_ok() {
        output.line(&format!("{looked}: everything is as it was written"))?;
        for head in &report.origins {
            output.line(&format!("{}  {}  {}", head.origin, head.oseq, head.hash))?;
        }
        return Ok(());
    }
    let problems = report.findings.len() as u64 + report.unlisted;
    output.line(&format!("{looked}; problems: {problems}"))
}
