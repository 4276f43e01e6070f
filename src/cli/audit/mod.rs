//! `muster audit`: the record of an entity, a person or a period as one report, and whether such a report holds.

use std::path::PathBuf;

use color_eyre::Result;
use jiff::Zoned;

use super::{Context, Failure, Outcome, entity, journal};
use crate::model::audit::{About, Beside, Report, Verified, beside, is_direct, markdown, verify};
use crate::model::journal::{Event, Filter};
use crate::store::Journal;

#[derive(Debug, clap::Args)]
#[command(args_conflicts_with_subcommands = true)]
pub struct Args {
    #[command(subcommand)]
    verb: Option<Verb>,

    /// The entity or the person: a ref, or the part of one that only one has; everything in the period where none is given
    #[arg(value_name = "REF")]
    what: Option<String>,

    /// Only what happened since then: 90d, 2026-03-01
    #[arg(long, value_name = "TIME")]
    since: Option<String>,

    /// Only what happened before then
    #[arg(long, value_name = "TIME")]
    until: Option<String>,

    /// As what it is written; the JSON form is what can be verified
    #[arg(long, value_enum, default_value_t = Format::Md)]
    format: Format,

    /// The same as --format json
    #[arg(long)]
    json: bool,

    /// Write it into this file
    #[arg(short, long, value_name = "FILE", value_hint = clap::ValueHint::FilePath)]
    output: Option<PathBuf>,
}

#[derive(Debug, clap::Subcommand)]
enum Verb {
    /// Check a report in JSON against its own events, and against the journal where it is the same; exit status 1 if it does not hold
    Verify {
        #[arg(value_name = "FILE", value_hint = clap::ValueHint::FilePath)]
        file: PathBuf,
        /// Print the answer as JSON
        #[arg(long)]
        json: bool,
    },
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
enum Format {
    Md,
    Json,
}

pub fn run(args: &Args, context: &Context) -> Result<Outcome> {
    match &args.verb {
        Some(Verb::Verify { file, json }) => check(file, *json, context),
        None => make(args, context),
    }
}

fn make(args: &Args, context: &Context) -> Result<Outcome> {
    let now = Zoned::now();
    let moment = |text: &Option<String>| {
        text.as_deref()
            .map(|text| journal::moment(text, &now))
            .transpose()
    };
    let (since, until) = (moment(&args.since)?, moment(&args.until)?);
    if args.what.is_none() && since.is_none() && until.is_none() {
        return Err(Failure::usage("say what it is to be about")
            .hint("an entity, a person, or a period with --since and --until")
            .into());
    }
    if since.zip(until).is_some_and(|(since, until)| since >= until) {
        return Err(Failure::usage("the period ends before it begins")
            .hint("--until is later than --since")
            .into());
    }
    let (journal_id, events) = all(&journal::open_to_read(context)?)?;
    let reference = |text: &String| reference(text, &events, context);
    let about = About {
        entity: args.what.as_ref().map(reference).transpose()?,
        since,
        until,
    };
    let report = Report::of(&journal_id, &events, &about);
    let is_json = args.json || args.format == Format::Json;
    let text = match is_json {
        true => format!("{}\n", serde_json::to_string(&report)?),
        false => markdown(&report),
    };
    match &args.output {
        Some(file) => {
            std::fs::write(file, &text)
                .map_err(|error| Failure::new(format!("cannot write {}: {error}", file.display())))?;
            let told = format!(
                "{}: {} events, digest {}",
                file.display(),
                report.lines.len(),
                report.digest
            );
            context.output().line(&told)?;
        }
        None if is_json => context.output().json(&report)?,
        None => context.output().write(|out| out.write_all(text.as_bytes()))?,
    }
    Ok(Outcome::Done)
}

/// The canonical ref of what is in the catalog or in the journal.
fn reference(text: &str, events: &[Event], context: &Context) -> Result<String> {
    let was_there = |gone: &str| Ok(events.iter().any(|event| is_direct(event, gone)));
    Ok(entity::find_ever(context.catalog()?, text, was_there)?)
}

fn all(journal: &Journal) -> Result<(String, Vec<Event>)> {
    let events = journal.events(&Filter::default()).map_err(Failure::from)?;
    Ok((journal.journal_id().to_string(), events))
}

fn check(file: &std::path::Path, as_json: bool, context: &Context) -> Result<Outcome> {
    let told = |error: &dyn std::fmt::Display| Failure::new(format!("{}: {error}", file.display()));
    let text = std::fs::read(file).map_err(|error| told(&error))?;
    let report: Report =
        serde_json::from_slice(&text).map_err(|error| told(&format!("no report in JSON: {error}")))?;
    let mut found = verify(&report);
    let beside = beside_here(&report, context);
    found
        .problems
        .extend(beside.iter().flat_map(|beside| beside.problems.clone()));
    let holds = found.problems.is_empty();
    if as_json {
        context.output().json(&serde_json::json!({
            "ok": holds, "events": found.events, "problems": found.problems, "gaps": found.gaps,
            "redacted": found.redacted, "journal": beside.is_some(), "later": beside.map(|beside| beside.later),
            "digest": report.digest,
        }))?;
    } else {
        for problem in &found.problems {
            context.output().line(problem)?;
        }
        context.output().line(&verdict(&found, beside.as_ref()))?;
    }
    Ok(if holds { Outcome::Done } else { Outcome::Problems })
}

fn verdict(found: &Verified, beside: Option<&Beside>) -> String {
    let word = match found.problems.is_empty() {
        true => "It holds",
        false => "It does not hold",
    };
    let beside = match beside {
        Some(Beside { later: 0, .. }) => ", also against the journal here".to_owned(),
        Some(Beside { later, .. }) => {
            format!(", also against the journal here, which has {later} later ones that belong in it")
        }
        None => "; that nothing is missing shows only beside its journal".to_owned(),
    };
    // What does not hold has nothing beside it that counts.
    let beside = if found.problems.is_empty() {
        beside
    } else {
        String::new()
    };
    format!(
        "{word}: {} events, {} redacted, {} gaps{beside}",
        found.events, found.redacted, found.gaps
    )
}

/// Holds a report against the workspace's journal; nothing where it is another journal's.
fn beside_here(report: &Report, context: &Context) -> Option<Beside> {
    let journal = journal::open_to_read(context).ok()?;
    let (journal_id, events) = all(&journal).ok()?;
    (journal_id == report.journal).then(|| beside(report, events))
}
