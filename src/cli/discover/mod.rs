//! `muster discover`: what exists outside, held against the catalog: looked at, listed, claimed, declared.

mod choice;
mod claim;
mod declare;
mod document;
mod list;
pub(super) mod told;

use std::sync::Arc;

use color_eyre::Result;

use super::{Context, Failure, Outcome};
use crate::engine::Outside;
use crate::engine::discovery::{Looking, Surveys, places, survey, view};
use crate::model::catalog::Catalog;
use crate::model::discovery::{Discovery, Place, Survey, compare};
use crate::model::text::nearest;
use told::Told;

#[derive(Debug, clap::Args)]
#[command(args_conflicts_with_subcommands = true)]
pub struct Args {
    #[command(subcommand)]
    verb: Option<Verb>,

    /// Only look at these places: kafka:main, github:acme; all of them if none is named
    #[arg(value_name = "PLACE")]
    places: Vec<String>,

    /// Ask nobody: what the last looks brought, held against the catalog as it is now
    #[arg(long)]
    offline: bool,

    /// Print the answer as JSON
    #[arg(long)]
    json: bool,
}

#[derive(Debug, clap::Subcommand)]
enum Verb {
    /// All of what the last looks brought, one sort of finding at a time
    List(list::Args),
    /// Make entities of what was found, each with one person who answers for it
    Claim(claim::Args),
    /// Write dependencies that were seen into the files of who depends
    Declare(declare::Args),
}

pub fn run(args: &Args, context: &Context) -> Result<Outcome> {
    match &args.verb {
        Some(Verb::List(args)) => list::run(args, context),
        Some(Verb::Claim(args)) => claim::run(args, context),
        Some(Verb::Declare(args)) => declare::run(args, context),
        None => look(args, context),
    }
}

fn look(args: &Args, context: &Context) -> Result<Outcome> {
    let places = places_of(context)?;
    let only = named(&places, &args.places)?;
    let catalog = context.reading()?.shared();
    let surveys = surveys_of(context)?;
    let (known, complete) = match args.offline {
        true => {
            let kept: Vec<Survey> = places
                .iter()
                .filter_map(|place| surveys.shown(&place.name))
                .collect();
            (kept, true)
        }
        false => surveyed(&places, only.as_deref(), &catalog, &surveys, context)?,
    };
    let mut discovery = compare(&catalog, &known, &places);
    if let Some(only) = &only {
        narrow(&mut discovery, only);
    }
    match args.json {
        true => context.output().json(&document::of(&discovery))?,
        false => told::print(&discovery, context)?,
    }
    Ok(match complete && document::is_clean(&discovery) {
        true => Outcome::Done,
        false => Outcome::Problems,
    })
}

/// Looks, and says on the way how far it is; whether everything could be seen.
fn surveyed(
    places: &[Place],
    only: Option<&[String]>,
    catalog: &Arc<Catalog>,
    surveys: &Surveys,
    context: &Context,
) -> Result<(Vec<Survey>, bool)> {
    let (workspace, paths) = (context.workspace()?, context.paths()?);
    let world = Outside::open(workspace, paths, Arc::clone(catalog)).map_err(Failure::from)?;
    let journal = match context.read_only() {
        true => None,
        false => Some(super::journal::open_to_write(context)?),
    };
    let actor = context.actor()?;
    let looking = Looking {
        surveys,
        journal: journal.as_ref(),
        actor: &actor,
    };
    let mut told = Told::new();
    let looked = survey(
        &world,
        &workspace.settings.github,
        places,
        only,
        &looking,
        &mut told,
    );
    told.end();
    let complete = looked.iter().all(|looked| looked.complete);
    Ok((looked.into_iter().map(|looked| looked.survey).collect(), complete))
}

fn places_of(context: &Context) -> Result<Vec<Place>> {
    let places = places(context.workspace()?);
    if places.is_empty() {
        return Err(Failure::new("no place is named that could be looked at")
            .hint(
                "name clusters in [kafka.clusters] and organisations as `owners` in [github] of muster.toml",
            )
            .into());
    }
    Ok(places)
}

fn surveys_of(context: &Context) -> Result<Surveys> {
    let (workspace, paths) = (context.workspace()?, context.paths()?);
    Ok(Surveys::new(&paths.workspace_data(&workspace.key)))
}

/// What the last looks brought, held against the catalog as it is now.
fn known(context: &Context) -> Result<(Arc<Catalog>, Discovery)> {
    let places = places_of(context)?;
    let catalog = context.reading()?.shared();
    let discovery = view(&catalog, &places, &surveys_of(context)?);
    Ok((catalog, discovery))
}

/// The places that a person means: by their names, or by what follows the colon where only one has it.
fn named(places: &[Place], written: &[String]) -> Result<Option<Vec<String>>> {
    if written.is_empty() {
        return Ok(None);
    }
    let one = |text: &String| -> Result<String> {
        let exact = places.iter().find(|place| place.name == *text);
        let bare = |place: &&Place| place.name.split_once(':').is_some_and(|(_, name)| name == text);
        let mut some = places.iter().filter(bare);
        match (exact, some.next(), some.next()) {
            (Some(place), ..) | (None, Some(place), None) => Ok(place.name.clone()),
            _ => {
                let names: Vec<&str> = places.iter().map(|place| place.name.as_str()).collect();
                let failure = Failure::usage(format!("`{text}` is no place that the settings name"));
                Err(match nearest(text, names.iter().copied()) {
                    Some(near) => failure.hint(format!("did you mean {near}?")),
                    None => failure.hint(format!("there are {}", names.join(", "))),
                }
                .into())
            }
        }
    };
    written.iter().map(one).collect::<Result<Vec<String>>>().map(Some)
}

/// Leaves only what is about these places.
fn narrow(discovery: &mut Discovery, only: &[String]) {
    let is_there = |id: &str| {
        only.iter().any(|place| {
            let place = crate::model::catalog::external::normal_id(place);
            id.strip_prefix(place.as_str())
                .is_some_and(|rest| rest.starts_with('/'))
        })
    };
    discovery.places.retain(|place| only.contains(&place.name));
    discovery
        .unregistered
        .retain(|found| is_there(&crate::model::catalog::external::normal_id(&found.sighting.id)));
    discovery.gone.retain(|gone| is_there(&gone.id));
    discovery.observed.retain(|seen| is_there(&seen.id));
}
