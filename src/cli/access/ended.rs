//! `muster access ended`: what is over and still there, and taking it back by runs.

use color_eyre::Result;
use serde::Serialize;

use super::document::{self, Row, who, why};
use super::review::end;
use super::stage::Stage;
use crate::cli::run::follow::{conclude, follow};
use crate::cli::task::short;
use crate::cli::{Context, Failure, Outcome, Table};
use crate::engine::access::{Begun, Chosen, Records, Refused, places_of};
use crate::model::access::{Access, AccessReview, Presence, Right, shown};
use crate::model::text::{counted, safe};

#[derive(Debug, clap::Args)]
pub struct Args {
    /// Take back what is over, by a run for each right; nobody is asked again, for the end was agreed on
    #[arg(long)]
    take_back: bool,

    /// Print the answer as JSON
    #[arg(long)]
    json: bool,
}

#[derive(Serialize)]
struct Document<'a> {
    /// What was over and not known to be gone, before anything was taken back.
    over: Vec<Row<'a>>,
    taken: Vec<Taken>,
    /// Of how many of those it could not be seen whether they are there still.
    not_seen: usize,
}

/// What came of taking one right back.
#[derive(Serialize)]
pub(super) struct Taken {
    pub done: bool,
    right: Right,
    run: Option<String>,
    status: Option<&'static str>,
    message: String,
    /// What else goes, and what stays.
    findings: Vec<String>,
}

pub fn run(args: &Args, context: &Context) -> Result<Outcome> {
    if args.take_back {
        context.may_write("muster access ended --take-back")?;
    }
    let stage = match args.take_back || !context.read_only() {
        true => Stage::to_change(context)?,
        false => Stage::to_look(context)?,
    };
    let found = stage.ended()?;
    let over = found.review.narrowed(|row| row.is_over);
    let there: Vec<Right> = there(&over).map(|row| row.right.clone()).collect();
    if found.is_busy && !args.json {
        eprintln!("muster: another window takes back what is due; what it is at may be listed still");
    }
    let not_seen = over.rows.len() - there.len();
    let is_taking = args.take_back && !there.is_empty();
    let taken = match is_taking {
        true => {
            let known = (&found.review, &found.records);
            take_back(&stage, known, &there, Chosen::Swept, args.json, context)?
        }
        false => Vec::new(),
    };
    let is_gone = match is_taking {
        true => not_seen == 0 && taken.iter().all(|taken| taken.done),
        false => over.rows.is_empty(),
    };
    if args.json {
        let document = Document {
            over: over.rows.iter().map(document::row).collect(),
            taken,
            not_seen,
        };
        context.output().json(&document)?;
    } else if !is_taking {
        print(&over, not_seen, context)?;
    }
    for place in over.unseen() {
        let mut problems: Vec<&str> = place.problems.iter().map(String::as_str).collect();
        problems.dedup();
        let problems = problems.join(" ");
        eprintln!(
            "muster: not all of {} could be seen. {}",
            safe(&place.place),
            safe(&problems)
        );
    }
    Ok(outcome(is_gone && over.unseen().next().is_none()))
}

/// Exit status 0 only where all is as it should be.
pub(super) fn outcome(is_well: bool) -> Outcome {
    match is_well {
        true => Outcome::Done,
        false => Outcome::Problems,
    }
}

fn there(review: &AccessReview) -> impl Iterator<Item = &Access> {
    review.rows.iter().filter(|row| row.presence == Presence::There)
}

fn print(over: &AccessReview, uncertain: usize, context: &Context) -> Result<()> {
    let out = context.output();
    if over.rows.is_empty() {
        let is_seen = over.unseen().next().is_none();
        return out.line(match is_seen {
            true => "nothing is over and still there",
            false => "nothing is over of what could be seen",
        });
    }
    let mut table = Table::new(&["RESOURCE", "WHO", "MAY", "UNTIL", "WHY"]);
    for row in &over.rows {
        table.row(vec![
            row.right.target.clone(),
            who(row),
            row.right.may(),
            end(row),
            why(row),
        ]);
    }
    out.table(&table)?;
    if uncertain > 0 {
        let rights = counted(uncertain, "right", "rights");
        out.line(&format!("whether {rights} are there still could not be seen"))?;
    }
    if uncertain < over.rows.len() {
        out.line("`muster access ended --take-back` takes back what is there")?;
    }
    Ok(())
}

/// Starts the runs that take rights back, and drives them as far as they go without a person.
pub(super) fn take_back(
    stage: &Stage<'_>,
    (review, records): (&AccessReview, &Records),
    rights: &[Right],
    chosen: Chosen,
    json: bool,
    context: &Context,
) -> Result<Vec<Taken>> {
    let Some(acting) = stage.acting(review, records) else {
        return Err(Failure::new("this workspace has no journal yet").into());
    };
    let begun = acting.take_back(rights, chosen);
    let mut all = Vec::new();
    for one in begun.map_err(|refusal| Failure::new(refusal.to_string()))? {
        all.push(match one {
            Ok(begun) => driven(stage, begun, json, context)?,
            Err(refused) => stays(refused, json),
        });
    }
    if !json {
        let done = all.iter().filter(|taken| taken.done).count();
        let rights = counted(done, "right is", "rights are");
        context.output().line(&format!("{rights} taken back"))?;
    }
    // Whoever looks next is told what is there now.
    stage.looked(&places_of(stage.workspace(), rights))?;
    Ok(all)
}

fn driven(stage: &Stage<'_>, begun: Begun, json: bool, context: &Context) -> Result<Taken> {
    let what = shown(&begun.right);
    if !json {
        let verb = if begun.was_begun { "is at" } else { "begins" };
        let run = short(&begun.run);
        context.output().line(&format!("run {run} {verb} it: {what}"))?;
        for finding in &begun.findings {
            context.output().line(&format!("  {finding}"))?;
        }
    }
    let run = follow(&stage.runs, &begun.run, json, context)?;
    if !json {
        conclude(&run, false, context)?;
    }
    Ok(Taken {
        done: run.status == crate::model::run::RunStatus::Succeeded,
        right: begun.right,
        run: Some(begun.run),
        status: Some(run.status.word()),
        message: what,
        findings: begun.findings,
    })
}

fn stays(refused: Refused, json: bool) -> Taken {
    let message = refused.why.to_string();
    if !json {
        eprintln!("muster: {}", safe(&message));
    }
    Taken {
        done: false,
        right: *refused.right,
        run: None,
        status: None,
        message,
        findings: Vec::new(),
    }
}
