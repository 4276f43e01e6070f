//! `muster discover claim`: what was found becomes part of the catalog. Shows what would be written, and writes it where
//! that is agreed to.

use color_eyre::Result;
use serde::Serialize;

use super::{choice, known};
use crate::cli::run::agreed;
use crate::cli::run::follow::follow;
use crate::cli::run::open::{Use, open};
use crate::cli::{Context, Failure, Outcome, Table};
use crate::engine::discovery::{Claims, Preview};
use crate::model::discovery::{Claim, ClaimBy, Claimed, Sort, Unregistered};
use crate::model::text::counted;

#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// What to claim: ids, as kafka:main/orders.placed, or names that only one has
    #[arg(value_name = "ID", required_unless_present = "all")]
    ids: Vec<String>,

    /// All that is unregistered of this sort
    #[arg(long, value_name = "SORT", value_enum, conflicts_with = "ids")]
    all: Option<Claimable>,

    /// The one person who answers for it: a User of the catalog
    #[arg(long, value_name = "REF", required_unless_present = "as_guessed")]
    accountable: Option<String>,

    /// The team or person who owns it; whoever answers for it if none is named
    #[arg(long, value_name = "REF")]
    owner: Option<String>,

    /// Take the guessed owner and accountable person, where there is a guess and nothing else is said
    #[arg(long)]
    as_guessed: bool,

    /// What it is called in the catalog, instead of what is proposed
    #[arg(long = "ref", value_name = "REF", conflicts_with = "all")]
    entity_ref: Option<String>,

    /// Propose a catalog-info.yaml to the repository itself, instead of writing a file here
    #[arg(long)]
    pull_request: bool,

    /// Only show what would be written
    #[arg(long, conflicts_with = "yes")]
    plan: bool,

    /// Write it without asking
    #[arg(long, short)]
    yes: bool,

    /// Print JSON: what would be written, or with --yes what was
    #[arg(long)]
    json: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Claimable {
    Topic,
    Repository,
    Team,
}

impl Claimable {
    fn sort(self) -> Sort {
        match self {
            Self::Topic => Sort::Topic,
            Self::Repository => Sort::Repository,
            Self::Team => Sort::Team,
        }
    }
}

#[derive(Serialize)]
struct Item<'a> {
    id: &'a str,
    #[serde(rename = "ref")]
    entity_ref: Option<&'a str>,
    owner: Option<&'a str>,
    accountable: Option<&'a str>,
    /// Where it is written: in the workspace, or with a run in the repository.
    file: Option<&'a str>,
    run: Option<&'a str>,
    /// What is written; only where nothing was written yet.
    text: Option<&'a str>,
    /// Why it is not claimed.
    error: Option<&'a str>,
}

/// Claims whose whole text is shown before they are made.
const WHOLE: usize = 3;

pub(super) fn run(args: &Args, context: &Context) -> Result<Outcome> {
    let only_shows = args.plan || (args.json && !args.yes);
    if !only_shows {
        context.may_write("muster discover claim")?;
    }
    if args.entity_ref.is_some() && args.ids.len() > 1 {
        return Err(Failure::usage("--ref names one entity, so one thing is claimed with it").into());
    }
    let (catalog, discovery) = known(context)?;
    let chosen: Vec<&Unregistered> = match args.all {
        Some(sort) => choice::all(&discovery, sort.sort()),
        None => args
            .ids
            .iter()
            .map(|id| choice::one(&discovery, id))
            .collect::<Result<_>>()?,
    };
    if chosen.is_empty() {
        context.output().line("there is nothing to claim")?;
        return Ok(Outcome::Done);
    }
    let claims: Vec<Claim> = chosen.iter().map(|found| claim(args, found)).collect();
    let actor = context.actor()?;
    let claiming = Claims {
        workspace: context.workspace()?,
        catalog: &catalog,
        discovery: &discovery,
        actor: &actor,
    };
    let previews = claiming.preview(&claims);
    if only_shows && args.json {
        let items: Vec<Item<'_>> = claims
            .iter()
            .zip(&previews)
            .map(|(claim, preview)| planned(claim, preview))
            .collect();
        context.output().json(&items)?;
        return Ok(ended(previews.iter().all(Result::is_ok)));
    }
    if !args.json {
        print_previews(&claims, &previews, context)?;
    }
    if args.plan || previews.iter().all(Result::is_err) {
        return Ok(ended(previews.iter().all(Result::is_ok)));
    }
    let sound = previews.iter().filter(|preview| preview.is_ok()).count();
    let question = format!("Claim {}?", counted(sound, "thing", "things"));
    if !args.yes && !agreed(&question)? {
        context.output().line("nothing was claimed")?;
        return Ok(Outcome::Done);
    }
    carry_out(&claiming, &claims, &previews, args, context)
}

fn ended(well: bool) -> Outcome {
    match well {
        true => Outcome::Done,
        false => Outcome::Problems,
    }
}

fn claim(args: &Args, found: &Unregistered) -> Claim {
    let guess = args.as_guessed.then_some(&found.guess);
    let accountable = args.accountable.clone();
    Claim {
        id: found.sighting.id.clone(),
        entity_ref: args.entity_ref.clone(),
        owner: args.owner.clone().or_else(|| guess?.owner.clone()),
        accountable: accountable
            .or_else(|| guess?.accountable.clone())
            .unwrap_or_default(),
        by: match args.pull_request {
            true => ClaimBy::PullRequest,
            false => ClaimBy::File,
        },
    }
}

fn carry_out(
    claiming: &Claims<'_>,
    claims: &[Claim],
    previews: &[Result<Preview, String>],
    args: &Args,
    context: &Context,
) -> Result<Outcome> {
    let journal = crate::cli::journal::open_to_write(context)?;
    let runs = match args.pull_request {
        true => Some(open(Use::Change, context)?.1),
        false => None,
    };
    let proposing = runs.as_ref().map(|runs| runs as _);
    let claimed = claiming
        .claim(claims, &journal, proposing)
        .map_err(Failure::from)?;
    let mut well = claimed.iter().all(|claimed| claimed.outcome.is_ok());
    if let Some(runs) = &runs {
        for run in claimed.iter().filter_map(|claimed| claimed.outcome.as_ref().ok()) {
            let run = follow(runs, run, args.json, context)?;
            well &= !run.status.is_stopped();
        }
    }
    if args.json {
        let items = claimed
            .iter()
            .zip(previews)
            .map(|(claimed, preview)| outcome(claimed, preview, args));
        context.output().json(&items.collect::<Vec<_>>())?;
        return Ok(ended(well));
    }
    for (claimed, preview) in claimed.iter().zip(previews) {
        match &claimed.outcome {
            Ok(run) if args.pull_request => {
                context
                    .output()
                    .line(&format!("{} is proposed by run {run}", claimed.id))?;
            }
            Ok(file) => context
                .output()
                .line(&format!("{} is in {file}", claimed.entity_ref))?,
            // Told with the previews already.
            Err(_) if preview.is_err() => {}
            Err(why) => context
                .output()
                .line(&format!("{} is not claimed: {why}", claimed.id))?,
        }
    }
    Ok(ended(well))
}

fn planned<'a>(claim: &'a Claim, preview: &'a Result<Preview, String>) -> Item<'a> {
    let made = preview.as_ref().ok();
    Item {
        id: &claim.id,
        entity_ref: made.map(|made| made.claiming.entity_ref.as_str()),
        owner: made.map(|made| made.claiming.owner.as_str()),
        accountable: made.map(|made| made.claiming.accountable.as_str()),
        file: made.map(|made| made.file.as_str()),
        run: None,
        text: made.map(|made| made.text.as_str()),
        error: preview.as_ref().err().map(String::as_str),
    }
}

fn outcome<'a>(claimed: &'a Claimed, preview: &'a Result<Preview, String>, args: &Args) -> Item<'a> {
    let made = preview.as_ref().ok();
    let done = claimed.outcome.as_ref().ok().map(String::as_str);
    Item {
        id: &claimed.id,
        entity_ref: Some(claimed.entity_ref.as_str()).filter(|entity_ref| !entity_ref.is_empty()),
        owner: made.map(|made| made.claiming.owner.as_str()),
        accountable: made.map(|made| made.claiming.accountable.as_str()),
        file: done.filter(|_| !args.pull_request),
        run: done.filter(|_| args.pull_request),
        text: None,
        error: claimed.outcome.as_ref().err().map(String::as_str),
    }
}

fn print_previews(claims: &[Claim], previews: &[Result<Preview, String>], context: &Context) -> Result<()> {
    let out = context.output();
    let sound: Vec<&Preview> = previews.iter().flatten().collect();
    if sound.len() <= WHOLE {
        for preview in &sound {
            let place = match preview.by {
                ClaimBy::File => "here",
                ClaimBy::PullRequest => "proposed to the repository",
            };
            out.line(&format!("{} → {} ({place})", preview.id, preview.file))?;
            for line in preview.text.lines() {
                out.line(&format!("  {line}"))?;
            }
        }
    } else {
        let mut table = Table::new(&["ID", "REF", "OWNER", "ACCOUNTABLE", "FILE"]);
        for preview in &sound {
            table.row(vec![
                preview.id.clone(),
                preview.claiming.entity_ref.to_string(),
                preview.claiming.owner.clone(),
                preview.claiming.accountable.clone(),
                preview.file.clone(),
            ]);
        }
        out.table(&table)?;
    }
    for (claim, preview) in claims.iter().zip(previews) {
        if let Err(why) = preview {
            out.line(&format!("{} is not claimed: {why}", claim.id))?;
        }
    }
    Ok(())
}
