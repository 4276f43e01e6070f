//! `muster access extend` and `attest`: what a person decides.

use color_eyre::Result;
use jiff::Timestamp;
use serde::Serialize;

use super::stage::Stage;
use crate::cli::run::open::named;
use crate::cli::task::person;
use crate::cli::{Context, Failure, Outcome, entity};
use crate::engine::access::{Records, place_names};
use crate::model::access::{AccessRefusal, AccessReview};
use crate::model::text::{ago, safe};
use crate::providers::moment;

#[derive(Debug, clap::Args)]
pub struct Extend {
    /// The run that gave it, or RUN/STEP
    #[arg(value_name = "RUN")]
    run: String,

    /// The step that gave it; not needed where only one step of the run gave something
    #[arg(value_name = "STEP")]
    step: Option<String>,

    /// The new end: a date (its last day, in UTC) or a moment
    #[arg(long, value_name = "DATE")]
    until: String,

    /// Why
    #[arg(long, short, value_name = "TEXT")]
    reason: String,

    /// Print what came of it as JSON
    #[arg(long)]
    json: bool,
}

#[derive(Debug, clap::Args)]
pub struct Attest {
    /// The resource: a ref, or part of one that only one entity has
    #[arg(value_name = "REF")]
    resource: String,

    /// Look at all places again first
    #[arg(long)]
    online: bool,

    /// Print what came of it as JSON
    #[arg(long)]
    json: bool,
}

pub fn extend(args: &Extend, context: &Context) -> Result<Outcome> {
    context.may_write("muster access extend")?;
    let until =
        moment(&args.until).map_err(|error| Failure::usage(error.message).hint("write it as 2027-01-31"))?;
    let stage = Stage::to_change(context)?;
    let (run, step) = match (&args.step, args.run.split_once('/')) {
        (Some(step), _) => (args.run.as_str(), Some(step.as_str())),
        (None, Some((run, step))) => (run, Some(step)),
        (None, None) => (args.run.as_str(), None),
    };
    let run = named(&stage.runs, run)?;
    let records = stage.records()?;
    let step = match step {
        Some(step) => step.to_owned(),
        None => only_step(&records, &run)?,
    };
    let review = stage.review(&records);
    let told = match stage.acting(&review, &records) {
        Some(acting) => acting
            .extend(&run, &step, until, &args.reason)
            .map_err(Failure::from)?,
        None => Err(AccessRefusal::NoGrant { run, step }),
    };
    tell(told, args.json, context)
}

/// The one step of a run that gave something.
fn only_step(records: &Records, run: &str) -> Result<String> {
    let given = records
        .granted
        .iter()
        .filter(|one| one.grant.run == run && one.is_given);
    let mut steps: Vec<&str> = given.map(|one| one.grant.step.as_str()).collect();
    steps.dedup();
    match steps.as_slice() {
        [only] => Ok((*only).to_owned()),
        [] => Err(Failure::new(format!("run {run} gave nobody anything"))
            .hint("`muster access list` shows all grants")
            .into()),
        several => Err(Failure::usage("several steps of this run gave something")
            .hint(format!("say which: {}", several.join(", ")))
            .into()),
    }
}

pub fn attest(args: &Attest, context: &Context) -> Result<Outcome> {
    context.may_write("muster access attest")?;
    let stage = Stage::to_change(context)?;
    let resource = entity::find(&stage.catalog, &args.resource)?
        .entity_ref()
        .to_owned();
    let (review, records) = match args.online {
        true => stage.looked(&place_names(stage.workspace()))?,
        false => stage.known()?,
    };
    let told = match stage.acting(&review, &records) {
        Some(acting) => acting.attest(&resource).map_err(Failure::from)?,
        None => Err(AccessRefusal::NotLooked { place: resource }),
    };
    tell(told, args.json, context)
}

/// When somebody looked through last.
pub(super) fn tell_reviewed(
    review: &AccessReview,
    resource: &str,
    now: Timestamp,
    context: &Context,
) -> Result<()> {
    let reviewed = review.reviewed.iter().find(|one| one.entity == resource);
    context.output().line(&match reviewed {
        Some(one) => format!("{} looked through {}", person(&one.by), ago(one.at, now)),
        None => format!("nobody has looked through yet: `muster access attest {resource}`"),
    })
}

#[derive(Serialize)]
struct Document {
    done: bool,
    message: String,
}

fn tell(told: std::result::Result<String, AccessRefusal>, json: bool, context: &Context) -> Result<Outcome> {
    let (done, message) = match told {
        Ok(message) => (true, message),
        Err(refusal) => (false, refusal.to_string()),
    };
    match (json, done) {
        (true, _) => context.output().json(&Document { done, message })?,
        (false, true) => context.output().line(&message)?,
        (false, false) => eprintln!("muster: {}", safe(&message)),
    }
    Ok(match done {
        true => Outcome::Done,
        false => Outcome::Problems,
    })
}
