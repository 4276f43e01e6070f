//! `muster vision waivers`: the exceptions, those that end soon first.

use color_eyre::Result;
use jiff::Zoned;
use serde::Serialize;

use super::judged::{journal_to_read, judged};
use super::waive::day;
use crate::cli::task::person;
use crate::cli::{Context, Failure, Outcome, Table};
use crate::engine::vision::waiver_fold;
use crate::model::vision::waiver::{TakenBack, WaiverState, state};
use crate::model::vision::{Judged, Waiver, WaiverSource};

#[derive(Debug, clap::Args)]
pub struct Args {
    /// Only those that end within this time: 14d, or a date
    #[arg(long, value_name = "WHEN", conflicts_with = "ended")]
    ending: Option<String>,

    /// Those that have ended or were taken back, the last one first
    #[arg(long)]
    ended: bool,

    /// Only of this rule
    #[arg(long, value_name = "RULE")]
    rule: Option<String>,

    /// Print the waivers as JSON
    #[arg(long)]
    json: bool,
}

#[derive(Serialize)]
struct Document {
    rule: String,
    #[serde(rename = "ref")]
    entity: String,
    owner: String,
    reason: String,
    until: String,
    /// `holds`, `ends soon`, `moot` (rule or entity is gone), `ended` or `taken back`.
    state: &'static str,
    granted_by: Option<String>,
    /// An event of the journal, or a place in `vision.yaml`.
    source: String,
    /// Of one that was taken back: by whom, when, and why.
    ended_by: Option<String>,
    ended: Option<String>,
    ended_reason: Option<String>,
}

pub fn run(args: &Args, context: &Context) -> Result<Outcome> {
    let journal = journal_to_read(context)?;
    let judged = judged(context, journal.as_ref())?;
    let latest = args
        .ending
        .as_deref()
        .map(|text| day(text, Zoned::now().date()))
        .transpose()?;
    let mut documents: Vec<Document> = judged
        .waivers
        .iter()
        .map(|waiver| (waiver, state(&judged, waiver)))
        .filter(|(waiver, state)| {
            (*state == WaiverState::Ended) == args.ended && latest.is_none_or(|latest| waiver.until <= latest)
        })
        .map(|(waiver, state)| document(waiver, state.word()))
        .collect();
    if let (true, Some(journal)) = (args.ended, &journal) {
        let fold = waiver_fold(journal).map_err(Failure::from)?;
        documents.extend(fold.taken_back().iter().map(taken_back));
    }
    documents.retain(|document| args.rule.as_ref().is_none_or(|rule| document.rule == *rule));
    documents.sort_by(|one, other| (last_day(one), &one.entity).cmp(&(last_day(other), &other.entity)));
    if args.ended {
        documents.reverse();
    }
    if args.json {
        context.output().json(&documents)?;
    } else if documents.is_empty() {
        context.output().line(&nothing(args, &judged))?;
    } else {
        context.output().table(&table(&documents))?;
    }
    Ok(Outcome::Done)
}

fn last_day(document: &Document) -> &str {
    document.ended.as_deref().unwrap_or(&document.until)
}

fn nothing(args: &Args, judged: &Judged) -> String {
    match (args.ended, &args.ending) {
        (true, _) => "no waiver has ended".to_owned(),
        (false, Some(ending)) => format!("no waiver ends within {ending}"),
        (false, None) if judged.vision.rules.is_empty() => {
            "the vision has no rules, so there is nothing to waive".to_owned()
        }
        (false, None) => "nothing is waived; `muster vision waive` asks for an exception".to_owned(),
    }
}

fn document(waiver: &Waiver, state: &'static str) -> Document {
    Document {
        rule: waiver.rule.clone(),
        entity: waiver.entity.clone(),
        owner: waiver.owner.clone(),
        reason: waiver.reason.clone(),
        until: waiver.until.to_string(),
        state,
        granted_by: waiver.granted_by.clone(),
        source: match &waiver.source {
            WaiverSource::File(at) => format!("vision.yaml:{}:{}", at.line, at.column),
            WaiverSource::Journal(event) => event.clone(),
        },
        ended_by: None,
        ended: None,
        ended_reason: None,
    }
}

fn taken_back(taken: &TakenBack) -> Document {
    Document {
        ended_by: Some(taken.by.clone()),
        ended: Some(taken.time.to_string()),
        ended_reason: Some(taken.reason.clone()),
        ..document(&taken.waiver, "taken back")
    }
}

fn table(documents: &[Document]) -> Table {
    let mut table = Table::new(&[
        "UNTIL",
        "STATE",
        "RULE",
        "ENTITY",
        "OWNER",
        "GRANTED BY",
        "REASON",
    ]);
    for document in documents {
        let by = document.granted_by.as_deref().map(person);
        let reason = match &document.ended_reason {
            Some(ended) => format!("{} (taken back: {ended})", document.reason),
            None => document.reason.clone(),
        };
        table.row(vec![
            document.until.clone(),
            document.state.to_owned(),
            document.rule.clone(),
            document.entity.clone(),
            person(&document.owner).to_owned(),
            by.unwrap_or("vision.yaml").to_owned(),
            reason,
        ]);
    }
    table
}
