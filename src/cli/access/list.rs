//! `muster access list`: what runs gave and did not take back, with its end.

use std::collections::BTreeMap;

use color_eyre::Result;
use jiff::{SignedDuration, Timestamp};
use serde::Serialize;

use super::document::{Given, given, until};
use super::stage::Stage;
use crate::cli::task::{person, short};
use crate::cli::{Context, Outcome, Table};
use crate::model::access::{Granted, Standing};

#[derive(Debug, clap::Args)]
pub struct Args {
    /// Print the grants as JSON
    #[arg(long)]
    json: bool,
}

#[derive(Serialize)]
struct Document<'a> {
    #[serde(flatten)]
    grant: Given<'a>,
    standing: &'static str,
    rights: Vec<&'a crate::model::access::Right>,
    /// What is wrong with its end.
    warning: Option<String>,
}

pub fn run(args: &Args, context: &Context) -> Result<Outcome> {
    let stage = Stage::to_look(context)?;
    let records = stage.records()?;
    let longest = stage.workspace().settings.access.longest;
    let mut grants: BTreeMap<(&str, &str), Vec<&Granted>> = BTreeMap::new();
    for one in records
        .granted
        .iter()
        .filter(|one| one.is_given && !one.is_taken_back())
    {
        grants
            .entry((&one.grant.run, &one.grant.step))
            .or_default()
            .push(one);
    }
    let mut grants: Vec<Vec<&Granted>> = grants.into_values().collect();
    // What has no end comes last.
    grants.sort_by_key(|rights| {
        let until = rights[0].grant.until;
        (until.is_none(), until, rights[0].grant.given)
    });
    if args.json {
        let documents = grants.iter().map(|rights| Document {
            grant: given(&rights[0].grant),
            standing: word(rights[0], stage.now),
            rights: rights.iter().map(|one| &one.right).collect(),
            warning: warning(rights[0], longest, stage.now),
        });
        context.output().json(&documents.collect::<Vec<_>>())?;
        return Ok(Outcome::Done);
    }
    if grants.is_empty() {
        context
            .output()
            .line("no run gave any access that it did not take back")?;
        return Ok(Outcome::Done);
    }
    context.output().table(&table(&grants, longest, stage.now))?;
    Ok(Outcome::Done)
}

fn table(grants: &[Vec<&Granted>], longest: Option<SignedDuration>, now: Timestamp) -> Table {
    let mut table = Table::new(&[
        "UNTIL", "WHO", "MAY", "RESOURCE", "RUN", "STEP", "ASKED BY", "FOR", "",
    ]);
    for rights in grants {
        for (at, one) in rights.iter().enumerate() {
            let first = |text: String| if at == 0 { text } else { String::new() };
            let state = match word(one, now) {
                "held" => warning(one, longest, now).unwrap_or_default(),
                "ending" => "is being taken back".to_owned(),
                "stuck" => "! could not be taken back".to_owned(),
                _ => "! over".to_owned(),
            };
            table.row(vec![
                first(until(&one.grant)),
                one.right.principal.clone(),
                one.right.may(),
                one.right.target.clone(),
                first(short(&one.grant.run).to_owned()),
                first(one.grant.step.clone()),
                first(person(&one.grant.by).to_owned()),
                first(one.grant.reason.clone()),
                first(state),
            ]);
        }
    }
    table
}

fn word(one: &Granted, now: Timestamp) -> &'static str {
    match one.standing {
        Standing::Ending => "ending",
        Standing::Stuck => "stuck",
        _ if one.is_over(now) => "over",
        _ => "held",
    }
}

/// What settings have against its end.
fn warning(one: &Granted, longest: Option<SignedDuration>, now: Timestamp) -> Option<String> {
    let latest = now.checked_add(longest?).ok()?;
    match one.grant.until {
        None if one.stays => None,
        None => Some("! no end".to_owned()),
        Some(until) if until > latest => Some("! later than `longest` in [access]".to_owned()),
        Some(_) => None,
    }
}
