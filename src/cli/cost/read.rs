//! `muster cost read`: what exports hold, and which rows cannot be read.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use color_eyre::Result;
use jiff::Timestamp;
use serde::Serialize;

use crate::cli::{Context, Failure, Outcome, journal};
use crate::engine::cost::{Compared, Unreadable, doubled, files as of_workspace, read_with_digest};
use crate::model::cost::{Amount, prints};
use crate::model::journal::{CostRead, Fact, Hash, NewEvent, Subject, Unknown};
use crate::model::text::safe;
use crate::sources::focus::{Export, FocusError};

#[derive(Debug, clap::Args)]
pub struct Args {
    /// Exports in FOCUS, as CSV, perhaps packed by gzip; those of [cost] in muster.toml if none is named, which are journaled
    #[arg(value_name = "FILE", value_hint = clap::ValueHint::FilePath)]
    files: Vec<PathBuf>,

    /// Print the answer as JSON
    #[arg(long)]
    json: bool,
}

#[derive(Default, Serialize)]
struct Document {
    file: String,
    rows: u64,
    refused: u64,
    problems: Vec<Problem>,
    remarks: Vec<String>,
    sums: Vec<Sum>,
    /// Why it cannot be read at all.
    error: Option<String>,
    #[serde(skip)]
    is_doubled: bool,
}

impl Document {
    fn failed(unreadable: &Unreadable) -> Self {
        let cause = &unreadable.cause;
        let next = match cause {
            FocusError::Read(_) => "",
            FocusError::Form(_) | FocusError::Missing(_) => "; see FOCUS: focus.finops.org",
        };
        Self {
            file: unreadable.file.display().to_string(),
            error: Some(format!("{cause}{next}")),
            ..Self::default()
        }
    }

    fn is_well(&self) -> bool {
        self.error.is_none() && self.refused == 0 && !self.is_doubled
    }
}

#[derive(Serialize)]
struct Problem {
    line: u64,
    column: Option<&'static str>,
    message: String,
}

#[derive(Serialize)]
struct Sum {
    month: String,
    currency: String,
    effective: String,
    billed: String,
}

pub fn run(args: &Args, context: &Context) -> Result<Outcome> {
    let named = args.files.is_empty();
    let files = match named {
        true => of_settings(context)?,
        false => args.files.clone(),
    };
    let (mut documents, mut compared) = (Vec::new(), Vec::new());
    for file in &files {
        // What one of them lacks is no matter to the others.
        let document = match read_with_digest(file) {
            Ok((export, digest)) => {
                let document = document(file, &export);
                if named && !context.read_only() {
                    record(file, digest, &export, &document, context)?;
                }
                let shares = prints(&export.ledger);
                compared.push(Compared::new(&document.file, file, shares, export.prints));
                document
            }
            Err(unreadable) => Document::failed(&unreadable),
        };
        print(&document, args.json, context)?;
        documents.push(document);
    }
    for doubled in doubled(&compared) {
        eprintln!("muster: {}", safe(&doubled.to_string()));
        let second = documents.iter_mut().find(|one| one.file == doubled.second);
        if let Some(second) = second {
            second.remarks.push(doubled.to_string());
            second.is_doubled = true;
        }
    }
    if args.json {
        context.output().json(&documents)?;
    }
    Ok(match documents.iter().all(Document::is_well) {
        true => Outcome::Done,
        false => Outcome::Problems,
    })
}

fn of_settings(context: &Context) -> Result<Vec<PathBuf>> {
    let workspace = context.workspace()?;
    let found = of_workspace(workspace);
    match found.is_empty() {
        true => Err(Failure::new("no exports of costs are there")
            .hint("name them here, or in muster.toml: [cost] files = [\"cost/*.csv\"]")
            .into()),
        false => Ok(found.iter().map(|file| workspace.root.join(file)).collect()),
    }
}

/// Journals that it was read, once for what it says.
fn record(file: &Path, digest: Hash, export: &Export, document: &Document, context: &Context) -> Result<()> {
    let mut periods: Vec<String> = document.sums.iter().map(|sum| sum.month.clone()).collect();
    periods.sort();
    periods.dedup();
    let mut effective: BTreeMap<&str, Amount> = BTreeMap::new();
    for entry in export.ledger.entries() {
        *effective.entry(entry.currency).or_default() += entry.effective;
    }
    let workspace = context.workspace()?;
    let name = file.strip_prefix(&workspace.root).unwrap_or(file);
    let body = CostRead {
        file: name.display().to_string(),
        digest,
        rows: export.rows,
        refused: export.refused,
        periods,
        effective: effective
            .into_iter()
            .map(|(currency, sum)| format!("{sum} {currency}"))
            .collect(),
        unknown: Unknown::new(),
    };
    let journal = journal::open_to_write(context)?;
    let known = journal
        .events(&crate::model::journal::Filter {
            type_prefix: Some("cost.read".to_owned()),
            ..crate::model::journal::Filter::default()
        })
        .map_err(Failure::from)?;
    let is_known = known
        .iter()
        .any(|event| matches!(event.fact(), Ok(Fact::CostRead(read)) if read.digest == digest));
    if !is_known {
        let event = NewEvent::new(&body, Subject::workspace(), Timestamp::now(), &context.actor()?);
        journal.append(vec![event]).map_err(Failure::from)?;
    }
    Ok(())
}

fn document(file: &Path, export: &Export) -> Document {
    let mut sums: BTreeMap<(String, &str), (Amount, Amount)> = BTreeMap::new();
    for entry in export.ledger.entries() {
        let sum = sums.entry((entry.month.to_string(), entry.currency)).or_default();
        sum.0 += entry.effective;
        sum.1 += entry.billed;
    }
    Document {
        file: file.display().to_string(),
        rows: export.rows,
        refused: export.refused,
        problems: export
            .told
            .iter()
            .map(|refused| Problem {
                line: refused.line,
                column: refused.column,
                message: refused.why.clone(),
            })
            .collect(),
        remarks: export.remarks.clone(),
        error: None,
        is_doubled: false,
        sums: sums
            .into_iter()
            .map(|((month, currency), (effective, billed))| Sum {
                month,
                currency: currency.to_owned(),
                effective: effective.to_string(),
                billed: billed.to_string(),
            })
            .collect(),
    }
}

/// What it holds, unless all of it is printed as JSON in the end; what cannot be read of it goes to standard error.
fn print(document: &Document, as_json: bool, context: &Context) -> Result<()> {
    if let Some(error) = &document.error {
        eprintln!("muster: {}: {}", safe(&document.file), safe(error));
        return Ok(());
    }
    if !as_json {
        print_sums(document, context)?;
    }
    for problem in &document.problems {
        let column = problem
            .column
            .map_or_else(String::new, |column| format!(", {column}"));
        let place = format!("{}:{}{column}", document.file, problem.line);
        eprintln!("muster: {}: {}", safe(&place), safe(&problem.message));
    }
    let more = document.refused.saturating_sub(document.problems.len() as u64);
    if more > 0 {
        eprintln!("muster: and {more} more rows that cannot be read");
    }
    Ok(())
}

fn print_sums(document: &Document, context: &Context) -> Result<()> {
    let output = context.output();
    output.line(&format!("{}: {} rows", document.file, document.rows))?;
    for sum in &document.sums {
        output.line(&format!(
            "  {}: {} {currency} for its owners, {} {currency} on invoices",
            sum.month,
            sum.effective,
            sum.billed,
            currency = sum.currency
        ))?;
    }
    for remark in &document.remarks {
        output.line(&format!("  {remark}"))?;
    }
    Ok(())
}
