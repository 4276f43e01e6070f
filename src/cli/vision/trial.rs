//! `muster vision try`: a rule that is being written, tried on the live catalog.

use std::fs;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use color_eyre::Result;
use serde::Serialize;

use super::judged::judged;
use crate::cli::output::counted;
use crate::cli::{Context, Failure, Outcome};
use crate::model::vision::{Complaint, Judged, Trial};
use crate::sources::vision::read_rule;

/// Entities told of.
const SHOWN: usize = 10;
/// Longer than any rule.
const LARGEST: u64 = 1 << 20;

#[derive(Debug, clap::Args)]
pub struct Args {
    /// A file with one rule as below `rules` in vision.yaml; - reads it from standard input
    #[arg(value_name = "FILE", value_hint = clap::ValueHint::FilePath)]
    file: PathBuf,

    /// Print the answer as JSON
    #[arg(long)]
    json: bool,
}

pub fn run(args: &Args, context: &Context) -> Result<Outcome> {
    let (name, text) = text(&args.file)?;
    let (rule, complaints) = read_rule(&name, &text);
    let judged = judged(context, None)?;
    let trial = rule.map(|rule| judged.try_rule(&rule, SHOWN));
    match args.json {
        true => context
            .output()
            .json(&Document::of(&judged, &complaints, trial.as_ref()))?,
        false => print(&judged, &complaints, trial.as_ref(), context)?,
    }
    let is_right = trial.is_some() && !complaints.iter().any(|complaint| complaint.is_error);
    Ok(if is_right {
        Outcome::Done
    } else {
        Outcome::Problems
    })
}

/// The name and the text of the file.
fn text(file: &Path) -> Result<(String, String), Failure> {
    let shown = file.display().to_string();
    let cannot = |error: io::Error| Failure::new(format!("cannot read {shown}: {error}"));
    let (name, source): (&str, Box<dyn Read>) = match file == Path::new("-") {
        true => ("stdin", Box::new(io::stdin())),
        false => (&shown, Box::new(fs::File::open(file).map_err(cannot)?)),
    };
    let mut text = String::new();
    source
        .take(LARGEST + 1)
        .read_to_string(&mut text)
        .map_err(cannot)?;
    if text.len() as u64 > LARGEST {
        return Err(Failure::new(format!("{name} is too long for one rule")));
    }
    Ok((name.to_owned(), text))
}

fn print(judged: &Judged, complaints: &[Complaint], trial: Option<&Trial>, context: &Context) -> Result<()> {
    let output = context.output();
    for complaint in complaints {
        let severity = if complaint.is_error { "error" } else { "warning" };
        let at = complaint.at;
        output.line(&format!(
            "{}:{}:{}: {severity}: {}",
            complaint.file, at.line, at.column, complaint.message
        ))?;
    }
    let Some(trial) = trial else { return Ok(()) };
    output.line(&format!(
        "The rule is about {}; {} of them fall short, of {} it could not be told",
        counted(trial.applies, "entity", "entities"),
        trial.falls_short,
        trial.untold,
    ))?;
    for (id, message) in &trial.examples {
        output.line(&format!(
            "  {}: {message}",
            judged.catalog.entity(*id).entity_ref()
        ))?;
    }
    let further = (trial.falls_short + trial.untold).saturating_sub(trial.examples.len());
    if further > 0 {
        output.line(&format!("  and {further} more"))?;
    }
    Ok(())
}

#[derive(Serialize)]
struct Document<'a> {
    wrong: Vec<WrongItem<'a>>,
    /// None where the rule cannot be asked.
    applies: Option<usize>,
    falls_short: Option<usize>,
    untold: Option<usize>,
    examples: Vec<ExampleItem<'a>>,
}

#[derive(Serialize)]
struct WrongItem<'a> {
    severity: &'static str,
    line: u32,
    column: u32,
    message: &'a str,
}

#[derive(Serialize)]
struct ExampleItem<'a> {
    #[serde(rename = "ref")]
    entity_ref: &'a str,
    message: &'a str,
}

impl<'a> Document<'a> {
    fn of(judged: &'a Judged, complaints: &'a [Complaint], trial: Option<&'a Trial>) -> Self {
        let wrong = complaints.iter().map(|complaint| WrongItem {
            severity: if complaint.is_error { "error" } else { "warning" },
            line: complaint.at.line,
            column: complaint.at.column,
            message: &complaint.message,
        });
        let examples = trial.map(|trial| trial.examples.as_slice()).unwrap_or_default();
        let example = |(id, message): &'a (_, String)| ExampleItem {
            entity_ref: judged.catalog.entity(*id).entity_ref(),
            message,
        };
        Self {
            wrong: wrong.collect(),
            applies: trial.map(|trial| trial.applies),
            falls_short: trial.map(|trial| trial.falls_short),
            untold: trial.map(|trial| trial.untold),
            examples: examples.iter().map(example).collect(),
        }
    }
}
